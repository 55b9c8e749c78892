import { z } from 'zod'
import type { ShopShipment } from '@portolan/orders'
import { id, instant, text, whole } from '../fields'

const piece = z.object({
  product_id: id.nullish(),
  sku: text,
  title: text,
  name: text,
  variant_title: text,
  quantity: whole,
})

export const fulfilment = z.object({
  id,
  order_id: id.nullish(),
  status: text,
  shipment_status: text,
  created_at: instant,
  updated_at: instant.nullish(),
  /** Told by the Admin API alone. */
  delivered_at: instant.nullish(),
  tracking_company: text,
  tracking_number: text,
  tracking_url: text,
  line_items: z.array(piece).max(1000).nullish(),
})

/** One that was called off or never left holds nothing any more. */
export function shipmentOf(read: z.output<typeof fulfilment>): ShopShipment {
  return {
    external_id: read.id,
    is_cancelled: read.status === 'cancelled' || read.status === 'error' || read.status === 'failure',
    carrier: read.tracking_company?.slice(0, 100) ?? null,
    tracking_number: read.tracking_number?.slice(0, 100) ?? null,
    tracking_url: webAddress(read.tracking_url),
    shipped_at: read.created_at,
    delivered_at:
      read.shipment_status === 'delivered' ? (read.delivered_at ?? read.updated_at ?? read.created_at) : null,
    external_updated_at: read.updated_at ?? null,
    items: (read.line_items ?? []).filter(({ quantity }) => quantity > 0).map(pieceOf),
  }
}

function pieceOf({ product_id, sku, title, name, variant_title, quantity }: z.output<typeof piece>) {
  return {
    product_id: product_id ?? null,
    sku: sku?.slice(0, 100) ?? null,
    product_name: (title ?? name ?? sku ?? '–').slice(0, 255),
    variant_name: variant_title?.slice(0, 255) ?? null,
    quantity,
  }
}

function webAddress(address: string | null): string | null {
  return address && /^https?:\/\//i.test(address) && address.length <= 2048 ? address : null
}
