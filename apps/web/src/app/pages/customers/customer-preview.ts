import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { customerName, Customers } from '../../data/customers.data'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { Copyable } from '../../ui/copyable'
import { Country } from '../../ui/country'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Money } from '../../ui/money'
import { SidePanel } from '../../ui/side-panel'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { TagChip } from '../../ui/tag-chip'
import { OrderRows } from '../orders/order-rows'

/** A customer beside the list: who it is, what they are worth, and their newest orders. */
@Component({
  selector: 'app-customer-preview',
  imports: [
    TranslocoDirective,
    Copyable,
    Country,
    DateTime,
    ErrorState,
    Money,
    OrderRows,
    SidePanel,
    Skeleton,
    StatusChip,
    TagChip,
  ],
  templateUrl: './customer-preview.html',
  styleUrl: '../../ui/preview.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerPreview {
  private readonly customers = inject(Customers)
  private readonly orderList = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  protected readonly formats = inject(Formats)
  readonly id = input.required<string>()
  readonly closed = output()
  protected readonly customer = loaded(this.id, (id) => this.customers.get(id))
  protected readonly orders = loaded(this.id, (id) => this.orderList.ofCustomer(id))
  protected readonly newest = computed(() => this.orders.value()?.data.slice(0, 5) ?? [])
  protected readonly name = computed(() => {
    const customer = this.customer.value()
    return (customer && customerName(customer)) ?? this.transloco.translate('customers.nameless')
  })
}
