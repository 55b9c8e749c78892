import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { customerName } from '../../data/customers.data'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { Country } from '../../ui/country'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Money } from '../../ui/money'
import { SidePanel } from '../../ui/side-panel'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { conversion } from './conversion'
import { OrderProgress } from './order-progress'

/** An order beside the list: how far it is, what is in it, and whose it is. */
@Component({
  selector: 'app-order-preview',
  imports: [
    RouterLink,
    TranslocoDirective,
    Country,
    DateTime,
    ErrorState,
    Money,
    OrderProgress,
    SidePanel,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './order-preview.html',
  styleUrls: ['../../ui/preview.scss', './order-preview.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderPreview {
  private readonly orders = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  protected readonly formats = inject(Formats)
  protected readonly conversion = conversion
  readonly id = input.required<string>()
  readonly closed = output()
  protected readonly order = loaded(this.id, (id) => this.orders.get(id))
  protected readonly heading = computed(
    () => this.order.value()?.order_number ?? this.transloco.translate('order.heading'),
  )
  protected readonly customer = computed(() => {
    const person = this.order.value()?.customer
    if (!person) return this.transloco.translate('orders.guest')
    return customerName(person) ?? this.transloco.translate('customers.nameless')
  })
}
