// Reads a stored file row by row for staging. One file is open at a time in a process; a worker that takes over opens
// it again and passes over what has been staged.
import { Injectable, type OnModuleDestroy } from '@nestjs/common'
import { Files } from '@portolan/platform'
import { CsvRows, type CsvRow, type Delimiter } from './csv/csv-rows'
import type { SourceFile } from './csv/unpacked'
import { FileRefused } from './import.errors'
import { cellOf, findColumns, type Columns } from './mappings/columns'
import type { Mapping } from './mappings/mappings'
import type { StagedRow } from './staging.queries'

const mostRows = 5000
const mostCharacters = 4_000_000
const longestKey = 100

export interface FileToRead {
  readonly fileId: string
  readonly mapping: Mapping
  readonly delimiter: Delimiter
}

export interface OpenFile {
  readonly fileId: string
  readonly header: readonly string[]
  readonly columns: Columns
  readonly mapping: Mapping
  readonly rows: CsvRows
}

@Injectable()
export class StagedFile implements OnModuleDestroy {
  private current: OpenFile | null = null

  constructor(private readonly files: Files) {}

  /** Reads the header alone. Throws FileRefused when the file cannot be what the mapping says. */
  async check(file: FileToRead): Promise<void> {
    const { rows } = await this.open(file)
    rows.close()
  }

  /** The file with its next row after `line`. Throws FileRefused. */
  async at(file: FileToRead, line: number): Promise<OpenFile> {
    if (this.current?.fileId === file.fileId && this.current.rows.line === line) return this.current
    this.close()
    const opened = await this.open(file)
    this.current = opened
    while (opened.rows.line < line && (await opened.rows.next())) continue
    return opened
  }

  /** The next rows, a few megabytes at most; none at the end. Throws FileRefused. */
  async take({ rows, header, columns, mapping }: OpenFile): Promise<StagedRow[]> {
    const taken: StagedRow[] = []
    for (let characters = 0; taken.length < mostRows && characters < mostCharacters;) {
      const row = await rows.next()
      if (!row) break
      for (const cell of row.cells) characters += cell.length
      taken.push(stagedRow(row, header, columns, mapping))
    }
    return taken
  }

  close(): void {
    this.current?.rows.close()
    this.current = null
  }

  onModuleDestroy(): void {
    this.close()
  }

  private async open({ fileId, mapping, delimiter }: FileToRead): Promise<OpenFile> {
    const rows = CsvRows.open(this.source(fileId), delimiter)
    try {
      const header = await rows.header()
      return { fileId, header, columns: findColumns(header, rows.line, mapping, delimiter), mapping, rows }
    } catch (error) {
      rows.close()
      throw asRefusal(error)
    }
  }

  private source(fileId: string): SourceFile {
    return { head: (bytes) => this.files.head(fileId, bytes), open: () => this.files.open(fileId) }
  }
}

/** Rows of one order belong together; each person is a document of her own. */
function stagedRow(row: CsvRow, header: readonly string[], columns: Columns, { kind }: Mapping): StagedRow {
  const key = kind === 'customers' ? String(row.line) : cellOf(row, columns, 'order_number')
  if (!key) return { ...row, key: '', error: 'the number of the document is empty' }
  if (key.length > longestKey) {
    return { ...row, key: '', error: `the number of the document has more than ${longestKey} characters` }
  }
  const extra = row.cells.slice(header.length).some((cell) => cell.trim() !== '')
  const fits = row.cells.length >= header.length && !extra
  const error = fits ? null : `has ${row.cells.length} cells where the header has ${header.length}`
  return { ...row, key, error }
}

function asRefusal(error: unknown): unknown {
  const gone = (error as { code?: unknown }).code === 'ENOENT'
  return gone ? new FileRefused('gone', 0, 'The uploaded file is not on this machine: DATA_DIR must be shared') : error
}
