// How rows stand in a file. JSON is one array with a row on each line, as lists answer them. CSV has a cell for each
// column: an address is spread over the columns that an import reads, lists are joined, other objects stay JSON.
import { customersResource } from '@portolan/customers'
import { ordersResource } from '@portolan/orders'
import { invalid, say, type ListQuery, type Reader, type Selection } from '@portolan/platform'
import { csvLine } from '../csv/cells'
import type { ExportFormat, ExportKind } from './export.dto'

/** Without it, spreadsheets read UTF-8 as something else. */
const byteOrderMark = '\ufeff'
const ownPrefix = 'custom_fields.'
const addressParts = ['name', 'company', 'line1', 'line2', 'city', 'region', 'postal_code', 'phone'] as const

/** Nested rows that fit into a cell, each by its name. */
const nestedInCsv: Record<ExportKind, readonly string[]> = { customers: ['tags'], orders: [] }

type Row = Readonly<Record<string, unknown>>

export interface FileFormat {
  readonly head: string
  /** `rows` are JSON as PostgreSQL built it. */
  body(rows: readonly string[], place: { readonly first: boolean }): string
  readonly tail: string
}

/** The list as a whole. Throws a DomainError that names every parameter it cannot read. */
export function selectionOf(db: Reader, kind: ExportKind, query: ListQuery): Promise<Selection> {
  switch (kind) {
    case 'customers':
      return customersResource.select(db, query)
    case 'orders':
      return ordersResource.select(db, query)
  }
}

/**
 * What each row of the file has; `own` are keys of custom fields, each a column of its own in CSV. Throws a DomainError
 * for nested rows that no cell can hold.
 */
export function columnsOf(
  kind: ExportKind,
  format: ExportFormat,
  selection: Selection,
  own: readonly string[],
): string[] {
  const all = [...selection.fields, ...selection.include]
  if (format === 'json') return all
  const unfit = selection.include.filter((name) => !nestedInCsv[kind].includes(name))
  if (unfit.length) throw invalid({ include: unfit.map((name) => say('export.only_json', { name })) })
  return [...new Set(all.flatMap((field) => spread(field, own)))]
}

export function fileFormat(format: ExportFormat, columns: readonly string[]): FileFormat {
  switch (format) {
    case 'json':
      return { head: '[', body: (rows, { first }) => jsonLines(rows, first ? '\n' : ',\n'), tail: '\n]\n' }
    case 'csv':
      return {
        head: byteOrderMark + csvLine(columns, ','),
        body: (rows) => rows.map((row) => csvLine(cellsOf(JSON.parse(row) as Row, columns), ',')).join(''),
        tail: '',
      }
  }
}

function jsonLines(rows: readonly string[], before: string): string {
  return rows.length ? before + rows.join(',\n') : ''
}

function spread(field: string, own: readonly string[]): string[] {
  if (field === 'custom_fields' && own.length) return own.map((key) => ownPrefix + key)
  const address = /^(shipping|billing)_address$/.exec(field)?.[1]
  return address ? [...addressParts.map((part) => `${address}_${part}`), `${address}_country`] : [field]
}

function cellsOf(row: Row, columns: readonly string[]): string[] {
  const values = new Map(Object.entries(row))
  return columns.map((column) => textOf(values.has(column) ? values.get(column) : partOf(values, column)))
}

/** A custom field that was removed since is empty: its column stays as it was when the export began. */
function partOf(values: ReadonlyMap<string, unknown>, column: string): unknown {
  if (!column.startsWith(ownPrefix)) return partOfAddress(values, column)
  const own = values.get('custom_fields')
  return new Map(Object.entries(own ?? {})).get(column.slice(ownPrefix.length))
}

function partOfAddress(values: ReadonlyMap<string, unknown>, column: string): unknown {
  const [, address, part = ''] = /^(shipping|billing)_(\w+)$/.exec(column) ?? []
  const parts = address ? values.get(`${address}_address`) : undefined
  if (typeof parts !== 'object' || parts === null) return null
  return new Map(Object.entries(parts)).get(part === 'country' ? 'country_code' : part)
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(nameOf).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function nameOf(entry: unknown): string {
  const name = typeof entry === 'object' && entry !== null ? (entry as { name?: unknown }).name : undefined
  return typeof name === 'string' ? name : textOf(entry)
}
