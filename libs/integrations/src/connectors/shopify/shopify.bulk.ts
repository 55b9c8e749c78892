// Everything at once: Shopify writes the answer to one question into a file of lines, an object each, children apart
// from their parents. Where a run stands is the operation and a part of its file (shopify.spool.ts), so that a crash
// costs a download; nobody tells when an operation has ended but the shop, which is asked: its event may be lost.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Outbound } from '@portolan/platform'
import { text } from '../fields'
import { readValueAs } from '../signed-body'
import { SourceRefused, type Page } from '../source'
import type { ShopifyClient } from './shopify.client'
import type { Unread } from './shopify.raw'
import { Spool } from './shopify.spool'

const cursorForm = z.object({
  bulk: z.string(),
  attempt: z.number(),
  total: z.number().nullable(),
  /** The next part of the file. It was called `part` when files were divided otherwise: such a one begins anew. */
  next: z.number().default(0),
})
type Cursor = z.output<typeof cursorForm>

const operation = z.object({
  id: z.string(),
  status: z.enum(['CREATED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELING', 'CANCELED', 'EXPIRED']),
  errorCode: text,
  url: text,
  rootObjectCount: z.coerce.number().nullish(),
})
type Operation = z.output<typeof operation>

const run = `mutation ($query: String!) {
  done: bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id } userErrors { message code } } }`
const started = z.object({
  done: z.object({
    bulkOperation: z.object({ id: z.string() }).nullish(),
    userErrors: z.array(z.object({ message: z.string(), code: text })),
  }),
})
const ask = `query ($id: ID!) { found: bulkOperation(id: $id) { id status errorCode url rootObjectCount } }`

/** Waits between two looks at an operation; then whoever reads is given an empty page, so that it can be stopped. */
const looksMs = [200, 400, 800, 1600, 3200]
const busyMs = 60_000
/** Files that are kept at a time. */
const mostSpools = 4
/** An operation that failed is tried once more; then the window is read page by page. */
const attempts = 2
const objectsPerPart = 1000
export const pageByPage = 'pages'

export function isBulk(cursor: string | null): cursor is string {
  return cursor?.startsWith('{') ?? false
}

/** One for the process: what was fetched stays until its last part is read. */
export class ShopifyBulk {
  private readonly spools = new Map<string, Spool>()

  constructor(
    private readonly outbound: Outbound,
    private readonly perPart = objectsPerPart,
  ) {}

  async close(): Promise<void> {
    await Promise.all([...this.spools.keys()].map((id) => this.forget(id)))
  }

  /** The cursor of a new operation, which answers `query`. Throws SourceRefused, also while too many of them run. */
  async start(client: ShopifyClient, query: string, total: number | null, attempt = 1): Promise<string> {
    const { done } = readValueAs(started, await client.ask(run, { query }))
    const [problem] = done.userErrors
    if (done.bulkOperation) return cursorOf({ bulk: done.bulkOperation.id, attempt, total, next: 0 })
    const { code = null, message = 'the shop started no bulk operation' } = problem ?? {}
    if (code === 'OPERATION_IN_PROGRESS' || code === 'LIMIT_REACHED')
      throw new SourceRefused('throttled', message.slice(0, 300), busyMs)
    throw new SourceRefused('nonsense', `the shop refuses our bulk operation: ${message}`.slice(0, 300))
  }

  /** What comes next of an operation: nothing while it runs, else a part of its file. */
  async next(client: ShopifyClient, query: string, text: string): Promise<Page<Unread>> {
    const cursor = cursorForm.parse(JSON.parse(text))
    const { bulk: id, total, attempt } = cursor
    const known = this.spools.get(keyOf(client, id))
    if (known) return this.part(client, known, cursor)
    const found = await this.look(client, id)
    switch (found?.status) {
      case 'CREATED':
      case 'RUNNING':
      case 'CANCELING':
        return { items: [], cursor: text, total }
      case 'COMPLETED':
        // Without a file there was nothing to write.
        if (!found.url) return { items: [], cursor: null, total }
        return this.part(client, await this.fetched(client, found, found.url), cursor)
      default:
        if (found?.errorCode === 'ACCESS_DENIED')
          throw new SourceRefused('credentials', 'the app may not read all that is asked for (ACCESS_DENIED)')
        // What a failed operation has left does not say which of its objects are whole.
        if (attempt >= attempts) return { items: [], cursor: pageByPage, total }
        return { items: [], total, cursor: await this.start(client, query, total, attempt + 1) }
    }
  }

  private async look(client: ShopifyClient, id: string): Promise<Operation | null> {
    for (const wait of looksMs) {
      const { found } = await client.ask(ask, { id })
      if (!found) return null
      const told = readValueAs(operation, found)
      if (told.status !== 'CREATED' && told.status !== 'RUNNING') return told
      await pause(wait)
    }
    return { id, status: 'RUNNING', errorCode: null, url: null }
  }

  private async fetched(client: ShopifyClient, { id, rootObjectCount }: Operation, url: string): Promise<Spool> {
    const spool = await Spool.fetch(this.outbound, url, rootObjectCount ?? null, this.perPart)
    const [oldest] = this.spools.keys()
    // Whoever reads it elsewhere now, or not at all, fetches it again.
    if (oldest !== undefined && this.spools.size >= mostSpools) await this.forget(oldest)
    this.spools.set(keyOf(client, id), spool)
    return spool
  }

  private async part(client: ShopifyClient, spool: Spool, cursor: Cursor): Promise<Page<Unread>> {
    const { next, total } = cursor
    const items = await spool.part(next)
    const isLast = next + 1 >= spool.parts
    if (isLast) await this.forget(keyOf(client, cursor.bulk))
    return { items, total, cursor: isLast ? null : cursorOf({ ...cursor, next: next + 1 }) }
  }

  private async forget(key: string): Promise<void> {
    const spool = this.spools.get(key)
    this.spools.delete(key)
    await spool?.remove()
  }
}

function keyOf({ shop }: ShopifyClient, id: string): string {
  return `${shop} ${id}`
}

function cursorOf(cursor: Cursor): string {
  return JSON.stringify(cursor)
}
