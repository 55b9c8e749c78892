// Which column is which field: mappings that come with Portolan, and those that people send.
import { invalid } from '@portolan/platform'
import { isOrderField, orderFields, type OrderField } from './order-fields'

/** Column by column; the names are those of the file's header. */
export type ColumnMap = ReadonlyMap<string, OrderField>

export interface Mapping {
  readonly name: string
  /** Several spellings of one file: the first whose columns are all there is taken. */
  readonly spellings: readonly ColumnMap[]
  /** `invoices` are books: documents with C in front are refunds, lines may be corrections. */
  readonly reads: 'orders' | 'invoices'
  /** What `source` is when nobody says. */
  readonly source: string
}

export const customMapping = 'custom'

const retailFields: readonly OrderField[] = [
  'order_number',
  'sku',
  'product_name',
  'quantity',
  'placed_at',
  'unit_price',
  'customer_id',
  'country',
]

function retailSpelling(columns: string): ColumnMap {
  return new Map(columns.split(',').map((column, index) => [column, retailFields[index] as OrderField]))
}

const builtIn: readonly Mapping[] = [
  {
    // UCI Online Retail (dataset 352) and Online Retail II (dataset 502).
    name: 'uci-online-retail',
    spellings: [
      retailSpelling('InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'),
      retailSpelling('Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country'),
    ],
    reads: 'invoices',
    source: 'uci-online-retail',
  },
]

/** Names that must never become keys of objects, wherever they come from. */
export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const mostColumns = 200
const longestName = 200

/** Reads the name of a mapping or JSON of columns and fields. Throws a DomainError (400) that says what is wrong. */
export function readMapping(text: string): Mapping {
  const name = text.trim()
  if (!name.startsWith('{')) {
    const found = builtIn.find((mapping) => mapping.name === name)
    if (found) return found
    const names = builtIn.map((mapping) => mapping.name).join(', ')
    throw refuse(`must be ${names}, or JSON of columns and fields such as {"Order": "order_number"}`)
  }
  return mappingOf(parseObject(name))
}

/** The mapping of an import as it was stored. */
export function storedMapping(name: string, columns: string | null): Mapping {
  return readMapping(columns ?? name)
}

function mappingOf(entries: readonly [string, unknown][]): Mapping {
  const problems = entries.flatMap(([column, field]) => problemsOf(column, field))
  const columns = new Map(entries.map(([column, field]) => [column.trim(), field as OrderField]))
  const fields = [...columns.values()]
  const twice = fields.filter((field, index) => fields.indexOf(field) !== index)
  if (twice.length) problems.push(`gives ${[...new Set(twice)].join(', ')} twice`)
  if (columns.size !== entries.length) problems.push('names a column twice')
  problems.push(...missingFields(new Set(fields)))
  if (problems.length) throw refuse(...problems.slice(0, 20))
  return { name: customMapping, spellings: [columns], reads: 'orders', source: 'import' }
}

function problemsOf(column: string, field: unknown): string[] {
  const shown = column.slice(0, 60)
  if (forbiddenNames.has(column.trim())) return [`cannot use a column named ${shown}`]
  if (!column.trim() || column.length > longestName) return [`names of columns have 1 to ${longestName} characters`]
  if (typeof field === 'string' && isOrderField(field)) return []
  return [`${shown}: the field must be one of ${orderFields.join(', ')}`]
}

function missingFields(fields: ReadonlySet<OrderField>): string[] {
  const needed = (['order_number', 'placed_at', 'quantity', 'unit_price'] as const).filter(
    (field) => !fields.has(field),
  )
  const nameless = fields.has('product_name') || fields.has('sku') ? [] : ['product_name or sku']
  return [...needed, ...nameless].map((field) => `needs a column for ${field}`)
}

function parseObject(text: string): [string, unknown][] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('is not valid JSON')
  }
  const entries = Object.entries(value as object)
  if (entries.length > mostColumns) throw refuse(`has at most ${mostColumns} columns`)
  return entries
}

function refuse(...problems: string[]): Error {
  return invalid({ mapping: problems })
}
