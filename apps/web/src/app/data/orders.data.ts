import { Injectable } from '@angular/core'
import type { OrderStatus } from '@portolan/contracts'
import { map, type Observable } from 'rxjs'
import { customerOrdersList } from '../api/fn/customers/customer-orders-list'
import { purchasesOf } from '../api/fn/customers/purchases-of'
import { orderRefundsRefund } from '../api/fn/orders/order-refunds-refund'
import { ordersChange } from '../api/fn/orders/orders-change'
import { ordersList } from '../api/fn/orders/orders-list'
import { ordersOne } from '../api/fn/orders/orders-one'
import { ordersPlace } from '../api/fn/orders/orders-place'
import { ordersSetNote } from '../api/fn/orders/orders-set-note'
import { ordersSetPayment } from '../api/fn/orders/orders-set-payment'
import { ordersStatusCounts } from '../api/fn/orders/orders-status-counts'
import { ordersSetStatus } from '../api/fn/orders/orders-set-status'
import { shipmentsEdit } from '../api/fn/orders/shipments-edit'
import { shipmentsRemove } from '../api/fn/orders/shipments-remove'
import { shipmentsShip } from '../api/fn/orders/shipments-ship'
import { refundsEdit } from '../api/fn/refunds/refunds-edit'
import { refundsOne } from '../api/fn/refunds/refunds-one'
import { refundsRemove } from '../api/fn/refunds/refunds-remove'
import type { EditOrderDto } from '../api/models/edit-order-dto'
import type { EditRefundDto } from '../api/models/edit-refund-dto'
import type { EditShipmentDto } from '../api/models/edit-shipment-dto'
import type { OrderDto } from '../api/models/order-dto'
import type { PaymentStatusDto } from '../api/models/payment-status-dto'
import type { PlaceOrderDto } from '../api/models/place-order-dto'
import type { PurchasesDto } from '../api/models/purchases-dto'
import type { RefundDto } from '../api/models/refund-dto'
import type { RefundOrderDto } from '../api/models/refund-order-dto'
import type { ShipDto } from '../api/models/ship-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { ifMatch } from './if-match'
import type { Query } from './query'

export type Order = OrderDto
export type OrderList = AnswerOf<typeof ordersList>
export type Refund = NonNullable<Order['refunds']>[number]
export type Shipment = NonNullable<Order['shipments']>[number]
export type StatusCounts = AnswerOf<typeof ordersStatusCounts>['data']
export type Purchases = PurchasesDto

@Injectable({ providedIn: 'root' })
export class Orders {
  private readonly api = apiCalls()

  list(query: Query): Observable<OrderList> {
    return this.api.found(ordersList.PATH, query)
  }

  /** Of the orders that a list's filters find. */
  statusCounts(query: Query): Observable<StatusCounts> {
    const answer = this.api.found<AnswerOf<typeof ordersStatusCounts>>(ordersStatusCounts.PATH, query)
    return answer.pipe(map(({ data }) => data))
  }

  ofCustomer(id: string): Observable<OrderList> {
    return this.api.answer(customerOrdersList, { id, sort: '-placed_at', per_page: 10 })
  }

  purchases(customerId: string, limit: number): Observable<Purchases> {
    return this.api.data(purchasesOf, { id: customerId, limit })
  }

  get(id: string): Observable<Order> {
    return this.api.data(ordersOne, { id })
  }

  place(body: PlaceOrderDto): Observable<Order> {
    return this.api.data(ordersPlace, { body })
  }

  change(id: string, version: number, body: EditOrderDto): Observable<Order> {
    return this.api.data(ordersChange, { id, body }, ifMatch(version))
  }

  changeStatus(id: string, status: OrderStatus): Observable<Order> {
    return this.api.data(ordersSetStatus, { id, body: { status } })
  }

  setPayment(id: string, version: number, body: PaymentStatusDto): Observable<Order> {
    return this.api.data(ordersSetPayment, { id, body }, ifMatch(version))
  }

  setNote(id: string, version: number, internal_note: string | null): Observable<Order> {
    return this.api.data(ordersSetNote, { id, body: { internal_note } }, ifMatch(version))
  }

  refund(id: string, body: RefundOrderDto): Observable<unknown> {
    return this.api.data(orderRefundsRefund, { id, body })
  }

  /** A refund with its lines. */
  getRefund(id: string): Observable<RefundDto> {
    return this.api.data(refundsOne, { id })
  }

  editRefund({ id, version }: Refund, body: EditRefundDto): Observable<unknown> {
    return this.api.data(refundsEdit, { id, body }, ifMatch(version))
  }

  deleteRefund(id: string): Observable<unknown> {
    return this.api.answer(refundsRemove, { id })
  }

  ship(id: string, body: ShipDto): Observable<unknown> {
    return this.api.data(shipmentsShip, { id, body })
  }

  editShipment(id: string, { id: shipment_id, version }: Shipment, body: EditShipmentDto): Observable<unknown> {
    return this.api.data(shipmentsEdit, { id, shipment_id, body }, ifMatch(version))
  }

  deleteShipment(id: string, shipment_id: string): Observable<unknown> {
    return this.api.answer(shipmentsRemove, { id, shipment_id })
  }
}
