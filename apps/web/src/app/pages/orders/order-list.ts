import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { countryCodes, orderStatuses, paymentStatuses } from '@portolan/contracts'
import { forkJoin, map } from 'rxjs'
import { CustomFields, fieldPrefix } from '../../data/custom-fields.data'
import { loaded } from '../../data/loaded'
import { Orders, type Order } from '../../data/orders.data'
import { Session } from '../../data/session'
import { FilterChip } from '../../ui/filter-chip'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { News } from '../../ui/news'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { SearchBox } from '../../ui/search-box'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { FieldFilters } from '../custom-fields/field-filters'
import { ExportButton } from '../exports/export-button'
import { ViewTabs } from '../views/view-tabs'
import { OrderRows } from './order-rows'

@Component({
  selector: 'app-order-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    TranslocoPipe,
    EmptyState,
    ErrorState,
    ExportButton,
    FieldFilters,
    FilterChip,
    OrderRows,
    News,
    PageHeader,
    Pager,
    SearchBox,
    Skeleton,
    ViewTabs,
  ],
  templateUrl: './order-list.html',
  styleUrls: ['../../ui/list-page.scss', './order-list.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderListPage {
  private readonly orders = inject(Orders)
  private readonly customFields = inject(CustomFields)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl(['status', 'payment_status', 'country_code', 'customer_id'], '-placed_at')
  protected readonly list = loaded(this.url.query, (query) => this.orders.list(query))
  protected readonly rows = computed<readonly Order[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  /** The workspace's own fields that the address shows as columns, in its order. */
  protected readonly ownColumns = computed(() => {
    const fields = this.customFields.orders.value() ?? []
    return this.url.values('columns').flatMap((name) => fields.find(({ key }) => fieldPrefix + key === name) ?? [])
  })
  protected readonly statuses = orderStatuses
  protected readonly chosen = computed(() => this.url.values('status'))

  /** How many orders stand in each status; the bar is also the filter. */
  protected readonly counts = loaded(
    () => this.session.workspace()?.id,
    () =>
      forkJoin(
        orderStatuses.map((status) =>
          this.orders
            .list({ status, per_page: 1, fields: 'id' })
            .pipe(map(({ meta }) => [status, meta.pagination] as const)),
        ),
      ).pipe(map((entries) => Object.fromEntries(entries))),
  )

  protected readonly payments = computed(() => {
    this.language.current()
    return paymentStatuses.map((value) => ({ value, label: this.transloco.translate(`status.${value}`) }))
  })
  protected readonly countries = computed(() =>
    countryCodes
      .map((value) => ({ value, label: this.formats.country(value) }))
      .sort((one, other) => one.label.localeCompare(other.label, this.language.current())),
  )

  /** Whose orders these are, when the list is narrowed to one customer. */
  protected readonly onlyCustomer = computed(() => {
    const [id] = this.url.values('customer_id')
    return id && (this.rows()[0]?.customer_name ?? this.transloco.translate('customers.nameless'))
  })

  protected toggleStatus(status: string) {
    const chosen = this.chosen()
    this.url.filter(
      'status',
      chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status],
    )
  }
}
