import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { countryCodes, orderStatuses, paymentStatuses } from '@portolan/contracts'
import { CustomFields } from '../../data/custom-fields.data'
import { listRows } from '../../ui/list-rows'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { Products } from '../../data/products.data'
import { Session } from '../../data/session'
import { ColumnChooser } from '../../ui/column-chooser'
import { DayChip, dayFilters } from '../../ui/day-chip'
import { FilterChip } from '../../ui/filter-chip'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { News } from '../../ui/news'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { SearchBox } from '../../ui/search-box'
import { shownColumns } from '../../ui/shown-columns'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { fieldColumns } from '../custom-fields/field-columns'
import { FieldFilters } from '../custom-fields/field-filters'
import { ExportButton } from '../exports/export-button'
import { ViewTabs } from '../views/view-tabs'
import { orderColumns, standardOrderColumns } from './order-columns'
import { OrderPreview } from './order-preview'
import { OrderRows } from './order-rows'

const filters = [
  'status',
  'payment_status',
  'country_code',
  'customer_id',
  'catalog_product_id',
  ...dayFilters('placed_at'),
]

@Component({
  selector: 'app-order-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    TranslocoPipe,
    ColumnChooser,
    DayChip,
    EmptyState,
    ErrorState,
    ExportButton,
    FieldFilters,
    FilterChip,
    OrderPreview,
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
  private readonly products = inject(Products)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl(filters, '-placed_at', 'orders')
  protected readonly list = listRows(this.url, (query) => this.orders.list(query))
  protected readonly rows = this.list.rows
  protected readonly pagination = this.list.pagination
  protected readonly ownFields = computed(() =>
    (this.customFields.orders.value() ?? []).filter(({ archived }) => !archived),
  )
  protected readonly allColumns = computed(() => [
    ...orderColumns(this.transloco, this.language.current()),
    ...fieldColumns(this.ownFields(), this.language.current()),
  ])
  protected readonly columns = computed(() => shownColumns(this.allColumns(), standardOrderColumns, this.url.columns()))
  protected readonly statuses = orderStatuses
  protected readonly chosen = computed(() => this.url.values('status'))

  /** How many orders of what is searched for stand in each status; the bar is also the filter. */
  protected readonly counts = loaded(
    () => ({ ...this.url.query(), status: '', sort: '', page: undefined, per_page: undefined }),
    (query) => this.orders.statusCounts(query),
  )
  protected readonly countOf = computed(() => {
    const counted = this.counts.value()?.statuses ?? []
    return new Map(
      counted.map(({ status, orders, is_more }) => [status, this.formats.number(orders) + (is_more ? '+' : '')]),
    )
  })

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

  /** Which product these are orders of, when the list is narrowed to one. */
  protected readonly onlyProduct = loaded(
    () => this.url.values('catalog_product_id')[0],
    (id) => this.products.get(id),
  )

  protected toggleStatus(status: string) {
    const chosen = this.chosen()
    this.url.filter(
      'status',
      chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status],
    )
  }
}
