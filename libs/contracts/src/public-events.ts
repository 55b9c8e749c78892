// The events that leave the house: what a webhook subscription can name. Each is about rows of one resource and carries
// it as the API answers it; the document's `webhooks` section and docs/webhooks.md are made from this table.
import type { EventName } from './events'

export type PublicResourceType = 'customer' | 'order' | 'refund' | 'return' | 'product'

export interface PublicEvent {
  /** What the event's ids are, and its `data` is. */
  readonly resource: PublicResourceType
  readonly summary: string
  /** What `data` says beside the id, of the event's own facts, when the row is gone with it. */
  readonly lastWords?: readonly ('order_id' | 'amount' | 'currency')[]
}

export const publicEvents = {
  'customer.created': { resource: 'customer', summary: 'A customer was added' },
  'customer.updated': { resource: 'customer', summary: 'A customer was edited, tagged or assigned' },
  'customer.deleted': { resource: 'customer', summary: 'A customer was moved to the trash' },
  'customer.restored': { resource: 'customer', summary: 'A customer came back from the trash' },
  'customer.merged': { resource: 'customer', summary: 'Others were merged into a customer: her `merged_from`' },
  'customer.unmerged': { resource: 'customer', summary: 'A customer came back from a merge' },
  'order.created': { resource: 'order', summary: 'An order was placed or imported' },
  'order.updated': { resource: 'order', summary: 'An order was edited' },
  'order.deleted': { resource: 'order', summary: 'An order was moved to the trash' },
  'order.restored': { resource: 'order', summary: 'An order came back from the trash' },
  'order.status_changed': { resource: 'order', summary: 'An order has another status' },
  'order.payment_changed': { resource: 'order', summary: 'The payment of an order has another status' },
  'order.shipped': { resource: 'order', summary: 'A shipment was added to an order' },
  'order.shipment_updated': { resource: 'order', summary: 'A shipment of an order was edited' },
  'order.shipment_delivered': { resource: 'order', summary: 'A shipment of an order has arrived' },
  'order.shipment_deleted': { resource: 'order', summary: 'A shipment of an order was deleted' },
  'order.refunded': { resource: 'refund', summary: 'Money was refunded; `data` is the refund' },
  'order.refund_updated': { resource: 'refund', summary: 'A refund has another amount or day; `data` is the refund' },
  'order.refund_deleted': {
    resource: 'refund',
    summary: 'A refund was taken back; `data` says of which order and how much it was',
    lastWords: ['order_id', 'amount', 'currency'],
  },
  'return.requested': { resource: 'return', summary: 'A return was asked for; `data` is the return' },
  'return.updated': { resource: 'return', summary: 'A return was edited' },
  'return.status_changed': { resource: 'return', summary: 'A return has another status' },
  'product.created': { resource: 'product', summary: 'A shop has a new product' },
  'product.updated': { resource: 'product', summary: 'A product or one of its variants has changed, or came back' },
  'product.deleted': { resource: 'product', summary: 'A product was deleted in its shop' },
} as const satisfies Partial<Record<EventName, PublicEvent>>

export type PublicEventName = keyof typeof publicEvents

export const publicEventNames = Object.keys(publicEvents) as PublicEventName[]

/** Sent when somebody asks for it, to see that a receiver works. */
export const testEvent = 'webhook.test'

/** What a subscription may name beside single events: everything about one noun, or everything. */
export const eventWildcards: readonly string[] = [
  '*',
  ...new Set(publicEventNames.map((name) => `${name.slice(0, name.indexOf('.'))}.*`)),
]

/** Whether a subscription's list of names and wildcards covers the event. */
export function coversEvent(chosen: readonly string[], event: string): boolean {
  return chosen.some((name) => name === '*' || name === event || name === `${event.slice(0, event.indexOf('.'))}.*`)
}
