// The lines of orders and what has become of their pieces. A line keeps its id while its order is edited or comes again
// from its source, so that returns, refunds and shipments go on pointing at it.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import { storableJson } from './order.row'

/** Pieces of the line `i` by what became of them; of its order those that still count. */
export const pieces = {
  returned: `(select coalesce(sum(x.quantity), 0)::integer from return_items x
     join returns q on q.tenant_id = x.tenant_id and q.id = x.return_id and q.status not in ('rejected', 'cancelled')
    where x.tenant_id = current_tenant() and x.order_item_id = i.id)`,
  refunded: `(select coalesce(sum(x.quantity), 0)::integer from refund_items x
    where x.tenant_id = current_tenant() and x.order_item_id = i.id)`,
  shipped: `(select coalesce(sum(x.quantity), 0)::integer from shipment_items x
    where x.tenant_id = current_tenant() and x.order_item_id = i.id)`,
} as const

export interface OrderLine {
  readonly id: string
  readonly kind: 'sale' | 'adjustment'
  readonly product_id: string | null
  readonly sku: string | null
  readonly product_name: string
  readonly variant_name: string | null
  readonly quantity: number
  readonly unit_price: string
  /** Minor units. */
  readonly total_price: string
  /** Pieces in returns that were neither rejected nor cancelled. */
  readonly returned: number
  readonly refunded: number
  readonly shipped: number
}

/** A line by what it is told by. */
export type NamedLine = Pick<OrderLine, 'id' | 'product_id' | 'sku' | 'product_name'>

interface ItemRow {
  readonly id: string
  readonly order_id: string
  readonly kind: string
  readonly product_id: string | null
  readonly sku: string | null
  readonly product_name: string
  readonly variant_name: string | null
}

@Injectable()
export class OrderLines {
  constructor(private readonly db: Database) {}

  /** Call under the order's lock when the pieces are to be counted. */
  async of(orderId: string): Promise<OrderLine[]> {
    return this.db.query(
      `select i.id, i.kind, i.product_id, i.sku, i.product_name, i.variant_name, i.quantity,
              trim_scale(i.unit_price)::text as unit_price, i.total_price,
              ${pieces.returned} as returned, ${pieces.refunded} as refunded, ${pieces.shipped} as shipped
         from order_items i where i.tenant_id = current_tenant() and i.order_id = $1 order by i.position`,
      [orderId],
    )
  }

  /** The lines of several orders, without what became of their pieces. */
  async ofAll(orderIds: readonly string[]): Promise<Map<string, NamedLine[]>> {
    const rows = await this.db.query<NamedLine & { order_id: string }>(
      `select i.order_id, i.id, i.product_id, i.sku, i.product_name from order_items i
        where i.tenant_id = current_tenant() and i.order_id = any($1::uuid[]) order by i.position`,
      [orderIds],
      { prepare: true },
    )
    const lines = new Map<string, NamedLine[]>(orderIds.map((id) => [id, []]))
    for (const row of rows) lines.get(row.order_id)?.push(row)
    return lines
  }

  /** Gives lines of these standing orders the ids that they have there. */
  async keep<Row extends ItemRow>(orderIds: readonly string[], rows: readonly Row[]): Promise<Row[]> {
    if (!orderIds.length) return [...rows]
    const standing = await this.db.query<ItemRow>(
      `select i.id, i.order_id, i.kind, i.product_id, i.sku, i.product_name, i.variant_name
         from order_items i where i.tenant_id = current_tenant() and i.order_id = any($1::uuid[]) order by i.position`,
      [orderIds],
    )
    return keepLines(rows, standing)
  }
}

/** A row that names a standing line is that line; the others are found by their product, the first by the first. */
export function keepLines<Row extends ItemRow>(rows: readonly Row[], standing: readonly ItemRow[]): Row[] {
  const given = new Set(rows.map(({ id }) => id))
  const known = new Set(standing.map(({ id }) => id))
  const free = new Map<string, string[]>()
  for (const line of standing) {
    if (!given.has(line.id)) free.set(keyOf(line), [...(free.get(keyOf(line)) ?? []), line.id])
  }
  return rows.map((row) => (known.has(row.id) ? row : { ...row, id: free.get(keyOf(row))?.shift() ?? row.id }))
}

/** As PostgreSQL stores it, or a line that was sent with half a character would be another one. */
function keyOf({ order_id, kind, product_id, sku, product_name, variant_name }: ItemRow): string {
  return storableJson([{ order_id, kind, product_id, sku, product_name, variant_name }])
}
