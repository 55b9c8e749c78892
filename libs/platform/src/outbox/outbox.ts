// Facts and jobs leave in the transaction that made them true: both are rows. The wake-up after the commit is a hint.
import { Injectable } from '@nestjs/common'
import {
  events,
  jobs,
  newId,
  type EventName,
  type EventOf,
  type JobName,
  type JobOf,
  type QueueName,
} from '@portolan/contracts'
import { context } from '../database/context'
import { Database } from '../database/database'
import type { Statement } from '../database/transaction'
import { WakeUps } from '../queue/wake-ups'

/** An event as its consumers receive it. */
export interface DomainEvent<Name extends EventName = EventName> {
  readonly id: string
  readonly name: Name
  readonly payload: EventOf<Name>
  readonly occurred_at: string
  readonly actor: string | null
  readonly correlation: string
}

/** A fact with the request that caused it. */
export interface CausedFact<Name extends EventName> {
  readonly payload: EventOf<Name>
  readonly correlation: string
}

/** A job that there is only where its row is written. */
export interface CausedJob<Name extends JobName> {
  /** Id of the row. */
  readonly cause: string
  readonly payload: JobOf<Name>
  readonly correlation: string
}

@Injectable()
export class Outbox {
  constructor(
    private readonly db: Database,
    private readonly wakeUps: WakeUps,
  ) {}

  /**
   * Appends a fact to the ambient transaction; `last` ends it with that. Throws a ZodError when the payload is not what
   * the catalogue says.
   */
  append<Name extends EventName>(name: Name, payload: EventOf<Name>, how: Pick<Statement, 'last'> = {}): Promise<void> {
    return this.appendMany(name, [payload], how)
  }

  /** Appends several facts of one name, in their order, by one statement. */
  appendMany<Name extends EventName>(
    name: Name,
    payloads: readonly EventOf<Name>[],
    how: Pick<Statement, 'last'> = {},
  ): Promise<void> {
    const { correlation } = context()
    return this.appendCaused(
      name,
      payloads.map((payload) => ({ payload, correlation })),
      how,
    )
  }

  /** The same for facts that several requests of the ambient user have caused. */
  async appendCaused<Name extends EventName>(
    name: Name,
    facts: readonly CausedFact<Name>[],
    how: Pick<Statement, 'last'> = {},
  ): Promise<void> {
    if (!facts.length) return
    const { schema, version } = events[name]
    await this.db.query(
      `with head as (insert into outbox_heads (id, tenant_id) select id, current_tenant() from unnest($1::uuid[]) as new (id))
       insert into outbox_events (tenant_id, id, name, version, payload, actor, correlation)
       select current_tenant(), id, $2, $3, payload, $5, correlation
         from unnest($1::uuid[], $4::jsonb[], $6::text[]) as new (id, payload, correlation)`,
      [
        facts.map(() => newId()),
        name,
        version,
        facts.map(({ payload }) => JSON.stringify(schema.parse(payload))),
        context().user,
        facts.map(({ correlation }) => correlation),
      ],
      { prepare: true, ...how },
    )
    this.db.afterCommit(() => {
      this.wakeUps.wake('relay')
    })
  }

  /** Adds a job of the ambient tenant to the ambient transaction and returns its id. */
  async enqueue<Name extends JobName>(
    name: Name,
    payload: JobOf<Name>,
    options: { runAt?: Date } = {},
  ): Promise<string> {
    const { schema, queue } = jobs[name]
    const { user, correlation } = context()
    const id = newId()
    await this.db.query(
      `with head as (
         insert into job_heads (id, tenant_id, queue, name, run_at) values ($1, current_tenant(), $2, $3, coalesce($4, now()))
       )
       insert into job_payloads (tenant_id, id, payload, actor, correlation) values (current_tenant(), $1, $5, $6, $7)`,
      [id, queue, name, options.runAt ?? null, JSON.stringify(schema.parse(payload)), user, correlation],
      { prepare: true },
    )
    this.db.afterCommit(() => {
      this.wakeUps.wake(queue)
    })
    return id
  }

  /** Adds a job that begins in some seconds, unless one of that name waits already. */
  async enqueueOnce<Name extends JobName>(name: Name, payload: JobOf<Name>, seconds: number): Promise<void> {
    const waiting = await this.db.query(
      `select from job_heads where queue = $1 and state = 'pending' and turn = current_tenant() and name = $2 limit 1`,
      [jobs[name].queue, name],
      { prepare: true },
    )
    if (!waiting.length) await this.enqueue(name, payload, { runAt: new Date(Date.now() + seconds * 1000) })
  }

  /**
   * Adds jobs by one statement with what makes them true, which is the transaction's last: `cause` returns the `id`s of
   * rows that it wrote, and where it did not write a job's row there is no job. Returns how many there are.
   */
  async enqueueWith<Name extends JobName>(
    cause: Pick<Statement, 'sql' | 'params'>,
    name: Name,
    mayBe: readonly CausedJob<Name>[],
  ): Promise<number> {
    const { schema, queue } = jobs[name]
    const { sql, params = [] } = cause
    const possible = mayBe.map(({ payload, ...job }) => ({ ...job, id: newId(), payload: schema.parse(payload) }))
    const own = [JSON.stringify(possible), queue, name, context().user]
    const [list, line, job, actor] = own.map((_, index) => `$${params.length + index + 1}`)
    const made = await this.db.query(
      `with cause as (${sql}),
       made as (
         select m.id, m.payload, m.correlation
           from json_to_recordset(${list}::json) as m (cause uuid, id uuid, payload jsonb, correlation text)
           join cause on cause.id = m.cause
       ),
       head as (insert into job_heads (id, tenant_id, queue, name) select id, current_tenant(), ${line}, ${job} from made),
       payload as (
         insert into job_payloads (tenant_id, id, payload, actor, correlation)
         select current_tenant(), id, payload, ${actor}::uuid, correlation from made
       )
       select from made`,
      [...params, ...own],
      { prepare: true, last: true },
    )
    if (made.length)
      this.db.afterCommit(() => {
        this.wakeUps.wake(queue)
      })
    return made.length
  }

  /** Lets a job that waits for its time begin now. */
  async hurry(jobId: string): Promise<void> {
    const [job] = await this.db.query<{ queue: QueueName }>(
      `update job_heads set run_at = now()
        where tenant_id = current_tenant() and id = $1 and state = 'pending' and run_at > now() returning queue`,
      [jobId],
    )
    if (job)
      this.db.afterCommit(() => {
        this.wakeUps.wake(job.queue)
      })
  }

  /** Asks a job of the ambient tenant to stop; a chunked handler hears of it before its next chunk. */
  async cancel(jobId: string): Promise<void> {
    await this.db.query(
      `update job_payloads set cancel_requested = true where tenant_id = current_tenant() and id = $1`,
      [jobId],
    )
  }
}
