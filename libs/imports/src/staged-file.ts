// Reads a stored file row by row for staging. A process keeps the files open that its imports are reading, several at
// once; a worker that takes over opens a file again and passes over what has been staged.
import { Injectable, type OnModuleDestroy } from '@nestjs/common'
import { setImmediate } from 'node:timers/promises'
import { Files } from '@portolan/platform'
import { CsvRows, type CsvRow } from './csv/csv-rows'
import { detectEncoding } from './csv/encodings'
import { startOf, type SourceFile } from './csv/unpacked'
import { detectDelimiter, detectFormats, detectHeader, rowsOf } from './detection/detect'
import type { Fix } from './drafts/fixes'
import { FileRefused } from './import.errors'
import { plainReading, type Detected, type Reading } from './import.options'
import { cellOf, findColumns, type Columns } from './mappings/columns'
import type { Mapping } from './mappings/mappings'
import { keyOfLine, type StagedRow } from './staging.queries'
import { Table, type RowSource } from './table'
import { XlsxRows } from './xlsx/xlsx-rows'

/** More than imports run at once in a process: what is closed beyond it was left by one that stopped. */
const mostOpen = 8
const mostRows = 1000
const mostCharacters = 800_000
const longestKey = 100
const sampleBytes = 256 * 1024
/** What is parsed in one go, while nobody else has a turn. */
const blockBytes = 16 * 1024
const sampleRows = 500

export interface FileToRead {
  readonly fileId: string
  readonly mapping: Mapping
  readonly reading: Reading
}

export interface OpenFile {
  readonly fileId: string
  readonly columns: Columns
  readonly mapping: Mapping
  readonly table: Table
}

export type Fixes = ReadonlyMap<number, Fix>

@Injectable()
export class StagedFile implements OnModuleDestroy {
  /** By id, the one that was read last at the end. */
  private readonly opened = new Map<string, OpenFile>()

  constructor(private readonly files: Files) {}

  /** Reads the header alone. Throws FileRefused when the file cannot be what the mapping says. */
  async check(file: FileToRead): Promise<void> {
    const { table } = await this.open(file)
    table.close()
  }

  /** What the beginning of the file tells about how it is to be read. Throws FileRefused. */
  async detect(fileId: string, given: Partial<Reading> = {}): Promise<Detected> {
    try {
      return (await this.isSpreadsheet(fileId))
        ? await this.detectSheet(fileId, given)
        : await this.detectText(fileId, given)
    } catch (error) {
      throw asRefusal(error)
    }
  }

  /** The file as a table. Throws FileRefused. */
  async table(fileId: string, reading: Reading): Promise<Table> {
    let rows: RowSource | null = null
    try {
      rows = (await this.isSpreadsheet(fileId))
        ? await XlsxRows.open(await this.access(fileId), reading.sheet)
        : CsvRows.open(this.source(fileId), reading.delimiter, undefined, reading.encoding)
      return await Table.open(rows, reading.header ? 'named' : 'nameless')
    } catch (error) {
      rows?.close()
      throw asRefusal(error)
    }
  }

  /** The file with its next row after `line`. Throws FileRefused. */
  async at(file: FileToRead, line: number): Promise<OpenFile> {
    const known = this.opened.get(file.fileId)
    if (known?.table.line === line) return this.keep(known)
    this.close(file.fileId)
    const opened = this.keep(await this.open(file))
    while (opened.table.line < line && (await opened.table.next())) continue
    return opened
  }

  /** The next rows as people have put them right, a megabyte or two at most; `done` at the end. Throws FileRefused. */
  async take({ table, columns, mapping }: OpenFile, fixes: Fixes): Promise<{ rows: StagedRow[]; done: boolean }> {
    const rows: StagedRow[] = []
    for (let [taken, characters] = [0, 0]; taken < mostRows && characters < mostCharacters; taken++) {
      const row = await table.next()
      if (!row) return { rows, done: taken === 0 }
      for (const cell of row.cells) characters += cell.length
      const fixed = fixedRow(row, fixes)
      if (fixed) rows.push(stagedRow(fixed, table.header, columns, mapping))
    }
    return { rows, done: false }
  }

  close(fileId: string): void {
    this.opened.get(fileId)?.table.close()
    this.opened.delete(fileId)
  }

  remove(fileId: string): Promise<void> {
    return this.files.remove(fileId)
  }

