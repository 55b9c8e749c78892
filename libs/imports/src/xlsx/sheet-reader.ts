// One sheet's XML as rows of texts.
import type { CsvRow } from '../csv/csv-rows'
import { columnOf, dayText, numberText, type Calendar } from './cell-values'
import { parseXml, type ElementHandler } from './xml-parts'

export interface SheetGround {
  readonly calendar: Calendar
  /** Styles whose numbers are days. */
  readonly days: ReadonlySet<number>
  readonly shared: readonly string[]
}

interface Cell {
  readonly reference: string
  readonly column: number
  readonly type: string
  readonly style: number
  value: string
  hasValue: boolean
  hasFormula: boolean
}

const mostColumns = 16_384
const longestCell = 100_000

export class SheetReader implements ElementHandler {
  private ready: CsvRow[] = []
  private line = 0
  private cells: string[] = []
  private error: string | null = null
  private cell: Cell | null = null
  private reading = false
  private inPhonetic = false

  constructor(private readonly ground: SheetGround) {}

  async *rows(part: AsyncIterable<Buffer>): AsyncGenerator<CsvRow> {
    for await (const _ of parseXml(part, this)) {
      const rows = this.ready
      this.ready = []
      yield* rows
    }
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') this.startRow(Number(attributes.r) || this.line + 1)
    else if (name === 'c') this.startCell(attributes)
    else if (name === 'f' && this.cell) this.cell.hasFormula = true
    else if (name === 'rPh') this.inPhonetic = true
    else if ((name === 'v' || name === 't') && this.cell && !this.inPhonetic) {
      this.reading = true
      this.cell.hasValue = true
    }
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.reading = false
    else if (name === 'rPh') this.inPhonetic = false
    else if (name === 'c') this.endCell()
    else if (name === 'row') this.endRow()
  }

  text(text: string): void {
    if (this.reading && this.cell && this.cell.value.length <= longestCell) this.cell.value += text
  }

  private startRow(line: number): void {
    this.line = line
    this.cells = []
    this.error = null
  }

  private startCell({ r: reference = '', t: type = 'n', s: style = '0' }: Readonly<Record<string, string>>): void {
    const column = reference ? columnOf(reference) : this.cells.length
    this.cell = { reference, column, type, style: Number(style), value: '', hasValue: false, hasFormula: false }
  }

  private endCell(): void {
    const { cell } = this
    this.cell = null
    if (!cell || cell.column < 0 || cell.column >= mostColumns) return
    if (cell.hasFormula && (!cell.hasValue || cell.value === ''))
      if (cell.type !== 'str')
        this.error ??= `cell ${cell.reference} holds a formula without a stored value; open and save the file in a spreadsheet program, or paste the values`
    while (this.cells.length < cell.column) this.cells.push('')
    this.cells[cell.column] = this.textOf(cell)
  }

  private textOf({ type, style, value }: Cell): string {
    if (type === 's') return this.ground.shared[Number(value)] ?? ''
    if (type === 'b') return value === '1' ? 'true' : value === '' ? '' : 'false'
    // ISO 8601 days of newer programs.
    if (type === 'd') return value.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ')
    if (type !== 'n' || value === '') return value
    return (this.ground.days.has(style) ? dayText(Number(value), this.ground.calendar) : null) ?? numberText(value)
  }

  private endRow(): void {
    const { line, cells, error } = this
    if (cells.every((cell) => cell.trim() === '') && error === null) return
    this.ready.push({ line, cells, isSparse: true, ...(error === null ? {} : { error }) })
  }
}
