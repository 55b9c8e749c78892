// Pages of a list by cursor. A cursor says where a page ended (the value that the list is sorted by, and the id), so that
// it stays good when things are added or changed.
import { GraphQLError } from 'graphql'

export interface Page {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
  readonly reverse?: boolean | null
}

export interface Sorted {
  /** Places from the smallest to the largest. */
  readonly length: number
  at(place: number): number
  /** What the list is sorted by; ids break ties. */
  value(n: number): number
  accepts(n: number): boolean
}

export interface Connection<Item> {
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[]
  readonly nodes: readonly Item[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

export const largestPage = 250

export function sizeOf(page: Page): number {
  const size = page.first ?? page.last
  if (size === undefined || size === null) return refuse('you must provide one of first or last')
  if (page.first != null && page.last != null) refuse('providing both first and last is not supported')
  if (size < 0) refuse(`${page.first != null ? 'first' : 'last'} cannot be negative`)
  if (size > largestPage) refuse(`${page.first != null ? 'first' : 'last'} cannot exceed ${largestPage}`)
  return size
}

export function connect<Item>(sorted: Sorted, page: Page, make: (n: number) => Item | undefined): Connection<Item> {
  const size = sizeOf(page)
  const forward = page.last == null
  const fromTop = forward === (page.reverse === true)
  const cursor = forward ? page.after : page.before
  const start = cursor == null ? (fromTop ? sorted.length - 1 : 0) : placeBeside(sorted, cursor, fromTop)
  const found: { n: number; node: Item }[] = []
  for (let place = start; place >= 0 && place < sorted.length && found.length <= size; place += fromTop ? -1 : 1) {
    const n = sorted.at(place)
    const node = sorted.accepts(n) ? make(n) : undefined
    if (node !== undefined) found.push({ n, node })
  }
  const more = found.length > size
  const shown = found.slice(0, size)
  if (!forward) shown.reverse()
  const edges = shown.map(({ n, node }) => ({ node, cursor: cursorOf(sorted.value(n), n) }))
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: forward ? more : cursor != null,
      hasPreviousPage: forward ? cursor != null : more,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** A short list that hangs on something, in its own order. */
export function connectAll<Item>(items: readonly Item[], page: Page): Connection<Item> {
  const places = { length: items.length, at: (n: number) => n, value: (n: number) => n, accepts: () => true }
  return connect(places, page, (n) => items[n])
}

function cursorOf(value: number, n: number): string {
  return Buffer.from(JSON.stringify({ last_id: n, last_value: value })).toString('base64')
}

/** The place after the cursor in the direction of reading. */
function placeBeside(sorted: Sorted, cursor: string, fromTop: boolean): number {
  const { value, n } = read(cursor)
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const there = sorted.at(middle)
    const before = sorted.value(there) - value || there - n
    if (before < 0 || (before === 0 && !fromTop)) low = middle + 1
    else high = middle
  }
  return fromTop ? low - 1 : low
}

function read(cursor: string): { value: number; n: number } {
  try {
    const { last_id: n, last_value: value } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as Cursor
    if (typeof n === 'number' && typeof value === 'number') return { n, value }
  } catch {
    // Said below, as for any other text that is no cursor.
  }
  return refuse('Invalid cursor for current pagination sort.')
}

interface Cursor {
  readonly last_id?: unknown
  readonly last_value?: unknown
}

function refuse(message: string): never {
  throw new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })
}
