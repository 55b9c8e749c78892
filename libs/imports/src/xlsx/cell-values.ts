// Cells of a spreadsheet as the text that a CSV file would have: days and times as ISO writes them, numbers plain.

const dayMs = 86_400_000
/** Day 0 of either calendar. The first one believes that 1900 was a leap year, so its days count from 30 December. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const
export type Calendar = keyof typeof epochs

const plain = new Intl.NumberFormat('en-US', { useGrouping: false, maximumSignificantDigits: 15 })

/** `2026-01-31`, with ` 12:00:00` where the cell has a time; null for numbers that are no day. */
export function dayText(serial: number, calendar: Calendar): string | null {
  if (!(serial >= 0 && serial < 110_000)) return null
  const shifted = calendar === 1900 && serial < 60 ? serial + 1 : serial
  const seconds = Math.round(((shifted % 1) * dayMs) / 1000)
  const iso = new Date(epochs[calendar] + Math.floor(shifted) * dayMs + seconds * 1000).toISOString()
  return seconds ? iso.slice(0, 19).replace('T', ' ') : iso.slice(0, 10)
}

/** What a computer keeps of 0.1 + 0.2 is shown as people wrote it. */
export function numberText(text: string): string {
  const value = Number(text)
  return Number.isFinite(value) && text.trim() !== '' ? plain.format(value) : text
}

const builtInDays = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57])

/** Whether numbers of this format are days. */
export function isDayFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDays.has(id)
  const signs = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '')
  return /[dmyhs]/i.test(signs) && !/[#0?]/.test(signs.replace(/\.0+/g, ''))
}

/** The place of a column, from 0: `A` is 0, `AA` is 26; -1 for what is none. */
export function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d*$/.exec(reference)?.[1]
  if (letters === undefined) return -1
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
