import type { ChartData } from './chart-option'

/**
 * The numbers of a chart as CSV, exact as the API gave them. A text that a spreadsheet would take for a formula is led by
 * an apostrophe, as in exported files.
 */
export function csvOf({ category, categories, series }: ChartData): string {
  const rows = [
    [category, ...series.map(({ name }) => name)],
    ...categories.map((name, row) => [name, ...series.map(({ values }) => String(values[row] ?? 0))]),
  ]
  return rows.map((row) => row.map(cell).join(',') + '\r\n').join('')
}

function cell(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text)
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Hands a text out as a file. */
export function saveFile(document: Document, name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
