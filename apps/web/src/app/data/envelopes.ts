// The envelopes of DESIGN §5, as the console reads them.

export interface One<Value> {
  data: Value
}

export interface Pagination {
  page: number
  per_page: number
  total: number
  total_pages: number | null
  total_is_estimate: boolean
}

export interface List<Row> {
  data: Row[]
  meta: { pagination: Pagination }
}

export interface Report<Row, Meta = ReportMeta> {
  data: Row[]
  meta: Meta
}

/** Every report says how it was made. */
export interface ReportMeta {
  currency: string
  timezone: string
  from: string
  to: string
  complete_to: string
  orders_without_rate: number
  refunds_without_rate: number
  scope: 'tenant' | 'assigned'
}

/** Query parameters as the pages hold them; empty ones are left out. */
export type Query = Record<string, string | number | readonly string[] | undefined>

export function asParams(query: Query): Record<string, string | number> {
  const entries = Object.entries(query)
    .map(([name, value]) => [name, typeof value === 'object' ? value.join(',') : value] as const)
    .filter((entry): entry is readonly [string, string | number] => entry[1] !== undefined && entry[1] !== '')
  return Object.fromEntries(entries)
}
