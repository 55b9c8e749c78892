import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { publicEventNames, testEvent } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { loaded } from '../../../data/loaded'
import { Session } from '../../../data/session'
import { Webhooks, type Delivery, type Subscription } from '../../../data/webhooks.data'
import { Confirm } from '../../../ui/confirm'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { FilterChip } from '../../../ui/filter-chip'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { Notices } from '../../../ui/notices'
import { Pager } from '../../../ui/pager'
import { Skeleton } from '../../../ui/skeleton'
import { EmptyState, ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'

const since = 'created_at[gte]'

/** What was sent to one subscription, and what waits. */
@Component({
  selector: 'app-delivery-list',
  imports: [
    MatButtonModule,
    MatCheckboxModule,
    MatIconModule,
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
  templateUrl: './delivery-list.html',
  styleUrls: ['../../../ui/list-page.scss', './webhooks.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DeliveryList {
  private readonly webhooks = inject(Webhooks)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly subscription = input.required<Subscription>()
  /** Another number looks anew. */
  readonly turn = input(0)
  readonly replay = output()
  readonly changed = output()
  protected readonly url = listUrl(['status', 'event', since], '-created_at')
  protected readonly list = loaded(
    () => ({ query: { ...this.url.query(), subscription_id: this.subscription().id }, turn: this.turn() }),
    ({ query }) => this.webhooks.deliveries(query),
  )
  protected readonly rows = computed<readonly Delivery[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  private readonly picked = signal<ReadonlySet<string>>(new Set())
  protected readonly selected = computed(() => this.rows().filter(({ id }) => this.picked().has(id)))
  protected readonly mayResend = computed(
    () => this.session.can('webhooks.edit') && this.subscription().status !== 'disabled',
  )
  protected readonly statuses = computed(() => {
    this.language.current()
    const label = (value: string) => this.transloco.translate(`status.${value}`)
    return ['pending', 'sending', 'succeeded', 'failed'].map((value) => ({ value, label: label(value) }))
  })
  protected readonly events = [...publicEventNames, testEvent].map((value) => ({ value, label: value }))
  protected readonly from = computed(() => this.url.values(since)[0] ?? '')
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`webhooks.column.${key}`)
    return [
      ...(this.mayResend() ? [{ key: 'pick', label: label('pick') }] : []),
      { key: 'event', label: label('event') },
      { key: 'status', label: label('status') },
      { key: 'answer', label: label('answer') },
      { key: 'attempts', label: label('attempts'), numeric: true as const },
      { key: 'next', label: label('next') },
      { key: 'created', label: label('created'), sort: 'created_at' },
    ]
  })

  protected isPicked(id: string): boolean {
    return this.picked().has(id)
  }

  protected pick(id: string, picked: boolean) {
    const next = new Set(this.picked())
    if (picked) next.add(id)
    else next.delete(id)
    this.picked.set(next)
  }

  protected pickAll(picked: boolean) {
    this.picked.set(new Set(picked ? this.rows().map(({ id }) => id) : []))
  }

  protected filterFrom(day: string) {
    this.url.filter(since, day ? [day] : [])
  }

  protected async sendAgain() {
    const delivery_ids = this.selected().map(({ id }) => id)
    const heading = this.formats.counted('webhooks.send_again_heading', delivery_ids.length)
    const say = (key: string) => this.transloco.translate(`webhooks.${key}`)
    if (!(await this.confirm.ask({ heading, text: say('send_again_text'), action: say('send_again') }))) return
    try {
      const { deliveries } = await firstValueFrom(this.webhooks.replay(this.subscription().id, { delivery_ids }))
      this.notices.tell(this.formats.counted('webhooks.sent_again', deliveries))
      this.picked.set(new Set())
    } catch (error) {
      this.notices.failed(error)
    }
    this.list.reload()
    this.changed.emit()
  }
}
