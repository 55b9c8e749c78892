// Where the fields of a mapping stand in a file's header. What does not fit is told so that one can put it right.
import { FileRefused } from '../import.errors'
import { delimiters, type CsvRow, type Delimiter } from '../csv/csv-rows'
import { restoreCell } from '../csv/cells'
import { forbiddenNames, type ColumnMap, type Mapping } from './mappings'

export type Columns = ReadonlyMap<string, number>

/** Throws FileRefused for a header that cannot be the mapping's. `line` is the header's line. */
export function findColumns(header: readonly string[], line: number, mapping: Mapping, delimiter: Delimiter): Columns {
  const found = mapping.spellings.find((spelling) => missingIn(header, spelling).length === 0)
  if (!found) throw explain(header, line, mapping, delimiter)
  const forbidden = header.find((name) => forbiddenNames.has(name))
  if (forbidden) throw new FileRefused('column_forbidden', line, `a column must not be named ${forbidden}`)
  const named = header.filter((name) => name !== '')
  const twice = named.find((name, index) => named.indexOf(name) !== index)
  if (twice) throw new FileRefused('column_twice', line, `the column ${shown(twice)} stands there twice`)
  return new Map([...found].map(([column, field]) => [field, header.indexOf(column)]))
}

/** The text of a field in a row, without outer spaces and as it was before it was made safe for spreadsheets. */
export function cellOf({ cells }: Pick<CsvRow, 'cells'>, columns: Columns, field: string): string {
  const index = columns.get(field)
  return index === undefined ? '' : restoreCell((cells[index] ?? '').trim()).trim()
}

function missingIn(header: readonly string[], spelling: ColumnMap): string[] {
  return [...spelling.keys()].filter((column) => !header.includes(column))
}

function explain(header: readonly string[], line: number, mapping: Mapping, delimiter: Delimiter): FileRefused {
  const other = delimiters.find(
    (one) =>
      one !== delimiter &&
      mapping.spellings.some((spelling) => !missingIn(splitBy(header, delimiter, one), spelling).length),
  )
  if (other) {
    const advice = `columns are separated by ${nameOf(other)}, not ${nameOf(delimiter)}; set the option delimiter`
    return new FileRefused('delimiter', line, advice)
  }
  const closest = [...mapping.spellings].sort((a, b) => missingIn(header, a).length - missingIn(header, b).length)[0]
  const names = [...(closest?.keys() ?? [])].join(', ')
  if (closest && missingIn(header, closest).length === closest.size && header.some(isData)) {
    return new FileRefused('no_header', line, `holds data where the names of the columns are expected: ${names}`)
  }
  const missing = closest ? missingIn(header, closest) : []
  const there = header.map(shown).slice(0, 20).join(', ')
  return new FileRefused(
    'column_missing',
    line,
    `lacks the column ${missing.map(shown).join(', ')}; there are ${there}`,
  )
}

function splitBy(header: readonly string[], delimiter: Delimiter, other: Delimiter): string[] {
  return header
    .join(delimiter)
    .split(other)
    .map((name) => name.trim())
}

/** A number, a time: nobody names a column so. */
function isData(cell: string): boolean {
  return /^[+-]?\d+([.,]\d+)?$/.test(cell) || /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(cell)
}

function nameOf(delimiter: Delimiter): string {
  return { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab', '|': 'a bar' }[delimiter]
}

function shown(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)
}
