// A sort is a column and the id behind it, both in the same direction, so that every order is total and one index
// (tenant_id, column, id), read forwards or backwards, serves both directions. Null counts as smaller than any value:
// the index of a nullable column is (tenant_id, column desc nulls last, id desc).
import type { Sql } from './definition'
import { isDay, isTime } from './times'

export interface Sort {
  readonly sql: Sql
  /** The type that a cursor's value is cast to. */
  readonly type: 'timestamptz' | 'text' | 'bigint' | 'date' | 'numeric' | 'uuid' | 'double precision'
  readonly nullable: boolean
  /** Brings the column to the row, as in `left join …`, where it stands in another table. Such a sort is nullable. */
  readonly join?: Sql
}

interface Options {
  readonly nullable?: boolean
  readonly join?: Sql
}

function by(type: Sort['type']) {
  return (sql: Sql, { nullable = false, join }: Options = {}): Sort =>
    join === undefined ? { sql, type, nullable } : { sql, type, nullable: true, join }
}

export const sort = {
  time: by('timestamptz'),
  text: by('text'),
  integer: by('bigint'),
  /** Compares minor units; lists of several currencies need a column of one currency. */
  money: by('bigint'),
  day: by('date'),
  decimal: by('numeric'),
  number: by('double precision'),
  uuid: by('uuid'),
} as const

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const readable: Record<Sort['type'], (text: string) => boolean> = {
  timestamptz: isTime,
  text: (text) => text.length <= 4000 && !/[\0\p{Cs}]/u.test(text),
  bigint: (text) => /^-?\d{1,18}$/.test(text),
  date: isDay,
  'double precision': (text) => /^-?\d{1,20}(\.\d{1,20})?(e[+-]\d{1,3})?$/.test(text),
  uuid: (text) => idPattern.test(text),
  numeric: (text) => /^-?\d{1,40}(\.\d{1,40})?$/.test(text),
}

/** Where a walk stands: behind the row with this sort value and id. */
export interface Position {
  readonly value: string | null
  readonly id: string
}

export function writeCursor(order: string, { value, id }: Position): string {
  return Buffer.from(JSON.stringify([order, value, id])).toString('base64url')
}

/** The position that a cursor names in this order, or null when it is not one of ours or of another order. */
export function readCursor(text: string, order: string, { type, nullable }: Sort): Position | null {
  const parts = parseJson(Buffer.from(text, 'base64url').toString('utf8'))
  if (!Array.isArray(parts) || parts.length !== 3) return null
  const [ofOrder, value, id] = parts as unknown[]
  if (ofOrder !== order || typeof id !== 'string' || !idPattern.test(id)) return null
  if (value === null) return nullable ? { value, id } : null
  return typeof value === 'string' && readable[type](value) ? { value, id } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
