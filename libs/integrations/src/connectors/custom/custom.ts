// A shop of one's own: signed as Standard Webhooks says, with orders, customers and products in the words of our API.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { orderStatuses, paymentStatuses } from '@portolan/contracts'
import type { PlaceOrder } from '@portolan/orders'
import { Unreadable, type Arrival, type Connector, type Delivery, type Meaning, type StoredEvent } from '../connector'
import { currency, decimal, id, instant, minor, text, whole } from '../fields'
import { readAs } from '../signed-body'
import { product, productMeaning } from './custom.product'

/** Seconds that a signature's time may differ from ours. */
const tolerance = 300

const address = z.object({
  name: text,
  company: text,
  line1: text,
  line2: text,
  city: text,
  region: text,
  postal_code: text,
  country_code: text,
  phone: text,
})

const customer = z.object({
  external_id: id,
  email: text,
  first_name: text,
  last_name: text,
  phone: text,
  company_name: text,
  country_code: text,
  region: text,
  city: text,
  postal_code: text,
  language: text,
  currency: text,
  updated_at: instant.nullish(),
})

const order = z.object({
  external_id: id,
  order_number: text,
  placed_at: instant,
  updated_at: instant.nullish(),
  status: z.enum(orderStatuses),
  payment_status: z.enum(paymentStatuses),
  payment_method: text,
  currency,
  discount_amount: decimal.nullish(),
  tax_amount: decimal.nullish(),
  shipping_amount: decimal.nullish(),
  total_amount: decimal.nullish(),
  customer: customer.nullish(),
  shipping_address: address.nullish(),
  billing_address: address.nullish(),
  customer_note: text,
  items: z
    .array(
      z.object({
        product_id: text,
        sku: text,
        product_name: z.string().min(1).max(255),
        variant_name: text,
        quantity: whole,
        unit_price: decimal,
      }),
    )
    .min(1)
    .max(1000),
})

const envelope = z.object({ type: z.string().min(1).max(200) })
const placed = z.object({ data: order })
const known = z.object({ data: customer })
const offered = z.object({ data: product })
const gone = z.object({ data: z.object({ external_id: id, deleted_at: instant.nullish() }) })

const readers: Readonly<Record<string, (event: StoredEvent) => Meaning>> = {
  'order.created': anOrder,
  'order.updated': anOrder,
  'order.deleted': ({ body, received_at }) => {
    const { external_id, deleted_at } = readAs(gone, body).data
    return { kind: 'order_deleted', external_id, at: deleted_at ?? received_at }
  },
  'customer.created': aCustomer,
  'customer.updated': aCustomer,
  'product.created': aProduct,
  'product.updated': aProduct,
  'product.deleted': ({ body, received_at }) => {
    const { external_id, deleted_at } = readAs(gone, body).data
    return { kind: 'product_deleted', external_id, at: deleted_at ?? received_at }
  },
}

export const custom: Connector = {
  platform: 'custom',

  isSigned({ headers, body }: Delivery, secrets) {
    const { 'webhook-id': name = '', 'webhook-timestamp': time = '', 'webhook-signature': signatures = '' } = headers
    const age = Math.abs(Date.now() / 1000 - Number(time))
    if (!name || !/^\d{1,12}$/.test(time) || age > tolerance) return false
    const given = signatures
      .split(' ')
      .slice(0, 10)
      .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []))
    return secrets.some((secret) => {
      if (!secret) return false
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      const made = createHmac('sha256', key).update(`${name}.${time}.`).update(body).digest()
      return given.some((one) => one.length === made.length && timingSafeEqual(one, made))
    })
  },

  arrivalOf({ headers, body }: Delivery): Arrival {
    const topic = readAs(envelope, body).type
    const delivery_key = headers['webhook-id']?.slice(0, 200)
    if (!delivery_key) throw new Unreadable('webhook-id is missing')
    return { topic, delivery_key, object_type: topic.split('.')[0] ?? null, object_id: null }
  },

  meaningOf(event: StoredEvent): Meaning {
    return readers[event.topic]?.(event) ?? { kind: 'ignored', reason: 'topic' }
  },
}

function anOrder({ body, source }: StoredEvent): Meaning {
  const { data } = readAs(placed, body)
  const optional = (field: 'discount_amount' | 'tax_amount' | 'shipping_amount' | 'total_amount') => {
    const amount = data[field]
    return amount === null || amount === undefined ? {} : { [field]: minor(`data.${field}`, amount, data.currency) }
  }
  const command: PlaceOrder = {
    source,
    external_id: data.external_id,
    order_number: data.order_number ?? data.external_id,
    channel: 'website',
    placed_at: data.placed_at,
    customer: data.customer
      ? { source, external_id: data.customer.external_id, profile: profileOf(data.customer) }
      : null,
    status: data.status,
    payment_status: data.payment_status,
    payment_method: data.payment_method?.slice(0, 100) ?? null,
    currency: data.currency,
    ...optional('discount_amount'),
    ...optional('tax_amount'),
    ...optional('shipping_amount'),
    ...optional('total_amount'),
    shipping_address: data.shipping_address ?? null,
    billing_address: data.billing_address ?? null,
    customer_note: data.customer_note,
    external_updated_at: data.updated_at ?? null,
    items: data.items.map((item) => ({ kind: 'sale', ...item })),
  }
  return { kind: 'order', at: data.updated_at ?? null, order: command, refunds: [], shipments: null }
}

function aCustomer({ body }: StoredEvent): Meaning {
  const { data } = readAs(known, body)
  const { external_id, updated_at = null } = data
  return { kind: 'customer', at: updated_at, customer: { external_id, profile: profileOf(data) } }
}

function aProduct({ body, ...shop }: StoredEvent): Meaning {
  return productMeaning(readAs(offered, body).data, shop)
}

function profileOf({ external_id: _id, updated_at: _time, ...profile }: z.output<typeof customer>) {
  return profile
}
