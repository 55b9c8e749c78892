// The first phase of an import: its rows go into the staging table, as people have put them right. They come from a
// file, or are those that another import has rejected.
import { Injectable } from '@nestjs/common'
import type { CsvRow } from './csv/csv-rows'
import { FixQueries } from './drafts/fixes'
import { FileRefused } from './import.errors'
import type { ImportOptions } from './import.options'
import { findColumns } from './mappings/columns'
import type { Mapping } from './mappings/mappings'
import { fixedRow, StagedFile, stagedRow } from './staged-file'
import { StagingQueries, type StoredImport } from './staging.queries'

export interface ReadableImport extends Pick<StoredImport, 'id' | 'file_id' | 'header' | 'retry_of'> {
  readonly mapping: Mapping
  readonly options: ImportOptions
  /** Each row is a document; known once all have been read. */
  readonly byRow: boolean
}

/** Beyond this a file is cut into several: its staging would fill the database's disk. */
const mostRows = 2_000_000
const retriedAtOnce = 2000
/** Slices of a file that are staged in one transaction. */
const slicesAtOnce = 10
const quiet = () => undefined

@Injectable()
export class ImportReading {
  constructor(
    private readonly file: StagedFile,
    private readonly queries: StagingQueries,
    private readonly fixes: FixQueries,
  ) {}

  /** Stages the next rows behind `line`; answers the last of them, or null at the end. Throws FileRefused. */
  async next(run: ReadableImport, line: number): Promise<number | null> {
    if (line > mostRows)
      throw new FileRefused('too_many_rows', 0, `The file has more than ${mostRows.toLocaleString('en')} lines`)
    return run.retry_of === null ? this.nextOfFile(run, line) : this.nextRejected(run, run.retry_of, line)
  }

  close(fileId: string): void {
    this.file.close(fileId)
  }

  remove(fileId: string): Promise<void> {
    return this.file.remove(fileId)
  }

  private async nextOfFile({ id, file_id, mapping, options }: ReadableImport, line: number): Promise<number | null> {
    const file = await this.file.at({ fileId: file_id ?? '', mapping, reading: options }, line)
    if (line === 0) await this.queries.start(id, file.table.header)
    const fixes = await this.fixes.of(id)
    // The database takes over one slice while the next one is read.
    let [staged, isDone] = [Promise.resolve(), false]
    for (let slice = 0; slice < slicesAtOnce && !isDone; slice++) {
      const { rows, done } = await this.file.take(file, fixes)
      await staged
      if (rows.length) staged = this.queries.stage(id, rows)
      staged.catch(quiet)
      isDone = done
    }
    await staged
    return isDone && file.table.line === line ? null : file.table.line
  }

  private async nextRejected(run: ReadableImport, source: string, line: number): Promise<number | null> {
    const header = run.header ?? []
    if (line === 0) await this.queries.start(run.id, header)
    const rejected = await this.queries.rejected(source, line, retriedAtOnce)
    const last = rejected.at(-1)
    if (!last) {
      await this.queries.clearAll(source)
      return null
    }
    const columns = findColumns(header, 1, run.mapping, run.options.delimiter)
    const fixes = await this.fixes.of(source)
    // What was wrong with them is looked at anew.
    const rows = rejected.map(({ line: at, cells }): CsvRow => ({ line: at, cells, isSparse: true }))
    const standing = rows.flatMap((row) => fixedRow(row, fixes) ?? [])
    if (standing.length)
      await this.queries.stage(
        run.id,
        standing.map((row) => stagedRow(row, header, columns, run.mapping)),
      )
    return last.line
  }
}
