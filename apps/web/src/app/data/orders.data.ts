import { Injectable } from '@angular/core'
import type { OrderStatus } from '@portolan/contracts'
import type { Observable } from 'rxjs'
import { customerOrdersList } from '../api/fn/customers/customer-orders-list'
import { orderRefundsRefund } from '../api/fn/orders/order-refunds-refund'
import { ordersList } from '../api/fn/orders/orders-list'
import { ordersOne } from '../api/fn/orders/orders-one'
import { ordersSetStatus } from '../api/fn/orders/orders-set-status'
import { ordersTimeline } from '../api/fn/orders/orders-timeline'
import { shipmentsShip } from '../api/fn/orders/shipments-ship'
import type { OrderDto } from '../api/models/order-dto'
import type { RefundOrderDto } from '../api/models/refund-order-dto'
import type { ShipDto } from '../api/models/ship-dto'
import type { TimelineEntryDto } from '../api/models/timeline-entry-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type Order = OrderDto
export type OrderList = AnswerOf<typeof ordersList>

@Injectable({ providedIn: 'root' })
export class Orders {
  private readonly api = apiCalls()

  list(query: Query): Observable<OrderList> {
    return this.api.answer(ordersList, asParams(query))
  }

  ofCustomer(id: string): Observable<OrderList> {
    return this.api.answer(customerOrdersList, { id, sort: '-placed_at', per_page: 10 })
  }

  get(id: string): Observable<Order> {
    return this.api.data(ordersOne, { id })
  }

  changeStatus(id: string, status: OrderStatus): Observable<Order> {
    return this.api.data(ordersSetStatus, { id, body: { status } })
  }

  refund(id: string, body: RefundOrderDto): Observable<unknown> {
    return this.api.data(orderRefundsRefund, { id, body })
  }

  ship(id: string, body: ShipDto): Observable<unknown> {
    return this.api.data(shipmentsShip, { id, body })
  }

  timeline(id: string): Observable<TimelineEntryDto[]> {
    return this.api.data(ordersTimeline, { id })
  }
}
