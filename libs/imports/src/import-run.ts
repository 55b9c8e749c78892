// An import as a chunked job. Three phases, each cut into transactions that end with a checkpoint:
//   reading   the file goes into the staging table, row by row; what is wrong with the file ends the import here, before
//             anything else is written
//   writing   documents are taken from there in the order of the file, read, and written in sets
//   clearing  what nobody needs any more is deleted
import { Injectable } from '@nestjs/common'
import { Database, Outbox, type RunningJob } from '@portolan/platform'
import { Chunks, largestDocument } from './chunks'
import { DocumentWriter } from './document-writer'
import { DocumentRefused, FileRefused } from './import.errors'
import { ImportReading, type ReadableImport } from './import-reading'
import { storedOptions } from './import.options'
import { storedMapping } from './mappings/mappings'
import type { Fate } from './kind-writers'
import { StagingQueries, type StagedDocument, type StoredImport } from './staging.queries'

type Job = RunningJob<'imports.run'>
type Step = 'again' | 'done'

type Checkpoint =
  | { readonly phase: 'reading'; readonly line: number }
  | ({ readonly phase: 'writing'; readonly sequence: number } & ByRow)
  /** Clears documents after `after`, or everything when it is null. */
  | ({ readonly phase: 'clearing'; readonly after: number | null } & ByRow)

/** Whether each row is a document, so that none are listed. */
interface ByRow {
  readonly byRow?: boolean
}

interface Import extends ReadableImport, Pick<StoredImport, 'finished_at' | 'drafted'> {}

const clearedAtOnce = 2000

