// Orders as a shop has them and as they are here, in the few words that both must agree on.
import type { Client } from 'pg'
import { figuresOf } from '../../apps/demo-shop/src/shop/figures'
import type { Shopify } from '../../apps/demo-shop/src/shopify/shopify'
import { OrderBodies } from '../../apps/demo-shop/src/shopify/payload.order'
import { orderBody } from '../../apps/demo-shop/src/woocommerce/order.body'
import type { WooCommerce } from '../../apps/demo-shop/src/woocommerce/woocommerce'

type Orders = Record<string, string>
interface ShopifyBody {
  readonly id: bigint
  readonly total_price: string
  readonly financial_status: string
  readonly cancelled_at: string | null
}
interface WooBody {
  readonly id: number
  readonly total: string
  readonly status: string
  readonly refunds: readonly { total: string }[]
}

/** By the shop's id: total, what was refunded, how it was paid or stands. All amounts have two decimals. */
export async function ordersHere(owner: Client, integration: string): Promise<Orders> {
  const { rows } = await owner.query<{ id: string; told: string }>(
    `select o.external_id as id,
            concat_ws(' ', o.total_amount,
              (select coalesce(sum(r.amount), 0) from refunds r where r.tenant_id = o.tenant_id and r.order_id = o.id),
              case when o.source like 'shopify:%' then o.payment_status else o.status end,
              case when o.status = 'cancelled' then 'cancelled' end) as told
       from orders o where o.source like '%:' || $1 and o.deleted_at is null`,
    [integration],
  )
  return sorted(rows.map(({ id, told }) => [id, told]))
}

export function ordersOfShopify({ shop }: Shopify): Orders {
  return sorted(
    allOf(shop.orders).map((order) => {
      const body = new OrderBodies(shop, order).body() as unknown as ShopifyBody
      // Transactions are in the buyer's currency.
      const { refunded } = figuresOf(order)
      const words = [
        cents(body.total_price),
        String(refunded.shop),
        body.financial_status,
        ...(body.cancelled_at ? ['cancelled'] : []),
      ]
      return [String(body.id), words.join(' ')]
    }),
  )
}

const statuses: Record<string, string> = { completed: 'delivered', cancelled: 'cancelled cancelled' }

export function ordersOfWooCommerce({ shop, site }: WooCommerce): Orders {
  return sorted(
    allOf(shop.orders).map((order) => {
      const body = orderBody(site, order) as unknown as WooBody
      const refunded = body.refunds.reduce((sum, { total }) => sum - cents(total), 0)
      return [String(body.id), [cents(body.total), refunded, statuses[body.status] ?? body.status].join(' ')]
    }),
  )
}

function allOf<Order>(orders: { length: number; get(n: number): Order | undefined }): Order[] {
  return Array.from({ length: orders.length }, (_, n) => orders.get(n)).filter((order) => order !== undefined)
}

function cents(decimal: string): number {
  return Math.round(Number(decimal) * 100)
}

function sorted(orders: readonly (readonly [string, string])[]): Orders {
  return Object.fromEntries([...orders].sort(([a], [b]) => (a < b ? -1 : 1)))
}
