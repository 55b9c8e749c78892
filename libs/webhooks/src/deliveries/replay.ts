import { Injectable } from '@nestjs/common'
import { Database, type RunningJob } from '@portolan/platform'
import { Publication } from './publication'

const chunk = 1000

/** Sends deliveries again under the ids that they have, with a schedule that starts anew. */
@Injectable()
export class Replay {
  constructor(
    private readonly db: Database,
    private readonly publication: Publication,
  ) {}

  /** Those of `ids` that are no longer under way, inside `tx`; answers how many. */
  async again(ids: readonly string[]): Promise<number> {
    const rows = await this.db.query<{ subscription_id: string }>(
      `update webhook_deliveries set status = 'pending', tries = 0, next_attempt_at = now(), finished_at = null
        where tenant_id = current_tenant() and id = any($1::uuid[]) and status <> 'sending' returning subscription_id`,
      [ids],
    )
    if (rows.length) await this.publication.wake([...new Set(rows.map((row) => row.subscription_id))])
    return rows.length
  }

  /** One chunk of a span of time, the oldest first. */
  async step(job: RunningJob<'webhooks.replay'>): Promise<'again' | 'done'> {
    const { subscription_id, from, to, events, statuses } = job.payload
    const after = (job.checkpoint as { at: string; id: string } | null) ?? { at: '-infinity', id: nil }
    const rows = await this.db.query<{ id: string; at: string }>(
      `select id, created_at::text as at from webhook_deliveries
        where tenant_id = current_tenant() and subscription_id = $1 and created_at >= $2 and created_at < $3
          and ($4::text[] is null or event = any($4)) and status = any($5) and (created_at, id) > ($6::timestamptz, $7::uuid)
        order by created_at, id limit ${chunk}`,
      [subscription_id, from, to, events, statuses, after.at, after.id],
    )
    job.progress.processed += await this.again(rows.map(({ id }) => id))
    const last = rows.at(-1)
    job.checkpoint = last ? { at: last.at, id: last.id } : after
    return job.cancelled || rows.length < chunk ? 'done' : 'again'
  }
}

const nil = '00000000-0000-0000-0000-000000000000'
