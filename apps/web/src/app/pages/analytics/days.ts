// Calendar days as YYYY-MM-DD, in the workspace's zone; reports take both ends inclusively.

export function today(timezone: string | undefined, now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone ?? 'UTC', dateStyle: 'short' }).format(now)
}

/** The first day of the month that lies `months` before the day's own. */
export function monthsBefore(day: string, months: number): string {
  const [year = 1970, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10)
}

export function startOfYear(day: string): string {
  return `${day.slice(0, 4)}-01-01`
}

/** The calendar year before the day's own. */
export function yearBefore(day: string): { from: string; to: string } {
  const year = String(Number(day.slice(0, 4)) - 1)
  return { from: `${year}-01-01`, to: `${year}-12-31` }
}

/** The day that lies `days` before. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}

/** The last day of the day's month. */
export function endOfMonth(day: string): string {
  return daysBefore(monthsBefore(day, -1), 1)
}
