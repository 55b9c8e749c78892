import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { type ImportPreview, Imports, type PreviewRow } from '../../data/imports.data'
import { loaded } from '../../data/loaded'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'

interface Place {
  readonly line: number
  readonly column: number
}

/** Rows as an import would read them: bad cells are marked and can be put right where they stand. */
@Component({
  selector: 'app-import-rows',
  imports: [MatButtonModule, TranslocoDirective, ErrorState, Skeleton],
  templateUrl: './import-rows.html',
  styleUrl: './import-rows.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportRows {
  private readonly imports = inject(Imports)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  readonly id = input.required<string>()
  readonly rows = input.required<'first' | 'rejected'>()
  readonly editable = input(true)
  /** Changes when mapping or options have changed: the rows are read again. */
  readonly turn = input(0)
  readonly previewed = output<ImportPreview>()
  readonly changed = output()

  protected readonly after = signal(0)
  protected readonly preview = loaded(
    computed(() => ({ id: this.id(), rows: this.rows(), after: this.after(), turn: this.turn() })),
    ({ id, rows, after }) => this.imports.look(id, rows, after),
  )
  /** Rows that were put right since they were loaded. */
  protected readonly own = signal<ReadonlyMap<number, PreviewRow>>(new Map())
  protected readonly editing = signal<Place | undefined>(undefined)
  protected readonly busy = signal(false)
  protected readonly shown = computed(() =>
    (this.preview.value()?.rows ?? []).map((row) => {
      const own = this.own().get(row.line)
      return own ? { ...own, cells: own.cells.length ? own.cells : row.cells } : row
    }),
  )

  private readonly cell = viewChild<ElementRef<HTMLInputElement>>('cell')

  constructor() {
    effect(() => this.cell()?.nativeElement.focus())
    effect(() => {
      const preview = this.preview.value()
      if (!preview) return
      untracked(() => {
        this.own.set(new Map())
        this.previewed.emit(preview)
      })
    })
  }

  protected problem(row: PreviewRow, column: string): string | null {
    const found = row.problems.filter((one) => one.column === column)
    return found.length ? found.map(({ reason }) => reason).join('; ') : null
  }

  protected ofRow(row: PreviewRow): string {
    return row.problems
      .filter(({ column }) => column === null)
      .map(({ reason }) => reason)
      .join('; ')
  }

  protected isEditing(line: number, column: number): boolean {
    const place = this.editing()
    return place?.line === line && place.column === column
  }

  protected edit(line: number, column: number) {
    if (this.editable()) this.editing.set({ line, column })
  }

  protected async put(row: PreviewRow, column: number, text: string) {
    if (!this.isEditing(row.line, column)) return
    this.editing.set(undefined)
    if (text === (row.cells[column] ?? '')) return
    const width = this.preview.value()?.columns.length ?? row.cells.length
    const cells = Array.from({ length: width }, (_, index) => (index === column ? text : (row.cells[index] ?? '')))
    await this.act(() => firstValueFrom(this.imports.fix(this.id(), row.line, cells)), row.line)
  }

  protected skip(row: PreviewRow) {
    return this.act(() => firstValueFrom(this.imports.fix(this.id(), row.line, undefined)), row.line)
  }

  protected async restore(row: PreviewRow) {
    await this.act(() => firstValueFrom(this.imports.unfix(this.id(), row.line)))
    this.preview.reload()
  }

  private async act(work: () => Promise<unknown>, line?: number) {
    this.busy.set(true)
    try {
      const answer = await work()
      if (line !== undefined) this.own.update((own) => new Map(own).set(line, answer as PreviewRow))
      this.changed.emit()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}
