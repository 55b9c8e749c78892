import { ChangeDetectionStrategy, Component, computed, DOCUMENT, effect, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Imports, isMoving, isOver } from '../../data/imports.data'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { PageTitle } from '../../shell/page-title'
import { Confirm } from '../../ui/confirm'
import { Copyable } from '../../ui/copyable'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { KeyFigure } from '../../ui/key-figure'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { Progress } from '../../ui/progress'
import { ImportUndo } from './import-undo'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'

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

  protected readonly undoable = computed(() => {
    const run = this.run.value()
    if (!run || isMoving(run) || run.options.dry_run || !this.session.can('imports.undo')) return false
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

  /** Fetched with the access token, so a plain link would not do. */
  protected async download() {
    try {
      const file = await firstValueFrom(this.imports.rejections(this.id()))
      const link = this.document.createElement('a')
      link.href = URL.createObjectURL(new Blob([file], { type: 'text/csv' }))
      link.download = `rejections-${this.id()}.csv`
      link.click()
      URL.revokeObjectURL(link.href)
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
