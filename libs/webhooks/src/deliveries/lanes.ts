// Terms: a *lane* is a subscription's way to its receiver. Whoever holds the lane's lease sends for it, nobody else, so
// that breaker, pace and order need no agreement between workers, and a dead receiver fills its own lane only. A *turn*
// is the time for which a worker holds a lane; then the next lane that waits has its turn.
import { Injectable } from '@nestjs/common'
import { config, Database } from '@portolan/platform'
import type { Figures } from './figures'

export const leaseSeconds = config.JOB_LEASE_SECONDS

export interface Lane {
  readonly subscription: string
  readonly tenant: string
  readonly token: string
}

/** How a lane is left. */
export interface Rest {
  /** SQL that says which pending deliveries `d` may go. */
  readonly open: string
  /** Even when it is woken; null when it sleeps until it is. */
  readonly restSeconds: number | null
  readonly figures: Figures
}

/** Somebody else holds the lane by now: whatever was sent will be sent again under the same ids. */
export class LaneLost extends Error {}

const nobody = { tenant: null, role: 'system', user: null, session: null } as const

@Injectable()
export class Lanes {
  constructor(private readonly db: Database) {}

  /** Up to `most` lanes that are due and that nobody holds, tenants that hold few of them first. */
  claim(most: number): Promise<Lane[]> {
    return this.alone(() =>
      this.db.query<Lane>(
        `update webhook_lanes set lease_token = gen_random_uuid(), lease_until = now() + interval '${leaseSeconds} seconds'
          where subscription_id in (
            select subscription_id from webhook_lanes lane
             where due_at <= now() and (lease_until is null or lease_until < now())
             order by (select count(*) from webhook_lanes held
                        where held.tenant_id = lane.tenant_id and held.due_at <= now() and held.lease_until >= now()),
                      due_at
             limit $1 for update skip locked)
        returning subscription_id as subscription, tenant_id as tenant, lease_token as token`,
        [most],
      ),
    )
  }

  async renew(lanes: readonly Lane[]): Promise<void> {
    await this.alone(() =>
      this.db.query(
        `update webhook_lanes set lease_until = now() + interval '${leaseSeconds} seconds'
          where lease_until > now() and (subscription_id, lease_token) in (select * from unnest($1::uuid[], $2::uuid[]))`,
        [lanes.map(({ subscription }) => subscription), lanes.map(({ token }) => token)],
      ),
    )
  }

  /** Inside a transaction that claims or records. Throws LaneLost. */
  async hold({ subscription, token }: Lane): Promise<void> {
    const held = await this.db.query(
      `select from webhook_lanes where tenant_id = current_tenant() and subscription_id = $1 and lease_token = $2
          and lease_until > now() for key share`,
      [subscription, token],
      { prepare: true },
    )
    if (!held.length) throw new LaneLost()
  }

  /**
   * Lets go of a lane. It is due again when its next delivery is, and not before `restSeconds` have passed. Locks the
   * lane before it looks: a publication that is not committed yet is waited for, a later one makes the lane due itself.
   */
  async release({ subscription, token }: Lane, { open, restSeconds, figures }: Rest): Promise<void> {
    const held = await this.db.query(
      `select from webhook_lanes where tenant_id = current_tenant() and subscription_id = $1 and lease_token = $2 for update`,
      [subscription, token],
    )
    if (!held.length) throw new LaneLost()
    await this.db.query(
      `update webhook_lanes set lease_token = null, lease_until = null, due_at = case when $2::float8 is null then 'infinity' else
              greatest((select coalesce(min(d.next_attempt_at), 'infinity') from webhook_deliveries d
                where d.tenant_id = current_tenant() and d.subscription_id = $1 and d.status = 'pending'${open}), now() + make_interval(secs => $2)) end,
              rest_until = now() + make_interval(secs => nullif($2, 0)),
              succeeded = succeeded + $3, failed = failed + $4, seconds = seconds + $5,
              durations = array(select coalesce(was, 0) + added from unnest(durations, $6::bigint[]) as both_of (was, added)),
              delays = array(select coalesce(was, 0) + added from unnest(delays, $7::bigint[]) as both_of (was, added)),
              delay_seconds = delay_seconds + $8,
              waiting = (select count(*) from (
                select from webhook_deliveries d where d.tenant_id = current_tenant() and d.subscription_id = $1
                   and d.status = 'pending' limit 10000) pending)
        where tenant_id = current_tenant() and subscription_id = $1`,
      [
        subscription,
        restSeconds,
        figures.succeeded,
        figures.failed,
        figures.durations.seconds,
        figures.durations.counts,
        figures.delays.counts,
        figures.delays.seconds,
      ],
    )
  }

  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.db.as(nobody, () => this.db.tx(work))
  }
}
