import { JsonPipe } from '@angular/common'
import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { loaded } from '../../../data/loaded'
import { Session } from '../../../data/session'
import { Webhooks, type Delivery } from '../../../data/webhooks.data'
import { Copyable } from '../../../ui/copyable'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'
import { Notices } from '../../../ui/notices'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'

/** One delivery: what was sent, every attempt, and what came back. */
@Component({
  selector: 'app-delivery-detail',
  imports: [
    JsonPipe,
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Copyable,
    DateTime,
    ErrorState,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './delivery-detail.html',
  styleUrl: './webhooks.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DeliveryDetail {
  private readonly webhooks = inject(Webhooks)
  private readonly transloco = inject(TranslocoService)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()
  readonly delivery_id = input.required<string>()
  protected readonly delivery = loaded(this.delivery_id, (id) => this.webhooks.delivery(id))
  protected readonly busy = signal(false)
  protected readonly seesAnswers = computed(() => this.session.user()?.role === 'admin')

  protected lines(headers: Record<string, string>): string {
    return Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
  }

  protected async sendAgain({ id }: Delivery) {
    if (this.busy()) return
    this.busy.set(true)
    try {
      this.delivery.put(await firstValueFrom(this.webhooks.redeliver(id)))
      this.notices.tell(this.transloco.translate('webhooks.sent_again.one', { count: 1 }))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}
