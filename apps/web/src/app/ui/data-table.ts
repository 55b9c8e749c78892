import { NgTemplateOutlet } from '@angular/common'
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  contentChildren,
  Directive,
  inject,
  input,
  output,
  TemplateRef,
} from '@angular/core'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MatSortModule, type Sort } from '@angular/material/sort'
import { MatTableModule } from '@angular/material/table'
import { TranslocoDirective } from '@jsverse/transloco'
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

/** Rows in columns: sorting by the API's keys, a header that stays, and cards on a narrow screen. */
@Component({
  selector: 'ui-data-table',
  imports: [NgTemplateOutlet, MatCheckboxModule, MatTableModule, MatSortModule, TranslocoDirective],
  templateUrl: './data-table.html',
  styleUrl: './data-table.scss',
  host: { '[attr.aria-busy]': 'busy()' },
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
  protected readonly identity = (index: number, row: Row) => ('id' in row ? row.id : index)

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

function idOf(row: object): string {
  return 'id' in row ? String(row.id) : ''
}
