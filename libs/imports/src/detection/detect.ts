// What the beginning of a file tells about how it is to be read. Whoever sends the file may say otherwise.
import { parse } from 'csv-parse/sync'
import { orderOf } from '../csv/day-order'
import { delimiters, type Delimiter } from '../csv/csv-rows'
import { markOf } from '../csv/numbers'
import type { Detected } from '../import.options'

const sampledRows = 500
/** Of those that tell a delimiter. */
const scoredLines = 100

/** The sign that cuts the first lines into the most columns of the same number. */
export function detectDelimiter(text: string): Delimiter {
  const start = text.split('\n', scoredLines + 1).join('\n')
  const present = delimiters.filter((delimiter) => start.includes(delimiter))
  const scores = present.map((delimiter) => ({ delimiter, score: scoreOf(start, delimiter) }))
  const best = scores.filter(({ score }) => score > 0).sort((one, other) => other.score - one.score)[0]
  return best?.delimiter ?? ','
}

function scoreOf(text: string, delimiter: Delimiter): number {
  const rows = rowsOf(text, delimiter)
  const widths = rows.map((row) => row.length)
  const first = widths[0] ?? 1
  if (first < 2) return 0
  return (first * widths.filter((width) => width === first).length) / widths.length
}

/** Rows of a sample whose last line may be torn. */
export function rowsOf(text: string, delimiter: Delimiter): string[][] {
  const end = text.lastIndexOf('\n')
  const options = { delimiter, to: sampledRows, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }
  try {
    return parse(end > 0 ? text.slice(0, end) : text, options)
  } catch {
    // A quote that the sample cuts open: its first line is enough to judge by.
    return [(text.split('\n')[0] ?? '').split(delimiter)]
  }
}

/** Whether the first row names columns, which data never does: distinct words, no numbers, days or addresses. */
export function detectHeader([first, ...rest]: readonly (readonly string[])[]): boolean {
  if (!first) return true
  const names = first.map((cell) => cell.trim())
  const filled = names.filter(Boolean)
  if (!rest.length) return !filled.some(isData)
  return filled.length > 0 && new Set(filled).size === filled.length && !filled.some(isData)
}

export function isData(cell: string): boolean {
  return /^[+-]?\d[\d.,' ]*$/.test(cell) || /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(cell) || /^\S+@\S+\.\S+$/.test(cell)
}

/** Order of days and decimal mark, each judged over its columns; `ambiguous` names what may be read both ways. */
export function detectFormats(
  rows: readonly (readonly string[])[],
): Pick<Detected, 'dates' | 'decimal_mark' | 'ambiguous'> {
  const width = Math.max(0, ...rows.map((row) => row.length))
  const columns = Array.from({ length: width }, (_, index) => rows.map((row) => (row[index] ?? '').trim()))
  const days = columns.map(orderOf).filter(({ seen }) => seen)
  const orders = new Set(days.flatMap(({ order }) => (order ? [order] : [])))
  const [order = null] = orders
  const dates = orders.size === 1 ? order : null
  const marks = markOf(columns.flat())
  const ambiguous = [...(days.length && dates === null ? ['dates'] : []), ...(marks.sure ? [] : ['decimal_mark'])]
  return { dates, decimal_mark: marks.mark, ambiguous }
}
