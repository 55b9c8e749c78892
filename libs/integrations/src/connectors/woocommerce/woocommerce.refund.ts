// An order only names its refunds, with what they came to; the day and the lines of one stand in a resource of its own.
import { z } from 'zod'
import type { ShopRefund } from '@portolan/orders'
import { decimal, id, minor, text, whole } from '../fields'
import { withoutEntities } from '../html'
import { gmt } from './woocommerce.customer'

const line = z.object({ name: text, product_id: z.string().nullish(), quantity: whole, total: decimal, sku: text })

export const refund = z.object({
  id,
  amount: decimal,
  reason: text,
  date_created_gmt: gmt,
  line_items: z.array(line).max(1000).nullish(),
})
export type ReadRefund = z.output<typeof refund>

export const namedRefund = z.object({ id, reason: text, total: decimal })
type NamedRefund = z.output<typeof namedRefund>

/** Without money it is none. */
export function refundsOf(read: readonly ReadRefund[], code: string): ShopRefund[] {
  return read.flatMap(({ id: external_id, amount, reason, date_created_gmt, line_items }, index) => {
    const money = minor(`refunds.${index}.amount`, amount.replace(/^-/, ''), code)
    if (money <= 0n) return []
    const items = (line_items ?? []).flatMap((one) => lineOf(one))
    return [{ ...common(external_id, reason, code), amount: money, refunded_at: date_created_gmt, items }]
  })
}

/** `at` stands in for the day until the shop has been asked for it. */
export function namedRefundsOf(read: readonly NamedRefund[], code: string, at: string): ShopRefund[] {
  return read.flatMap(({ id: external_id, reason, total }, index) => {
    const amount = -minor(`refunds.${index}.total`, total, code)
    if (amount <= 0n) return []
    return [{ ...common(external_id, reason, code), amount, refunded_at: at, items: [], is_named_only: true }]
  })
}

function common(external_id: string, reason: string | null, currency: string) {
  return { external_id, refund_number: null, currency, reason: reason?.slice(0, 255) ?? null }
}

/** Pieces and amounts are negative. A line of which only money was given back has no pieces. */
function lineOf({ name, product_id, quantity, total, sku }: z.output<typeof line>): ShopRefund['items'][number][] {
  if (quantity >= 0) return []
  return [
    {
      product_id: !product_id || product_id === '0' ? null : product_id,
      sku: sku?.slice(0, 100) ?? null,
      product_name: withoutEntities(name ?? sku ?? '–').slice(0, 255),
      quantity: -quantity,
      unit_price: perPiece(total.replace(/^-/, ''), -quantity),
    },
  ]
}

/** A line's price shared by its pieces, to six decimals; the line's own total is what counts. */
export function perPiece(total: string, quantity: number): string {
  const [whole = '0', fraction = ''] = total.split('.')
  const scaled = BigInt(whole + fraction.padEnd(10, '0').slice(0, 10))
  const share = scaled / BigInt(Math.abs(quantity)) / 10_000n
  const sign = share < 0n ? '-' : ''
  const digits = String(share < 0n ? -share : share).padStart(7, '0')
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '')
}
