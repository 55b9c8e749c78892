// Claims due job heads and runs their handlers. Whoever holds a head's token owns the job; the token is checked in the
// transaction that writes the effects, so a worker that was paused past its lease rolls back.
import { Injectable } from '@nestjs/common'
import { jobs, type JobName, type QueueName } from '@portolan/contracts'
import { Database } from '../database/database'
import { DomainError } from '../errors'
import { log } from '../observe/log'
import { Handlers, type RunningJob } from './handlers'

const leaseSeconds = 60
const renewEveryMs = 20_000
const lostLeasesAllowed = 3

interface Head {
  readonly id: string
  readonly tenant_id: string | null
  readonly name: JobName
  readonly attempts: number
  readonly token: string
}

class LeaseLost extends Error {}

@Injectable()
export class JobRunner {
  private readonly lastTenant = new Map<QueueName, string>()

  constructor(
    private readonly db: Database,
    private readonly handlers: Handlers,
  ) {}

  /** Runs due jobs of `queue`, one tenant after the other, until none is left or `stopped` says so. Returns how many. */
  async drain(queue: QueueName, stopped: () => boolean = () => false): Promise<number> {
    for (let ran = 0; ; ran++) {
      const head = stopped() ? undefined : await this.claim(queue)
      if (!head) return ran
      const actor = { tenant: head.tenant_id, role: 'system', user: null, session: null } as const
      await this.db.as(actor, () => this.run(head))
    }
  }

  private async claim(queue: QueueName): Promise<Head | undefined> {
    const rows = await this.db.as({ tenant: null, role: 'system', user: null, session: null }, () =>
      this.db.tx(() =>
        this.db.query<Head & { lost_leases: number }>(
          `update job_heads set state = 'running', attempts = attempts + 1, lease_token = gen_random_uuid(),
                  lost_leases = lost_leases + (state = 'running')::integer,
                  lease_until = now() + interval '${leaseSeconds} seconds'
            where id = (
              select id from job_heads
               where queue = $1 and (state = 'pending' and run_at <= now() or state = 'running' and lease_until < now())
               order by coalesce(tenant_id > $2, false) desc, tenant_id nulls first, run_at, id
               limit 1 for update skip locked)
          returning id, tenant_id, name, attempts, lost_leases, lease_token as token`,
          [queue, this.lastTenant.get(queue) ?? '00000000-0000-0000-0000-000000000000'],
        ),
      ),
    )
    const [head] = rows
    if (head?.tenant_id) this.lastTenant.set(queue, head.tenant_id)
    if (head && head.lost_leases >= lostLeasesAllowed) {
      await this.bury(head, `the worker stopped ${lostLeasesAllowed} times while running this job`)
      return this.claim(queue)
    }
    return head
  }

  private async run(head: Head): Promise<void> {
    const renewal = setInterval(() => void this.renew(head).catch(() => undefined), renewEveryMs)
    try {
      const handle = this.handlers.jobs.get(head.name)
      if (!handle) throw new Error(`no handler for ${head.name}`)
      const kind = jobs[head.name].kind
      if (kind === 'outbound') {
        await handle(await this.load(head))
        await this.db.tx(() => this.finish(head, 'done'))
      } else {
        while ((await this.runChunk(head, handle)) === 'again') continue
      }
    } catch (error) {
      if (!(error instanceof LeaseLost)) await this.fail(head, error)
    } finally {
      clearInterval(renewal)
    }
  }

  /** One transaction: prove the lease, do the work, store how far it came. A local job is a single chunk. */
  private runChunk(head: Head, handle: (job: RunningJob) => Promise<unknown>): Promise<unknown> {
    return this.db.tx(async () => {
      await this.hold(head)
      const job = await this.load(head)
      const outcome = await handle(job)
      if (head.tenant_id) await this.store(job)
      if (outcome !== 'again') await this.finish(head, 'done')
      return outcome
    })
  }

