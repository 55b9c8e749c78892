import { ChangeDetectionStrategy, Component, computed, DOCUMENT, effect, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Colleagues, colleagueName } from '../../data/colleagues'
import { Exports, type ExportRun, isBeingWritten } from '../../data/exports.data'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Confirm } from '../../ui/confirm'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { Progress } from '../../ui/progress'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'

/** How often running exports are asked how far they are. */
const pollEvery = 1000
const kilobyte = 1000

@Component({
  selector: 'app-export-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Cell,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    PageHeader,
    Pager,
    Progress,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './export-list.html',
  styleUrls: ['../../ui/list-page.scss', './export-list.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExportListPage {
  private readonly exports = inject(Exports)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly colleagues = inject(Colleagues)
  private readonly document = inject(DOCUMENT)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl([], '-created_at')
  protected readonly list = loaded(this.url.query, (query) => this.exports.list(query))
  protected readonly rows = computed<readonly ExportRun[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly busy = signal<string | undefined>(undefined)
  protected readonly isBeingWritten = isBeingWritten
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`exports.column.${key}`)
    return [
      { key: 'what', label: label('what') },
      { key: 'status', label: label('status') },
      { key: 'rows', label: label('rows'), numeric: true },
      { key: 'size', label: label('size'), numeric: true },
      { key: 'created', label: label('created'), sort: 'created_at' },
      { key: 'expires', label: label('expires') },
      { key: 'actions', label: label('actions') },
    ]
  })

  constructor() {
    // The work goes on in the worker whether or not anybody looks; this page only asks while it is open.
    effect((onCleanup) => {
      if (!this.rows().some(isBeingWritten) || this.list.loading()) return
      const timer = setTimeout(() => this.list.reload(), pollEvery)
      onCleanup(() => clearTimeout(timer))
    })
  }

  protected who({ created_by }: ExportRun): string | undefined {
    const found = this.colleagues.list.value()?.find(({ id }) => id === created_by)
    return found && colleagueName(found)
  }

  protected size(bytes: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
    const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(kilobyte)))
    const value = Math.ceil((bytes / kilobyte ** power) * 10) / 10
    return new Intl.NumberFormat(this.language.current(), {
      style: 'unit',
      unit: units[power] ?? 'byte',
      unitDisplay: 'short',
      maximumFractionDigits: 1,
    }).format(value)
  }

  /** The link needs no token, so the browser downloads by itself, however large the file is. */
  protected async download({ id }: ExportRun) {
    await this.act(id, async () => {
      const { url } = await firstValueFrom(this.exports.link(id))
      const link = this.document.createElement('a')
      link.href = url
      link.download = ''
      link.click()
    })
  }

  protected async cancel({ id }: ExportRun) {
    await this.act(id, async () => {
      await firstValueFrom(this.exports.cancel(id))
      this.list.reload()
    })
  }

  protected async remove({ id }: ExportRun) {
    const t = (key: string) => this.transloco.translate(`exports.${key}`)
    const question = {
      heading: t('delete_heading'),
      text: t('delete_text'),
      action: t('delete'),
      danger: true,
    } as const
    if (!(await this.confirm.ask(question))) return
    await this.act(id, async () => {
      await firstValueFrom(this.exports.delete(id))
      this.list.reload()
    })
  }

  private async act(id: string, work: () => Promise<void>) {
    if (this.busy()) return
    this.busy.set(id)
    try {
      await work()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(undefined)
    }
  }
}
