// Cells that a spreadsheet would run as a formula carry an apostrophe when they leave; when they come back it goes.
// Both ways are exact: what already starts with apostrophes before such a sign gets one more.
const startsFormula = /^'*[=+\-@\t\r\n＝＋－＠]/
const wasProtected = /^'+[=+\-@\t\r\n＝＋－＠]/

export function protectCell(cell: string): string {
  return startsFormula.test(cell) ? `'${cell}` : cell
}

export function restoreCell(cell: string): string {
  return cell.startsWith("'") && wasProtected.test(cell) ? cell.slice(1) : cell
}

/** One line of a CSV file (RFC 4180), its cells safe in a spreadsheet. */
export function csvLine(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => quoted(protectCell(cell), delimiter)).join(delimiter)}\r\n`
}

function quoted(cell: string, delimiter: string): string {
  const needed = cell.includes('"') || cell.includes('\n') || cell.includes('\r') || cell.includes(delimiter)
  return needed || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell
}