  private async hold(head: Head): Promise<void> {
    const held = await this.db.query(
      `update job_heads set lease_until = now() + interval '${leaseSeconds} seconds', lost_leases = 0
        where id = $1 and lease_token = $2 and state = 'running' returning id`,
      [head.id, head.token],
    )
    if (!held.length) throw new LeaseLost()
  }

  private renew(head: Head): Promise<unknown> {
    // On a connection of its own: the chunk's transaction may hold the row, then there is nothing to renew.
    return this.db.tx(() =>
      this.db.query(
        `update job_heads set lease_until = now() + interval '${leaseSeconds} seconds'
          where id = (select id from job_heads where id = $1 and lease_token = $2 and state = 'running' for update skip locked)`,
        [head.id, head.token],
      ),
    )
  }

  private async load(head: Head): Promise<RunningJob> {
    const schema = jobs[head.name].schema
    const blank = { id: head.id, name: head.name, attempt: head.attempts }
    if (!head.tenant_id) {
      return {
        ...blank,
        payload: {},
        cancelled: false,
        checkpoint: null,
        progress: { processed: 0, total: null },
      }
    }
    const [row] = await this.db.read<{
      payload: string
      checkpoint: string | null
      processed: string
      total: string | null
      cancel_requested: boolean
    }>(
      `select payload, checkpoint, processed, total, cancel_requested from job_payloads
        where tenant_id = current_tenant() and id = $1`,
      [head.id],
    )
    if (!row) throw new Error(`job ${head.id} has lost its payload`)
    return {
      ...blank,
      payload: schema.parse(JSON.parse(row.payload)),
      cancelled: row.cancel_requested,
      checkpoint: row.checkpoint === null ? null : JSON.parse(row.checkpoint),
      progress: { processed: Number(row.processed), total: row.total === null ? null : Number(row.total) },
    }
  }

  private store({ id, checkpoint, progress }: RunningJob): Promise<unknown> {
    return this.db.query(
      `update job_payloads set checkpoint = $2, processed = $3, total = $4 where tenant_id = current_tenant() and id = $1`,
      [id, JSON.stringify(checkpoint ?? null), progress.processed, progress.total],
    )
  }

  private async finish(head: Head, state: 'done' | 'dead'): Promise<void> {
    const finished = await this.db.query(
      `update job_heads set state = $3, finished_at = now(), lease_token = null, lease_until = null
        where id = $1 and lease_token = $2 returning id`,
      [head.id, head.token, state],
    )
    if (!finished.length) throw new LeaseLost()
  }

  private async fail(head: Head, error: unknown): Promise<void> {
    const wait = jobs[head.name].retryAfter[head.attempts - 1]
    const message = error instanceof Error ? error.message : String(error)
    log.warn(
      { err: error, job: head.id, name: head.name, attempt: head.attempts, tenant: head.tenant_id },
      'a job failed',
    )
    // A refusal by our own rules will be refused again: it needs a person, not a retry.
    const hopeless = error instanceof DomainError && error.kind !== 'unavailable'
    if (wait === undefined || hopeless) return this.bury(head, message)
    await this.db.tx(async () => {
      const jitter = 0.8 + Math.random() * 0.4
      await this.db.query(
        `update job_heads set state = 'pending', lease_token = null, lease_until = null,
                run_at = now() + make_interval(secs => $3) where id = $1 and lease_token = $2`,
        [head.id, head.token, wait * jitter],
      )
      await this.note(head, message)
    })
  }

  private bury(head: Head, message: string): Promise<void> {
    const actor = { tenant: head.tenant_id, role: 'system', user: null, session: null } as const
    return this.db.as(actor, () =>
      this.db.tx(async () => {
        await this.finish(head, 'dead')
        await this.note(head, message)
      }),
    )
  }

  private async note(head: Head, message: string): Promise<void> {
    if (!head.tenant_id) return
    await this.db.query(`update job_payloads set last_error = $2 where tenant_id = current_tenant() and id = $1`, [
      head.id,
      message.slice(0, 2000),
    ])
  }
}
