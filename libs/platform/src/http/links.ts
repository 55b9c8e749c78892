import { deepestRow } from './resource/plan'
import type { Pagination } from './json'

export interface Links {
  readonly self: string
  readonly next: string | null
  readonly prev: string | null
  readonly first: string
  readonly last: string | null
}

/** Pages of the list; null when the total is only an estimate. */
export function totalPages({ total, perPage, totalIsEstimate }: Pagination): number | null {
  return totalIsEstimate ? null : Math.ceil(total / perPage)
}

/**
 * Links keep the other parameters. `next` carries a cursor, unless the reader goes by page and the next page is within
 * reach: who follows it meets every row, however many there are.
 */
export function linksOf(url: string, pagination: Pagination, nextCursor: string | null): Links {
  const [path = '', query = ''] = url.split('?', 2)
  const { page, perPage } = pagination
  const given = new URLSearchParams(query)
  const at = (place: Readonly<Record<string, string>>): string => {
    const parameters = new URLSearchParams(query)
    parameters.delete('page')
    parameters.delete('cursor')
    for (const [name, value] of Object.entries(place)) parameters.set(name, value)
    const text = parameters.toString()
    return text ? `${path}?${text}` : path
  }
  const within = (number: number): boolean => (number - 1) * perPage < deepestRow
  const pages = totalPages(pagination)
  const byPage = page !== null && given.has('page') && within(page + 1)
  return {
    self: url,
    next: nextCursor === null ? null : at(byPage ? { page: String(page + 1) } : { cursor: nextCursor }),
    prev: page !== null && page > 1 ? at({ page: String(page - 1) }) : null,
    first: at({}),
    last: page !== null && pages !== null && pages > 0 && within(pages) ? at({ page: String(pages) }) : null,
  }
}
