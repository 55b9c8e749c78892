// The rows of a sheet, one after the other, as CsvRows gives those of a file. Texts that cells share are kept in memory
// within a limit; the sheet itself streams.
import type { CsvRow } from '../csv/csv-rows'
import { FileRefused } from '../import.errors'
import { SheetReader } from './sheet-reader'
import { readBook, readShared, readStyles } from './workbook'
import { ZipEntries, type RandomAccess } from './zip-entries'

const limits = { entries: 2000, unpackedMb: 512 } as const
const mostColumns = 1000

export class XlsxRows {
  /** The row that was taken last; 0 before the first. */
  line = 0

  private constructor(
    private readonly rows: AsyncGenerator<CsvRow>,
    /** Names of all sheets, in their order. */
    readonly sheets: readonly string[],
  ) {}

  /** Opens a sheet by its name, or the first. Throws FileRefused. */
  static async open(file: RandomAccess, sheet: string | null): Promise<XlsxRows> {
    const zip = await ZipEntries.open(file, limits)
    const { sheets, calendar } = await readBook(zip)
    const found = sheet === null ? sheets[0] : sheets.find(({ name }) => name === sheet)
    const names = sheets.map(({ name }) => name)
    if (!found)
      throw new FileRefused(
        'sheet_missing',
        0,
        `The spreadsheet has no sheet ${sheet ?? ''}; there are ${names.join(', ')}`,
      )
    const ground = { calendar, days: await readStyles(zip), shared: await readShared(zip) }
    return new XlsxRows(new SheetReader(ground).rows(zip.read(found.path)), names)
  }

  /** The next row that is not blank, or null at the end. Throws FileRefused. */
  async next(): Promise<CsvRow | null> {
    const step = await this.rows.next()
    if (step.done) return null
    this.line = step.value.line
    return step.value
  }

  /** The first row, as names of columns. Throws FileRefused. */
  async header(): Promise<string[]> {
    const first = await this.next()
    if (!first) throw new FileRefused('empty', 0, 'The sheet is empty')
    if (first.cells.length > mostColumns)
      throw new FileRefused(
        'too_many_columns',
        first.line,
        `has ${first.cells.length} columns; at most ${mostColumns} are read`,
      )
    return first.cells.map((cell) => cell.trim())
  }

  close(): void {
    void this.rows.return(undefined)
  }
}
