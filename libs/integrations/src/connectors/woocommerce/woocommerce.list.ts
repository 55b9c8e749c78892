// Lists in pages that may be asked for again. The site only knows places in a list (offsets), and lists move under the
// reader: what changes or goes makes the rest move up, and a row at the edge of two pages would never be seen. So every
// page begins with the last row of the one before; where that is not so, the reader steps back.
import { z } from 'zod'
import { id } from '../fields'
import { readJson } from '../signed-body'
import { SourceRefused, type Page } from '../source'
import type { WooCommerceClient } from './woocommerce.client'

export type Row = Readonly<Record<string, unknown>> & { readonly id: string }

const rows = z.array(z.looseObject({ id }))
const stepBack = 50
const fewRows = 20

interface Place {
  readonly offset: number
  readonly last: number
}

/** One page in the order of ids. Throws SourceRefused. */
export async function pageOf(
  client: WooCommerceClient,
  path: string,
  query: Readonly<Record<string, string>>,
  cursor: string | null,
): Promise<Page<Row>> {
  const { offset, last } = placeOf(cursor)
  for (let at = Math.max(0, offset - 1); ;) {
    const perPage = client.rowsPerPage
    const found = await rowsAt(client, path, { ...query, offset: String(at), per_page: String(perPage) })
    if (!found) continue
    const [first] = found.items
    if (at > 0 && (!first || Number(first.id) > last)) {
      at = Math.max(0, at - stepBack)
      continue
    }
    const end = found.items.at(-1)
    const isLast = found.items.length < perPage
    return {
      items: found.items.filter((row) => Number(row.id) > last),
      cursor: isLast || !end ? null : `${at + found.items.length}:${end.id}`,
      total: found.total,
    }
  }
}

/** All pages of a short list. Throws SourceRefused. */
export async function allOf(client: WooCommerceClient, path: string): Promise<Row[]> {
  const all: Row[] = []
  let cursor: string | null = null
  do {
    const page: Page<Row> = await pageOf(client, path, {}, cursor)
    all.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return all
}

/** Null when it should be tried with fewer rows: small hosts break down over a hundred orders. */
async function rowsAt(
  client: WooCommerceClient,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<{ items: Row[]; total: number | null } | null> {
  try {
    const answer = await client.ask({ method: 'GET', path, query: { orderby: 'id', order: 'asc', ...query } })
    if (!answer) return { items: [], total: null }
    const total = /^\d{1,15}$/.exec(answer.headers['x-wp-total'] ?? '')
    return { items: rowsOf(answer.body), total: total ? Number(total[0]) : null }
  } catch (error) {
    const isTooMuch = error instanceof SourceRefused && error.kind === 'unreachable' && client.rowsPerPage > fewRows
    if (!isTooMuch) throw error
    client.rowsPerPage = fewRows
    return null
  }
}

function rowsOf(body: Buffer): Row[] {
  try {
    return rows.parse(readJson(body))
  } catch {
    throw new SourceRefused('nonsense', 'the shop’s list is none')
  }
}

function placeOf(cursor: string | null): Place {
  const [, offset, last] = /^(\d{1,15}):(\d{1,15})$/.exec(cursor ?? '') ?? []
  return { offset: Number(offset ?? 0), last: Number(last ?? 0) }
}
