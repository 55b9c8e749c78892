import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom, type Observable } from 'rxjs'
import { loaded } from '../../../data/loaded'
import { Session } from '../../../data/session'
import { Shops, type Shop } from '../../../data/shops.data'
import { Confirm } from '../../../ui/confirm'
import { Copyable } from '../../../ui/copyable'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'
import { Notices } from '../../../ui/notices'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'
import { ShopEventList } from './shop-event-list'

/** One shop: how its connection goes, and what it has sent. */
@Component({
  selector: 'app-shop-detail',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Copyable,
    DateTime,
    ErrorState,
    ShopEventList,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './shop-detail.html',
  styleUrl: '../webhooks/webhooks.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopDetail {
  private readonly shops = inject(Shops)
  private readonly transloco = inject(TranslocoService)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()
  protected readonly shop = loaded(this.id, (id) => this.shops.get(id))
  protected readonly busy = signal(false)

  protected check(shop: Shop) {
    return this.act(this.shops.check(shop.id), 'checking')
  }

  protected async disconnect(shop: Shop) {
    const say = (key: string) => this.transloco.translate(`shops.${key}`, { shop: shop.shop_name })
    const question = { heading: say('disconnect_heading'), text: say('disconnect_text'), action: say('disconnect') }
    if (await this.confirm.ask({ ...question, danger: true })) await this.act(this.shops.disconnect(shop.id), 'gone')
  }

  private async act(work: Observable<Shop>, done: string) {
    if (this.busy()) return
    this.busy.set(true)
    try {
      this.shop.put(await firstValueFrom(work))
      this.notices.tell(this.transloco.translate(`shops.${done}`))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}
