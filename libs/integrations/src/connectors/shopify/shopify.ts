// Shopify: webhooks signed with the app's client secret; the body is the REST resource.
import { z } from 'zod'
import { Unreadable, type Arrival, type Connector, type Delivery, type Meaning, type StoredEvent } from '../connector'
import { id, instant } from '../fields'
import { isSignedBy, objectIdOf, readAs } from '../signed-body'
import { customer, customerOf } from './shopify.customer'
import { fulfilment, shipmentOf } from './shopify.fulfilment'
import { order, orderMeaning } from './shopify.order'
import { product, productMeaning } from './shopify.product'
import { currencyOf, refund, refundOf } from './shopify.refund'

const gone = z.object({ id })
const day = 86_400_000
/** Shopify gives thirty days from the receipt of a request. */
const privacyDays = 30

const readers: Readonly<Record<string, (event: StoredEvent) => Meaning>> = {
  'orders/create': anOrder,
  'orders/updated': anOrder,
  'orders/paid': anOrder,
  'orders/cancelled': anOrder,
  'orders/fulfilled': anOrder,
  'orders/partially_fulfilled': anOrder,
  'orders/delete': (event) => ({
    kind: 'order_deleted',
    external_id: readAs(gone, event.body).id,
    at: changedAt(event),
  }),
  'refunds/create': aRefund,
  'fulfillments/create': aShipment,
  'fulfillments/update': aShipment,
  'customers/create': aCustomer,
  'customers/update': aCustomer,
  'customers/delete': (event) => ({
    kind: 'customer_deleted',
    external_id: readAs(gone, event.body).id,
    at: changedAt(event),
  }),
  'products/create': aProduct,
  'products/update': aProduct,
  'products/delete': (event) => ({
    kind: 'product_deleted',
    external_id: readAs(gone, event.body).id,
    at: changedAt(event),
  }),
  'app/uninstalled': () => ({ kind: 'uninstalled' }),
  'customers/data_request': (event) => privacy('access', event),
  'customers/redact': (event) => privacy('erase_customer', event),
  'shop/redact': (event) => privacy('erase_shop', event),
}

/** What we ask a shop to send; the compliance topics stand in the app's own configuration. */
export const topicsRead = Object.keys(readers).filter(
  (topic) => !/^(customers|shop)\/(data_request|redact)$/.test(topic),
)

export const shopify: Connector = {
  platform: 'shopify',

  isSigned({ headers, body }, secrets) {
    return isSignedBy(body, headers['x-shopify-hmac-sha256'], secrets)
  },

  arrivalOf({ headers, body }: Delivery): Arrival {
    const { 'x-shopify-topic': topic, 'x-shopify-webhook-id': delivery_key } = headers
    if (!topic) throw new Unreadable('X-Shopify-Topic is missing')
    if (!delivery_key) throw new Unreadable('X-Shopify-Webhook-Id is missing')
    return { topic, delivery_key, object_type: topic.split('/')[0] ?? null, object_id: objectIdOf(body) }
  },

  meaningOf(event: StoredEvent): Meaning {
    return readers[event.topic]?.(event) ?? { kind: 'ignored', reason: 'topic' }
  },
}

function anOrder({ body, source }: StoredEvent): Meaning {
  return orderMeaning(readAs(order, body), source)
}

function aRefund({ body }: StoredEvent): Meaning {
  const read = readAs(refund, body)
  if (!read.order_id) throw new Unreadable('order_id: is missing')
  const code = currencyOf(read)
  const [found] = code ? refundOf(read, code) : []
  return found
    ? { kind: 'refund', at: null, order_external_id: read.order_id, refund: found }
    : { kind: 'ignored', reason: 'nothing' }
}

function aShipment({ body }: StoredEvent): Meaning {
  const read = readAs(fulfilment, body)
  if (!read.order_id) throw new Unreadable('order_id: is missing')
  return { kind: 'shipment', at: read.updated_at ?? null, order_external_id: read.order_id, shipment: shipmentOf(read) }
}

function aCustomer({ body }: StoredEvent): Meaning {
  const read = readAs(customer, body)
  return { kind: 'customer', at: read.updated_at ?? null, customer: customerOf(read) }
}

function aProduct({ body, ...shop }: StoredEvent): Meaning {
  return productMeaning(readAs(product, body), shop)
}

function privacy(request: 'access' | 'erase_customer' | 'erase_shop', { received_at }: StoredEvent): Meaning {
  return { kind: 'privacy', request, due_at: new Date(Date.parse(received_at) + privacyDays * day).toISOString() }
}

/** Deletions carry no time of their own, but the header says when they happened, in nanoseconds. */
function changedAt({ headers, received_at }: StoredEvent): string {
  const { success, data } = instant.safeParse(headers['x-shopify-triggered-at'])
  return success ? data : received_at
}
