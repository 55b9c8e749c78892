// WooCommerce: webhooks signed with their own secret; the body is the REST resource as it is when the hook runs.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Unreadable, type Arrival, type Connector, type Delivery, type Meaning, type StoredEvent } from '../connector'
import { id } from '../fields'
import { isSignedBy, objectIdOf, readAs } from '../signed-body'
import { customer, customerMeaning } from './woocommerce.customer'
import { order, orderMeaning } from './woocommerce.order'
import { product, productMeaning } from './woocommerce.product'

const gone = z.object({ id })

const readers: Readonly<Record<string, (event: StoredEvent) => Meaning>> = {
  'order.created': anOrder,
  'order.updated': anOrder,
  'order.restored': anOrder,
  'order.deleted': (event) => ({
    kind: 'order_deleted',
    external_id: readAs(gone, event.body).id,
    at: event.received_at,
  }),
  'customer.created': aCustomer,
  'customer.updated': aCustomer,
  'customer.deleted': (event) => ({
    kind: 'customer_deleted',
    external_id: readAs(gone, event.body).id,
    at: event.received_at,
  }),
  'product.created': aProduct,
  'product.updated': aProduct,
  'product.restored': aProduct,
  'product.deleted': (event) => ({
    kind: 'product_deleted',
    external_id: readAs(gone, event.body).id,
    at: event.received_at,
  }),
}

export const woocommerce: Connector = {
  platform: 'woocommerce',

  isSigned({ headers, body }, secrets) {
    return isSignedBy(body, headers['x-wc-webhook-signature'], secrets)
  },

  arrivalOf({ headers, body }: Delivery): Arrival {
    const { 'x-wc-webhook-topic': topic, 'x-wc-webhook-id': webhook = '' } = headers
    if (!topic) throw new Unreadable('X-WC-Webhook-Topic is missing')
    // Its delivery id is the same for all deliveries of one webhook in one second.
    const delivery_key = createHash('sha256').update(`${topic}\n${webhook}\n`).update(body).digest('hex')
    return { topic, delivery_key, object_type: topic.split('.')[0] ?? null, object_id: objectIdOf(body) }
  },

  meaningOf(event: StoredEvent): Meaning {
    return readers[event.topic]?.(event) ?? { kind: 'ignored', reason: 'topic' }
  },
}

/** What a shop sends when a webhook is switched on: a form with one field and no signature. */
export function isPing({ headers, body }: Delivery): boolean {
  return (
    (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') &&
    /^webhook_id=\d+$/.test(body.toString('utf8'))
  )
}

function anOrder({ body, source }: StoredEvent): Meaning {
  return orderMeaning(readAs(order, body), source)
}

function aCustomer({ body }: StoredEvent): Meaning {
  return customerMeaning(readAs(customer, body))
}

function aProduct({ body, ...shop }: StoredEvent): Meaning {
  return productMeaning(readAs(product, body), shop)
}
