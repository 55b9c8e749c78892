// Filters and sorts that a tenant defines for itself, as in `custom_fields.shoe_size`. They are read from the database
// when a query names one of them, and only those that it names; everybody else's lists cost what they always did.
import type { Filter } from './filters'
import type { ListQuery } from './plan'
import type { Reader } from './resource'
import type { Sort } from './sorts'

/** Filters and sorts by their whole name. */
export interface NamedFields {
  readonly filters: ReadonlyMap<string, Filter>
  readonly sorts: ReadonlyMap<string, Sort>
}

export interface OwnFields {
  /** What their names begin with, as in `custom_fields.`. */
  readonly prefix: string
  /** Those of these names that there are. */
  read(db: Reader, names: readonly string[]): Promise<NamedFields>
}

export const noFields: NamedFields = { filters: new Map(), sorts: new Map() }

/** The names below `prefix` that a query filters or sorts by. */
export function namesBelow(prefix: string, query: ListQuery): string[] {
  const filtered = Object.keys(query).map((parameter) => parameter.replace(/\[.*$/, ''))
  const sorted = typeof query.sort === 'string' ? [query.sort.replace(/^-/, '')] : []
  return [...new Set([...filtered, ...sorted])].filter((name) => name.startsWith(prefix))
}
