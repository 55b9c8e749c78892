// Orders as the Admin API answers them, made whole: lists that were longer than a question asks for, and what hangs on
// refunds and fulfilments.
import { z } from 'zod'
import type { Meaning } from '../connector'
import { readValueAs } from '../signed-body'
import { inSlices } from '../in-slices'
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
  type OrderNode,
  type OrderParts,
  type RefundNode,
} from './shopify.node'
import { orderMeaning } from './shopify.order'
import { parcelsAtOnce, parcelsOf, partsOfOrder, refundsAtOnce, refundsOf, usualParts } from './shopify.queries'
import { listOf, ShopifyLists } from './shopify.lists'
import type { RawNode, RawObject } from './shopify.raw'

const nodesById = z.array(z.record(z.string(), z.unknown()).nullable())

type Head = Omit<OrderParts, 'refunds' | 'fulfilments'>

export class ShopifyOrders {
  private readonly hanging: ShopifyLists

  constructor(
    private readonly client: ShopifyClient,
    private readonly source: string,
  ) {
    this.hanging = new ShopifyLists(client)
  }

  /** What each of them means, in their order; one that cannot be read says so when it is asked. */
  async meaningsOf(raws: readonly RawObject[]): Promise<(() => Meaning)[]> {
    const heads = await inSlices(raws, (raw) => this.headOf(raw))
    const known = heads.filter((head) => 'node' in head)
    const refunds = await this.refundsOf(known.flatMap(({ node }) => (node.refunds ?? []).map(({ id }) => id)))
    const fulfilments = await this.parcelsOf(known.flatMap(({ node, lines }) => untoldParcels(node, lines)))
    return heads.map((head) => () => {
      if ('error' in head) throw head.error
      return orderMeaning(orderResource({ ...head, refunds, fulfilments }), this.source)
    })
  }

  /** An answer of `order` or of a list of orders. */
  async rawOf(node: RawNode): Promise<RawObject> {
    const lines = await this.hanging.all(node, 'lineItems')
    return { node, children: { LineItem: lines, ShippingLine: listOf(node.shippingLines).nodes } }
  }

  private async headOf({ node: raw, children }: RawObject): Promise<Head | { readonly error: Error }> {
    let head: Head
    try {
      head = {
        node: readValueAs(orderNode, raw),
        lines: readValueAs(orderLines, children.LineItem ?? []),
        shippingLines: readValueAs(orderShippingLines, children.ShippingLine ?? []),
      }
    } catch (error) {
      return { error: error as Error }
    }
    return { ...head, node: await this.withAllParts(head.node) }
  }

  private async withAllParts(node: OrderNode): Promise<OrderNode> {
    const { refunds, fulfillments } = node
    if ((refunds?.length ?? 0) !== usualParts && (fulfillments?.length ?? 0) !== usualParts) return node
    const { found } = await this.client.ask(partsOfOrder, { id: `gid://shopify/Order/${node.id}` })
    return found ? { ...node, ...readValueAs(orderNode.pick({ refunds: true, fulfillments: true }), found) } : node
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
