// The search language of the lists, as far as a sync uses it: terms that must all hold, with comparators on times and
// ids. A field that is not known here is ignored, as the platform does, and the answer carries a warning.
import type { Collection } from '../shop/collection'
import type { Row } from '../shop/shop.model'

export interface Term {
  readonly field: string
  readonly compare: ':' | '>' | '>=' | '<' | '<='
  readonly value: string
}

export interface Search {
  /** What can be decided without making the thing. */
  readonly quick: (n: number) => boolean
  readonly slow: ((n: number) => boolean) | undefined
  readonly unknown: readonly string[]
}

export type Fields<Item> = Record<string, (item: Item, value: string) => boolean>

export function parseTerms(query: string): Term[] {
  const pattern = /([a-z_]+):\s*(>=|<=|>|<)?\s*(?:'([^']*)'|"([^"]*)"|([^\s()]+))/gi
  return [...query.matchAll(pattern)].map(([, field, compare, single, double, bare]) => ({
    field: field!.toLowerCase(),
    compare: (compare ?? ':') as Term['compare'],
    value: single ?? double ?? bare ?? '',
  }))
}

export function searchOf<Item extends Row>(
  query: string | undefined,
  items: Collection<Item>,
  numericId: (n: number) => bigint,
  fields: Fields<Item>,
): Search {
  const quick: ((n: number) => boolean)[] = []
  const slow: ((item: Item) => boolean)[] = []
  const unknown: string[] = []
  for (const { field, compare, value } of parseTerms(query ?? '')) {
    const time = value === 'now' ? Date.now() : Date.parse(value)
    if (field === 'id') quick.push((n) => compares(numericId(n), compare, BigInt(value.replace(/\D/g, '') || '0')))
    else if (field === 'created_at' || field === 'processed_at')
      quick.push((n) => compares(items.createdAt(n), compare, time))
    else if (field === 'updated_at') quick.push((n) => compares(items.updatedAt(n), compare, time))
    else if (fields[field]) slow.push((item) => fields[field]!(item, value.toLowerCase()))
    else unknown.push(field)
  }
  return {
    quick: (n) => quick.every((test) => test(n)),
    slow: slow.length > 0 ? (n) => whenThere(items.get(n), (item) => slow.every((test) => test(item))) : undefined,
    unknown,
  }
}

function whenThere<Item>(item: Item | undefined, test: (item: Item) => boolean): boolean {
  return item !== undefined && test(item)
}

function compares<Value extends bigint | number>(found: Value, compare: Term['compare'], wanted: Value): boolean {
  switch (compare) {
    case ':':
      return found === wanted
    case '>':
      return found > wanted
    case '>=':
      return found >= wanted
    case '<':
      return found < wanted
    case '<=':
      return found <= wanted
  }
}
