// What was given back is the sum of the transactions that succeeded; the lines say for which pieces. Transactions are in
// the currency that the buyer paid in; where that is not the shop's, its amount follows from the lines and adjustments.
import { z } from 'zod'
import type { ShopRefund } from '@portolan/orders'
import { Unreadable } from '../connector'
import { currency, decimal, id, instant, minor, shortest, text, whole } from '../fields'
import { givenTo, moneySet, type MoneySet } from './shopify.money'

const transaction = z.object({
  ...{ kind: text, status: text, amount: decimal.nullish(), currency: currency.nullish() },
  /** Told by the Admin API alone. */
  amount_set: moneySet,
})
const line = z.object({
  quantity: whole,
  subtotal: decimal.nullish(),
  subtotal_set: moneySet,
  total_tax_set: moneySet,
  line_item: z
    .object({ product_id: id.nullish(), sku: text, title: text, name: text, price: decimal.nullish() })
    .nullish(),
})
/** What was given on top of the lines, as less than nothing: shipping, or a sum of the merchant's own. */
const adjustment = z.object({ amount_set: moneySet, tax_amount_set: moneySet })

export const refund = z.object({
  id,
  order_id: id.nullish(),
  created_at: instant,
  processed_at: instant.nullish(),
  note: text,
  total_duties_set: moneySet,
  transactions: z.array(transaction).max(500).nullish(),
  order_adjustments: z.array(adjustment).max(500).nullish(),
  refund_line_items: z.array(line).max(1000).nullish(),
})
type Refund = z.output<typeof refund>
type Transaction = z.output<typeof transaction>

/** Nothing for one that gave no money back, such as pieces that an edit took out. `code` is the shop's currency. */
export function refundOf(read: Refund, code: string): ShopRefund[] {
  const amount = givenBack(read, code)
  if (amount <= 0n) return []
  return [
    {
      external_id: read.id,
      refund_number: null,
      amount,
      currency: code,
      ...givenTo(succeededOf(read), code),
      reason: read.note?.slice(0, 255) ?? null,
      refunded_at: read.processed_at ?? read.created_at,
      items: (read.refund_line_items ?? []).flatMap((one, index) => lineOf(one, code, index)),
    },
  ]
}

/** The shop's currency, where the order is not at hand. */
export function currencyOf(read: Refund): string | null {
  const sets = [read.total_duties_set, ...setsOf(read)]
  const told = sets.find((set) => set)?.shop_money.currency_code
  return told ?? read.transactions?.find((one) => one.currency)?.currency ?? null
}

function givenBack(read: Refund, code: string): bigint {
  const refunds = (read.transactions ?? []).filter(({ kind }) => kind === 'refund')
  const succeeded = succeededOf(read)
  const foreign = succeeded.find((one) => one.currency && one.currency !== code)?.currency
  if (!foreign) return sumOf(succeeded, code)
  const [given, asked] = [sumOf(succeeded, foreign), sumOf(refunds, foreign)]
  const whole = wholeOf(read, code)
  if (given <= 0n) return 0n
  if (whole <= 0n) throw new Unreadable(`transactions: are in ${foreign}, and nothing says how much that is in ${code}`)
  return given === asked ? whole : (whole * given * 2n + asked) / (asked * 2n)
}

function succeededOf({ transactions }: Refund): Transaction[] {
  return (transactions ?? []).filter(({ kind, status }) => kind === 'refund' && status === 'success')
}

function sumOf(transactions: readonly Transaction[], code: string): bigint {
  return transactions.reduce(
    (sum, one, index) => sum + minor(`transactions.${index}.amount`, one.amount ?? '0', code),
    0n,
  )
}

/** In the shop's currency, whatever became of the transactions. */
function wholeOf(read: Refund, code: string): bigint {
  const of = (set: MoneySet) => minor('refund', set?.shop_money.amount ?? '0', code)
  const lines = (read.refund_line_items ?? []).map((one) => of(one.subtotal_set) + of(one.total_tax_set))
  const beyond = (read.order_adjustments ?? []).map((one) => of(one.amount_set) + of(one.tax_amount_set))
  return lines.reduce((sum, amount) => sum + amount, 0n) - beyond.reduce((sum, amount) => sum + amount, 0n)
}

function setsOf(read: Refund): MoneySet[] {
  const lines = (read.refund_line_items ?? []).map((one) => one.subtotal_set)
  return [...lines, ...(read.order_adjustments ?? []).map((one) => one.amount_set)]
}

function lineOf({ quantity, line_item, subtotal }: z.output<typeof line>, code: string, index: number) {
  if (quantity <= 0) return []
  return [
    {
      product_id: line_item?.product_id ?? null,
      sku: line_item?.sku?.slice(0, 100) ?? null,
      product_name: (line_item?.title ?? line_item?.name ?? line_item?.sku ?? '–').slice(0, 255),
      quantity,
      unit_price: shortest(line_item?.price ?? '0'),
      ...(subtotal ? { total_price: minor(`refund_line_items.${index}.subtotal`, subtotal, code) } : {}),
    },
  ]
}
