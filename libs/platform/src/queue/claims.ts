// Terms: a worker *claims* a due head and gets a *token* with it; until its *lease* ends nobody else takes the job, and
// whoever has lost the token rolls back. Leases go by the database's clock. *Turns* are tenants, taken one after the
// other, so that a tenant's hundred thousand jobs hold nobody up.
import { Injectable } from '@nestjs/common'
import { jobs, type JobName, type QueueName } from '@portolan/contracts'
import { config } from '../config/config'
import { Database } from '../database/database'
import { JobOrder } from './job-order'

export const leaseSeconds = config.JOB_LEASE_SECONDS

export interface Head {
  readonly id: string
  readonly tenant_id: string | null
  readonly name: JobName
  readonly attempts: number
  readonly lost_leases: number
  readonly token: string
  readonly turn: string
}

export class LeaseLost extends Error {}

const nobody = { tenant: null, role: 'system', user: null, session: null } as const
// A worker of an older version leaves the jobs that it does not know to newer ones.
const known = Object.keys(jobs)

const taken = `state = 'running', attempts = attempts + 1, lease_token = gen_random_uuid(),
  lease_until = now() + interval '${leaseSeconds} seconds'`
const returned = 'job_heads.id, tenant_id, name, attempts, lost_leases, lease_token as token, turn'
const notPaused = (turn: string) =>
  `not exists (select from queue_pauses p where p.queue = $1 and (p.tenant_id is null or p.tenant_id = ${turn}))`

const fresh = `
  with recursive turns as (
    (select turn from job_heads where queue = $1 and state = 'pending' and turn > $2
        and exists (select from job_heads where queue = $1 and state = 'pending' and run_at <= now())
      order by turn limit 1)
    union all
    select (select next.turn from job_heads next where queue = $1 and state = 'pending' and next.turn > turns.turn
             order by next.turn limit 1)
      from turns where turns.turn is not null
  ), share as (
    -- Few tenants waiting share the batch; with many, each gets one.
    select ceil($3::float8 / greatest(1, count(*)))::integer as jobs from (
      select from turns where turn is not null limit $3) waiting
  ), due as (
    select job.id from turns cross join lateral (
      select id from job_heads
       where queue = $1 and state = 'pending' and job_heads.turn = turns.turn and run_at <= now() and name = any($4)
       order by run_at, id limit (select jobs from share) for update skip locked) job
     where ${notPaused('turns.turn')} limit $3
  )
  update job_heads set ${taken} from due where job_heads.id = due.id returning ${returned}`

const lost = `
  update job_heads set ${taken}, lost_leases = lost_leases + 1
   where id = (select id from job_heads where queue = $1 and state = 'running' and lease_until < now()
                  and name = any($2) and ${notPaused('job_heads.turn')}
                order by lease_until limit 1 for update skip locked)
  returning ${returned}`

export const firstTurn = '00000000-0000-0000-0000-000000000000'

@Injectable()
export class Claims {
  constructor(
    private readonly db: Database,
    private readonly order: JobOrder,
  ) {}

  /** Up to `most` due heads, shared by the tenants that wait, beginning with the turn that follows `after`. */
  take(queue: QueueName, { after, most }: { after: string; most: number }): Promise<Head[]> {
    return this.alone(fresh, [queue, after, most, known])
  }

  /** One head whose worker was silent for the length of a lease. */
  async takeLost(queue: QueueName): Promise<Head | undefined> {
    const [head] = await this.alone<Head>(lost, [queue, known])
    return head
  }

  /** Proves the lease in the transaction that writes the effects. Throws LeaseLost. */
  async hold({ id, token }: Head): Promise<void> {
    const held = await this.db.query(
      `update job_heads set lease_until = now() + interval '${leaseSeconds} seconds', lost_leases = 0
        where id = $1 and lease_token = $2 and state = 'running' returning id`,
      [id, token],
      { prepare: true },
    )
    if (!held.length) throw new LeaseLost()
  }

