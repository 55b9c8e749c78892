// What other parts may ask of orders and refunds. Amounts are minor units of the command's currency; unit prices keep
// the decimals of their source. `null` says "there is none", an absent key "not known here".
import type { OrderStatus, PaymentStatus } from '@portolan/contracts'
import type { CustomerReference } from '@portolan/customers'

export type AddressField =
  'name' | 'company' | 'line1' | 'line2' | 'city' | 'region' | 'postal_code' | 'country_code' | 'phone'
export type Address = { readonly [Field in AddressField]?: string | null }

export interface PlaceItem {
  /** The line of the standing order that this is, for edits; otherwise the line is found again by its product. */
  readonly id?: string
  /** An adjustment counts in no revenue and in no order figure (DESIGN §9). */
  readonly kind: 'sale' | 'adjustment'
  readonly product_id?: string | null
  readonly sku?: string | null
  readonly product_name: string
  readonly variant_name?: string | null
  readonly image_url?: string | null
  readonly quantity: number
  /** A decimal string, as in `2.0825`. */
  readonly unit_price: string
  /** What the source says the line costs; else unit price × quantity, rounded once. */
  readonly total_price?: bigint
}

/** What the customer saw and pays, in a currency that is not the order's own; minor units of that currency. */
export interface Presentment {
  readonly currency: string
  readonly discount_amount: bigint
  readonly tax_amount: bigint
  readonly shipping_amount: bigint
  readonly total_amount: bigint
}

export interface PlaceOrder {
  /** Where the order and its numbers come from: `manual`, an import's source, `<platform>:<integration_id>`. */
  readonly source: string
  /** Its id there: with the source it says which order this is. */
  readonly external_id: string | null
  /** Null lets the tenant's pattern make one. */
  readonly order_number: string | null
  readonly channel: OrderChannel | null
  /** The order's own time, ISO 8601 with its offset; decides its day everywhere. */
  readonly placed_at: string
  /** Null is a guest. */
  readonly customer: CustomerReference | null
  readonly status: OrderStatus
  readonly payment_status: PaymentStatus
  readonly payment_method?: string | null
  readonly payment_reference?: string | null
  readonly paid_at?: string | null
  readonly currency: string
  readonly discount_amount?: bigint
  readonly tax_amount?: bigint
  readonly shipping_amount?: bigint
  /** What the source says the order costs; else lines − discount + tax + shipping. */
  readonly total_amount?: bigint
  /** Absent keeps what stands. */
  readonly presentment?: Presentment
  readonly shipping_address?: Address | null
  readonly billing_address?: Address | null
  readonly shipping_country?: string | null
  /** The country where no address tells it; an explicit null leaves it unknown, absent asks the customer. */
  readonly country_code?: string | null
  readonly shipping_method?: string | null
  readonly customer_note?: string | null
  /** Absent keeps what people wrote here. */
  readonly internal_note?: string | null
  readonly tags?: readonly string[]
  /** Values of the workspace's own fields, as its rules have passed them; absent keeps those that stand. */
  readonly custom_fields?: Readonly<Record<string, unknown>>
  /**
   * What a file says of the workspace's own fields, in their types: merged into what stands, and judged by the fields'
   * rules when the order is written. Empty where it says nothing, absent where nobody is to be judged.
   */
  readonly stated_fields?: Readonly<Record<string, unknown>>
  /** When the source last changed it; an older state never overwrites a newer one. */
  readonly external_updated_at?: string | null
  readonly items: readonly PlaceItem[]
}

export const orderChannels = ['website', 'marketplace', 'app'] as const
export type OrderChannel = (typeof orderChannels)[number]

export interface RefundLine {
  /** The line of the order that is given back, where that is known. */
  readonly order_item_id?: string | null
  readonly product_id?: string | null
  readonly sku?: string | null
  readonly product_name: string
  /** Pieces given back, positive. */
  readonly quantity: number
  readonly unit_price: string
  readonly total_price?: bigint
}

export interface RecordRefund {
  readonly source: string
  readonly external_id: string | null
  readonly refund_number: string | null
  /** Null is a refund without an order, as a cancellation invoice in a shop's books. */
  readonly order_id: string | null
  /** For a refund without an order; a refund of an order belongs to the order's customer. */
  readonly customer: CustomerReference | null
  /** Positive. */
  readonly amount: bigint
  readonly currency: string
  /** What the customer got, in a currency that is not the refund's own; absent keeps what stands. */
  readonly presentment?: { readonly currency: string; readonly amount: bigint }
  readonly reason?: string | null
  readonly refunded_at: string
  /** The country of a refund without an order; absent asks the customer, null leaves it unknown. */
  readonly country_code?: string | null
  readonly items: readonly RefundLine[]
}

export type Outcome = 'created' | 'updated' | 'unchanged'

/** What became of a command, in the order of the commands. */
export interface Written {
  readonly id: string
  readonly outcome: Outcome
}
