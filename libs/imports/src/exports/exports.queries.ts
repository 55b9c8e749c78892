import { Injectable } from '@nestjs/common'
import { Database, type DomainError } from '@portolan/platform'
import type { ExportFormat, ExportKind } from './export.dto'

/** A file stays this long; its row in the history longer. */
const keptDays = { file: 7, row: 90 } as const
const mine = 'tenant_id = current_tenant() and id = $1'
/** A job that failed for good writes nothing more. */
const stopped = `(e.finished_at is null and exists (
  select from job_heads h where h.tenant_id = e.tenant_id and h.id = e.job_id and h.state = 'dead'))`

export interface StoredExport {
  readonly id: string
  readonly kind: ExportKind
  readonly format: ExportFormat
  readonly status: string
  readonly query: string
  readonly columns: string[]
  readonly file_id: string | null
  readonly cancel_requested: boolean
  readonly created_by: string | null
  readonly created_at: string
  /** Whether nothing more will be written. */
  readonly is_over: boolean
  readonly is_expired: boolean
}

export interface Written {
  readonly id: string
  readonly bytes: number
}

@Injectable()
export class ExportsQueries {
  constructor(private readonly db: Database) {}

  async find(id: string): Promise<StoredExport | undefined> {
    const [found] = await this.db.read<StoredExport>(
      `select e.id, e.kind, e.format, case when ${stopped} then 'failed' else e.status end as status, e.query, e.columns,
              e.file_id, e.cancel_requested, e.created_by, iso_time(e.created_at) as created_at,
              e.finished_at is not null or ${stopped} as is_over, coalesce(e.expires_at <= now(), false) as is_expired
         from exports e where e.tenant_id = current_tenant() and e.id = $1`,
      [id],
    )
    return found
  }

  async unfinished(): Promise<number> {
    const [found] = await this.db.read<{ count: number }>(
      `select count(*)::integer as count from exports e
        where e.tenant_id = current_tenant() and e.finished_at is null and not ${stopped}`,
    )
    return found?.count ?? 0
  }

  /** The rows have been counted; from the start when a file was lost. */
  start(id: string, total: number): Promise<unknown> {
    return this.db.query(
      `update exports set status = 'running', started_at = coalesce(started_at, now()), total_rows = $2,
              processed_rows = 0, left_out = 0
        where ${mine}`,
      [id, total],
    )
  }

  advance(id: string, processed: number, leftOut: number): Promise<unknown> {
    return this.db.query(
      `update exports set processed_rows = processed_rows + $2, left_out = left_out + $3 where ${mine}`,
      [id, processed, leftOut],
    )
  }

  complete(id: string, file: Written): Promise<unknown> {
    return this.db.query(
      `update exports set status = 'completed', file_id = $2, file_bytes = $3, finished_at = now(),
              started_at = coalesce(started_at, now()), expires_at = now() + interval '${keptDays.file} days'
        where ${mine}`,
      [id, file.id, file.bytes],
    )
  }

  stop(id: string, status: 'failed' | 'cancelled', error: DomainError | null): Promise<unknown> {
    const told = error ? JSON.stringify({ reason: error.reason, message: error.message }) : null
    return this.db.query(`update exports set status = $2, error = $3, finished_at = now() where ${mine}`, [
      id,
      status,
      told,
    ])
  }

  cancel(id: string): Promise<unknown> {
    return this.db.query(`update exports set cancel_requested = true where ${mine}`, [id])
  }

  remove(id: string): Promise<unknown> {
    return this.db.query(`delete from exports where ${mine}`, [id])
  }

  /** Files that somebody may still download. */
  async filesInUse(): Promise<Set<string>> {
    const rows = await this.db.read<{ file_id: string }>(
      'select file_id from exports where tenant_id = current_tenant() and file_id is not null and expires_at > now()',
    )
    return new Set(rows.map(({ file_id }) => file_id))
  }

  forgetOld(): Promise<unknown> {
    return this.db.query(
      `delete from exports
        where tenant_id = current_tenant() and finished_at < now() - interval '${keptDays.row} days'`,
    )
  }
}
