import { ChangeDetectionStrategy, Component, computed, DOCUMENT, effect, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Imports, isMoving, isOver } from '../../data/imports.data'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { PageTitle } from '../../shell/page-title'
import { Confirm } from '../../ui/confirm'
import { Copyable } from '../../ui/copyable'
import { saveFile } from '../../ui/csv-file'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { KeyFigure } from '../../ui/key-figure'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { Progress } from '../../ui/progress'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { ImportDraft } from './import-draft'
import { ImportRows } from './import-rows'
import { ImportUndo } from './import-undo'

/** How often a running import is asked how far it is. */
const pollEvery = 1000

@Component({
  selector: 'app-import-detail',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Copyable,
    DateTime,
    ErrorState,
    ImportDraft,
    ImportRows,
    ImportUndo,
    KeyFigure,
    PageHeader,
    Progress,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './import-detail.html',
  styleUrl: './import-detail.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportDetailPage {
  private readonly imports = inject(Imports)
  private readonly router = inject(Router)
  private readonly transloco = inject(TranslocoService)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly title = inject(PageTitle)
  private readonly document = inject(DOCUMENT)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()

  protected readonly run = loaded(this.id, (id) => this.imports.get(id))
  protected readonly busy = signal(false)
  protected readonly over = computed(() => {
    const run = this.run.value()
    return run !== undefined && isOver(run)
  })
  protected readonly counts = ['created', 'updated', 'unchanged', 'rejected'] as const

  constructor() {
    effect(() => this.title.name(this.run.value()?.filename))
    // The work goes on in the worker whether or not anybody looks; this page only asks while it is open.
    effect((onCleanup) => {
      const run = this.run.value()
      if (!run || !isMoving(run) || this.run.loading()) return
      const timer = setTimeout(() => this.run.reload(), pollEvery)
      onCleanup(() => clearTimeout(timer))
    })
  }

  protected async cancel() {
    const t = (key: string) => this.transloco.translate(`import.${key}`)
    const question = {
      heading: t('cancel_heading'),
      text: t('cancel_text'),
      action: t('cancel'),
      danger: true,
    } as const
    if (await this.confirm.ask(question)) await this.act(() => firstValueFrom(this.imports.cancel(this.id())))
  }

  private async act(work: () => Promise<unknown>) {
    this.busy.set(true)
    try {
      await work()
      this.run.reload()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }

  /** Rejected rows that can still be put right here. */
  protected readonly repairable = computed(() => {
    const run = this.run.value()
    return run?.status === 'completed' && run.rejected > 0 && this.session.can('imports.edit')
  })
  protected readonly tried = computed(() => {
    const { created = 0, updated = 0, unchanged = 0, rejected = 0, total_rows: total = 0 } = this.run.value() ?? {}
    const number = (value: number | null) => this.formats.number(value ?? 0)
    return {
      created: number(created),
      updated: number(updated),
      unchanged: number(unchanged),
      rejected: number(rejected),
      total: number(total),
    }
  })

  protected readonly undoable = computed(() => {
    const run = this.run.value()
    if (!run || isMoving(run) || run.status === 'draft' || run.options.dry_run || !this.session.can('imports.undo'))
      return false
    return run.status === 'undone' ? (run.undo?.kept ?? 0) > 0 : run.created + run.updated > 0
  })

  protected async undo() {
    const run = this.run.value()
    if (!run) return
    const t = (key: string, params = {}) => this.transloco.translate(`import.${key}`, params)
    const counts = { created: this.formats.number(run.created), updated: this.formats.number(run.updated) }
    const question = {
      heading: t('undo_heading'),
      text: t('undo_text', counts),
      action: t('undo'),
      danger: true,
    } as const
    if (await this.confirm.ask(question)) await this.act(() => firstValueFrom(this.imports.undo(this.id())))
  }

  protected async retry() {
    this.busy.set(true)
    try {
      const { id } = await firstValueFrom(this.imports.retry(this.id()))
      await this.router.navigate(['/imports', id])
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }

  /** Fetched with the access token, so a plain link would not do. */
  protected async download() {
    try {
      const file = await firstValueFrom(this.imports.rejections(this.id()))
      saveFile(this.document, `rejections-${this.id()}.csv`, file)
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
