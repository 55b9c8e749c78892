// What a connected shop says about an order and all that hangs on it.
import type { PlaceOrder, RecordRefund } from './order.commands'
import type { NamedLine } from './order.lines'

/** A refund of an order that is known by the shop's id. */
export interface ShopRefund extends Omit<RecordRefund, 'order_id' | 'customer' | 'source'> {
  /**
   * Neither its day nor its lines were told: what is known of them stays, and `refunded_at` is a guess, not earlier than the
   * day itself. Of several guesses the earliest stands.
   */
  readonly is_named_only?: boolean
}

export interface ShopPiece {
  readonly product_id: string | null
  readonly sku: string | null
  readonly product_name: string
  readonly variant_name: string | null
  readonly quantity: number
}

export interface ShopShipment {
  readonly external_id: string
  /** It was called off: nothing is on its way. */
  readonly is_cancelled: boolean
  readonly carrier: string | null
  readonly tracking_number: string | null
  readonly tracking_url: string | null
  readonly shipped_at: string
  readonly delivered_at: string | null
  /** When the shop changed the parcel last, where it says so. */
  readonly external_updated_at?: string | null
  /** Empty when the shop does not say what is inside. */
  readonly items: readonly ShopPiece[]
}

export interface ShopOrder {
  readonly order: PlaceOrder
  /** All that the shop knows of. */
  readonly refunds: readonly ShopRefund[]
  /** All that the shop knows of, or null when it tells of none at all. */
  readonly shipments: readonly ShopShipment[] | null
}

type Named = Partial<Omit<ShopPiece, 'quantity'>>

/** The line of the same product: by its id and number, else by its name. */
export function lineOf<Line extends NamedLine>(piece: Named, lines: readonly Line[]): Line | undefined {
  const same = (line: Line): boolean =>
    (line.product_id ?? null) === (piece.product_id ?? null) && (line.sku ?? null) === (piece.sku ?? null)
  const named = (line: Line): boolean => line.product_name === piece.product_name
  return (
    lines.find((line) => same(line) && named(line)) ??
    lines.find((line) => (piece.product_id ?? piece.sku) && same(line))
  )
}
