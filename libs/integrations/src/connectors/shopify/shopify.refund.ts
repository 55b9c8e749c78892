// What was given back is the sum of the transactions that succeeded; the lines say for which pieces.
import { z } from 'zod'
import type { ShopRefund } from '@portolan/orders'
import { currency, decimal, id, instant, minor, text, whole } from '../fields'

const transaction = z.object({ kind: text, status: text, amount: decimal.nullish(), currency: currency.nullish() })
const line = z.object({
  quantity: whole,
  subtotal: decimal.nullish(),
  line_item: z
    .object({ product_id: id.nullish(), sku: text, title: text, name: text, price: decimal.nullish() })
    .nullish(),
})

export const refund = z.object({
  id,
  order_id: id.nullish(),
  created_at: instant,
  processed_at: instant.nullish(),
  note: text,
  transactions: z.array(transaction).max(500).nullish(),
  refund_line_items: z.array(line).max(1000).nullish(),
})
type Refund = z.output<typeof refund>

/** Nothing for one that gave no money back, such as pieces that an edit took out. `code` is the shop's currency. */
export function refundOf(read: Refund, code: string): ShopRefund[] {
  const given = (read.transactions ?? []).filter(({ kind, status }) => kind === 'refund' && status === 'success')
  const amount = given.reduce(
    (sum, one, index) => sum + minor(`transactions.${index}.amount`, one.amount ?? '0', code),
    0n,
  )
  if (amount <= 0n) return []
  return [
    {
      external_id: read.id,
      refund_number: null,
      amount,
      currency: code,
      reason: read.note?.slice(0, 255) ?? null,
      refunded_at: read.processed_at ?? read.created_at,
      items: (read.refund_line_items ?? []).flatMap((one, index) => lineOf(one, code, index)),
    },
  ]
}

/** What its transactions are in, where the order is not at hand. */
export function currencyOf(read: Refund): string | null {
  return read.transactions?.find((one) => one.currency)?.currency ?? null
}

function lineOf({ quantity, line_item, subtotal }: z.output<typeof line>, code: string, index: number) {
  if (quantity <= 0) return []
  return [
    {
      product_id: line_item?.product_id ?? null,
      sku: line_item?.sku?.slice(0, 100) ?? null,
      product_name: (line_item?.title ?? line_item?.name ?? line_item?.sku ?? '–').slice(0, 255),
      quantity,
      unit_price: line_item?.price ?? '0',
      ...(subtotal ? { total_price: minor(`refund_line_items.${index}.subtotal`, subtotal, code) } : {}),
    },
  ]
}
