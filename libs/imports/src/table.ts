// A file as a table: the names of its columns, then its rows, whatever it was written with.
import type { CsvRow } from './csv/csv-rows'

/** Rows in their order, the names of the columns among them. */
export interface RowSource {
  readonly line: number
  next(): Promise<CsvRow | null>
  header(): Promise<string[]>
  close(): void
}

export class Table {
  /** Where the row that was taken last starts; 0 before the first. */
  line = 0

  private constructor(
    private readonly source: RowSource,
    readonly header: readonly string[],
    /** Where the names stand; 0 when the file has none. */
    readonly headerLine: number,
    private waiting: CsvRow | null,
  ) {}

  /** Throws FileRefused. */
  static async open(source: RowSource, named: 'named' | 'nameless'): Promise<Table> {
    const first = await source.header()
    if (named === 'named') return new Table(source, first, source.line, null)
    return new Table(
      source,
      first.map((_, index) => `Column ${index + 1}`),
      0,
      { line: source.line, cells: first },
    )
  }

  /** The next row that is not blank, or null at the end. Throws FileRefused. */
  async next(): Promise<CsvRow | null> {
    const row = this.waiting ?? (await this.source.next())
    this.waiting = null
    if (row) this.line = row.line
    return row
  }

  close(): void {
    this.source.close()
  }
}
