// Lists that hang on an object: a question asks for as much as is usual, and what is longer is read on.
import { z } from 'zod'
import { text } from '../fields'
import { readValueAs } from '../signed-body'
import type { ShopifyClient } from './shopify.client'
import { restOf, type Hanging } from './shopify.queries'

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: text })
const list = z.object({ nodes: z.array(z.unknown()), pageInfo: pageInfo.nullish() })
type List = z.output<typeof list>

export class ShopifyLists {
  constructor(private readonly client: ShopifyClient) {}

  /** The whole of a list of which a first page is there. */
  async all(of: Record<string, unknown>, name: Hanging): Promise<unknown[]> {
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

export function listOf(value: unknown): List {
  return readValueAs(list, value ?? { nodes: [] })
}