  onModuleDestroy(): void {
    for (const fileId of [...this.opened.keys()]) this.close(fileId)
  }

  private keep(file: OpenFile): OpenFile {
    this.opened.delete(file.fileId)
    this.opened.set(file.fileId, file)
    const [oldest] = this.opened.keys()
    if (this.opened.size > mostOpen && oldest !== undefined) this.close(oldest)
    return file
  }

  private async open({ fileId, mapping, reading }: FileToRead): Promise<OpenFile> {
    const table = await this.table(fileId, reading)
    try {
      const columns = findColumns(table.header, table.headerLine, mapping, reading.delimiter)
      return { fileId, columns, mapping, table }
    } catch (error) {
      table.close()
      throw error
    }
  }

  private async isSpreadsheet(fileId: string): Promise<boolean> {
    const start = await this.files.head(fileId, 4)
    return start.equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))
  }

  private async detectText(fileId: string, given: Partial<Reading>): Promise<Detected> {
    const head = await startOf(this.source(fileId), sampleBytes)
    const encoding = given.encoding ?? detectEncoding(head)
    const text = new TextDecoder(encoding).decode(head).replace(/\r\n?/g, '\n')
    const delimiter = given.delimiter ?? detectDelimiter(text)
    // Those who wait for an answer of this process have their turn in between.
    await setImmediate()
    const rows = rowsOf(text, delimiter)
    await setImmediate()
    const header = given.header ?? detectHeader(rows)
    const formats = detectFormats(header ? rows.slice(1) : rows)
    return { ...formats, format: 'csv', encoding, delimiter, header, sheet: null, sheets: [] }
  }

  private async detectSheet(fileId: string, given: Partial<Reading>): Promise<Detected> {
    const source = await XlsxRows.open(await this.access(fileId), given.sheet ?? null)
    try {
      const rows: (readonly string[])[] = []
      for (let row = await source.next(); row && rows.length < sampleRows; row = await source.next())
        rows.push(row.cells)
      const header = given.header ?? detectHeader(rows)
      const { dates, ambiguous } = detectFormats(header ? rows.slice(1) : rows)
      const sheet = given.sheet ?? null
      // Numbers of a spreadsheet are numbers already.
      const own = { ...plainReading, header, dates, sheet, ambiguous: ambiguous.filter((name) => name === 'dates') }
      return { ...own, format: 'xlsx', sheets: source.sheets }
    } finally {
      source.close()
    }
  }

  private source(fileId: string): SourceFile {
    return {
      head: (bytes) => this.files.head(fileId, bytes),
      open: () => this.files.open(fileId, { atOnce: blockBytes }),
    }
  }

  private async access(fileId: string) {
    return {
      bytes: await this.files.size(fileId),
      open: (start: number, end: number) => this.files.open(fileId, { part: { start, end } }),
    }
  }
}

/** Null for a row that people have taken out. */
export function fixedRow(row: CsvRow, fixes: Fixes): CsvRow | null {
  const fix = fixes.get(row.line)
  if (!fix) return row
  return fix.cells === null ? null : { line: row.line, cells: fix.cells }
}

/** Rows of one order belong together; each person is a document of her own. */
export function stagedRow(row: CsvRow, header: readonly string[], columns: Columns, { kind }: Mapping): StagedRow {
  const { line, cells } = row
  const key = kind === 'customers' ? keyOfLine(line) : cellOf(row, columns, 'order_number')
  if (!key) return { line, cells, key: '', error: 'the number of the document is empty' }
  if (key.length > longestKey) {
    return { line, cells, key: '', error: `the number of the document has more than ${longestKey} characters` }
  }
  return { line, cells, key, error: row.error ?? widthProblem(row, header) }
}

/** A spreadsheet leaves out the empty cells at the end of a row. */
function widthProblem({ cells, isSparse }: CsvRow, header: readonly string[]): string | null {
  const extra = cells.slice(header.length).some((cell) => cell.trim() !== '')
  if ((isSparse || cells.length >= header.length) && !extra) return null
  return `has ${cells.length} cells where the header has ${header.length}`
}

function asRefusal(error: unknown): unknown {
  const gone = (error as { code?: unknown }).code === 'ENOENT'
  return gone ? new FileRefused('gone', 0, 'The uploaded file is not on this machine: DATA_DIR must be shared') : error
}
