import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { countryCodes } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { BulkJobs } from '../../data/bulk.data'
import { CustomFields } from '../../data/custom-fields.data'
import { customerName, Customers, customerStatuses, type Customer } from '../../data/customers.data'
import { listRows } from '../../ui/list-rows'
import { Session } from '../../data/session'
import { ColumnChooser } from '../../ui/column-chooser'
import { Country } from '../../ui/country'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { DayChip, dayFilters } from '../../ui/day-chip'
import { FilterChip } from '../../ui/filter-chip'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { Money } from '../../ui/money'
import { News } from '../../ui/news'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { RowSelection } from '../../ui/row-selection'
import { SearchBox } from '../../ui/search-box'
import { shownColumns } from '../../ui/shown-columns'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { fieldColumns } from '../custom-fields/field-columns'
import { FieldFilters } from '../custom-fields/field-filters'
import { FieldValue } from '../custom-fields/field-value'
import { ViewTabs } from '../views/view-tabs'
import { ExportButton } from '../exports/export-button'
import { BulkBar } from './bulk-bar'
import { customerColumns, standardCustomerColumns } from './customer-columns'
import { CustomerPreview } from './customer-preview'

const filters = [
  'country_code',
  'status',
  'reachable_now',
  'deleted',
  ...dayFilters('first_order_date'),
  ...dayFilters('last_order_date'),
]

@Component({
  selector: 'app-customer-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    BulkBar,
    Cell,
    ColumnChooser,
    Country,
    CustomerPreview,
    DataTable,
    DateTime,
    DayChip,
    EmptyState,
    ErrorState,
    ExportButton,
    FieldFilters,
    FieldValue,
    FilterChip,
    Money,
    News,
    PageHeader,
    Pager,
    SearchBox,
    Skeleton,
    StatusChip,
    ViewTabs,
  ],
  templateUrl: './customer-list.html',
  styleUrl: '../../ui/list-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerListPage {
  private readonly customers = inject(Customers)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly notices = inject(Notices)
  private readonly customFields = inject(CustomFields)
  private readonly bulk = inject(BulkJobs)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl(filters, '-created_at', 'customers')
  protected readonly list = listRows(this.url, (query) => this.customers.list(query))
  protected readonly rows = this.list.rows
  protected readonly selection = new RowSelection()
  protected readonly pagination = this.list.pagination

  protected readonly days = ['last_order_date', 'first_order_date', 'created_at', 'updated_at'] as const
  protected readonly texts = ['email', 'phone', 'company_name', 'city', 'assigned_to_name'] as const
  protected readonly ownFields = computed(() =>
    (this.customFields.customers.value() ?? []).filter(({ archived }) => !archived),
  )
  protected readonly allColumns = computed<readonly Column[]>(() => [
    ...customerColumns(this.transloco, this.language.current()),
    ...fieldColumns(this.ownFields(), this.language.current()),
  ])
  protected readonly columns = computed(() =>
    shownColumns(this.allColumns(), standardCustomerColumns, this.url.columns()),
  )
  protected readonly statuses = computed(() => {
    this.language.current()
    return customerStatuses.map((value) => ({ value, label: this.transloco.translate(`status.${value}`) }))
  })
  protected readonly countries = computed(() =>
    countryCodes
      .map((value) => ({ value, label: this.formats.country(value) }))
      .sort((one, other) => one.label.localeCompare(other.label, this.language.current())),
  )

  protected readonly reachable = computed(() => this.url.values('reachable_now').includes('true'))
  /** Asked for by the dashboard's new customers; nobody needs it offered beside the last order. */
  protected readonly asksFirstOrder = computed(() =>
    dayFilters('first_order_date').some((name) => this.url.values(name).length > 0),
  )

  protected readonly trash = computed(() => this.url.values('deleted').includes('true'))

  /** Chosen rows are those of one search: another search starts without any. */
  private readonly found = computed(() => JSON.stringify({ ...this.url.query(), page: 0, per_page: 0, sort: '' }))

  constructor() {
    effect(() => {
      this.found()
      untracked(() => this.selection.clear())
    })
    effect(() => {
      if (this.bulk.finished() > 0) untracked(() => this.list.reload())
    })
  }

  protected readonly nameOf = (customer: Customer): string => this.name(customer)

  protected name(customer: Customer): string {
    return customerName(customer) ?? this.transloco.translate('customers.nameless')
  }

  protected async restore(customer: Customer) {
    try {
      await firstValueFrom(this.customers.restore(customer.id))
      this.notices.tell(this.transloco.translate('customers.restored', { name: this.name(customer) }))
      this.list.reload()
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
