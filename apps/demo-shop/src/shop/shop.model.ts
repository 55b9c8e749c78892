// What a shop holds, before either platform gives it its own words. `n` counts each kind from zero; the platforms make
// their ids of it. Times are milliseconds.
import type { Amount } from '../money'

export interface Row {
  readonly n: number
  readonly createdAt: number
  updatedAt: number
}

export interface Address {
  readonly firstName: string
  readonly lastName: string
  readonly company: string
  readonly street: string
  readonly city: string
  readonly zip: string
  readonly countryCode: string
  readonly country: string
  readonly provinceCode: string
  readonly province: string
  readonly phone: string
}

export interface Customer extends Row {
  email: string
  firstName: string
  lastName: string
  phone: string | null
  note: string | null
  tags: string[]
  language: string
  acceptsMarketing: boolean
  address: Address | null
  /** After a redaction nothing of the person is left. */
  redacted: boolean
}

export interface Variant {
  /** Its place among all variants of the shop. */
  readonly n: number
  readonly title: string
  readonly option: string
  sku: string
  /** In US cents; each currency follows from it. */
  cents: number
  compareAtCents: number | null
  costCents: number | null
  stock: number
  updatedAt: number
}

export interface Product extends Row {
  title: string
  readonly handle: string
  description: string
  readonly brand: string
  readonly category: string
  status: 'active' | 'draft' | 'archived'
  readonly translations: Record<string, { title: string; description: string }>
  readonly image: { readonly file: string; readonly alt: string }
  readonly variants: Variant[]
}

export interface Line {
  readonly n: number
  /** Null for something that is no product of the shop, or no longer is. */
  readonly product: number | null
  readonly variant: number | null
  readonly title: string
  readonly variantTitle: string | null
  readonly sku: string
  readonly brand: string | null
  /** As ordered; edits and refunds change what is left. */
  quantity: number
  removed: number
  refunded: number
  shipped: number
  /** When an edit put it into an order that was already placed. */
  readonly addedAt?: number
  readonly unit: Amount
  readonly discount: Amount
  readonly tax: Amount
}

export interface RefundedLine {
  readonly line: number
  readonly quantity: number
  readonly subtotal: Amount
  readonly tax: Amount
  readonly restock: boolean
}

export interface Refund {
  readonly n: number
  readonly createdAt: number
  readonly note: string
  readonly lines: readonly RefundedLine[]
  readonly shipping: Amount
  /** What went back to the buyer: lines, taxes, shipping, and anything given on top of them. */
  readonly amount: Amount
}

export interface Fulfilment {
  readonly n: number
  readonly createdAt: number
  updatedAt: number
  readonly lines: readonly { readonly line: number; readonly quantity: number }[]
  readonly company: string | null
  readonly trackingNumber: string | null
  readonly trackingUrl: string | null
  shipmentStatus: string | null
}

export interface Transaction {
  readonly n: number
  readonly createdAt: number
  readonly kind: 'sale' | 'refund'
  readonly status: 'success' | 'pending'
  readonly amount: Amount
  readonly gateway: string
  readonly refund: number | null
}

export interface Order extends Row {
  readonly number: number
  customer: number | null
  email: string
  phone: string | null
  readonly buyerCurrency: string
  readonly source: 'web' | 'pos'
  readonly test: boolean
  readonly language: string
  note: string | null
  tags: string[]
  billing: Address | null
  shipping: Address | null
  readonly lines: Line[]
  readonly shippingTitle: string | null
  readonly shippingPrice: Amount
  readonly discountCode: string | null
  readonly transactions: Transaction[]
  readonly refunds: Refund[]
  readonly fulfilments: Fulfilment[]
  cancelledAt: number | null
  cancelReason: string | null
  closedAt: number | null
}
