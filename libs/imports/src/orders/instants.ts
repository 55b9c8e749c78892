// Times of a file as instants. Times without an offset are local times of the import's zone.

import { orderOf, type DayOrder } from '../csv/day-order'

const hour = 3_600_000
const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/
const timeOfDay = String.raw`(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d))?)?`
const writtenPattern = new RegExp(String.raw`^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})${timeOfDay}$`)
const yearFirstPattern = new RegExp(String.raw`^(\d{4})[./](\d{1,2})[./](\d{1,2})${timeOfDay}$`)

/** Reads times of one zone. Make one for a batch: it remembers the zone's offsets. */
export class Instants {
  private readonly format: Intl.DateTimeFormat
  private readonly offsets = new Map<number, number>()

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  }

  /**
   * Milliseconds since 1970 of `2010-12-01 08:26:00`, with or without seconds, time or offset; null for anything else.
   * Where clocks go back the earlier of the two is meant; a time that they jump over is read as if they had not yet.
   */
  iso(text: string): number | null {
    const match = isoPattern.exec(text)
    if (!match) return null
    const [, year, month, day, hours = '0', minutes = '0', seconds = '0', fraction = '', offset] = match
    const local = localTime([year, month, day, hours, minutes, seconds].map(Number))
    if (local === null) return null
    const time = local + Number(fraction.padEnd(3, '0').slice(0, 3))
    return offset === undefined ? this.ofLocal(time) : time - minutesOf(offset) * 60_000
  }

  /**
   * The same for `12/1/2010 8:26`, `31.01.2026` and `2026/01/31`: `order` says what comes first where the year does not.
   * Without an order only days are read that can be read in one way.
   */
  written(text: string, order: DayOrder | null): number | null {
    const yearFirst = yearFirstPattern.exec(text)
    if (yearFirst) return this.ofParts(yearFirst.slice(1, 4), yearFirst.slice(4))
    const match = writtenPattern.exec(text)
    if (!match) return null
    const [, first = '', sign, third = '', year = '', ...time] = match
    const known = orderOf([text]).order ?? (sign === '.' ? 'dmy' : order)
    if (known === null) return null
    const fullYear = year.length === 2 ? String(Number(year) + (Number(year) < 70 ? 2000 : 1900)) : year
    const day = known === 'dmy' ? [fullYear, third, first] : [fullYear, first, third]
    // What contradicts the column's order is wrong, not of the other one.
    if (order !== null && known !== order && sign !== '.') return null
    return this.ofParts(day, time)
  }

  private ofParts(day: readonly string[], time: readonly (string | undefined)[]): number | null {
    const [hours = '0', minutes = '0', seconds = '0'] = time
    const local = localTime([...day, hours, minutes, seconds].map(Number))
    return local === null ? null : this.ofLocal(local)
  }

  private ofLocal(local: number): number {
    const before = this.offsetAt(local - 24 * hour)
    const after = this.offsetAt(local + 24 * hour)
    if (before === after) return local - before
    const candidates = [local - before, local - after].sort((a, b) => a - b)
    return candidates.find((time) => local - time === this.offsetAt(time)) ?? local - before
  }

  /** Milliseconds that the zone is ahead of UTC; zones change on quarters of an hour. */
  private offsetAt(time: number): number {
    const quarter = Math.floor(time / (hour / 4))
    const known = this.offsets.get(quarter)
    if (known !== undefined) return known
    const start = quarter * (hour / 4)
    const parts = new Map(this.format.formatToParts(start).map(({ type, value }) => [type, Number(value)]))
    const [year, month, day, hours, minutes, seconds] = (
      ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
    ).map((type) => parts.get(type) ?? 0) as [number, number, number, number, number, number]
    const offset = Date.UTC(year, month - 1, day, hours, minutes, seconds) - start
    if (this.offsets.size > 50_000) this.offsets.clear()
    this.offsets.set(quarter, offset)
    return offset
  }
}

function minutesOf(offset: string): number {
  if (offset === 'Z') return 0
  const digits = offset.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return offset.startsWith('-') ? -minutes : minutes
}

/** Null when there is no such day or time: 31 April, 24:00, the year 1500. */
function localTime([year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0]: number[]): number | null {
  const time = Date.UTC(year, month - 1, day, hours, minutes, seconds)
  const read = new Date(time)
  const exists =
    read.getUTCMonth() === month - 1 &&
    read.getUTCDate() === day &&
    read.getUTCHours() === hours &&
    read.getUTCMinutes() === minutes &&
    read.getUTCSeconds() === seconds
  return exists && year >= 1900 && year < 2200 ? time : null
}
