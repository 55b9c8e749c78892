import { ChangeDetectionStrategy, Component, computed, DestroyRef, effect, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { OrderStatus } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { customerNames } from '../../data/customer-names'
import { loaded } from '../../data/loaded'
import { Orders, type Order } from '../../data/orders.data'
import { Session } from '../../data/session'
import { PageTitle } from '../../shell/page-title'
import { Confirm } from '../../ui/confirm'
import { Copyable } from '../../ui/copyable'
import { Country } from '../../ui/country'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Money } from '../../ui/money'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { Timeline } from '../../ui/timeline'
import { AddressLines } from './address-lines'
import { conversion } from './conversion'
import { OrderItems } from './order-items'
import { RefundDialog } from './refund-dialog'
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
    Money,
    OrderItems,
    PageHeader,
    Skeleton,
    StatusChip,
    Timeline,
  ],
  templateUrl: './order-detail.html',
  styleUrl: './order-detail.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderDetailPage {
  private readonly orders = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  private readonly confirm = inject(Confirm)
  private readonly dialog = inject(MatDialog)
  private readonly notices = inject(Notices)
  private readonly title = inject(PageTitle)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()

  protected readonly order = loaded(this.id, (id) => this.orders.get(id))
  protected readonly timeline = loaded(this.id, (id) => this.orders.timeline(id))
  private readonly names = customerNames(() => {
    const order = this.order.value()
    return order?.customer_id && !order.customer_name ? [order.customer_id] : []
  })
  protected readonly busy = signal(false)
  protected readonly conversion = conversion
  protected readonly nextStatuses = computed<readonly OrderStatus[]>(() => {
    const order = this.order.value()
    // Refunded is what refunds make of an order; it is not a button.
    return (order?.next_statuses ?? []).filter((status) => status !== 'refunded')
  })

  private later: ReturnType<typeof setTimeout> | undefined

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.later))
    effect(() => this.title.name(this.order.value()?.order_number))
  }

  protected customer(order: Order): string {
    const name = order.customer_name ?? this.names().get(order.customer_id ?? '')
    return name ?? this.transloco.translate(order.customer_id ? 'customers.nameless' : 'orders.guest')
  }

  protected async changeStatus(status: OrderStatus) {
    const words = (key: string) =>
      this.transloco.translate(`order.${key}`, { number: this.order.value()?.order_number ?? '' })
    if (status === 'cancelled') {
      const question = { heading: words('cancel_heading'), text: words('cancel_text'), action: words('to.cancelled') }
      if (!(await this.confirm.ask({ ...question, danger: true }))) return
    }
    this.busy.set(true)
    try {
      await firstValueFrom(this.orders.changeStatus(this.id(), status))
      this.notices.tell(words(`now.${status}`))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
      this.refresh()
    }
  }

  protected async refund(order: Order) {
    const dialog = this.dialog.open<RefundDialog, Order, boolean>(RefundDialog, { data: order, width: '440px' })
    if (await firstValueFrom(dialog.afterClosed())) this.refresh()
  }

  protected async ship(order: Order) {
    const dialog = this.dialog.open<ShipmentDialog, Order, boolean>(ShipmentDialog, { data: order, width: '520px' })
    if (await firstValueFrom(dialog.afterClosed())) this.refresh()
  }

  private refresh() {
    this.order.reload()
    this.timeline.reload()
    clearTimeout(this.later)
    this.later = setTimeout(() => this.timeline.reload(), workerDelay)
  }
}
