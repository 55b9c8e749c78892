import type { Nested, Sql } from './definition'
import type { Ordering } from './plan'

const newest = 10

export function nest({ many, sql }: Nested, nested: 'include' | 'detail' | 'whole'): Sql {
  if (!many) return `(select row_to_json(_nested) from (${sql} limit 1) _nested)`
  const rows = nested === 'include' ? `${sql} limit ${newest}` : sql
  return `(select coalesce(json_agg(row_to_json(_nested)), '[]'::json) from (${rows}) _nested)`
}

export function orderBy({ sort, descending }: Ordering, column: Sql, id: Sql): Sql {
  const nulls = sort.nullable ? (descending ? ' nulls last' : ' nulls first') : ''
  const direction = descending ? ' desc' : ''
  return `${column}${direction}${nulls}, ${id}${direction}`
}

/** The sort value exactly as stored: JSON answers round times to milliseconds. */
export function keyOf({ sort }: Ordering): Sql {
  const value = sort.type === 'timestamptz' ? `(p.s at time zone 'UTC')::text || 'Z'` : `p.s::text`
  return `json_build_array(${value}, p.i::text)::text`
}
