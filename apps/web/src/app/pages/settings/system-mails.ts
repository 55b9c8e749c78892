import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../data/loaded'
import { type SystemMail, SystemMails } from '../../data/system-mails.data'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { Pager } from '../../ui/pager'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'

/** What became of invitations and other mail to the team: whoever waits for one in vain asks an administrator. */
@Component({
  selector: 'app-system-mails',
  imports: [TranslocoDirective, Cell, DataTable, DateTime, EmptyState, ErrorState, Pager, Skeleton, StatusChip],
  templateUrl: './system-mails.html',
  styleUrl: './team-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SystemMailsPage {
  private readonly mails = inject(SystemMails)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly url = listUrl(['status'], '-created_at')
  protected readonly list = loaded(this.url.query, (query) => this.mails.list(query))
  protected readonly rows = computed<readonly SystemMail[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`system_mail.column.${key}`)
    return [
      { key: 'recipient', label: label('recipient') },
      { key: 'kind', label: label('kind') },
      { key: 'status', label: label('status') },
      { key: 'created', label: label('created'), sort: 'created_at' },
    ]
  })
}
