// Which column is which field: mappings that come with Portolan, and those that people send.
import { invalid, keyGivenTwice } from '@portolan/platform'
import { missingCustomerFields, isCustomerField, customerFields } from '../customers/customer-fields'
import { isOrderField, missingOrderFields, orderFields, type OrderField } from '../orders/order-fields'
import { anyOwnField, isOwnField } from './own-fields'

export const importKinds = ['orders', 'customers'] as const
export type ImportKind = (typeof importKinds)[number]

/** Column by column; the names are those of the file's header. */
export type ColumnMap = ReadonlyMap<string, string>

export interface Mapping {
  readonly name: string
  readonly kind: ImportKind
  /** Several spellings of one file: the first whose columns are all there is taken. */
  readonly spellings: readonly ColumnMap[]
  /** `invoices` are books: documents with C in front are refunds, lines may be corrections. */
  readonly reads: 'orders' | 'invoices' | 'customers'
  /** What `source` is when nobody says. */
  readonly source: string
  /** Of a mapping that is kept with its import. */
  readonly columns?: ColumnMap
}

export const customMapping = 'custom'

const fieldsOf = {
  orders: {
    named: [...orderFields, anyOwnField] as readonly string[],
    known: (name: string) => isOrderField(name) || isOwnField(name),
    missing: missingOrderFields,
  },
  customers: { named: customerFields as readonly string[], known: isCustomerField, missing: missingCustomerFields },
} as const satisfies Record<ImportKind, object>

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
    kind: 'orders',
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

/** The mappings that come with Portolan. */
export function builtInMappings(kind: ImportKind): readonly Mapping[] {
  return builtIn.filter((mapping) => mapping.kind === kind)
}

/** What a column of such a file may be. */
export function fieldNames(kind: ImportKind): readonly string[] {
  return fieldsOf[kind].named
}

/** Reads the name of a mapping or JSON of columns and fields. Throws a DomainError (400) that says what is wrong. */
export function readMapping(text: string, kind: ImportKind = 'orders'): Mapping {
  const name = text.trim()
  if (name.startsWith('{')) return completeMapping(parseObject(name), kind)
  const found = builtInMappings(kind).find((mapping) => mapping.name === name)
  if (found) return found
  const names = builtInMappings(kind).map((mapping) => `${mapping.name}, or `)
  throw refuse(`must be ${names.join('')}JSON of columns and fields such as {"${example[kind].join('": "')}"}`)
}

const example = { orders: ['Order', 'order_number'], customers: ['Mail', 'email'] } as const

/** The mapping of an import as it was stored. */
export function storedMapping(name: string, columns: string | null, kind: ImportKind): Mapping {
  return { ...readMapping(columns ?? name, kind), name }
}

/** The mapping of a draft: it may lack what an import needs. */
export function draftMapping(name: string, columns: string | null, kind: ImportKind): Mapping {
  if (columns === null) return readMapping(name, kind)
  return { ...columnsMapping(Object.entries(JSON.parse(columns) as Record<string, string>), kind), name }
}

/** What a mapping lacks for a file with this header; nothing when the file can be read by it. */
export function problemsOfMapping({ spellings, kind }: Mapping, header: readonly string[]): string[] {
  const lacks = spellings.map((spelling) => [
    ...[...spelling.keys()].filter((column) => !header.includes(column)).map((column) => `lacks the column ${column}`),
    ...fieldsOf[kind].missing(new Set(spelling.values())),
  ])
  return [...lacks].sort((one, other) => one.length - other.length)[0] ?? []
}

export function isImportKind(text: string): text is ImportKind {
  return (importKinds as readonly string[]).includes(text)
}

/** Columns and fields as a mapping that may lack what an import needs. Throws a DomainError (400) for what is wrong. */
export function columnsMapping(entries: readonly (readonly [string, unknown])[], kind: ImportKind): Mapping {
  return mappingOf(entries, kind, [])
}

/** The same for a mapping that must have all. */
export function completeMapping(entries: readonly (readonly [string, unknown])[], kind: ImportKind): Mapping {
  return mappingOf(entries, kind, fieldsOf[kind].missing(new Set(entries.map(([, field]) => String(field)))))
}

function mappingOf(
  entries: readonly (readonly [string, unknown])[],
  kind: ImportKind,
  lacks: readonly string[],
): Mapping {
  if (entries.length > mostColumns) throw refuse(`has at most ${mostColumns} columns`)
  const problems = entries.flatMap(([column, field]) => problemsOf(column, field, kind))
  const columns = new Map(entries.map(([column, field]) => [column.trim(), String(field)]))
  const fields = [...columns.values()]
  const twice = fields.filter((field, index) => fields.indexOf(field) !== index)
  if (twice.length) problems.push(`gives ${[...new Set(twice)].join(', ')} twice`)
  if (columns.size !== entries.length) problems.push('names a column twice')
  problems.push(...lacks)
  if (problems.length) throw refuse(...problems.slice(0, 20))
  return { name: customMapping, kind, spellings: [columns], reads: kind, source: 'import', columns }
}

function problemsOf(column: string, field: unknown, kind: ImportKind): string[] {
  const shown = column.slice(0, 60)
  if (forbiddenNames.has(column.trim())) return [`cannot use a column named ${shown}`]
  if (!column.trim() || column.length > longestName) return [`names of columns have 1 to ${longestName} characters`]
  if (typeof field === 'string' && fieldsOf[kind].known(field)) return []
  return [`${shown}: the field must be one of ${fieldNames(kind).join(', ')}`]
}

function parseObject(text: string): [string, unknown][] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('is not valid JSON')
  }
  const twice = keyGivenTwice(text)
  if (twice !== null) throw refuse(`names the column ${twice} twice`)
  return Object.entries(value as object)
}

function refuse(...problems: string[]): Error {
  return invalid({ mapping: problems })
}

/** A mapping under its name, unless its columns are its own. */
export function keptMapping({ name, columns }: Mapping): {
  mapping: string
  custom_mapping: Record<string, string> | null
} {
  return { mapping: name, custom_mapping: columns ? Object.fromEntries(columns) : null }
}
