import { NgTemplateOutlet } from '@angular/common'
import {
  afterNextRender,
  afterRenderEffect,
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
import { MatIconModule } from '@angular/material/icon'
import { MatSortModule, type Sort } from '@angular/material/sort'
import { MatTableModule } from '@angular/material/table'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Room } from './list-rows'
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

/** Of a longer list, a screen of rows and so many more are drawn on either side of the one that is looked at. */
const spare = 6
/** So many rows the part that is drawn moves at a time. */
const step = 5

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
 * place, or with room for a longer list, scrolls in a box of its own, where the header and the first column stay.
 */
@Component({
  selector: 'ui-data-table',
  imports: [NgTemplateOutlet, ColumnGrip, MatIconModule, MatTableModule, MatSortModule, TranslocoDirective],
  templateUrl: './data-table.html',
  styleUrl: './data-table.scss',
  host: {
    '[attr.aria-busy]': 'busy()',
    '[class.boxed]': 'wide() || room()',
    '[class.wide]': 'wide()',
    '[class.rolling]': 'room()',
    '(focusin)': 'follow($event)',
  },
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

  /** Where the rows are a part of a longer list that is scrolled through. */
  readonly room = input<Room>()

  /** The row whose preview is open, empty for none; without it there are no previews. */
  readonly previewed = input<string>()
  readonly previewedChange = output<string>()

  protected readonly columnWidths = inject(ColumnWidths)
  /** Widths that columns keep while rows come and go: what the first rows took. */
  private readonly held = signal<{ of: string; widths: Readonly<Record<string, number>> }>({ of: '', widths: {} })
  private readonly boxWidth = signal(0)
  private readonly layout = computed(() => (this.room() ? `${this.keys().join()} ${this.boxWidth()}` : ''))
  protected readonly holds = computed(() => this.room() !== undefined && this.held().of === this.layout())
  protected readonly widths = computed(() => ({
    ...(this.holds() && this.held().widths),
    ...this.columnWidths.of(this.list()),
  }))
  /** The place in the whole list that is looked at. */
  private readonly place = signal(0)
  protected readonly shown = computed(() => near(this.rows(), this.room(), this.place(), this.reach()))
  protected readonly wide = signal(false)
  protected readonly rowHeight = signal(0)
  private readonly reach = signal(40)
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
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
    afterRenderEffect(() => this.measure())
    const destroyed = inject(DestroyRef)
    const look = () => this.look()
    afterNextRender(() => {
      if (typeof ResizeObserver === 'undefined') return
      const observer = new ResizeObserver(() => {
        this.wide.set(isWide(this.element))
        this.boxWidth.set(this.element.clientWidth)
      })
      for (const element of [this.element, ...this.element.children]) observer.observe(element)
      // The page scrolls, or the table's own box in it: both are heard on their way down.
      document.addEventListener('scroll', look, { capture: true, passive: true })
      destroyed.onDestroy(() => {
        observer.disconnect()
        document.removeEventListener('scroll', look, { capture: true })
      })
    })
  }

  /** How high a row is, on the average since cards differ, and how wide its columns are. */
  private measure() {
    const body = this.element.querySelector('tbody')
    if (!this.room() || !body || this.rows().length === 0) return
    this.rowHeight.set(body.offsetHeight / this.shown().rows.length)
    if (this.rowHeight()) this.reach.set(Math.ceil(innerHeight / this.rowHeight()) + spare)
    const of = this.layout()
    if (this.held().of === of) return
    const headers = Array.from(this.element.querySelectorAll('th'))
    this.held.set({
      of,
      widths: Object.fromEntries(this.keys().map((key, at) => [key, headers[at]?.offsetWidth ?? 0])),
    })
  }

  /** Tells which row is in the middle of what is in sight. */
  private look() {
    const room = this.room()
    const body = this.element.querySelector('tbody')
    if (!room || !body || !this.rowHeight()) return
    const { top, bottom } = this.element.getBoundingClientRect()
    const middle = (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2
    const below = (middle - body.getBoundingClientRect().top) / this.rowHeight()
    const last = room.before + this.rows().length + room.behind - 1
    const place = Math.max(0, Math.min(last, Math.floor(this.shown().before + below)))
    this.place.set(place - (place % step))
    room.look(place)
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

/** All rows, or those of a longer list that are looked at, and how many of it come before and behind them. */
function near<Row>(rows: readonly Row[], room: Room | undefined, place: number, reach: number) {
  if (!room) return { rows, before: 0, behind: 0 }
  const first = Math.max(0, Math.min(place - reach - room.before, rows.length - 2 * reach - step))
  const shown = rows.slice(first, first + 2 * reach + step)
  return { rows: shown, before: room.before + first, behind: room.behind + rows.length - first - shown.length }
}

function isWide({ scrollWidth, clientWidth, firstElementChild }: HTMLElement): boolean {
  return Math.max(scrollWidth, firstElementChild?.scrollWidth ?? 0) > clientWidth + 1
}

function idOf(row: object): string {
  return 'id' in row ? String(row.id) : ''
}
