import { paidForPieces, parseMoney, formatMoney } from '@portolan/contracts'
import type { Order } from '../../data/orders.data'

/** A line of the order and how many of its pieces can still be taken. */
export interface PiecesLine {
  readonly id: string
  readonly name: string
  readonly detail: string | null
  readonly left: number
}

/** Pieces by line. */
export type Pieces = Readonly<Record<string, number>>

type Taken = 'returned_quantity' | 'refunded_quantity' | 'shipped_quantity'

/** Lines of goods with pieces left; `own` are those that what is edited holds itself. */
export function linesLeft(order: Order, taken: Taken, own: Pieces = {}): PiecesLine[] {
  return (order.items ?? []).flatMap((item) => {
    const left = item.quantity - item[taken] + (own[item.id] ?? 0)
    if (item.kind !== 'sale' || left < 1) return []
    return [{ id: item.id, name: item.product_name, detail: item.variant_name ?? item.sku, left }]
  })
}

export function allOf(lines: readonly PiecesLine[]): Pieces {
  return Object.fromEntries(lines.map(({ id, left }) => [id, left]))
}

export function asItems(pieces: Pieces): { order_item_id: string; quantity: number }[] {
  return Object.entries(pieces)
    .filter(([, quantity]) => quantity > 0)
    .map(([order_item_id, quantity]) => ({ order_item_id, quantity }))
}

export function piecesOf(items: readonly { order_item_id: string | null; quantity: number }[]): Pieces {
  return Object.fromEntries(
    items.flatMap(({ order_item_id, quantity }) => (order_item_id ? [[order_item_id, quantity]] : [])),
  )
}

/** What is left to refund of the order. */
export function leftToRefund({ total_amount, refunded_amount, currency }: Order): string {
  return formatMoney(parseMoney(total_amount, currency) - parseMoney(refunded_amount, currency), currency)
}

/** The order as if a refund had not been made, for its edit: its amount and pieces are free again. */
export function withoutRefund(order: Order, amount: string, pieces: Pieces): Order {
  const { refunded_amount, currency } = order
  const left = parseMoney(refunded_amount, currency) - parseMoney(amount, currency)
  const items = (order.items ?? []).map((item) => ({
    ...item,
    refunded_quantity: item.refunded_quantity - (pieces[item.id] ?? 0),
  }))
  return { ...order, items, refunded_amount: formatMoney(left, currency) }
}

/** What was paid for the pieces, as the API proposes it; at most what is left of the order. */
export function proposedAmount(order: Order, pieces: Pieces): string {
  const { currency } = order
  const priced = {
    subtotal: parseMoney(order.subtotal_amount, currency),
    shipping: parseMoney(order.shipping_amount, currency),
    total: parseMoney(order.total_amount, currency),
  }
  const paid = (order.items ?? []).reduce((sum, item) => {
    const line = {
      quantity: item.quantity,
      total: parseMoney(item.total_price, currency),
      refunded: item.refunded_quantity,
    }
    return sum + paidForPieces(priced, line, pieces[item.id] ?? 0)
  }, 0n)
  const left = parseMoney(leftToRefund(order), currency)
  return formatMoney(paid > left ? left : paid, currency)
}
