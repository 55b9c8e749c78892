import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core'
import { takeUntilDestroyed } from '@angular/core/rxjs-interop'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { MatMenuModule } from '@angular/material/menu'
import { MatTabsModule } from '@angular/material/tabs'
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { auditTime, firstValueFrom, interval, merge, type Observable } from 'rxjs'
import { Realtime } from '../../../data/realtime'
import { Session } from '../../../data/session'
import { Shops, type Shop, type ShopRun } from '../../../data/shops.data'
import { Confirm } from '../../../ui/confirm'
import { Formats } from '../../../ui/formats'
import { Notices } from '../../../ui/notices'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'
import { OpenShop } from './open-shop'
import { ShopHealthFigures } from './shop-health'
import { ShopRunProgress } from './shop-run-progress'

/** While the shop is asked, and else. */
const lookEveryMs = 2000
const restMs = 20_000

/** One shop: how its connection goes, what it is asked, and below that what it has sent. */
@Component({
  selector: 'app-shop-detail',
  imports: [
    MatButtonModule,
    MatIconModule,
    MatMenuModule,
    MatTabsModule,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    TranslocoDirective,
    ErrorState,
    ShopHealthFigures,
    ShopRunProgress,
    Skeleton,
    StatusChip,
  ],
  providers: [OpenShop],
  templateUrl: './shop-detail.html',
  styleUrl: '../webhooks/webhooks.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopDetail {
  private readonly shops = inject(Shops)
  private readonly open = inject(OpenShop)
  private readonly transloco = inject(TranslocoService)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()
  protected readonly shop = this.open.shop
  protected readonly health = this.open.health
  protected readonly busy = signal(false)
  protected readonly run = computed(() => this.open.running())
  protected readonly kinds = ['reconciliation', 'history'] as const
  protected readonly tabs = ['events', 'runs', 'gaps'] as const
  private lookedAt = Date.now()

  constructor() {
    effect(() => {
      const id = this.id()
      untracked(() => this.open.id.set(id))
    })
    let last: string | undefined
    effect(() => {
      const now = this.run()?.id
      untracked(() => {
        if (last && last !== now) this.ended()
        last = now
      })
    })
    merge(interval(lookEveryMs), inject(Realtime).on('jobs').pipe(auditTime(1000)))
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.look())
  }

  protected check({ id }: Shop) {
    return this.act(this.shops.check(id), 'checking')
  }

  protected async sync({ id }: Shop, kind: ShopRun['kind']) {
    if (this.busy()) return
    this.busy.set(true)
    try {
      await firstValueFrom(this.shops.sync(id, kind))
      this.notices.tell(this.transloco.translate('shops.sync_begun'))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
      this.health.reload()
    }
  }

  protected async cancel(shop: Shop, { id }: ShopRun) {
    const say = (key: string) => this.transloco.translate(`shops.${key}`)
    const question = { heading: say('cancel_heading'), text: say('cancel_text'), action: say('cancel_run') }
    if (!(await this.confirm.ask(question))) return
    try {
      await firstValueFrom(this.shops.cancelRun(shop.id, id))
      this.notices.tell(say('cancelling'))
    } catch (error) {
      this.notices.failed(error)
    }
    this.health.reload()
  }

  protected async disconnect(shop: Shop) {
    const say = (key: string) => this.transloco.translate(`shops.${key}`, { shop: shop.shop_name })
    const question = { heading: say('disconnect_heading'), text: say('disconnect_text'), action: say('disconnect') }
    if (await this.confirm.ask({ ...question, danger: true })) await this.act(this.shops.disconnect(shop.id), 'gone')
  }

  protected reload() {
    this.shop.reload()
    this.health.reload()
    this.open.ended.update((count) => count + 1)
  }

  private look() {
    const waited = Date.now() - this.lookedAt
    const health = this.health.value()
    // The first sync begins once the shop is connected, which is when this page opens.
    const isNew = health?.can_be_asked === true && !health.last_run
    const isWaiting = isNew || this.run() !== undefined || this.shop.value()?.status === 'connecting'
    if (this.health.loading() || (!isWaiting && waited < restMs)) return
    this.lookedAt = Date.now()
    this.health.reload()
    if (this.shop.value()?.status === 'connecting') this.shop.reload()
  }

  private ended() {
    this.shop.reload()
    this.open.ended.update((count) => count + 1)
  }

  private async act(work: Observable<Shop>, done: string) {
    if (this.busy()) return
    this.busy.set(true)
    try {
      this.shop.put(await firstValueFrom(work))
      this.health.reload()
      this.notices.tell(this.transloco.translate(`shops.${done}`))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}
