// What happens to the demo's orders after the sale: parcels of the last days, some orders in two of them, and returns.
import type { ReturnReason, ReturnStatus } from '@portolan/contracts'
import type { OrdersService, PlaceOrder, ReturnsService, ShipmentsService, Written } from '@portolan/orders'
import { eachOf } from './each-of'

const dayMs = 86_400_000
/** Parcels of these last days are there; older ones have long arrived. */
const shippedDays = 14
const returnedDays = 60

export interface Sold extends Written {
  readonly order: PlaceOrder
  readonly isRefunded: boolean
}

interface Line {
  readonly id: string
  readonly kind: string
  readonly quantity: number
}

/** Parcels of what was sent; every fifth order of two pieces or more goes in two, and some wait for their second one. */
export async function ship(shipments: ShipmentsService, orders: OrdersService, sold: readonly Sold[]): Promise<void> {
  const since = new Date(Date.now() - shippedDays * dayMs).toISOString()
  const recent = sold.filter(({ order, outcome }) => outcome === 'created' && order.placed_at > since)
  const sent = recent.filter(({ order: { status } }) => status === 'shipped' || status === 'delivered')
  await eachOf(sent, async ({ id, order }, index) => {
    const start = Date.parse(order.placed_at)
    const day = (days: number) => new Date(Math.min(start + days * dayMs, Date.now())).toISOString()
    const parcel = (number: number, days: number) => ({
      carrier: index % 3 ? 'PostNL' : 'DHL',
      tracking_number: `DEMO${String(100_000 + index)}${number ? `-${number}` : ''}`,
      tracking_url: `https://tracking.example/DEMO${String(100_000 + index)}`,
      estimated_delivery: new Date(start + 6 * dayMs).toISOString().slice(0, 10),
      shipped_at: day(days),
      delivered_at: order.status === 'delivered' ? day(days + 3) : null,
    })
    const first = index % 5 === 0 ? await firstPiece(orders, id) : null
    if (first) await shipments.ship(id, { ...parcel(1, 1), items: [first] })
    await shipments.ship(id, parcel(first ? 2 : 0, first ? 2 : 1))
  })
  const waiting = recent.filter(({ order: { status } }) => status === 'processing')
  await eachOf(waiting, async ({ id }, index) => {
    const first = index % 4 === 0 ? await firstPiece(orders, id) : null
    if (first)
      await shipments.ship(id, { carrier: 'PostNL', tracking_number: `DEMO${200_000 + index}`, items: [first] })
  })
}

const reasons: readonly ReturnReason[] = ['damaged', 'does_not_fit', 'changed_mind', 'wrong_item', 'not_as_described']
/** How far the returns have come, one after the other. */
const ways: readonly (readonly ReturnStatus[])[] = [
  [],
  ['approved'],
  ['approved', 'received'],
  ['approved', 'received', 'refunded'],
  ['rejected'],
]

/** Every ninth order that has arrived lately comes back in part. Answers how many returns were refunded. */
export async function takeBack(returns: ReturnsService, orders: OrdersService, sold: readonly Sold[]): Promise<number> {
  const since = new Date(Date.now() - returnedDays * dayMs).toISOString()
  const arrived = sold.filter(
    ({ order, outcome, isRefunded }) =>
      outcome === 'created' && order.status === 'delivered' && order.placed_at > since && !isRefunded,
  )
  const chosen = arrived.filter((_, index) => index % 9 === 0)
  await eachOf(chosen, async ({ id }, index) => {
    const piece = (await goodsOf(orders, id))[0]
    const reason = reasons[index % reasons.length] ?? 'other'
    if (!piece) return
    const items = [{ order_item_id: piece.id, quantity: 1 }]
    const { text } = await returns.request(id, { reason, restock: reason !== 'damaged', items })
    const made = JSON.parse(text) as { id: string }
    for (const status of ways[index % ways.length] ?? []) await returns.setStatus(made.id, { status })
  })
  return chosen.filter((_, index) => ways[index % ways.length]?.includes('refunded')).length
}

/** One piece of an order that has more than one. */
async function firstPiece(orders: OrdersService, id: string) {
  const goods = await goodsOf(orders, id)
  const [line] = goods
  const pieces = goods.reduce((sum, { quantity }) => sum + quantity, 0)
  return line && pieces > 1 ? { order_item_id: line.id, quantity: 1 } : null
}

async function goodsOf(orders: OrdersService, id: string): Promise<Line[]> {
  const { items } = JSON.parse((await orders.one(id)).text) as { items: Line[] }
  return items.filter(({ kind }) => kind === 'sale')
}
