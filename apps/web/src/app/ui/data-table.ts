import { NgTemplateOutlet } from '@angular/common'
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  contentChildren,
  DestroyRef,
  Directive,
  ElementRef,
  inject,
  input,
  output,
  signal,
  TemplateRef,
} from '@angular/core'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MatIconModule } from '@angular/material/icon'
import { MatSortModule, type Sort } from '@angular/material/sort'
import { MatTableModule } from '@angular/material/table'
import { TranslocoDirective } from '@jsverse/transloco'
import { ColumnGrip } from './column-grip'
import { ColumnWidths } from './column-widths'
import type { RowSelection } from './row-selection'

export interface Column {
  key: string
  label: string
  /** The API's sort key; a column without one cannot be sorted by. */
  sort?: string
  numeric?: true
}

interface CellContext<Row> {
  $implicit: Row
}

/** `<ng-template uiCell="email" [uiCellOf]="rows()" let-row>`: how one column shows a row; the rows give its type. */
@Directive({ selector: 'ng-template[uiCell]' })
export class Cell<Row> {
  readonly uiCell = input.required<string>()
  readonly uiCellOf = input.required<readonly Row[]>()
  readonly template = inject<TemplateRef<CellContext<Row>>>(TemplateRef)

  static ngTemplateContextGuard<Row>(_cell: Cell<Row>, _context: unknown): _context is CellContext<Row> {
    return true
  }
}

/**
 * Rows in columns: sorting by the API's keys, a header that stays, and cards on a narrow screen. A table wider than its
 * place scrolls in a box of its own, where the header and the first column stay.
 */
@Component({
  selector: 'ui-data-table',
  imports: [
    NgTemplateOutlet,
    ColumnGrip,
    MatCheckboxModule,
    MatIconModule,
    MatTableModule,
    MatSortModule,
    TranslocoDirective,
  ],
  templateUrl: './data-table.html',
  styleUrl: './data-table.scss',
  host: { '[attr.aria-busy]': 'busy()', '[class.wide]': 'wide()', '(focusin)': 'follow($event)' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DataTable<Row extends object> {
  readonly caption = input.required<string>()
  readonly columns = input.required<readonly Column[]>()
  readonly rows = input.required<readonly Row[]>()
  readonly busy = input(false)
  /** As in the API: `created_at` up, `-created_at` down. */
  readonly sort = input('')
  readonly sortChange = output<string>()
  /** Rows with an `id` can be chosen where there is one; `rowName` says what a row is called. */
  readonly selection = input<RowSelection>()
  readonly rowName = input<(row: Row) => string>(() => '')

  /** The name under which the widths that its reader draws are remembered; without one they cannot be drawn. */
  readonly list = input('')

  /** The row whose preview is open, empty for none; without it there are no previews. */
  readonly previewed = input<string>()
  readonly previewedChange = output<string>()

  protected readonly columnWidths = inject(ColumnWidths)
  protected readonly widths = computed(() => this.columnWidths.of(this.list()))
  protected readonly wide = signal(false)
  private readonly cells = contentChildren<Cell<Row>>(Cell)
  protected readonly keys = computed(() => [
    ...(this.selection() ? ['select'] : []),
    ...this.columns().map((column) => column.key),
  ])
  private readonly ids = computed(() => this.rows().map((row) => idOf(row)))
  protected readonly chosen = computed(() => this.ids().filter((id) => this.selection()?.has(id)).length)
  protected readonly templates = computed(() => new Map(this.cells().map((cell) => [cell.uiCell(), cell.template])))
  protected readonly direction = computed(() => (this.sort().startsWith('-') ? 'desc' : 'asc'))
  protected readonly active = computed(() => this.sort().replace(/^-/, ''))
  protected readonly id = idOf
  protected readonly identity = (index: number, row: Row) => ('id' in row ? row.id : index)

  constructor() {
    const { nativeElement } = inject<ElementRef<HTMLElement>>(ElementRef)
    const destroyed = inject(DestroyRef)
    afterNextRender(() => {
      if (typeof ResizeObserver === 'undefined') return
      const observer = new ResizeObserver(() => this.wide.set(isWide(nativeElement)))
      for (const element of [nativeElement, ...nativeElement.children]) observer.observe(element)
      destroyed.onDestroy(() => observer.disconnect())
    })
  }

  protected isPreviewed(row: Row): boolean {
    return this.previewed() === idOf(row)
  }

  protected preview(row: Row) {
    this.previewedChange.emit(this.isPreviewed(row) ? '' : idOf(row))
  }

  /** Who walks along the rows with an open preview takes it along. */
  protected follow({ target }: Event) {
    const id = (target as HTMLElement).closest<HTMLElement>('tr[data-id]')?.dataset['id']
    if (this.previewed() && id && id !== this.previewed()) this.previewedChange.emit(id)
  }

  protected isChosen(row: Row): boolean {
    return this.selection()?.has(idOf(row)) ?? false
  }

  protected choose(row: Row, on: boolean) {
    this.selection()?.choose([idOf(row)], on, this.ids())
  }

  protected chooseAll(on: boolean) {
    this.selection()?.choose(this.ids(), on, this.ids())
  }

  protected sorted(sort: Sort) {
    this.sortChange.emit(sort.direction === 'desc' ? `-${sort.active}` : sort.active)
  }
}

function isWide({ scrollWidth, clientWidth, firstElementChild }: HTMLElement): boolean {
  return Math.max(scrollWidth, firstElementChild?.scrollWidth ?? 0) > clientWidth + 1
}

function idOf(row: object): string {
  return 'id' in row ? String(row.id) : ''
}
