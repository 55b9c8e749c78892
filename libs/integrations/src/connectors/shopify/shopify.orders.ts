// Orders as the Admin API answers them, made whole: lists that were longer than a question asks for, and what hangs on
// refunds and fulfilments.
import { z } from 'zod'
import type { Meaning } from '../connector'
import { readValueAs } from '../signed-body'
import type { ShopObject, ShopVersion } from '../source'
import { inSlices, kept } from '../in-slices'
import type { ShopifyClient } from './shopify.client'
import {
  fulfilmentNode,
  orderLines,
  orderNode,
  orderResource,
  orderShippingLines,
  refundNode,
  untoldParcels,
  type FulfilmentNode,
  type OrderParts,
  type RefundNode,
} from './shopify.node'
import { orderMeaning } from './shopify.order'
import { parcelsAtOnce, parcelsOf, partsOfOrder, refundsAtOnce, refundsOf, usualParts } from './shopify.queries'
import { listOf, ShopifyLists } from './shopify.lists'
import { versionOf, type RawNode, type RawObject, type Unread } from './shopify.raw'

const nodesById = z.array(z.record(z.string(), z.unknown()).nullable())

const orderParts = orderNode.pick({ refunds: true, fulfillments: true })

type Parts = Pick<OrderParts, 'refunds' | 'fulfilments'>
type Head = Omit<OrderParts, keyof Parts>
interface Read {
  readonly version: ShopVersion
  readonly head: Head | { readonly error: Error }
}

const noParts: Parts = { refunds: new Map(), fulfilments: new Map() }

export class ShopifyOrders {
  private readonly hanging: ShopifyLists

  constructor(
    private readonly client: ShopifyClient,
    private readonly source: string,
  ) {
    this.hanging = new ShopifyLists(client)
  }

  /** In their order; one that cannot be read says so when it is asked what it means. */
  async objectsOf(raws: readonly Unread[]): Promise<ShopObject[]> {
    const read: Read[] = []
    for (const one of await inSlices(raws, readOf)) read.push(await this.withAllParts(one))
    const heads = read.flatMap(({ head }) => ('error' in head ? [] : [head]))
    // Most orders are whole; they are understood while the shop is asked about the others.
    const [parts, whole] = await Promise.all([
      this.partsOf(heads),
      inSlices(read, ({ head }) => (isWhole(head) ? this.meaningOf(head, noParts) : null)),
    ])
    return inSlices(read, ({ version, head }, index) => {
      return { ...version, meaning: whole[index] ?? this.meaningOf(head, parts) }
    })
  }

  private meaningOf(head: Read['head'], parts: Parts): () => Meaning {
    return kept(() => {
      if ('error' in head) throw head.error
      return orderMeaning(orderResource({ ...head, ...parts }), this.source)
    })
  }

  private async partsOf(heads: readonly Head[]): Promise<Parts> {
    const refunds = await this.refundsOf(heads.flatMap(({ node }) => (node.refunds ?? []).map(({ id }) => id)))
    const fulfilments = await this.parcelsOf(heads.flatMap(({ node, lines }) => untoldParcels(node, lines)))
    return { refunds, fulfilments }
  }

  /** An answer of `order` or of a list of orders. */
  async rawOf(node: RawNode): Promise<RawObject> {
    const lines = await this.hanging.all(node, 'lineItems')
    return { node, children: { LineItem: lines, ShippingLine: listOf(node.shippingLines).nodes } }
  }

  private async withAllParts(read: Read): Promise<Read> {
    const { head, version } = read
    if ('error' in head) return read
    const { refunds, fulfillments, id } = head.node
    if ((refunds?.length ?? 0) !== usualParts && (fulfillments?.length ?? 0) !== usualParts) return read
    const { found } = await this.client.ask(partsOfOrder, { id: `gid://shopify/Order/${id}` })
    return found ? { version, head: { ...head, node: { ...head.node, ...readValueAs(orderParts, found) } } } : read
  }

  private refundsOf(ids: readonly string[]): Promise<Map<string, RefundNode>> {
    return this.each(ids, refundsAtOnce, refundsOf, async (found) => {
      const nodes = await this.hanging.all(found, 'refundLineItems')
      return readValueAs(refundNode, { ...found, refundLineItems: { nodes } })
    })
  }

  private parcelsOf(ids: readonly string[]): Promise<Map<string, FulfilmentNode>> {
    return this.each(ids, parcelsAtOnce, parcelsOf, async (found) => {
      const nodes = await this.hanging.all(found, 'fulfillmentLineItems')
      return readValueAs(fulfilmentNode, { ...found, fulfillmentLineItems: { nodes } })
    })
  }

  private async each<Node extends { readonly id: string }>(
    ids: readonly string[],
    atOnce: number,
    query: string,
    read: (found: Record<string, unknown>) => Promise<Node>,
  ): Promise<Map<string, Node>> {
    const nodes = new Map<string, Node>()
    for (let from = 0; from < ids.length; from += atOnce) {
      const { found } = await this.client.ask(query, { ids: ids.slice(from, from + atOnce) })
      for (const one of readValueAs(nodesById, found)) {
        if (!one?.id) continue
        const node = await read(one)
        nodes.set(node.id, node)
      }
    }
    return nodes
  }
}

function readOf(raw: Unread): Read {
  const { node, children } = raw()
  const version = versionOf('order', node)
  try {
    const head = {
      node: readValueAs(orderNode, node),
      lines: readValueAs(orderLines, children.LineItem ?? []),
      shippingLines: readValueAs(orderShippingLines, children.ShippingLine ?? []),
    }
    return { version, head }
  } catch (error) {
    return { version, head: { error: error as Error } }
  }
}

/** Nothing hangs on it that has to be asked for. */
function isWhole(head: Read['head']): boolean {
  return 'error' in head || (!head.node.refunds?.length && !untoldParcels(head.node, head.lines).length)
}
