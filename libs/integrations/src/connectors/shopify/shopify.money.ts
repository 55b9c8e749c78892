// Money in two currencies: the shop's, which everything is reckoned in, and the one that the buyer saw and pays in.
import { z } from 'zod'
import type { PlaceOrder, RecordRefund } from '@portolan/orders'
import { currency, decimal, minor } from '../fields'

const money = z.object({ amount: decimal, currency_code: currency })
export const moneySet = z.object({ shop_money: money, presentment_money: money.nullish() }).nullish()
export type MoneySet = z.output<typeof moneySet>

export interface ToldSums {
  readonly currency: string
  readonly presentment_currency?: string | null
  readonly total_price_set?: MoneySet
  readonly total_discounts_set?: MoneySet
  readonly total_tax_set?: MoneySet
  readonly shipping_lines?: readonly { readonly price_set?: MoneySet }[] | null
}

/** Nothing where the buyer pays in the shop's own currency, or where not all of it is told. */
export function presentmentOf(read: ToldSums): Pick<PlaceOrder, 'presentment'> {
  const code = read.presentment_currency
  const shipping = (read.shipping_lines ?? []).map(({ price_set }) => price_set)
  const sets = [read.total_price_set, read.total_discounts_set, read.total_tax_set, ...shipping]
  if (!code || code === read.currency || sets.some((set) => set?.presentment_money?.currency_code !== code)) return {}
  const of = (field: string, set: MoneySet) => minor(field, set?.presentment_money?.amount ?? '0', code)
  return {
    presentment: {
      currency: code,
      discount_amount: of('total_discounts_set', read.total_discounts_set),
      tax_amount: of('total_tax_set', read.total_tax_set),
      shipping_amount: shipping.reduce((sum, set) => sum + of('shipping_lines.price_set', set), 0n),
      total_amount: of('total_price_set', read.total_price_set),
    },
  }
}

export interface ToldPayment {
  readonly amount?: string | null
  readonly currency?: string | null
  readonly amount_set?: MoneySet
}

/** What the buyer got by these payments. `code` is the shop's currency. */
export function givenTo(payments: readonly ToldPayment[], code: string): Pick<RecordRefund, 'presentment'> {
  const told = payments.map(
    ({ amount, currency, amount_set }) =>
      amount_set?.presentment_money ?? { amount: amount ?? '0', currency_code: currency ?? code },
  )
  const foreign = told[0]?.currency_code ?? code
  if (foreign === code || told.some(({ currency_code }) => currency_code !== foreign)) return {}
  const amount = told.reduce((sum, one) => sum + minor('transactions.amount', one.amount, foreign), 0n)
  return amount > 0n ? { presentment: { currency: foreign, amount } } : {}
}
