// What an order comes to, as placed and as it stands, from its lines.
import { minus, nothing, plus, share, times, type Amount } from '../money'
import { open } from './after-sale'
import { lineTotal } from './generator'
import type { Line, Order } from './shop.model'

export interface Figures {
  readonly items: Amount
  readonly discount: Amount
  readonly tax: Amount
  readonly subtotal: Amount
  readonly total: Amount
  readonly currentSubtotal: Amount
  readonly currentDiscount: Amount
  readonly currentTax: Amount
  readonly currentTotal: Amount
  readonly received: Amount
  readonly refunded: Amount
  readonly outstanding: Amount
}

export function current(line: Line): number {
  return Math.max(0, line.quantity - line.removed - line.refunded)
}

export function figuresOf(order: Order): Figures {
  const { lines, shippingPrice } = order
  // What an edit added counts as it stands, not as placed.
  const placed = lines.filter((line) => line.addedAt === undefined)
  const whole = (some: readonly Line[]) => plus(...some.map((line) => times(line.unit, line.quantity)))
  const items = whole(placed)
  const discount = plus(...placed.map((line) => line.discount))
  const tax = plus(...placed.map((line) => line.tax))
  const left = (line: Line, of: Amount) => share(of, current(line), line.quantity)
  const currentDiscount = plus(...lines.map((line) => left(line, line.discount)))
  const currentTax = plus(...lines.map((line) => left(line, line.tax)))
  const currentItems = plus(...lines.map((line) => times(line.unit, current(line))))
  const returnedShipping = plus(...order.refunds.map((refund) => refund.shipping))
  const currentSubtotal = minus(currentItems, currentDiscount)
  const currentTotal = plus(currentSubtotal, currentTax, minus(shippingPrice, returnedShipping))
  const paid = order.transactions.filter(({ kind, status }) => kind === 'sale' && status === 'success')
  const received = plus(...paid.map(({ amount }) => amount))
  const refunded = plus(...order.refunds.map(({ amount }) => amount))
  const owed = minus(currentTotal, minus(received, refunded))
  return {
    items,
    discount,
    tax,
    subtotal: minus(items, discount),
    total: plus(shippingPrice, ...placed.map(lineTotal)),
    currentSubtotal,
    currentDiscount,
    currentTax,
    currentTotal,
    received,
    refunded,
    outstanding: owed.shop > 0n ? owed : nothing,
  }
}

export type Payment = 'pending' | 'partially_paid' | 'paid' | 'partially_refunded' | 'refunded' | 'voided'

export function paymentOf(order: Order): Payment {
  const { received, refunded, outstanding } = figuresOf(order)
  if (received.shop === 0n) return order.cancelledAt === null ? 'pending' : 'voided'
  if (refunded.shop >= received.shop) return 'refunded'
  if (refunded.shop > 0n) return 'partially_refunded'
  return outstanding.shop > 0n ? 'partially_paid' : 'paid'
}

export type Delivery = null | 'partial' | 'fulfilled'

export function deliveryOf(order: Order): Delivery {
  if (order.lines.every((line) => line.shipped === 0)) return null
  return order.lines.some((line) => open(line) > 0) ? 'partial' : 'fulfilled'
}
