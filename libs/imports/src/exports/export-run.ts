// An export as a chunked job, in two phases:
//   listing   one statement reads the ids of all rows, in the list's order, into a file of 16 bytes each
//   writing   rows are read by id, a thousand at a time, and appended to the file
// A checkpoint names how far both files are; what stands behind it, from an attempt that broke off, is cut off. Whoever
// takes a job over goes on in a copy, so that a worker that only slept writes into a file that nobody reads.
import { Injectable } from '@nestjs/common'
import { Database, DomainError, Outbox, WrittenFiles, type ListQuery, type RunningJob } from '@portolan/platform'
import { fileFormat, selectionOf, type FileFormat } from './export-rows'
import { ExportsQueries, type StoredExport } from './exports.queries'

type Job = RunningJob<'exports.run'>
type Step = 'again' | 'done'

interface Checkpoint {
  /** The attempt that writes the file. */
  readonly attempt: number
  readonly listing: string
  readonly file: string
  /** Ids dealt with, and bytes written for them. */
  readonly rows: number
  readonly bytes: number
}

const listedAtOnce = 10_000
const writtenAtOnce = 1000
const idBytes = 16

@Injectable()
export class ExportRun {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly files: WrittenFiles,
    private readonly queries: ExportsQueries,
  ) {}

  /** One chunk. */
  async step(job: Job): Promise<Step> {
    const stored = await this.queries.find(job.payload.export_id)
    if (!stored || stored.is_over) return 'done'
    return this.db.as({ user: stored.created_by }, () => this.phase(stored, job))
  }

  private async phase(stored: StoredExport, job: Job): Promise<Step> {
    const checkpoint = job.checkpoint as Checkpoint | null
    if (job.cancelled || stored.cancel_requested) return this.stop(stored, checkpoint, 'cancelled')
    const own = checkpoint && (await this.takeOver(checkpoint, job))
    return own ? this.write(stored, own, job) : this.list(stored, job)
  }

  /** The checkpoint with files of this attempt's own; null when they are lost, then everything begins again. */
  private async takeOver(checkpoint: Checkpoint, { attempt }: Job): Promise<Checkpoint | null> {
    if (checkpoint.attempt === attempt) return checkpoint
    const [listed, file] = [
      await this.files.size(checkpoint.listing),
      await this.files.copy(checkpoint.file, checkpoint.bytes),
    ]
    this.letGo(checkpoint.file)
    return file && listed >= 0 ? { ...checkpoint, attempt, file } : null
  }

  private async list(stored: StoredExport, job: Job): Promise<Step> {
    try {
      const selection = await selectionOf(this.db, stored.kind, JSON.parse(stored.query) as ListQuery)
      const { sql, params = [] } = selection.ids()
      await this.db.query(`declare listed no scroll cursor for ${sql}`, params)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      // What the list could be asked for is gone, as a custom field that was removed in between.
      return this.stop(stored, null, 'failed', error)
    }
    const listing = await this.files.make()
    const total = await this.takeIds(listing)
    const file = await this.files.make()
    const bytes = await this.files.write(file, 0, this.formatOf(stored).head)
    await this.queries.start(stored.id, total)
    job.progress = { processed: 0, total }
    job.checkpoint = { attempt: job.attempt, listing, file, rows: 0, bytes } satisfies Checkpoint
    return 'again'
  }

  private async takeIds(listing: string): Promise<number> {
    for (let bytes = 0; ;) {
      const rows = await this.db.query<{ id: string }>(`fetch ${listedAtOnce} from listed`)
      bytes = await this.files.write(listing, bytes, toBytes(rows.map(({ id }) => id)))
      if (rows.length === listedAtOnce) continue
      await this.db.query('close listed')
      return bytes / idBytes
    }
  }

  private async write(stored: StoredExport, checkpoint: Checkpoint, job: Job): Promise<Step> {
    const { listing, file } = checkpoint
    const format = this.formatOf(stored)
    const ids = toIds(await this.files.part(listing, checkpoint.rows * idBytes, writtenAtOnce * idBytes))
    if (!ids.length) return this.complete(stored, checkpoint, format)
    const rows = await this.rowsOf(stored, ids)
    const first = checkpoint.bytes === Buffer.byteLength(format.head)
    const bytes = await this.files.write(file, checkpoint.bytes, format.body(rows, { first }))
    await this.queries.advance(stored.id, ids.length, ids.length - rows.length)
    job.progress = { ...job.progress, processed: checkpoint.rows + ids.length }
    job.checkpoint = { ...checkpoint, rows: checkpoint.rows + ids.length, bytes } satisfies Checkpoint
    return 'again'
  }

  private async rowsOf({ kind, query }: StoredExport, ids: readonly string[]): Promise<string[]> {
    // Which rows is settled; how each looks is all that is still asked.
    const { fields, include, deleted } = JSON.parse(query) as Record<string, string>
    const selection = await selectionOf(this.db, kind, withoutGaps({ fields, include, deleted }))
    const { sql, params } = selection.rows(ids)
    const found = await this.db.query<{ data: string }>(sql, params, { prepare: true })
    return found.map(({ data }) => data)
  }

  private async complete(stored: StoredExport, checkpoint: Checkpoint, { tail }: FileFormat): Promise<Step> {
    const bytes = await this.files.write(checkpoint.file, checkpoint.bytes, tail)
    await this.queries.complete(stored.id, { id: checkpoint.file, bytes })
    await this.outbox.append('export.finished', { ids: [stored.id], status: 'completed' })
    this.letGo(checkpoint.listing)
    return 'done'
  }

  private async stop(
    stored: StoredExport,
    checkpoint: Checkpoint | null,
    status: 'failed' | 'cancelled',
    error: DomainError | null = null,
  ): Promise<Step> {
    await this.queries.stop(stored.id, status, error)
    await this.outbox.append('export.finished', { ids: [stored.id], status })
    if (checkpoint) this.letGo(checkpoint.listing, checkpoint.file)
    return 'done'
  }

  private formatOf({ format, columns }: StoredExport): FileFormat {
    return fileFormat(format, columns)
  }

  /** Nobody needs the files any more, once this has been committed. */
  private letGo(...files: readonly string[]): void {
    this.db.afterCommit(() => {
      // A file that cannot be removed is a matter of disk space, not of this export; pruning comes by.
      for (const file of files) void this.files.remove(file).catch(() => undefined)
    })
  }
}

function toBytes(ids: readonly string[]): Buffer {
  return Buffer.from(ids.join('').replaceAll('-', ''), 'hex')
}

function toIds(bytes: Buffer): string[] {
  return Array.from({ length: Math.floor(bytes.length / idBytes) }, (_, index) => {
    const hex = bytes.toString('hex', index * idBytes, (index + 1) * idBytes)
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  })
}

function withoutGaps(query: Record<string, string | undefined>): ListQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}
