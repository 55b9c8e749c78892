// What every platform's folder fills in. Terms: a *delivery* is one call at our door, as it came; an *arrival* says what
// it is without reading what it means; a *meaning* is what it tells us, in the words of our own domains.
import type { ShopProduct, ShopProductVariant } from '@portolan/catalog'
import type { ShopProfile } from '@portolan/customers'
import type { ShopOrder, ShopRefund, ShopShipment } from '@portolan/orders'
import type { Platform } from '@portolan/contracts'

export interface Delivery {
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Arrival {
  readonly topic: string
  /** The same when the same delivery is repeated, another for any other one. */
  readonly delivery_key: string
  readonly object_type: string | null
  readonly object_id: string | null
}

/** What was stored of a delivery, and from where: `source` names the shop in our domains. */
export interface StoredEvent {
  readonly topic: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly source: string
  /** The shop's own, as far as we know it: products name none. */
  readonly currency: string | null
  readonly received_at: string
}

/** What a product's amounts and orders are known by. */
export type ShopFacts = Pick<StoredEvent, 'source' | 'currency'>

export interface ShopCustomer {
  readonly external_id: string
  readonly profile: ShopProfile
}

/** `at` is when the shop changed the object: an event about an older state of it than we know says nothing new. */
export type Meaning =
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }
  | ({ readonly kind: 'order'; readonly at: string | null } & ShopOrder)
  | { readonly kind: 'order_deleted'; readonly at: string; readonly external_id: string }
  | { readonly kind: 'refund'; readonly at: null; readonly order_external_id: string; readonly refund: ShopRefund }
  | {
      readonly kind: 'shipment'
      readonly at: string | null
      readonly order_external_id: string
      readonly shipment: ShopShipment
    }
  | { readonly kind: 'customer'; readonly at: string | null; readonly customer: ShopCustomer }
  | { readonly kind: 'customer_deleted'; readonly at: string; readonly external_id: string }
  | { readonly kind: 'product'; readonly at: string | null; readonly product: ShopProduct }
  | { readonly kind: 'variant'; readonly at: string | null; readonly variant: ShopProductVariant }
  | { readonly kind: 'product_deleted'; readonly at: string; readonly external_id: string }
  | { readonly kind: 'uninstalled' }
  | { readonly kind: 'privacy'; readonly request: PrivacyRequest; readonly due_at: string }

export type PrivacyRequest = 'access' | 'erase_customer' | 'erase_shop'

/** `topic` is for later or for nobody; `draft` is nothing finished yet; `nothing` tells of nothing that we keep. */
export type IgnoredReason = 'topic' | 'draft' | 'nothing'

export interface Connector {
  readonly platform: Platform
  /** Whether one of these secrets signed these very bytes. In constant time; false without a secret. */
  isSigned(delivery: Delivery, secrets: readonly string[]): boolean
  /** Throws Unreadable when the delivery does not say what it is. */
  arrivalOf(delivery: Delivery): Arrival
  /** Throws Unreadable, naming the field, when the platform could not have meant this. */
  meaningOf(event: StoredEvent): Meaning
}

/** The event does not say what its platform says in such a place. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message)
    this.name = new.target.name
  }
}
