import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { Lane } from './lanes'

/** What sending needs to know of a subscription, secrets still sealed. */
export interface Subscriber {
  readonly id: string
  readonly url: string
  readonly status: 'active' | 'paused' | 'disabled'
  readonly secret: string
  readonly previous_secret: string | null
  readonly headers: string | null
  readonly rate_limit: number | null
  readonly ordered: boolean
  readonly failures: number
  /** Seconds that the breaker still keeps it shut; 0 when it is open. */
  readonly paused: number
  /** Days since which there were only failures. */
  readonly failing_days: number
}

/** One delivery to be sent now. */
export interface Claimed {
  readonly id: string
  readonly event_id: string
  readonly attempt_count: number
  readonly tries: number
  readonly body: string
  /** When it happened, in milliseconds of Unix time. */
  readonly occurred_ms: number
}

/** One call that was made, with what it means for its delivery. */
export interface Outcome {
  readonly delivery: Claimed
  readonly startedAt: Date
  readonly durationMs: number
  readonly succeeded: boolean
  readonly httpStatus: number | null
  readonly error: string | null
  readonly request: object
  readonly answer: { readonly headers: object; readonly body: string; readonly truncated: boolean } | null
  /** Seconds until it is tried again; null when it is over. */
  readonly retryIn: number | null
}

/** In an ordered lane only the first open delivery about each row may go. */
export const firstOfItsRow = ` and not exists (
  select from webhook_deliveries earlier
   where earlier.tenant_id = current_tenant() and earlier.subscription_id = d.subscription_id
     and earlier.subject_id = d.subject_id and earlier.sequence < d.sequence and earlier.status in ('pending', 'sending'))`

@Injectable()
export class TurnQueries {
  constructor(private readonly db: Database) {}

  async subscriber(id: string): Promise<Subscriber | undefined> {
    const [row] = await this.db.query<Subscriber>(
      `select id, url, status, secret, headers, rate_limit, ordered, failures,
              case when previous_secret_until > now() then previous_secret end as previous_secret,
              greatest(0, extract(epoch from paused_until - now()))::float8 as paused,
              coalesce(extract(epoch from now() - failing_since) / 86400, 0)::float8 as failing_days
         from webhook_subscriptions where tenant_id = current_tenant() and id = $1`,
      [id],
      { prepare: true },
    )
    return row
  }

  /** Marks up to `most` due deliveries as being sent, the oldest first. */
  claim({ subscription, token }: Lane, most: number, ordered: boolean): Promise<Claimed[]> {
    return this.db.query<Claimed>(
      `with due as materialized (
         select d.id, d.event_id from webhook_deliveries d
          where d.tenant_id = current_tenant() and d.subscription_id = $1 and d.status = 'pending'
            and d.next_attempt_at <= now()${ordered ? firstOfItsRow : ''}
          order by d.next_attempt_at, d.sequence limit $3 for update of d skip locked)
       update webhook_deliveries d
          set status = 'sending', claim = $2, attempt_count = d.attempt_count + 1, tries = d.tries + 1, next_attempt_at = null
         from due join webhook_events e on e.tenant_id = current_tenant() and e.id = due.event_id
        where d.tenant_id = current_tenant() and d.id = due.id
       returning d.id, d.event_id, d.attempt_count, d.tries, e.body,
                 (extract(epoch from e.occurred_at) * 1000)::float8 as occurred_ms`,
      [subscription, token, most],
      { prepare: true },
    )
  }

  /** Gives back what was claimed and not sent. */
  giveBack({ token }: Lane, ids: readonly string[]): Promise<unknown> {
    return this.db.query(
      `update webhook_deliveries set status = 'pending', claim = null, next_attempt_at = now(),
              attempt_count = attempt_count - 1, tries = tries - 1
        where tenant_id = current_tenant() and id = any($2::uuid[]) and claim = $1`,
      [token, ids],
    )
  }

  /** Deliveries that a worker was sending when it stopped: nobody knows what became of them, so they are sent again. */
  async recover({ subscription, token }: Lane): Promise<void> {
    await this.db.query(
      `with lost as (
         update webhook_deliveries set status = 'pending', claim = null, next_attempt_at = now()
          where tenant_id = current_tenant() and subscription_id = $1 and status = 'sending' and claim <> $2
         returning id, attempt_count)
       insert into webhook_attempts (tenant_id, id, delivery_id, number, started_at, duration_ms, outcome, error)
       select current_tenant(), gen_random_uuid(), id, attempt_count, now(), 0, 'interrupted',
              'the worker stopped before it knew the outcome' from lost`,
      [subscription, token],
    )
  }

