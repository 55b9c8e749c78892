import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../../data/loaded'
import { Shops, type ShopGap } from '../../../data/shops.data'
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

/** What the shop had and was missing or different here: why, and whether it is there by now. */
@Component({
  selector: 'app-shop-gap-list',
  imports: [
    MatButtonModule,
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
  templateUrl: './shop-gap-list.html',
  styleUrls: ['../../../ui/list-page.scss', '../webhooks/webhooks.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopGapList {
  private readonly shops = inject(Shops)
  private readonly open = inject(OpenShop)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly url = listUrl(['state'], '-found_at')
  protected readonly list = loaded(
    () => {
      const id = this.open.id()
      return id ? { id, query: this.url.query(), turn: this.open.ended() } : undefined
    },
    ({ id, query }) => this.shops.gaps(id, query),
  )
  protected readonly rows = computed<readonly ShopGap[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly states = computed(() => {
    this.language.current()
    return ['open', 'healed'].map((value) => ({ value, label: this.transloco.translate(`status.${value}`) }))
  })
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`shops.column.${key}`)
    return [
      { key: 'object', label: label('object') },
      { key: 'kind', label: label('gap') },
      { key: 'why', label: label('why') },
      { key: 'found', label: label('found'), sort: 'found_at' },
      { key: 'state', label: label('status') },
    ]
  })
}
