import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../../data/loaded'
import { Shops, type ShopEvent } from '../../../data/shops.data'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { StatusChip } from '../../../ui/status-chip'
import { OpenShop } from './open-shop'
import { ShopListFrame } from './shop-list-frame'

const statuses = ['pending', 'processed', 'ignored', 'waiting', 'failed', 'due']

/** What one shop has sent, and what became of it. */
@Component({
  selector: 'app-shop-event-list',
  imports: [RouterLink, TranslocoDirective, Cell, DataTable, DateTime, StatusChip, ShopListFrame],
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
  protected readonly statuses = statuses
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
