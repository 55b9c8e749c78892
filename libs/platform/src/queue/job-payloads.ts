import { Injectable } from '@nestjs/common'
import { jobs } from '@portolan/contracts'
import { Database } from '../database/database'
import type { Head } from './claims'
import type { RunningJob } from './handlers'

interface Row {
  readonly payload: string
  readonly checkpoint: string | null
  readonly processed: string
  readonly total: string | null
  readonly cancel_requested: boolean
  readonly result: string | null
}

const ofInstallation = 'job_heads set failure = $2 where tenant_id is null'

/** What a job is about and how far it came, in its tenant. Jobs of the installation have neither, only a reason for failing. */
@Injectable()
export class JobPayloads {
  constructor(private readonly db: Database) {}

  /** Who caused the job; read before its handler runs, so that all it does says so. */
  async cause({ id, tenant_id }: Head): Promise<{ correlation?: string; user?: string | null }> {
    if (!tenant_id) return { correlation: id }
    const [row] = await this.db.read<{ correlation: string; user: string | null }>(
      `select correlation, actor as "user" from job_payloads where tenant_id = current_tenant() and id = $1`,
      [id],
    )
    return row ?? {}
  }

  /** Throws an Error when the payload is gone, and a ZodError when the catalogue does not know its form. */
  async load({ id, name, attempts, tenant_id }: Head): Promise<RunningJob> {
    const blank = { id, name, attempt: attempts, payload: {}, cancelled: false, checkpoint: null, result: null }
    if (!tenant_id) return { ...blank, progress: { processed: 0, total: null } }
    const [row] = await this.db.read<Row>(
      `select payload, checkpoint, processed, total, cancel_requested, result from job_payloads
        where tenant_id = current_tenant() and id = $1`,
      [id],
      { prepare: true },
    )
    if (!row) throw new Error(`job ${id} has lost its payload`)
    return {
      ...blank,
      payload: jobs[name].schema.parse(JSON.parse(row.payload)),
      cancelled: row.cancel_requested,
      checkpoint: row.checkpoint === null ? null : JSON.parse(row.checkpoint),
      progress: { processed: Number(row.processed), total: row.total === null ? null : Number(row.total) },
      result: row.result === null ? null : (JSON.parse(row.result) as Record<string, unknown>),
    }
  }

  async store({ id, checkpoint, progress, result }: RunningJob): Promise<void> {
    await this.db.query(
      `update job_payloads set checkpoint = $2, processed = $3, total = $4, result = $5
        where tenant_id = current_tenant() and id = $1`,
      [id, JSON.stringify(checkpoint ?? null), progress.processed, progress.total, result && JSON.stringify(result)],
      { prepare: true },
    )
  }

  /** Keeps why an attempt failed, for the people who look after jobs. */
  async note({ id, tenant_id }: Head, reason: string): Promise<void> {
    const where = tenant_id ? 'job_payloads set last_error = $2 where tenant_id = current_tenant()' : ofInstallation
    await this.db.query(`update ${where} and id = $1`, [id, reason.slice(0, 2000)])
  }
}
