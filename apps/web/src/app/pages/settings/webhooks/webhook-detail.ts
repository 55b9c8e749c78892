import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom, type Observable } from 'rxjs'
import { loaded } from '../../../data/loaded'
import { Session } from '../../../data/session'
import { successRate, Webhooks, type Subscription } from '../../../data/webhooks.data'
import { Confirm } from '../../../ui/confirm'
import { Copyable } from '../../../ui/copyable'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'
import { Notices } from '../../../ui/notices'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'
import { DeliveryList } from './delivery-list'
import { ReplayDialog } from './replay-dialog'
import { SecretOnce } from './secret-once'
import { WebhookStatus } from './webhook-status'

@Component({
  selector: 'app-webhook-detail',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Copyable,
    DateTime,
    DeliveryList,
    ErrorState,
    SecretOnce,
    Skeleton,
    WebhookStatus,
  ],
  templateUrl: './webhook-detail.html',
  styleUrl: './webhooks.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookDetail {
  private readonly webhooks = inject(Webhooks)
  private readonly transloco = inject(TranslocoService)
  private readonly confirm = inject(Confirm)
  private readonly dialog = inject(MatDialog)
  private readonly notices = inject(Notices)
  private readonly router = inject(Router)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()
  protected readonly subscription = loaded(this.id, (id) => this.webhooks.get(id))
  protected readonly busy = signal(false)
  protected readonly secret = signal<string | undefined>(undefined)
  /** Counts what was sent again, so that the list below looks anew. */
  protected readonly turn = signal(0)
  protected readonly rate = computed(() => {
    const subscription = this.subscription.value()
    const rate = subscription && successRate(subscription)
    return rate == null ? this.transloco.translate('webhooks.none_yet') : this.formats.percent(rate)
  })

  protected setStatus(subscription: Subscription, status: 'active' | 'paused') {
    return this.act(this.webhooks.update(subscription.id, subscription.version, { status }), `now_${status}`)
  }

  protected test(subscription: Subscription) {
    return this.act(this.webhooks.test(subscription.id), 'tested')
  }

  protected async rotate(subscription: Subscription) {
    const say = (key: string) => this.transloco.translate(`webhooks.${key}`)
    const question = { heading: say('rotate_heading'), text: say('rotate_text'), action: say('rotate') }
    if (!(await this.confirm.ask(question))) return
    const made = await this.act(this.webhooks.rotateSecret(subscription.id), 'rotated')
    if (made) this.secret.set(made.secret)
  }

  protected async remove(subscription: Subscription) {
    const { meta } = await firstValueFrom(this.webhooks.deliveries({ subscription_id: subscription.id, per_page: 1 }))
    const say = (key: string) => this.transloco.translate(`webhooks.${key}`)
    const text = this.formats.counted('webhooks.remove_text', meta.pagination.total, { url: subscription.url })
    const question = { heading: say('remove_heading'), text, action: say('remove') }
    if (!(await this.confirm.ask({ ...question, danger: true }))) return
    this.busy.set(true)
    try {
      await firstValueFrom(this.webhooks.remove(subscription.id))
      this.notices.tell(say('removed'))
      await this.router.navigateByUrl('/settings/webhooks')
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }

  protected async replay(subscription: Subscription) {
    const dialog = this.dialog.open<ReplayDialog, Subscription, number>(ReplayDialog, {
      data: subscription,
      width: '520px',
    })
    const deliveries = await firstValueFrom(dialog.afterClosed())
    if (deliveries === undefined) return
    this.notices.tell(this.formats.counted('webhooks.sent_again', deliveries))
    this.refresh()
  }

  protected refresh() {
    this.subscription.reload()
    this.turn.update((count) => count + 1)
  }

  private async act<Answer>(work: Observable<Answer>, done: string): Promise<Answer | undefined> {
    if (this.busy()) return undefined
    this.busy.set(true)
    try {
      const answer = await firstValueFrom(work)
      this.notices.tell(this.transloco.translate(`webhooks.${done}`))
      return answer
    } catch (error) {
      this.notices.failed(error)
      return undefined
    } finally {
      this.busy.set(false)
      this.refresh()
    }
  }
}
