import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../../data/loaded'
import { Session } from '../../../data/session'
import { successRate, Webhooks, type Subscription } from '../../../data/webhooks.data'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { Pager } from '../../../ui/pager'
import { Skeleton } from '../../../ui/skeleton'
import { EmptyState, ErrorState } from '../../../ui/state-view'
import { WebhookStatus } from './webhook-status'

/** Where events are sent, with the health of each at a glance. */
@Component({
  selector: 'app-webhook-list',
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
    WebhookStatus,
  ],
  templateUrl: './webhook-list.html',
  styleUrls: ['../../../ui/list-page.scss', './webhooks.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookList {
  private readonly webhooks = inject(Webhooks)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl([], '-created_at')
  protected readonly list = loaded(this.url.query, (query) => this.webhooks.list(query))
  protected readonly rows = computed<readonly Subscription[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`webhooks.column.${key}`)
    return [
      { key: 'url', label: label('url') },
      { key: 'status', label: label('status') },
      { key: 'rate', label: label('rate'), numeric: true },
      { key: 'waiting', label: label('waiting'), numeric: true },
      { key: 'last', label: label('last') },
    ]
  })

  protected rate(subscription: Subscription): string {
    const rate = successRate(subscription)
    return rate === null ? '–' : this.formats.percent(rate)
  }
}
