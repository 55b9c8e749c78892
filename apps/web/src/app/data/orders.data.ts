import { HttpClient } from '@angular/common/http'
import { inject, Injectable } from '@angular/core'
import type { OrderStatus, PaymentStatus } from '@portolan/contracts'
import { map, type Observable } from 'rxjs'
import { asParams, type List, type One, type Query } from './envelopes'
import type { TimelineEntry } from './timeline'

export interface OrderItem {
  id: string
  kind: 'sale' | 'adjustment'
  product_id: string | null
  product_name: string
  variant_name: string | null
  sku: string | null
  quantity: number
  unit_price: string
  total_price: string
}

export interface Refund {
  id: string
  amount: string
  currency: string
  reason: string | null
  refunded_at: string
}

export interface Shipment {
  id: string
  carrier: string | null
  tracking_number: string | null
  tracking_url: string | null
  estimated_delivery: string | null
  shipped_at: string | null
  delivered_at: string | null
}

export type Address = Record<string, string | null>

export interface Order {
  id: string
  order_number: string
  external_id: string | null
  source: string
  channel: string | null
  customer_id: string | null
  customer_name: string | null
  status: OrderStatus
  next_statuses: OrderStatus[]
  payment_status: PaymentStatus
  payment_method: string | null
  payment_reference: string | null
  paid_at: string | null
  currency: string
  total_amount: string
  subtotal_amount: string | null
  discount_amount: string | null
  tax_amount: string | null
  shipping_amount: string | null
  refunded_amount: string | null
  total_amount_usd: string | null
  total_amount_tenant: string | null
  tenant_currency: string
  fx_rate: string | null
  fx_rate_date: string | null
  fx_state: 'provisional' | 'frozen' | 'missing'
  country_code: string | null
  shipping_address: Address | null
  billing_address: Address | null
  shipping_method: string | null
  customer_note: string | null
  internal_note: string | null
  tags: string[]
  placed_at: string
  version: number
  created_at: string
  updated_at: string
  items?: OrderItem[]
  refunds?: Refund[]
  shipments?: Shipment[]
}

export interface RefundInput {
  amount: string
  reason?: string
}

export type ShipmentInput = Partial<
  Record<'carrier' | 'tracking_number' | 'tracking_url' | 'estimated_delivery', string>
>

@Injectable({ providedIn: 'root' })
export class Orders {
  private readonly http = inject(HttpClient)

  list(query: Query): Observable<List<Order>> {
    return this.http.get<List<Order>>('/api/v1/orders', { params: asParams(query) })
  }

  ofCustomer(id: string): Observable<List<Order>> {
    const params = asParams({ sort: '-placed_at', per_page: 10 })
    return this.http.get<List<Order>>(`/api/v1/customers/${id}/orders`, { params })
  }

  get(id: string): Observable<Order> {
    return this.http.get<One<Order>>(`/api/v1/orders/${id}`).pipe(map(({ data }) => data))
  }

  changeStatus(id: string, status: OrderStatus): Observable<unknown> {
    return this.http.post(`/api/v1/orders/${id}/status`, { status })
  }

  refund(id: string, input: RefundInput): Observable<unknown> {
    return this.http.post(`/api/v1/orders/${id}/refunds`, input)
  }

  ship(id: string, input: ShipmentInput): Observable<unknown> {
    return this.http.post(`/api/v1/orders/${id}/shipments`, input)
  }

  timeline(id: string): Observable<TimelineEntry[]> {
    return this.http.get<List<TimelineEntry>>(`/api/v1/orders/${id}/timeline`).pipe(map(({ data }) => data))
  }
}
