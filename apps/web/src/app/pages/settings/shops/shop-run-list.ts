import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../../data/loaded'
import { Shops, type ShopRun } from '../../../data/shops.data'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { StatusChip } from '../../../ui/status-chip'
import { OpenShop } from './open-shop'
import { ShopListFrame } from './shop-list-frame'

const statuses = ['queued', 'running', 'completed', 'failed', 'cancelled']
const numbers = ['read', 'created', 'updated', 'failed', 'gaps'] as const

/** When the shop was asked, and what came of it. */
@Component({
  selector: 'app-shop-run-list',
  imports: [TranslocoDirective, Cell, DataTable, DateTime, StatusChip, ShopListFrame],
  templateUrl: './shop-run-list.html',
  styleUrls: ['../../../ui/list-page.scss', '../webhooks/webhooks.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopRunList {
  private readonly shops = inject(Shops)
  private readonly open = inject(OpenShop)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly url = listUrl(['status'], '-created_at')
  protected readonly list = loaded(
    () => {
      const id = this.open.id()
      return id ? { id, query: this.url.query(), turn: this.open.ended() } : undefined
    },
    ({ id, query }) => this.shops.runs(id, query),
  )
  protected readonly rows = computed<readonly ShopRun[]>(() => this.list.value()?.data ?? [])
  protected readonly numbers = numbers
  protected readonly statuses = statuses
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`shops.${key}`)
    return [
      { key: 'kind', label: label('column.run') },
      { key: 'status', label: label('column.status') },
      { key: 'created', label: label('column.begun'), sort: 'created_at' },
      { key: 'duration', label: label('column.duration') },
      ...numbers.map((key) => ({ key: `count_${key}`, label: label(`count.${key}`), numeric: true as const })),
    ]
  })

  protected duration({ started_at, finished_at }: ShopRun): string {
    if (!started_at || !finished_at) return '–'
    return this.formats.duration((Date.parse(finished_at) - Date.parse(started_at)) / 1000)
  }
}
