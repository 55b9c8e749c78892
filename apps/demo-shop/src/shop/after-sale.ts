// What becomes of an order once it is placed: it is paid, refunded, sent.
import { nothing, plus, share, times, type Amount } from '../money'
import type { Fulfilment, Line, Order, Refund, Transaction } from './shop.model'

export function payment(at: number, amount: Amount, status: Transaction['status']): Transaction {
  return { n: 0, createdAt: at, kind: 'sale', status, amount, gateway: 'bogus', refund: null }
}

export function refundedLine(line: Line, quantity: number, restock: boolean): Refund['lines'][number] {
  const whole = times(line.unit, line.quantity)
  const net = plus(whole, { shop: -line.discount.shop, buyer: -line.discount.buyer })
  const { quantity: ordered, tax } = line
  return {
    line: line.n,
    quantity,
    subtotal: share(net, quantity, ordered),
    tax: share(tax, quantity, ordered),
    restock,
  }
}

export function recordRefund(
  order: Order,
  facts: { at: number; note: string; lines: Refund['lines']; shipping: Amount; beyond?: Amount },
): Refund {
  const { at, note, lines, shipping, beyond = nothing } = facts
  const amount = plus(shipping, beyond, ...lines.flatMap(({ subtotal, tax }) => [subtotal, tax]))
  const n = order.refunds.length
  const refund = { n, createdAt: at, note, lines, shipping, amount }
  for (const { line, quantity } of lines) order.lines[line]!.refunded += quantity
  order.refunds.push(refund)
  const transaction = { ...payment(at, amount, 'success'), n: order.transactions.length, kind: 'refund' as const }
  order.transactions.push({ ...transaction, refund: n })
  return refund
}

export function ship(
  order: Order,
  at: number,
  carrier: readonly [company: string, number: string, url: string] | undefined,
  code: string,
  lines = order.lines.map((line) => ({ line: line.n, quantity: open(line) })),
): Fulfilment {
  const sent = lines.filter(({ quantity }) => quantity > 0)
  for (const { line, quantity } of sent) order.lines[line]!.shipped += quantity
  const number = carrier ? `${carrier[1]}${code.toUpperCase()}` : null
  const fulfilment: Fulfilment = {
    n: order.fulfilments.length,
    createdAt: at,
    updatedAt: at,
    lines: sent,
    company: carrier?.[0] ?? null,
    trackingNumber: number,
    trackingUrl: carrier ? `${carrier[2]}${number}` : null,
    shipmentStatus: null,
  }
  order.fulfilments.push(fulfilment)
  return fulfilment
}

/** What of a line can still be sent. */
export function open(line: Line): number {
  return Math.max(0, line.quantity - line.removed - line.refunded - line.shipped)
}
