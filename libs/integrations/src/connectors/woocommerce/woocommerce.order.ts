// An order as WooCommerce's REST v3 tells it. Line totals are without tax; `subtotal` is before coupons, `total` after.
import { z } from 'zod'
import type { OrderStatus, PaymentStatus } from '@portolan/contracts'
import type { Address, PlaceItem, PlaceOrder } from '@portolan/orders'
import type { Meaning } from '../connector'
import { currency, decimal, id, minor, text, whole } from '../fields'
import { guestId } from '../guest'
import { withoutEntities } from '../html'
import { billing, gmt, place, profileOf } from './woocommerce.customer'
import { namedRefund, namedRefundsOf, perPiece, refundsOf, type ReadRefund } from './woocommerce.refund'

const line = z.object({
  id,
  name: text,
  product_id: z.string(),
  variation_id: z.string().nullish(),
  quantity: whole,
  subtotal: decimal,
  total: decimal,
  sku: text,
})

export const order = z.object({
  id,
  number: text,
  status: z.string().max(50),
  currency,
  date_created_gmt: gmt,
  date_modified_gmt: gmt,
  date_paid_gmt: gmt.nullish(),
  discount_total: decimal,
  shipping_total: decimal,
  total_tax: decimal,
  total: decimal,
  customer_id: id,
  customer_note: text,
  payment_method: text,
  payment_method_title: text,
  transaction_id: text,
  billing: billing.nullish(),
  shipping: place.nullish(),
  line_items: z.array(line).max(1000),
  shipping_lines: z.array(z.object({ method_title: text })).nullish(),
  fee_lines: z
    .array(z.object({ name: text, total: decimal }))
    .max(200)
    .nullish(),
  refunds: z.array(namedRefund).max(200).nullish(),
})
type Order = z.output<typeof order>

const statuses: Readonly<Record<string, OrderStatus>> = {
  pending: 'pending',
  'on-hold': 'pending',
  processing: 'processing',
  completed: 'delivered',
  cancelled: 'cancelled',
  failed: 'cancelled',
  refunded: 'refunded',
}

/** `below` are the order's refunds in full, where they were asked for. */
export function orderMeaning(read: Order, source: string, below: readonly ReadRefund[] | null = null): Meaning {
  if (read.status === 'checkout-draft' || read.status === 'auto-draft') return { kind: 'ignored', reason: 'draft' }
  if (read.status === 'trash') return { kind: 'order_deleted', external_id: read.id, at: read.date_modified_gmt }
  const amount = (field: string, value: string) => minor(field, value, read.currency)
  const items = [...read.line_items.flatMap((one, index) => itemOf(one, index, read)), ...feesOf(read)]
  if (!items.length) return { kind: 'ignored', reason: 'nothing' }
  const placed: PlaceOrder = {
    source,
    external_id: read.id,
    order_number: read.number ?? read.id,
    channel: 'website',
    placed_at: read.date_created_gmt,
    customer: buyerOf(read, source),
    // A status that a plugin has made up is an order under way.
    status: statuses[read.status] ?? 'processing',
    payment_status: paymentOf(read),
    payment_method: (read.payment_method_title ?? read.payment_method)?.slice(0, 100) ?? null,
    payment_reference: read.transaction_id?.slice(0, 255) ?? null,
    paid_at: read.date_paid_gmt ?? null,
    currency: read.currency,
    discount_amount: amount('discount_total', read.discount_total),
    tax_amount: amount('total_tax', read.total_tax),
    shipping_amount: amount('shipping_total', read.shipping_total),
    total_amount: amount('total', read.total),
    shipping_address: addressOf(read.shipping),
    billing_address: addressOf(read.billing),
    shipping_method: read.shipping_lines?.[0]?.method_title ?? null,
    customer_note: read.customer_note,
    external_updated_at: read.date_modified_gmt,
    items,
  }
  const refunds = below
    ? refundsOf(below, read.currency)
    : namedRefundsOf(read.refunds ?? [], read.currency, read.date_modified_gmt)
  return { kind: 'order', at: read.date_modified_gmt, order: placed, refunds, shipments: null }
}

function itemOf(read: z.output<typeof line>, index: number, { currency: code }: Order): PlaceItem[] {
  if (read.quantity === 0) return []
  const total_price = minor(`line_items.${index}.subtotal`, read.subtotal, code)
  return [
    {
      kind: read.quantity > 0 ? 'sale' : 'adjustment',
      product_id: read.product_id === '0' ? null : read.product_id,
      sku: read.sku?.slice(0, 100) ?? null,
      product_name: plain(read.name ?? read.sku ?? '–'),
      quantity: read.quantity,
      unit_price: perPiece(read.subtotal, read.quantity),
      total_price,
    },
  ]
}

/** Fees and their like are money of the order, but no product: they count in its total and in no revenue. */
function feesOf({ fee_lines, currency: code }: Order): PlaceItem[] {
  return (fee_lines ?? []).map(({ name, total }, index) => ({
    kind: 'adjustment',
    product_name: plain(name ?? '–'),
    quantity: 1,
    unit_price: total,
    total_price: minor(`fee_lines.${index}.total`, total, code),
  }))
}

/** Names come with HTML's entities. */
function plain(name: string): string {
  return withoutEntities(name).slice(0, 255)
}

function paymentOf({ status, date_paid_gmt, refunds }: Order): PaymentStatus {
  if (status === 'failed') return 'failed'
  if (status === 'refunded') return 'refunded'
  if (!date_paid_gmt && status !== 'completed' && status !== 'processing')
    return status === 'cancelled' ? 'voided' : 'pending'
  return refunds?.length ? 'partially_refunded' : 'paid'
}

function buyerOf({ customer_id, billing: payer, shipping }: Order, source: string) {
  const profile = profileOf(payer ?? null, shipping ?? null)
  if (customer_id !== '0') return { source, external_id: customer_id, profile }
  return profile.email ? { source, external_id: guestId(profile.email), profile } : null
}

function addressOf(read: z.output<typeof place> | null | undefined): Address | null {
  if (!read) return null
  const found: Address = {
    name: [read.first_name, read.last_name].filter(Boolean).join(' ') || null,
    company: read.company,
    line1: read.address_1,
    line2: read.address_2,
    city: read.city,
    region: read.state,
    postal_code: read.postcode,
    country_code: read.country,
    phone: read.phone,
  }
  return Object.values(found).some(Boolean) ? found : null
}
