import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { type ImportRun, Imports } from '../../data/imports.data'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'

@Component({
  selector: 'app-import-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    TranslocoPipe,
    Cell,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    PageHeader,
    Pager,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './import-list.html',
  styleUrl: '../../ui/list-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportListPage {
  private readonly imports = inject(Imports)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl([], '-created_at')
  protected readonly list = loaded(this.url.query, (query) => this.imports.list(query))
  protected readonly rows = computed<readonly ImportRun[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`imports.column.${key}`)
    return [
      { key: 'file', label: label('file') },
      { key: 'kind', label: label('kind') },
      { key: 'status', label: label('status') },
      { key: 'created', label: label('created'), numeric: true },
      { key: 'updated', label: label('updated'), numeric: true },
      { key: 'unchanged', label: label('unchanged'), numeric: true },
      { key: 'rejected', label: label('rejected'), numeric: true },
      { key: 'started', label: label('started'), sort: 'created_at' },
    ]
  })
}
