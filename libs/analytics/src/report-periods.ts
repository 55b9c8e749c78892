// Days are texts `YYYY-MM-DD`; they have no zone any more, so that their arithmetic is that of the calendar.
import type { Range } from './revenue.relations'

export const intervals = ['day', 'week', 'month', 'year'] as const
export type Interval = (typeof intervals)[number]

export const comparisons = ['none', 'previous_period', 'previous_year'] as const
export type Comparison = (typeof comparisons)[number]

const msPerDay = 86_400_000

/** The range that a report is compared with; null for none. Whole months are compared with as many whole months. */
export function comparedRange({ from, to }: Range, comparison: Comparison): Range | null {
  switch (comparison) {
    case 'none':
      return null
    case 'previous_year':
      return { from: addMonths(from, -12), to: isMonthEnd(to) ? monthEnd(addMonths(to, -12)) : addMonths(to, -12) }
    case 'previous_period': {
      const last = addDays(from, -1)
      if (!isWholeMonths({ from, to })) return { from: addDays(from, -daysIn({ from, to })), to: last }
      return { from: addMonths(from, -periodsIn({ from, to }, 'month')), to: last }
    }
    default:
      return comparison satisfies never
  }
}

/** How many periods the range touches. */
export function periodsIn({ from, to }: Range, interval: Interval): number {
  const [first, last] = [dateOf(from), dateOf(to)]
  switch (interval) {
    case 'day':
      return daysIn({ from, to })
    case 'week':
      return (mondayOf(last) - mondayOf(first)) / (7 * msPerDay) + 1
    case 'month':
      return (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth() + 1
    case 'year':
      return last.getUTCFullYear() - first.getUTCFullYear() + 1
    default:
      return interval satisfies never
  }
}

function daysIn({ from, to }: Range): number {
  return (dateOf(to).getTime() - dateOf(from).getTime()) / msPerDay + 1
}

function isWholeMonths({ from, to }: Range): boolean {
  return from.endsWith('-01') && isMonthEnd(to)
}

function isMonthEnd(day: string): boolean {
  return addDays(day, 1).endsWith('-01')
}

function monthEnd(day: string): string {
  return addDays(`${addMonths(`${day.slice(0, 7)}-01`, 1)}`, -1)
}

function addDays(day: string, days: number): string {
  return dayOf(new Date(dateOf(day).getTime() + days * msPerDay))
}

/** The same day of another month, or its last one where it is shorter. */
function addMonths(day: string, months: number): string {
  const date = dateOf(day)
  const target = new Date(date)
  target.setUTCDate(1)
  target.setUTCMonth(date.getUTCMonth() + months)
  const length = new Date(Date.UTC(2000 + (target.getUTCFullYear() % 400), target.getUTCMonth() + 1, 0)).getUTCDate()
  target.setUTCDate(Math.min(date.getUTCDate(), length))
  return dayOf(target)
}

function mondayOf(date: Date): number {
  return date.getTime() - ((date.getUTCDay() + 6) % 7) * msPerDay
}

function dateOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}
