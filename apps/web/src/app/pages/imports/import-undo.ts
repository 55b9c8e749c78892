import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { type ImportRun, Imports, type KeptRow } from '../../data/imports.data'
import { loaded } from '../../data/loaded'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Pager } from '../../ui/pager'
import { Progress } from '../../ui/progress'
import { ErrorState } from '../../ui/state-view'

/** How far the undo of an import is, what it came to, and what it left as it is. */
@Component({
  selector: 'app-import-undo',
  imports: [RouterLink, TranslocoDirective, Cell, DataTable, ErrorState, Pager, Progress],
  templateUrl: './import-undo.html',
  styleUrl: './import-undo.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportUndo {
  private readonly imports = inject(Imports)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  readonly run = input.required<ImportRun>()
  protected readonly page = signal(1)
  private readonly wanted = computed(() => {
    const { id, undo } = this.run()
    return undo?.kept && undo.status === 'completed' ? { id, page: this.page() } : undefined
  })
  protected readonly kept = loaded(this.wanted, ({ id, page }) => this.imports.kept(id, page))
  protected readonly rows = computed<readonly KeptRow[]>(() => this.kept.value()?.data ?? [])
  protected readonly done = computed(() => {
    const { restored = 0, removed = 0, kept = 0 } = this.run().undo ?? {}
    return restored + removed + kept
  })
  protected readonly counts = computed(() => {
    const { restored = 0, removed = 0, kept = 0 } = this.run().undo ?? {}
    const number = (value: number) => this.formats.number(value)
    return { restored: number(restored), removed: number(removed), kept: number(kept) }
  })
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`import.kept_columns.${key}`)
    return [
      { key: 'what', label: label('what') },
      { key: 'line', label: label('line'), numeric: true },
      { key: 'reason', label: label('reason') },
      { key: 'fields', label: label('fields') },
    ]
  })

  protected link({ subject, subject_id }: KeptRow): string[] | null {
    return subject === 'customer' || subject === 'order' ? [`/${subject}s`, subject_id] : null
  }
}
