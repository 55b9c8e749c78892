// The documents of an import, a chunk at a time. While the database writes one chunk, the next one is read and checked.
import { setImmediate as others } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import { DocumentReaders, type ReadsDocuments } from './documents'
import { DocumentRefused } from './import.errors'
import type { ReadableImport } from './import-reading'
import type { ReadDocument } from './kind-writers'
import { findColumns } from './mappings/columns'
import { StagingQueries, type Limits, type StagedDocument, type StagedRow } from './staging.queries'

export interface Chunk {
  readonly documents: readonly StagedDocument[]
  readonly read: readonly ReadDocument[]
  readonly refused: ReadonlyMap<string, DocumentRefused>
}

interface Ahead {
  readonly sequence: number
  readonly chunk: Promise<Chunk>
}

/** A single document beyond this is no order; it would have to be held in memory as a whole. */
export const largestDocument = { rows: 10_000, bytes: 16_000_000 }
const limits: Limits = { documents: 1000, bytes: 4_000_000, largest: largestDocument }
/** More than imports run at once in a process: what is held beyond it was left by one that stopped. */
const mostAhead = 8
/** Documents that are read before whoever waits for the database's answer has a turn. */
const readAtOnce = 50
const quiet = () => undefined

@Injectable()
export class Chunks {
  /** By import, the one that was begun last at the end. */
  private readonly ahead = new Map<string, Ahead>()

  constructor(
    private readonly queries: StagingQueries,
    private readonly readers: DocumentReaders,
  ) {}

  /** The chunk behind the document `sequence`; without documents at the end. Inside `tx` only. */
  async next(run: ReadableImport, sequence: number): Promise<Chunk> {
    const ahead = this.ahead.get(run.id)
    this.forget(run)
    return ahead?.sequence === sequence ? ahead.chunk : readChunk(...(await this.staged(run, sequence)))
  }

  /**
   * Takes the chunk behind `sequence` from the staging table, inside `tx`, and leaves it to be read: documents that were
   * not dealt with stay as they were staged, whatever becomes of this transaction. All that it asks for is on its way when
   * it returns, ahead of what is sent next.
   */
  async begin(run: ReadableImport, sequence: number): Promise<void> {
    const chunk = readChunk(...(await this.staged(run, sequence)))
    // Whoever asks for the chunk is told.
    chunk.catch(quiet)
    this.ahead.set(run.id, { sequence, chunk })
    const [oldest] = this.ahead.keys()
    if (this.ahead.size > mostAhead && oldest !== undefined) this.ahead.delete(oldest)
  }

  forget({ id }: Pick<ReadableImport, 'id'>): void {
    this.ahead.delete(id)
  }

  private staged(run: ReadableImport, sequence: number): Promise<[StagedDocument[], ReadsDocuments]> {
    const columns = findColumns(run.header ?? [], 1, run.mapping, run.options.delimiter)
    const documents = run.byRow
      ? this.queries.nextRows(run.id, sequence, limits)
      : this.queries.nextDocuments(run.id, sequence, limits)
    return Promise.all([documents, this.readers.of(run, columns, 'import')])
  }
}

async function readChunk(documents: readonly StagedDocument[], reader: ReadsDocuments): Promise<Chunk> {
  const read: ReadDocument[] = []
  const refused = new Map<string, DocumentRefused>()
  for (const [index, { key, rows }] of documents.entries()) {
    if (index % readAtOnce === 0) await others()
    if (!rows) continue
    try {
      read.push({ key, line: rows[0]?.line ?? 0, document: readDocument(reader, key, rows) })
    } catch (error) {
      if (!(error instanceof DocumentRefused)) throw error
      refused.set(key, error)
    }
  }
  return { documents, read, refused }
}

function readDocument(reader: ReadsDocuments, key: string, rows: readonly StagedRow[]) {
  const wrong = new Map(rows.flatMap(({ line, error }) => (error === null ? [] : [[line, error] as const])))
  if (wrong.size) throw new DocumentRefused(wrong)
  return reader.read(key, rows)
}
