import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  viewChild,
} from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { OrderStatus } from '@portolan/contracts'
import { customerNames } from '../../data/customer-names'
import { CustomFields } from '../../data/custom-fields.data'
import { loaded } from '../../data/loaded'
import { Orders, type Order } from '../../data/orders.data'
import { Session } from '../../data/session'
import { PageTitle } from '../../shell/page-title'
import { Copyable } from '../../ui/copyable'
import { Country } from '../../ui/country'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { History } from '../../ui/history'
import { Money } from '../../ui/money'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { FieldFacts } from '../custom-fields/field-facts'
import { AddressLines } from './address-lines'
import { conversion } from './conversion'
import { OrderCustomer } from './order-customer'
import { OrderItems } from './order-items'
import { orderActions } from './order-action'
import { OrderPayment } from './order-payment'
import { OrderProgress } from './order-progress'
import { OrderRefunds } from './order-refunds'
import { OrderReturns } from './order-returns'
import { OrderShipments } from './order-shipments'
import { linesLeft } from './pieces'
import { RefundDialog } from './refund-dialog'
import { ReturnDialog } from './return-dialog'
import { ShipmentDialog } from './shipment-dialog'

/** The worker writes history from events a moment after the change itself. */
const workerDelay = 2000

@Component({
  selector: 'app-order-detail',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    AddressLines,
    Copyable,
    Country,
    DateTime,
    ErrorState,
    FieldFacts,
    Money,
    OrderCustomer,
    OrderItems,
    OrderPayment,
    OrderProgress,
    OrderRefunds,
    OrderReturns,
    OrderShipments,
    PageHeader,
    Skeleton,
    StatusChip,
    History,
  ],
  templateUrl: './order-detail.html',
  styleUrl: './order-detail.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderDetailPage {
  private readonly customFields = inject(CustomFields)
  private readonly orders = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  private readonly title = inject(PageTitle)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()

  private readonly history = viewChild(History)
  protected readonly order = loaded(this.id, (id) => this.orders.get(id))
  private readonly names = customerNames(() => {
    const order = this.order.value()
    return order?.customer_id && !order.customer_name ? [order.customer_id] : []
  })
  protected readonly actions = orderActions(() => this.refresh())
  protected readonly conversion = conversion
  protected readonly nextStatuses = computed<readonly OrderStatus[]>(() => {
    const order = this.order.value()
    // Refunded is what refunds make of an order; it is not a button.
    return (order?.next_statuses ?? []).filter((status) => status !== 'refunded')
  })

  private later: ReturnType<typeof setTimeout> | undefined

  protected readonly hasFields = computed(
    () =>
      Object.keys(this.order.value()?.custom_fields ?? {}).length > 0 ||
      (this.customFields.orders.value() ?? []).some(({ archived }) => !archived),
  )

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.later))
    effect(() => this.title.name(this.order.value()?.order_number))
  }

  protected customer(order: Order): string {
    const name = order.customer_name ?? this.names().get(order.customer_id ?? '')
    return name ?? this.transloco.translate(order.customer_id ? 'customers.nameless' : 'orders.guest')
  }

  protected changeStatus({ order_number: number }: Order, status: OrderStatus) {
    const asked = status === 'cancelled' ? { question: 'order.cancel', params: { number } } : { params: { number } }
    return this.actions.run(() => this.orders.changeStatus(this.id(), status), `order.now.${status}`, asked)
  }

  protected isPaid({ payment_status }: Order): boolean {
    return payment_status === 'paid' || payment_status === 'partially_refunded' || payment_status === 'refunded'
  }

  protected mayRefund(order: Order): boolean {
    return this.session.can('orders.refund') && order.refunded_amount !== order.total_amount
  }

  protected mayShip(order: Order): boolean {
    if (order.status === 'cancelled' || order.status === 'refunded' || !this.session.can('orders.ship')) return false
    return !order.items?.length || linesLeft(order, 'shipped_quantity').length > 0
  }

  /** Of what was sent, or is about to be. */
  protected mayReturn(order: Order): boolean {
    if (order.status === 'pending' || order.status === 'cancelled') return false
    return this.session.can('orders.return') && linesLeft(order, 'returned_quantity').length > 0
  }

  protected mayEdit({ editable_fields }: Order): boolean {
    return this.session.can('orders.edit') && editable_fields.length > 0
  }

  protected refund(order: Order) {
    return this.actions.open(RefundDialog, { order })
  }

  protected ship(order: Order) {
    return this.actions.open(ShipmentDialog, { order })
  }

  protected askReturn(order: Order) {
    return this.actions.open(ReturnDialog, { order })
  }

  protected refresh() {
    this.order.reload()
    this.history()?.reload()
    clearTimeout(this.later)
    this.later = setTimeout(() => this.history()?.reload(), workerDelay)
  }
}
