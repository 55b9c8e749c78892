import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatRadioModule } from '@angular/material/radio'
import { Router } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { type ExportKind, exportColumns, Exports, type ExportRun } from '../../data/exports.data'
import { Failure } from '../../data/failure'
import type { Query } from '../../data/query'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import type { Pagination } from '../../ui/pagination'

export interface ExportQuestion {
  kind: ExportKind
  query: Query
  narrowed: boolean
  pagination?: Pagination
}

@Component({
  selector: 'app-export-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatCheckboxModule,
    MatDialogModule,
    MatRadioModule,
    TranslocoDirective,
  ],
  templateUrl: './export-dialog.html',
  styleUrl: './export-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExportDialog {
  private readonly exports = inject(Exports)
  private readonly router = inject(Router)
  private readonly dialog = inject<MatDialogRef<ExportDialog>>(MatDialogRef)
  private readonly formats = inject(Formats)
  protected readonly question = inject<ExportQuestion>(MAT_DIALOG_DATA)
  protected readonly columns = exportColumns[this.question.kind]
  protected readonly all = [...this.columns.usual, ...this.columns.more]
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    format: new FormControl<ExportRun['format']>('csv', { nonNullable: true }),
  })
  protected readonly chosen = signal<ReadonlySet<string>>(new Set(this.columns.usual))

  /** What will be in the file, in words: "The current filter: 27 rows". */
  protected readonly rows = computed(() => {
    const { pagination, narrowed } = this.question
    if (!pagination) return undefined
    const about = pagination.total_is_estimate
    const key = narrowed
      ? about
        ? 'export.filtered_about'
        : 'export.filtered'
      : about
        ? 'export.everything_about'
        : 'export.everything'
    return this.formats.counted(key, pagination.total)
  })

  protected toggle(column: string, wanted: boolean) {
    const chosen = new Set(this.chosen())
    if (wanted) chosen.add(column)
    else chosen.delete(column)
    this.chosen.set(chosen)
  }

  protected choose(columns: readonly string[]) {
    this.chosen.set(new Set(columns))
  }

  protected async start() {
    const { kind, query } = this.question
    const columns = this.all.filter((column) => this.chosen().has(column))
    if (!columns.length || this.busy()) return
    this.busy.set(true)
    try {
      await firstValueFrom(this.exports.start(kind, query, this.form.getRawValue().format, columns))
      this.dialog.close()
      await this.router.navigate(['/exports'])
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
