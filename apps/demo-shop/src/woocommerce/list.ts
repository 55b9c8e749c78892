// Lists: which things, in which order, which page, and the headers that say how many there are.
import type { Collection } from '../shop/collection'
import type { Row } from '../shop/shop.model'
import { invalidParameter } from './refusal'
import { timeOf } from './words'

export type Query = Record<string, string | undefined>

export interface Listed {
  readonly numbers: readonly number[]
  readonly total: number
  readonly page: number
  readonly pages: number
}

const longestPage = 100

export function whole(query: Query, name: string, fallback: number, least: number, most?: number): number {
  const text = query[name]
  if (text === undefined || text === '') return fallback
  if (!/^-?\d+$/.test(text)) throw invalidParameter(name, `${name} is not of type integer.`)
  const number = Number(text)
  if (most !== undefined && (number < least || number > most))
    throw invalidParameter(name, `${name} must be between ${least} (inclusive) and ${most} (inclusive)`)
  if (number < least) throw invalidParameter(name, `${name} must be greater than or equal to ${least}`)
  return number
}

export function oneOf(query: Query, name: string, allowed: readonly string[], fallback: string): string {
  const value = query[name] ?? fallback
  if (!allowed.includes(value)) throw invalidParameter(name, `${name} is not one of ${sentence(allowed)}.`)
  return value
}

function sentence(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')}, and ${words.at(-1)}`
}

/** Things of a collection within the times of the query. Customers have no such filters: they are ignored there. */
export function within<Item extends Row>(items: Collection<Item>, query: Query): (n: number) => boolean {
  const isGmt = query.dates_are_gmt === 'true' || query.dates_are_gmt === '1'
  const limit = (name: string) => {
    const text = query[name]
    if (text === undefined || text === '') return undefined
    const time = timeOf(text, isGmt)
    if (Number.isNaN(time)) throw invalidParameter(name, 'Invalid date.')
    return time
  }
  const [after, before] = [limit('after'), limit('before')]
  const [modifiedAfter, modifiedBefore] = [limit('modified_after'), limit('modified_before')]
  return (n) =>
    (after === undefined || items.createdAt(n) > after) &&
    (before === undefined || items.createdAt(n) < before) &&
    (modifiedAfter === undefined || items.updatedAt(n) > modifiedAfter) &&
    (modifiedBefore === undefined || items.updatedAt(n) < modifiedBefore)
}

/** `include` and `exclude`, as every list has them. */
export function named(query: Query, idOf: (n: number) => number): (n: number) => boolean {
  const list = (text: string | undefined) => (text ? new Set(text.split(',').map(Number)) : undefined)
  const [include, exclude] = [list(query.include), list(query.exclude)]
  return (n) => (!include || include.has(idOf(n))) && !exclude?.has(idOf(n))
}

/** Everything is numbered in the order in which it was made, so ids and dates sort alike. */
export function cut(length: number, query: Query, accepts: (n: number) => boolean, fallback: 'asc' | 'desc'): Listed {
  const page = whole(query, 'page', 1, 1)
  const perPage = whole(query, 'per_page', 10, 1, longestPage)
  const offset = query.offset === undefined ? (page - 1) * perPage : whole(query, 'offset', 0, 0)
  const ascending = oneOf(query, 'order', ['asc', 'desc'], fallback) === 'asc'
  const numbers: number[] = []
  let total = 0
  for (let step = 0; step < length; step += 1) {
    const n = ascending ? step : length - 1 - step
    if (!accepts(n)) continue
    if (total >= offset && numbers.length < perPage) numbers.push(n)
    total += 1
  }
  return { numbers, total, page, pages: Math.ceil(total / perPage) }
}

export function pageHeaders({ total, page, pages }: Listed, address: URL): Record<string, string> {
  const at = (number: number) => {
    const other = new URL(address)
    other.searchParams.set('page', String(number))
    return other.toString()
  }
  const links: string[] = []
  if (page > 1) links.push(`<${at(1)}>; rel="first"`, `<${at(Math.min(page - 1, Math.max(1, pages)))}>; rel="prev"`)
  if (page < pages) links.push(`<${at(page + 1)}>; rel="next"`, `<${at(pages)}>; rel="last"`)
  return {
    'x-wp-total': String(total),
    'x-wp-totalpages': String(pages),
    ...(links.length > 0 ? { link: links.join(', ') } : {}),
  }
}
