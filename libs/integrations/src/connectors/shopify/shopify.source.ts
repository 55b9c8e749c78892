// What a Shopify shop can be asked, behind the seam that all platforms share. Windows that hold much, all of history
// above all, are read by a bulk operation (shopify.bulk.ts), the others page by page: that costs points by the order.
import { z } from 'zod'
import { Unreadable, type Meaning } from '../connector'
import { text } from '../fields'
import { inSlices, kept } from '../in-slices'
import { readValueAs } from '../signed-body'
import {
  SourceRefused,
  type ChangeWindow,
  type HooksReport,
  type ObjectType,
  type Page,
  type ShopObject,
  type ShopSource,
  type ShopVersion,
} from '../source'
import { topicsRead } from './shopify'
import { isBulk, pageByPage, type ShopifyBulk } from './shopify.bulk'
import type { ShopifyClient } from './shopify.client'
import { customerOf } from './shopify.customer'
import { mayDo, ShopifyHooks } from './shopify.hooks'
import { customerNode } from './shopify.node'
import { ShopifyLists } from './shopify.lists'
import { ShopifyOrders } from './shopify.orders'
import { factsOf, productOf, translationsOf, type ShopifyFacts } from './shopify.products'
import { bulkOf, oneOf, pageOf, versionsOf } from './shopify.queries'
import { rawNode, versionOf, type RawNode, type RawObject, type Unread } from './shopify.raw'

/**
 * From so many objects on a bulk operation, which takes some seconds to begin with, is quicker than pages: with a hundred
 * points a second to spend these bring three orders or so.
 */
const usualBulkFrom = 100

const list = z.object({
  found: z.object({ nodes: z.array(rawNode), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }) }),
  count: z.object({ count: z.coerce.number() }).nullish(),
})

export class ShopifySource implements ShopSource {
  private readonly orders: ShopifyOrders
  private readonly lists: ShopifyLists
  private facts: Promise<ShopifyFacts> | null = null

  constructor(
    private readonly client: ShopifyClient,
    private readonly bulk: ShopifyBulk,
    private readonly source: string,
    private readonly bulkFrom = usualBulkFrom,
  ) {
    this.orders = new ShopifyOrders(client, source)
    this.lists = new ShopifyLists(client)
  }

  check(): Promise<{ readonly currency: string }> {
    return sensible(async () => {
      const { currency, scopes } = await factsOf(this.client)
      const lacking = ['read_orders', 'read_customers'].filter((scope) => !mayDo(scope, scopes))
      if (lacking.length) throw new SourceRefused('credentials', `the app lacks the scope ${lacking.join(', ')}`)
      return { currency }
    })
  }

  read(type: ObjectType, window: ChangeWindow, cursor: string | null): Promise<Page<ShopObject>> {
    return sensible(async () => {
      const more = await this.moreOf(type)
      const inBulk = bulkOf(type, filterOf(window), more)
      if (isBulk(cursor)) return this.whole(type, await this.bulk.next(this.client, inBulk, cursor))
      const page = await this.list(type, pageOf(type, more), window, cursor === pageByPage ? null : cursor)
      if (cursor === null && (page.total ?? 0) >= this.bulkFrom) {
        const { total } = page
        return { items: [], total, cursor: await this.bulk.start(this.client, inBulk, total) }
      }
      const items: Unread[] = []
      for (const one of page.items) items.push(await this.raw(type, one))
      return this.whole(type, { ...page, items })
    })
  }

  versions(type: ObjectType, window: ChangeWindow, cursor: string | null): Promise<Page<ShopVersion>> {
    return sensible(async () => {
      const page = await this.list(type, versionsOf(type), window, cursor)
      return { ...page, items: page.items.map((one) => versionOf(type, one)) }
    })
  }

  fetch(type: ObjectType, externalId: string): Promise<ShopObject | null> {
    return sensible(async () => {
      const id = `gid://shopify/${type[0]?.toUpperCase()}${type.slice(1)}/${externalId}`
      const { found } = await this.client.ask(oneOf(type, await this.moreOf(type)), { id })
      if (!found) return null
      const raws = [await this.raw(type, readValueAs(rawNode, found))]
      const { items } = await this.whole(type, { items: raws, cursor: null, total: null })
      return items[0] ?? null
    })
  }

  /** Shopify signs with the app's secret, whatever ours is. */
  keepHooks(address: string, _secret: string): Promise<HooksReport> {
    return sensible(() => new ShopifyHooks(this.client).keep(topicsRead, address))
  }

  removeHooks(address: string): Promise<void> {
    return sensible(() => new ShopifyHooks(this.client).remove(address))
  }

  private async list(
    type: ObjectType,
    query: string,
    window: ChangeWindow,
    after: string | null,
  ): Promise<Page<RawNode>> {
    const variables = { filter: filterOf(window), after, isFirst: after === null }
    const { found, count } = readValueAs(list, await this.client.ask(query, variables))
    const { hasNextPage, endCursor } = found.pageInfo
    return { items: found.nodes, cursor: hasNextPage ? endCursor : null, total: count?.count ?? null }
  }

  private async raw(type: ObjectType, node: RawNode): Promise<Unread> {
    const raw = await this.rawOf(type, node)
    return () => raw
  }

  private async rawOf(type: ObjectType, node: RawNode): Promise<RawObject> {
    switch (type) {
      case 'order':
        return this.orders.rawOf(node)
      case 'product': {
        const [ProductVariant, MediaImage] = [
          await this.lists.all(node, 'variants'),
          await this.lists.all(node, 'media'),
        ]
        return { node, children: { ProductVariant, MediaImage } }
      }
      case 'customer':
        return { node, children: {} }
    }
  }

  private async whole(type: ObjectType, page: Page<Unread>): Promise<Page<ShopObject>> {
    return { ...page, items: await this.objectsOf(type, page.items) }
  }

  private async objectsOf(type: ObjectType, raws: readonly Unread[]): Promise<ShopObject[]> {
    if (type === 'order') return this.orders.objectsOf(raws)
    const meaningOf = type === 'customer' ? customerMeaning : await this.productMeaning()
    return inSlices(raws, (unread) => {
      const raw = unread()
      return { ...versionOf(type, raw.node), meaning: kept(() => meaningOf(raw)) }
    })
  }

  private async productMeaning(): Promise<(raw: RawObject) => Meaning> {
    const { currency } = await this.known()
    return (raw) => productOf(raw, { source: this.source, currency })
  }

  /** Fields that not every app may read. */
  private async moreOf(type: ObjectType): Promise<string> {
    return type === 'product' ? translationsOf((await this.known()).scopes) : ''
  }

  private known(): Promise<ShopifyFacts> {
    this.facts ??= factsOf(this.client)
    return this.facts
  }
}

function customerMeaning({ node }: RawObject): Meaning {
  return { kind: 'customer', at: node.updatedAt, customer: customerOf(readValueAs(customerNode, node)) }
}

/** Both ends belong to the window. */
function filterOf({ from, to }: ChangeWindow): string {
  return [...(from ? [`updated_at:>='${from}'`] : []), `updated_at:<='${to}'`].join(' ')
}

/** An answer that is not of Shopify's form is the shop's trouble, and no object's. */
async function sensible<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    throw new SourceRefused('nonsense', `the shop’s answer is not of Shopify’s form: ${error.message}`.slice(0, 500))
  }
}
