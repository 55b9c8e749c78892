import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { returnReasons, returnStatuses } from '@portolan/contracts'
import { loaded } from '../../data/loaded'
import { Returns, type Return } from '../../data/returns.data'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { FilterChip } from '../../ui/filter-chip'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { Money } from '../../ui/money'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'

/** The returns of all orders, for whoever unpacks and decides. */
@Component({
  selector: 'app-return-list',
  imports: [
    MatButtonModule,
    RouterLink,
    TranslocoDirective,
    Cell,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    FilterChip,
    Money,
    PageHeader,
    Pager,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './return-list.html',
  styleUrl: '../../ui/list-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReturnListPage {
  private readonly returns = inject(Returns)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly url = listUrl(['status', 'reason'], '-requested_at')
  protected readonly list = loaded(this.url.query, (query) => this.returns.list(query))
  protected readonly rows = computed<readonly Return[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly statuses = computed(() => this.named(returnStatuses, 'status'))
  protected readonly reasons = computed(() => this.named(returnReasons, 'returns.reasons'))
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`returns.column.${key}`)
    return [
      { key: 'number', label: label('number') },
      { key: 'customer', label: label('customer') },
      { key: 'status', label: label('status') },
      { key: 'reason', label: label('reason') },
      { key: 'requested', label: label('requested'), sort: 'requested_at' },
      { key: 'pieces', label: label('pieces'), numeric: true },
      { key: 'refund', label: label('refund'), numeric: true },
    ]
  })

  private named(values: readonly string[], key: string) {
    this.language.current()
    return values.map((value) => ({ value, label: this.transloco.translate(`${key}.${value}`) }))
  }
}
