// Commands about orders and refunds that state only what a spec is about.
import type { PlaceItem, PlaceOrder, RecordRefund } from '@portolan/orders'

export function aSale(unit_price = '10.00', changes: Partial<PlaceItem> = {}): PlaceItem {
  return { kind: 'sale', product_name: 'Cup', sku: 'CUP', quantity: 1, unit_price, ...changes }
}

export function anOrder(changes: Partial<PlaceOrder> = {}): PlaceOrder {
  return {
    source: 'shop',
    external_id: null,
    order_number: null,
    channel: 'website',
    placed_at: '2026-01-15T12:00:00Z',
    customer: null,
    status: 'processing',
    payment_status: 'paid',
    currency: 'EUR',
    items: [aSale()],
    ...changes,
  }
}

export function aRefund(changes: Partial<RecordRefund> = {}): RecordRefund {
  return {
    source: 'shop',
    external_id: null,
    refund_number: null,
    order_id: null,
    customer: null,
    amount: 100n,
    currency: 'EUR',
    refunded_at: '2026-01-20T12:00:00Z',
    items: [],
    ...changes,
  }
}
