// Orders as the Admin API answers them, made whole: lists that were longer than a question asks for, and what hangs on
// refunds and fulfilments.
import { z } from 'zod'
import type { Meaning } from '../connector'
import { text } from '../fields'
import { readValueAs } from '../signed-body'
import type { ShopifyClient } from './shopify.client'
import {
  fulfilmentNode,
  orderLine,
  orderNode,
  orderResource,
  orderShippingLine,
  refundNode,
  untoldParcels,
  type FulfilmentNode,
  type OrderNode,
  type OrderParts,
  type RefundNode,
} from './shopify.node'
import { order, orderMeaning } from './shopify.order'
import {
  parcelsAtOnce,
  parcelsOf,
  partsOfOrder,
  refundsAtOnce,
  refundsOf,
  restOf,
  usualParts,
  type Hanging,
} from './shopify.queries'
import type { RawNode, RawObject } from './shopify.raw'

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: text })
const list = z.object({ nodes: z.array(z.unknown()), pageInfo: pageInfo.nullish() })
type List = z.output<typeof list>

type Head = Omit<OrderParts, 'refunds' | 'fulfilments'>

export class ShopifyOrders {
  constructor(
    private readonly client: ShopifyClient,
    private readonly source: string,
  ) {}

  /** What each of them means, in their order; one that cannot be read says so when it is asked. */
  async meaningsOf(raws: readonly RawObject[]): Promise<(() => Meaning)[]> {
    const heads = await Promise.all(raws.map((raw) => this.headOf(raw)))
    const known = heads.filter((head) => 'node' in head)
    const refunds = await this.refundsOf(known.flatMap(({ node }) => (node.refunds ?? []).map(({ id }) => id)))
    const fulfilments = await this.parcelsOf(known.flatMap(({ node, lines }) => untoldParcels(node, lines)))
    return heads.map((head) => () => {
      if ('error' in head) throw head.error
      return orderMeaning(readValueAs(order, orderResource({ ...head, refunds, fulfilments })), this.source)
    })
  }

  /** An answer of `order` or of a list of orders. */
  async rawOf(node: RawNode): Promise<RawObject> {
    const lines = await this.all(node, 'lineItems')
    return { node, lines, shippingLines: listOf(node.shippingLines).nodes }
  }

  private async headOf({ node: raw, lines, shippingLines }: RawObject): Promise<Head | { readonly error: Error }> {
    let head: Head
    try {
      head = {
        node: readValueAs(orderNode, raw),
        lines: readValueAs(z.array(orderLine), lines),
        shippingLines: readValueAs(z.array(orderShippingLine), shippingLines),
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
      const nodes = await this.all(found, 'refundLineItems')
      return readValueAs(refundNode, { ...found, refundLineItems: { nodes } })
    })
  }

  private parcelsOf(ids: readonly string[]): Promise<Map<string, FulfilmentNode>> {
    return this.each(ids, parcelsAtOnce, parcelsOf, async (found) => {
      const nodes = await this.all(found, 'fulfillmentLineItems')
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
      for (const one of readValueAs(z.array(z.record(z.string(), z.unknown()).nullable()), found)) {
        if (!one?.id) continue
        const node = await read(one)
        nodes.set(node.id, node)
      }
    }
    return nodes
  }

  /** The whole of a list of which a first page is there. */
  private async all(of: Record<string, unknown>, name: Hanging): Promise<unknown[]> {
    const first = listOf(of[name])
    const nodes = [...first.nodes]
    let { pageInfo: at } = first
    while (at?.hasNextPage) {
      const { found } = await this.client.ask(restOf(name), { id: of.id, after: at.endCursor })
      const next = listOf((found as Record<string, unknown> | null)?.[name])
      nodes.push(...next.nodes)
      at = next.pageInfo
    }
    return nodes
  }
}

function listOf(value: unknown): List {
  return readValueAs(list, value ?? { nodes: [] })
}
