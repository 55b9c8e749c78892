import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../../data/loaded'
import { Shops, type ShopEvent } from '../../../data/shops.data'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { FilterChip } from '../../../ui/filter-chip'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { Pager } from '../../../ui/pager'
import { Skeleton } from '../../../ui/skeleton'
import { EmptyState, ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'
import { OpenShop } from './open-shop'

const statuses = ['pending', 'processed', 'ignored', 'waiting', 'failed', 'due']

/** What one shop has sent, and what became of it. */
@Component({
  selector: 'app-shop-event-list',
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
    Pager,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './shop-event-list.html',
  styleUrls: ['../../../ui/list-page.scss', '../webhooks/webhooks.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopEventList {
  private readonly shops = inject(Shops)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly open = inject(OpenShop)
  protected readonly url = listUrl(['status'], '-received_at')
  protected readonly list = loaded(
    () => {
      const integration_id = this.open.id()
      return integration_id ? { query: { ...this.url.query(), integration_id }, turn: this.open.ended() } : undefined
    },
    ({ query }) => this.shops.events(query),
  )
  protected readonly rows = computed<readonly ShopEvent[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly statuses = computed(() => {
    this.language.current()
    return statuses.map((value) => ({ value, label: this.transloco.translate(`status.${value}`) }))
  })
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`shops.column.${key}`)
    return [
      { key: 'topic', label: label('topic') },
      { key: 'status', label: label('status') },
      { key: 'outcome', label: label('outcome') },
      { key: 'received', label: label('received'), sort: 'received_at' },
    ]
  })
}
