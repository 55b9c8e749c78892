import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../../data/loaded'
import { Session } from '../../../data/session'
import { Shops, type Shop } from '../../../data/shops.data'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { Notices } from '../../../ui/notices'
import { Pager } from '../../../ui/pager'
import { Skeleton } from '../../../ui/skeleton'
import { EmptyState, ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'

const refusals = ['state', 'signature', 'late', 'shop', 'refused', 'unreachable']

/** The shops that are or were connected, with the health of each at a glance. */
@Component({
  selector: 'app-shop-list',
  imports: [
    MatButtonModule,
    RouterLink,
    TranslocoDirective,
    Cell,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    Pager,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './shop-list.html',
  styleUrls: ['../../../ui/list-page.scss', '../webhooks/webhooks.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopList {
  private readonly shops = inject(Shops)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly router = inject(Router)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  /** From Shopify: what was connected, or why nothing was. */
  readonly connected = input<string>()
  readonly refused = input<string>()
  protected readonly refusal = computed(() => {
    const reason = this.refused()
    return reason && (refusals.includes(reason) ? reason : 'refused')
  })
  protected readonly url = listUrl([], '-created_at')
  protected readonly list = loaded(this.url.query, (query) => this.shops.list(query))
  protected readonly rows = computed<readonly Shop[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)

  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`shops.column.${key}`)
    return [
      { key: 'shop', label: label('shop') },
      { key: 'status', label: label('status') },
      { key: 'failed', label: label('failed'), numeric: true },
      { key: 'due', label: label('due'), numeric: true },
      { key: 'last', label: label('last') },
    ]
  })

  constructor() {
    effect(() => {
      const id = this.connected()
      if (id) untracked(() => void this.goOn(id))
    })
  }

  private async goOn(id: string) {
    this.notices.tell(this.transloco.translate('shops.made'))
    await this.router.navigate(['/settings/shops', id], { replaceUrl: true })
  }
}
