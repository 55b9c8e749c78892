import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, viewChild } from '@angular/core'
import { takeUntilDestroyed } from '@angular/core/rxjs-interop'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Colleagues } from '../../data/colleagues'
import { CustomFields } from '../../data/custom-fields.data'
import { customerName, Customers, type Customer } from '../../data/customers.data'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { Session } from '../../data/session'
import { PageTitle } from '../../shell/page-title'
import { Avatar } from '../../ui/avatar'
import { Confirm } from '../../ui/confirm'
import { Copyable } from '../../ui/copyable'
import { Country } from '../../ui/country'
import { DateTime } from '../../ui/date-time'
import { LocalTime } from '../../ui/local-time'
import { Formats } from '../../ui/formats'
import { History } from '../../ui/history'
import { KeyFigure } from '../../ui/key-figure'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { TagChip } from '../../ui/tag-chip'
import { FieldFacts } from '../custom-fields/field-facts'
import { AddressLines } from '../orders/address-lines'
import { OrderRows } from '../orders/order-rows'
import { CustomerDuplicates } from './customer-duplicates'
import { CustomerMerged } from './customer-merged'
import { newsOfCustomer } from './customer-news'
import { CustomerPurchases } from './customer-purchases'
import { CustomerTags } from './customer-tags'

@Component({
  selector: 'app-customer-detail',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    AddressLines,
    Avatar,
    Copyable,
    Country,
    CustomerDuplicates,
    CustomerMerged,
    CustomerTags,
    DateTime,
    EmptyState,
    ErrorState,
    FieldFacts,
    KeyFigure,
    LocalTime,
    OrderRows,
    CustomerPurchases,
    PageHeader,
    Skeleton,
    StatusChip,
    TagChip,
    History,
  ],
  templateUrl: './customer-detail.html',
  styleUrl: './customer-detail.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerDetailPage {
  private readonly customers = inject(Customers)
  private readonly customFields = inject(CustomFields)
  private readonly orderList = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly title = inject(PageTitle)
  private readonly router = inject(Router)
  protected readonly colleagues = inject(Colleagues)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()

  protected readonly customer = loaded(this.id, (id) => this.customers.get(id))
  protected readonly orders = loaded(this.id, (id) => this.orderList.ofCustomer(id))
  protected readonly busy = signal(false)
  protected readonly name = computed(() => {
    const customer = this.customer.value()
    return customer ? (customerName(customer) ?? this.transloco.translate('customers.nameless')) : ''
  })
  protected readonly hasFields = computed(
    () =>
      Object.keys(this.customer.value()?.custom_fields ?? {}).length > 0 ||
      (this.customFields.customers.value() ?? []).some(({ archived }) => !archived),
  )

  private readonly purchases = viewChild(CustomerPurchases)
  private readonly history = viewChild(History)

  constructor() {
    effect(() => this.title.name(this.name() || undefined))
    newsOfCustomer(this.id)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.reload())
  }

  /** What is shown stays while the next answers come. */
  private reload() {
    this.customer.reload()
    this.orders.reload()
    this.purchases()?.purchases.reload()
    this.history()?.reload()
  }

  protected hasPlace({ address_line1, postal_code, city, region }: Customer): boolean {
    return Boolean(address_line1 ?? postal_code ?? city ?? region)
  }

  protected async remove() {
    const t = (key: string) => this.transloco.translate(`customer.${key}`, { name: this.name() })
    const sure = await this.confirm.ask({
      heading: t('delete_heading'),
      text: t('delete_text'),
      action: t('delete'),
      danger: true,
    })
    if (!sure) return
    this.busy.set(true)
    try {
      await firstValueFrom(this.customers.delete(this.id()))
      await this.router.navigate(['/customers'])
      this.notices.offerUndo(t('deleted'), () => void this.restore())
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }

  private async restore() {
    try {
      await firstValueFrom(this.customers.restore(this.id()))
      await this.router.navigate(['/customers', this.id()])
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
