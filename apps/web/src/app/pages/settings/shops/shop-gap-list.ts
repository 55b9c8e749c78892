import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../../data/loaded'
import { Shops, type ShopGap } from '../../../data/shops.data'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { StatusChip } from '../../../ui/status-chip'
import { OpenShop } from './open-shop'
import { ShopListFrame } from './shop-list-frame'

/** What the shop had and was missing or different here: why, and whether it is there by now. */
@Component({
  selector: 'app-shop-gap-list',
  imports: [TranslocoDirective, Cell, DataTable, DateTime, StatusChip, ShopListFrame],
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
  protected readonly states = ['open', 'healed']
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