  /**
   * Those of `heads` whose lease still stands, locked: until this transaction ends nobody takes them, however long their
   * lease is over by then.
   */
  async holdAll(heads: readonly Head[]): Promise<Head[]> {
    const held = await this.db.query<{ id: string }>(
      `select h.id from job_heads h join unnest($1::uuid[], $2::uuid[]) as held (id, token)
           on h.id = held.id and h.lease_token = held.token
        where h.state = 'running' order by h.id for no key update of h`,
      columnsOf(heads),
      { prepare: true },
    )
    const ids = new Set(held.map(({ id }) => id))
    return heads.filter(({ id }) => ids.has(id))
  }

  /** Renews leases. A head that its chunk's transaction has locked needs none and is passed over. */
  async renew(heads: readonly Head[]): Promise<void> {
    await this.alone(
      `update job_heads set lease_until = now() + interval '${leaseSeconds} seconds' where id in (
         select h.id from job_heads h join unnest($1::uuid[], $2::uuid[]) as held (id, token)
             on h.id = held.id and h.lease_token = held.token
          where h.state = 'running' for update of h skip locked)`,
      columnsOf(heads),
    )
  }

  /** Gives back a job that this worker has no time for; it counts as not tried. */
  async giveBack({ id, token }: Head): Promise<void> {
    await this.alone(
      `update job_heads set state = 'pending', attempts = attempts - 1, lease_token = null, lease_until = null
        where id = $1 and lease_token = $2`,
      [id, token],
    )
  }

  /** Whether a job of another tenant is due in the same queue. */
  async othersWait({ turn }: Head, queue: QueueName): Promise<boolean> {
    const due = `queue = $1 and state = 'pending' and run_at <= now()`
    const [row] = await this.db.as(nobody, () =>
      this.db.read<{ wait: boolean }>(
        `select exists (select from job_heads where ${due} and turn < $2)
             or exists (select from job_heads where ${due} and turn > $2) as wait`,
        [queue, turn],
      ),
    )
    return row?.wait ?? false
  }

  /** Inside a transaction of the job's tenant. Throws LeaseLost. */
  finish(head: Head, state: 'done' | 'dead' | 'cancelled'): Promise<void> {
    return this.finishAll([head], state)
  }

  /** All of them or none, inside a transaction of their tenant. Throws LeaseLost. */
  async finishAll(heads: readonly Head[], state: 'done' | 'dead' | 'cancelled'): Promise<void> {
    const events = heads.filter(({ name }) => name === 'event.handle')
    const [finished] = await Promise.all([
      this.db.query(
        `update job_heads set state = $3, finished_at = now(), lease_token = null, lease_until = null
           from unnest($1::uuid[], $2::uuid[]) as held (id, token)
          where job_heads.id = held.id and lease_token = held.token returning job_heads.id`,
        [...columnsOf(heads), state],
        { prepare: true },
      ),
      events.length ? this.order.leave(events.map(({ id }) => id)) : undefined,
    ])
    if (finished.length < heads.length) throw new LeaseLost()
  }

  async retryIn(seconds: number, { id, token }: Head): Promise<void> {
    await this.db.query(
      `update job_heads set state = 'pending', lease_token = null, lease_until = null,
              run_at = now() + make_interval(secs => $3) where id = $1 and lease_token = $2`,
      [id, token, seconds],
    )
  }

  /** As retryIn, for a job that did not fail; it counts as not tried. */
  async postpone(seconds: number, { id, token }: Head): Promise<void> {
    await this.db.query(
      `update job_heads set state = 'pending', attempts = attempts - 1, lease_token = null, lease_until = null,
              run_at = now() + make_interval(secs => $3) where id = $1 and lease_token = $2`,
      [id, token, seconds],
    )
  }

  /** One statement that is a transaction: lines ask many times a second, and all of it travels once. */
  private alone<Row>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.db.as(nobody, () => this.db.tx(() => this.db.query<Row>(sql, params, { prepare: true, last: true })))
  }
}

function columnsOf(heads: readonly Head[]): [string[], string[]] {
  return [heads.map(({ id }) => id), heads.map(({ token }) => token)]
}