  /** Writes attempts and what follows from them, where the lane's claim still stands. */
  async record({ token }: Lane, outcomes: readonly Outcome[]): Promise<void> {
    await this.db.query(
      `with outcome as materialized (
         select * from unnest($2::uuid[], $3::uuid[], $4::integer[], $5::timestamptz[], $6::integer[], $7::boolean[],
                              $8::integer[], $9::text[], $10::jsonb[], $11::jsonb[], $12::text[], $13::boolean[], $14::float8[])
           as o (delivery_id, id, number, started_at, duration_ms, succeeded, http_status, error, request,
                 answer_headers, answer_body, answer_truncated, retry_in)),
       recorded as (
         update webhook_deliveries d set claim = null,
                status = case when o.succeeded then 'succeeded' when o.retry_in is null then 'failed' else 'pending' end,
                next_attempt_at = now() + make_interval(secs => o.retry_in),
                finished_at = case when o.retry_in is null then now() end
           from outcome o where d.tenant_id = current_tenant() and d.id = o.delivery_id and d.claim = $1
         returning d.id),
       attempt as (
         insert into webhook_attempts
                (tenant_id, id, delivery_id, number, started_at, duration_ms, outcome, http_status, error, request)
         select current_tenant(), o.id, o.delivery_id, o.number, o.started_at, o.duration_ms,
                case when o.succeeded then 'succeeded' else 'failed' end, o.http_status, o.error, o.request
           from outcome o join recorded r on r.id = o.delivery_id)
       insert into webhook_answers (tenant_id, attempt_id, headers, body, truncated)
       select current_tenant(), o.id, o.answer_headers, o.answer_body, o.answer_truncated
         from outcome o join recorded r on r.id = o.delivery_id where o.answer_headers is not null`,
      [token, ...columnsOf(outcomes)],
      { prepare: true },
    )
  }

  /** What a batch of calls says about the subscription. */
  async note(id: string, { outcomes, failures, pauseSeconds }: Noted): Promise<void> {
    const succeeded = outcomes.filter((outcome) => outcome.succeeded).length
    const last = outcomes.at(-1)
    await this.db.query(
      `with hour as (
         insert into webhook_hours as h (tenant_id, subscription_id, hour, succeeded, failed, duration_ms)
         values (current_tenant(), $1, date_trunc('hour', now()), $2, $3, $4)
         on conflict (tenant_id, subscription_id, hour) do update set succeeded = h.succeeded + excluded.succeeded,
            failed = h.failed + excluded.failed, duration_ms = h.duration_ms + excluded.duration_ms)
       update webhook_subscriptions
          set failures = $5, last_attempt_at = now(), last_error = case when $5 = 0 then null else coalesce($6, last_error) end,
              last_success_at = case when $2 > 0 then now() else last_success_at end,
              failing_since = case when $5 = 0 then null when $2 > 0 then now() else coalesce(failing_since, now()) end,
              paused_until = greatest(paused_until, now() + make_interval(secs => $7))
        where tenant_id = current_tenant() and id = $1`,
      [
        id,
        succeeded,
        outcomes.length - succeeded,
        Math.round(outcomes.reduce((sum, { durationMs }) => sum + durationMs, 0)),
        failures,
        last?.error ?? null,
        pauseSeconds,
      ],
      { prepare: true },
    )
  }

  /** Switches a subscription off. False when it was off already. */
  async disable(id: string, reason: 'gone' | 'failing'): Promise<boolean> {
    const rows = await this.db.query(
      `update webhook_subscriptions set status = 'disabled', disabled_reason = $2, version = version + 1, updated_at = now()
        where tenant_id = current_tenant() and id = $1 and status <> 'disabled' returning id`,
      [id, reason],
    )
    return rows.length > 0
  }
}

interface Noted {
  readonly outcomes: readonly Outcome[]
  /** In a row, counted up to the last call. */
  readonly failures: number
  /** How long the breaker shuts; null leaves it as it is, since a slow answer of before opens nothing. */
  readonly pauseSeconds: number | null
}

/** The parameters of `record`, one list for each column. */
function columnsOf(outcomes: readonly Outcome[]): unknown[][] {
  const column = <Value>(value: (outcome: Outcome) => Value): Value[] => outcomes.map(value)
  return [
    column(({ delivery }) => delivery.id),
    column(() => newId()),
    column(({ delivery }) => delivery.attempt_count),
    column(({ startedAt }) => startedAt),
    column(({ durationMs }) => Math.round(durationMs)),
    column(({ succeeded }) => succeeded),
    column(({ httpStatus }) => httpStatus),
    column(({ error }) => error),
    column(({ request }) => JSON.stringify(request)),
    column(({ answer }) => (answer ? JSON.stringify(answer.headers) : null)),
    column(({ answer }) => answer?.body ?? null),
    column(({ answer }) => answer?.truncated ?? null),
    column(({ retryIn }) => retryIn),
  ]
}
