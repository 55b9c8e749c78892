import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { countryCodes } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { BulkJobs } from '../../data/bulk.data'
import { CustomFields, fieldLabel, fieldPrefix } from '../../data/custom-fields.data'
import { customerName, Customers, customerStatuses, type Customer } from '../../data/customers.data'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Country } from '../../ui/country'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
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
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { FieldFilters } from '../custom-fields/field-filters'
import { FieldValue } from '../custom-fields/field-value'
import { ViewTabs } from '../views/view-tabs'
import { BulkBar } from './bulk-bar'
import { ExportButton } from '../exports/export-button'

@Component({
  selector: 'app-customer-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    BulkBar,
    Cell,
    Country,
    DataTable,
    DateTime,
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
  protected readonly url = listUrl(['country_code', 'status', 'reachable_now', 'deleted'], '-created_at')
  protected readonly list = loaded(this.url.query, (query) => this.customers.list(query))
  protected readonly rows = computed<readonly Customer[]>(() => this.list.value()?.data ?? [])
  protected readonly selection = new RowSelection()
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)

  /** The workspace's own fields that the address shows as columns, in its order. */
  protected readonly ownColumns = computed(() => {
    const fields = this.customFields.customers.value() ?? []
    return this.url.values('columns').flatMap((name) => fields.find(({ key }) => fieldPrefix + key === name) ?? [])
  })
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`customers.column.${key}`)
    return [
      { key: 'name', label: label('name'), sort: 'name' },
      { key: 'country', label: label('country') },
      { key: 'status', label: label('status') },
      { key: 'orders', label: label('orders'), sort: 'total_orders', numeric: true },
      { key: 'lifetime_value', label: label('lifetime_value'), sort: 'lifetime_value', numeric: true },
      { key: 'last_order', label: label('last_order'), sort: 'last_order_date' },
      { key: 'created', label: label('created'), sort: 'created_at' },
      ...this.ownColumns().map((field) => ({
        key: fieldPrefix + field.key,
        label: fieldLabel(field, this.language.current()),
        sort: fieldPrefix + field.key,
        ...(field.type === 'number' && { numeric: true as const }),
      })),
    ]
  })
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