@Injectable()
export class ImportRun {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly reading: ImportReading,
    private readonly queries: StagingQueries,
    private readonly chunks: Chunks,
    private readonly writer: DocumentWriter,
  ) {}

  /** One chunk. */
  async step(job: Job): Promise<Step> {
    const stored = await this.queries.find(job.payload.import_id)
    // A job that had stopped for good may be replayed after its import was undone.
    if (!stored || stored.is_undone) return 'done'
    const checkpoint = (job.checkpoint as Checkpoint | null) ?? { phase: 'reading', line: 0 }
    const run: Import = {
      ...stored,
      byRow: 'byRow' in checkpoint && checkpoint.byRow === true,
      mapping: storedMapping(stored.mapping, stored.custom_mapping, stored.kind),
      options: storedOptions(stored.options),
    }
    // What an import does is done by whoever sent the file.
    return this.db.as({ user: stored.created_by }, () => this.phase(run, job, checkpoint))
  }

  private phase(run: Import, job: Job, checkpoint: Checkpoint): Promise<Step> {
    switch (checkpoint.phase) {
      case 'reading':
        return job.cancelled ? this.finish(run, job, 'cancelled', null) : this.read(run, job, checkpoint.line)
      case 'writing':
        return job.cancelled
          ? this.finish(run, job, 'cancelled', checkpoint.sequence)
          : this.write(run, job, checkpoint.sequence)
      case 'clearing':
        return this.clear(run, checkpoint.after)
    }
  }

  private async read(run: Import, job: Job, line: number): Promise<Step> {
    try {
      const last = await this.reading.next(run, line)
      if (last === null) return await this.endOfFile(run, job, line)
      job.checkpoint = { phase: 'reading', line: last } satisfies Checkpoint
      return 'again'
    } catch (error) {
      if (error instanceof FileRefused) return this.finish(run, job, 'failed', null, error)
      throw error
    }
  }

  private async endOfFile(run: Import, job: Job, line: number): Promise<Step> {
    if (line === 0) throw new FileRefused('empty', 0, 'The file has no rows below the names of its columns')
    await this.queries.learnGrowth()
    const byRow = run.mapping.kind === 'customers'
    const { total, orphans } = await (byRow ? this.queries.countRows(run.id) : this.queries.listDocuments(run.id))
    await this.chunks.begin({ ...run, byRow }, 0)
    this.letGo(run)
    job.progress = { processed: orphans, total }
    job.checkpoint = { phase: 'writing', sequence: 0, byRow } satisfies Checkpoint
    return 'again'
  }

  private async write(run: Import, job: Job, sequence: number): Promise<Step> {
    const [, { documents, read, refused }] = await Promise.all([
      this.queries.keepPlans(),
      this.chunks.next(run, sequence),
    ])
    const last = documents.at(-1)
    if (!last) return this.finish(run, job, 'completed', sequence)
    // What `begin` asks for stands before the writer's first savepoint, and is read while the database writes.
    const [, written] = await Promise.all([this.chunks.begin(run, last.sequence), this.writer.write(read, run)])
    const fates = new Map<string, Fate | DocumentRefused>([...refused, ...written])
    const processed = documents.reduce((sum, { rowCount }) => sum + rowCount, 0)
    await this.settle(run, documents, fates, processed)
    if (doubles(sequence, last.sequence)) await this.queries.learnGrowth()
    job.progress = { ...job.progress, processed: job.progress.processed + processed }
    job.checkpoint = { phase: 'writing', sequence: last.sequence, byRow: run.byRow } satisfies Checkpoint
    return 'again'
  }

  /** Accepted rows leave the staging table, rejected ones stay with their reasons. */
  private async settle(
    run: Import,
    documents: readonly StagedDocument[],
    fates: ReadonlyMap<string, Fate | DocumentRefused>,
    processed: number,
  ): Promise<void> {
    const counts = { processed, created: 0, updated: 0, unchanged: 0, rejected: 0 }
    const accepted: string[] = []
    for (const { key, rowCount } of documents) {
      const fate = fates.get(key)
      if (fate && 'outcome' in fate) {
        counts[fate.outcome]++
        accepted.push(key)
      } else {
        counts.rejected += rowCount
        await this.queries.reject(run.id, key, ...reasonsOf(fate))
      }
    }
    await Promise.all([this.queries.forget(run.id, accepted), this.queries.count(run.id, counts)])
  }

  private async finish(
    run: Import,
    job: Job,
    status: 'completed' | 'failed' | 'cancelled',
    after: number | null,
    refusal: FileRefused | null = null,
  ): Promise<Step> {
    // What was only tried can be started again, for which its file stays.
    const tried = run.drafted && run.options.dry_run
    await this.queries.finish(run.id, tried ? 'draft' : status, refusal)
    if (!tried) await this.outbox.append('import.finished', { ids: [run.id], status })
    this.letGo(run)
    this.chunks.forget(run)
    job.checkpoint = { phase: 'clearing', after, byRow: run.byRow } satisfies Checkpoint
    return 'again'
  }

  private async clear(run: Import, after: number | null): Promise<Step> {
    if (after === null) await this.queries.clearAll(run.id)
    else if (await this.clearSome(run, after)) return 'again'
    else await this.queries.clearList(run.id)
    return 'done'
  }

  private clearSome({ id, byRow }: Import, after: number): Promise<boolean> {
    return byRow
      ? this.queries.clearRows(id, after, clearedAtOnce)
      : this.queries.clearDocuments(id, after, clearedAtOnce)
  }

  /** The file is needed no longer, once this has been committed. */
  private letGo({ file_id, drafted, options }: Import): void {
    this.db.afterCommit(() => {
      if (file_id === null) return
      this.reading.close(file_id)
      if (drafted && options.dry_run) return
      // A file that cannot be removed is a matter of disk space, not of this import.
      void this.reading.remove(file_id).catch(() => undefined)
    })
  }
}

/** Whether a power of two lies between them: tables may have twice as many rows as when they were looked at. */
function doubles(from: number, to: number): boolean {
  return from === 0 || Math.floor(Math.log2(to)) > Math.floor(Math.log2(from))
}

function reasonsOf(fate: Fate | DocumentRefused | undefined): [ReadonlyMap<number, string>, string] {
  if (fate instanceof DocumentRefused) {
    const [line] = fate.reasons.keys()
    return [fate.reasons, `line ${line} of the same document is wrong`]
  }
  if (fate && 'refused' in fate) return [new Map(), fate.refused]
  return [new Map(), `the document has more than ${largestDocument.rows} rows or 16 MB`]
}
