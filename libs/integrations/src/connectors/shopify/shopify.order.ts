// An order as Shopify's webhooks tell it, read into ours; the Admin API's answers are brought into this form
// (shopify.node.ts), so that every rule is here once. Flat amounts are in the shop's currency.
import { z } from 'zod'
import type { OrderStatus, PaymentStatus } from '@portolan/contracts'
import type { Address, OrderChannel, PlaceItem, PlaceOrder } from '@portolan/orders'
import type { Meaning } from '../connector'
import { currency, decimal, flag, id, instant, minor, shortest, text, whole } from '../fields'
import { guestId } from '../guest'
import { address, addressOf, customer, profileOf } from './shopify.customer'
import { fulfilment, shipmentOf } from './shopify.fulfilment'
import { moneySet, presentmentOf } from './shopify.money'
import { refund, refundOf } from './shopify.refund'

const line = z.object({
  id,
  product_id: id.nullish(),
  sku: text,
  title: text,
  name: text,
  variant_title: text,
  quantity: whole.pipe(z.number().min(0)),
  price: decimal,
})

export const order = z.object({
  id,
  name: text,
  order_number: z.string().nullish(),
  currency,
  total_price: decimal,
  total_tax: decimal.nullish(),
  total_discounts: decimal.nullish(),
  presentment_currency: currency.nullish(),
  ...{ total_price_set: moneySet, total_tax_set: moneySet, total_discounts_set: moneySet },
  shipping_lines: z.array(z.object({ title: text, price: decimal, price_set: moneySet })).nullish(),
  financial_status: text,
  fulfillment_status: text,
  cancelled_at: instant.nullish(),
  created_at: instant,
  processed_at: instant.nullish(),
  updated_at: instant,
  test: flag,
  source_name: text,
  payment_gateway_names: z.array(z.string().max(100)).nullish(),
  note: text,
  tags: z.string().max(5000).nullish(),
  email: text,
  customer_locale: text,
  customer: customer.nullish(),
  shipping_address: address.nullish(),
  billing_address: address.nullish(),
  line_items: z.array(line).min(1).max(1000),
  refunds: z.array(refund).max(500).nullish(),
  fulfillments: z.array(fulfilment).max(500).nullish(),
})
export type Order = z.output<typeof order>

export function orderMeaning(read: Order, source: string): Meaning {
  const amount = (field: string, value: string | null | undefined) => minor(field, value ?? '0', read.currency)
  const items = read.line_items.filter(({ quantity }) => quantity > 0).map((one) => itemOf(one, read.test ?? false))
  if (!items.length) return { kind: 'ignored', reason: 'nothing' }
  const placed: PlaceOrder = {
    source,
    external_id: read.id,
    order_number: read.name ?? read.order_number ?? read.id,
    channel: channelOf(read.source_name),
    placed_at: read.processed_at ?? read.created_at,
    customer: buyerOf(read, source),
    status: statusOf(read),
    payment_status: paymentOf(read.financial_status),
    payment_method: read.payment_gateway_names?.filter(Boolean).join(', ').slice(0, 100) || null,
    currency: read.currency,
    discount_amount: amount('total_discounts', read.total_discounts),
    tax_amount: amount('total_tax', read.total_tax),
    shipping_amount: (read.shipping_lines ?? []).reduce(
      (sum, { price }, index) => sum + amount(`shipping_lines.${index}.price`, price),
      0n,
    ),
    total_amount: amount('total_price', read.total_price),
    ...presentmentOf(read),
    ...addressesOf(read),
    shipping_method: read.shipping_lines?.[0]?.title ?? null,
    customer_note: read.note,
    tags: tagsOf(read),
    external_updated_at: read.updated_at,
    items,
  }
  return {
    kind: 'order',
    at: read.updated_at,
    order: placed,
    refunds: (read.refunds ?? []).flatMap((one) => refundOf(one, read.currency)),
    shipments: (read.fulfillments ?? []).map(shipmentOf),
  }
}

/** A test order's lines count in no revenue and in no figure. */
function itemOf(read: z.output<typeof line>, isTest: boolean): PlaceItem {
  return {
    kind: isTest ? 'adjustment' : 'sale',
    product_id: read.product_id ?? null,
    sku: read.sku?.slice(0, 100) ?? null,
    product_name: (read.title ?? read.name ?? read.sku ?? '–').slice(0, 255),
    variant_name: read.variant_title?.slice(0, 255) ?? null,
    quantity: read.quantity,
    unit_price: shortest(read.price),
  }
}

/** Shopify's own account of the buyer, else her e-mail address, else nobody. */
function buyerOf({ customer: buyer, email, customer_locale, ...read }: Order, source: string) {
  const near = read.shipping_address ?? read.billing_address ?? null
  const locale = buyer?.locale ?? customer_locale
  if (buyer) return { source, external_id: buyer.id, profile: profileOf({ ...buyer, locale }, near) }
  if (!email) return null
  return { source, external_id: guestId(email), profile: profileOf({ email, locale }, near) }
}

function channelOf(name: string | null): OrderChannel | null {
  if (name === 'web') return 'website'
  return name === 'iphone' || name === 'android' ? 'app' : null
}

export function statusOf(
  read: Pick<Order, 'cancelled_at' | 'financial_status' | 'fulfillment_status' | 'fulfillments'>,
): OrderStatus {
  if (read.cancelled_at) return 'cancelled'
  if (read.financial_status === 'refunded') return 'refunded'
  if (read.fulfillment_status === 'fulfilled') {
    const sent = (read.fulfillments ?? []).filter(({ status }) => status !== 'cancelled')
    return sent.length && sent.every(({ shipment_status }) => shipment_status === 'delivered') ? 'delivered' : 'shipped'
  }
  return read.financial_status === null || read.financial_status === 'pending' ? 'pending' : 'processing'
}

const payments: Readonly<Record<string, PaymentStatus>> = {
  pending: 'pending',
  authorized: 'authorized',
  partially_paid: 'partially_paid',
  paid: 'paid',
  partially_refunded: 'partially_refunded',
  refunded: 'refunded',
  voided: 'voided',
  expired: 'voided',
}

function paymentOf(status: string | null): PaymentStatus {
  return payments[status ?? 'pending'] ?? 'pending'
}

function addressesOf({ shipping_address, billing_address }: Order): Pick<
  PlaceOrder,
  'shipping_address' | 'billing_address'
> & {
  readonly shipping_address: Address | null
} {
  return { shipping_address: addressOf(shipping_address), billing_address: addressOf(billing_address) }
}

function tagsOf({ tags, test }: Order): string[] {
  const names = (tags ?? '').split(',').map((name) => name.trim().slice(0, 50))
  return [...new Set([...names.filter(Boolean), ...(test ? ['test'] : [])])].slice(0, 50)
}
