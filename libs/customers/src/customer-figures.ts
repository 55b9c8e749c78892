import { AsyncLocalStorage } from 'node:async_hooks'
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import type { ResolvedCustomer } from './customer-references'
import { MergedMeanwhile } from './merge/merge.errors'

/**
 * What customers are worth (DESIGN §3): in the tenant's currency, each order at the rate of its day. Native minor units
 * are summed per currency and rate day, converted and rounded once. Orders and refunds without a rate are left out of
 * the amounts; `orders_without_rate` counts the orders among them.
 */
const refreshMany = `
with cells as materialized (
  select f.customer_id, f.kind, f.currency, f.rate_day, sum(f.amount) as amount, count(*) as orders,
         min(f.placed_at) as first_at, max(f.placed_at) as last_at
    from customer_order_facts_v1 f
   where f.tenant_id = current_tenant() and f.customer_id = any($1::uuid[]) and (f.counts_as_order or f.kind = 'refund')
   group by f.customer_id, f.kind, f.currency, f.rate_day
), rates as materialized (
  select d.currency, d.rate_day, r.multiplier, r.divisor
    from (select distinct currency, rate_day from cells) d
   cross join tenants t
   cross join lateral conversion_of(d.currency, t.default_currency, d.rate_day) r
   where t.id = current_tenant()
), converted as (
  select c.*, c.amount * r.multiplier / r.divisor as value
    from cells c
    join rates r on r.currency = c.currency and coalesce(r.rate_day, '-infinity') = coalesce(c.rate_day, '-infinity')
), figures as materialized (
  select v.customer_id,
         round(sum(case v.kind when 'order' then v.value else -v.value end))::bigint as net,
         sum(v.value) filter (where v.kind = 'order') as gross,
         sum(v.orders) filter (where v.kind = 'order') as orders,
         sum(v.orders) filter (where v.kind = 'order' and v.value is null) as without_rate,
         min(v.first_at) filter (where v.kind = 'order') as first_at,
         max(v.last_at) filter (where v.kind = 'order') as last_at
    from converted v group by v.customer_id
), wanted as (
  select w.id, coalesce(f.net, 0) as lifetime_value, t.default_currency as currency,
         coalesce(f.orders, 0)::integer as total_orders,
         coalesce(round(f.gross / nullif(f.orders, 0)), 0)::bigint as average_order_value,
         f.first_at, f.last_at, coalesce(f.without_rate, 0)::integer as orders_without_rate
    from unnest($1::uuid[]) as w (id)
    join tenants t on t.id = current_tenant()
    left join figures f on f.customer_id = w.id
)
update customers c
   set lifetime_value = w.lifetime_value, lifetime_value_currency = w.currency, total_orders = w.total_orders,
       average_order_value = w.average_order_value, first_order_date = w.first_at, last_order_date = w.last_at,
       orders_without_rate = w.orders_without_rate
  from wanted w
 where c.tenant_id = current_tenant() and c.id = w.id
   and (c.lifetime_value, c.lifetime_value_currency, c.total_orders, c.average_order_value, c.first_order_date,
        c.last_order_date, c.orders_without_rate)
       is distinct from (w.lifetime_value, w.currency, w.total_orders, w.average_order_value, w.first_at, w.last_at,
        w.orders_without_rate)`

const lockMany = `
select id, deleted_at is null as is_living, merged_at is not null as is_merged from customers
 where tenant_id = current_tenant() and id = any($1::uuid[]) order by id for no key update`

/** One customer's plan is the same whoever she is, where one for any list of them would be made anew for each list. */
function forOne(statement: string): string {
  return statement.replace('= any($1::uuid[])', '= $1::uuid').replace('unnest($1::uuid[])', '(select $1::uuid)')
}

const [refreshOne, lockOne] = [forOne(refreshMany), forOne(lockMany)]

@Injectable()
export class CustomerFigures {
  private readonly waiting = new AsyncLocalStorage<Set<string>>()

  constructor(private readonly db: Database) {}

  /**
   * Locks customers in the order of their ids, so that writers of the same ones wait in line and never in a ring. Throws
   * MergedMeanwhile when one of them was merged since she was looked up, or one of `resolved` stands for others now.
   */
  async lock(ids: readonly string[], resolved: readonly ResolvedCustomer[] = []): Promise<void> {
    if ((await this.lockAll(ids)).merged.length) throw new MergedMeanwhile()
    const named = resolved.filter((one) => one.named !== null)
    if (named.length && !(await this.stillStand(named))) throw new MergedMeanwhile()
  }

  /** The same for ids from long ago; answers those who live, and those who were merged into others. */
  async lockAll(ids: readonly string[]): Promise<{ living: string[]; merged: string[] }> {
    const wanted = [...new Set(ids)]
    if (!wanted.length) return { living: [], merged: [] }
    const [sql, params] = wanted.length === 1 ? [lockOne, wanted] : [lockMany, [wanted]]
    const locked = await this.db.query<{ id: string; is_living: boolean; is_merged: boolean }>(sql, params, {
      prepare: wanted.length < 20,
    })
    const idsOf = (rows: typeof locked): string[] => rows.map(({ id }) => id)
    return {
      living: idsOf(locked.filter(({ is_living }) => is_living)),
      merged: idsOf(locked.filter(({ is_merged }) => is_merged)),
    }
  }

  /** Whether those who are named are found at the customers that they were resolved to. */
  private async stillStand(named: readonly ResolvedCustomer[]): Promise<boolean> {
    const [answer] = await this.db.query<{ all_stand: boolean }>(
      `select bool_and(exists (
                select from customer_merges m where m.tenant_id = current_tenant() and m.loser_id = w.named
                   and m.into_id = w.id and m.undone_at is null)) as all_stand
         from unnest($1::uuid[], $2::uuid[]) as w (id, named)`,
      [named.map(({ id }) => id), named.map((one) => one.named)],
    )
    return answer?.all_stand ?? false
  }

  /**
   * Recomputes the figures of customers that this transaction has locked by an earlier statement: one that waits for a
   * lock itself would write sums from before the wait.
   */
  async refresh(ids: readonly string[]): Promise<void> {
    const waiting = this.waiting.getStore()
    const wanted = [...new Set(ids)]
    if (waiting) for (const id of wanted) waiting.add(id)
    if (waiting || !wanted.length) return
    const [sql, params] = wanted.length === 1 ? [refreshOne, wanted] : [refreshMany, [wanted]]
    await this.db.query(sql, params, { prepare: wanted.length < 20 })
  }

  /** Figures that `work` would refresh step by step are refreshed once, at its end. Inside `tx` only. */
  async together<Result>(work: () => Promise<Result>): Promise<Result> {
    const waiting = new Set<string>()
    const result = await this.waiting.run(waiting, work)
    await this.refresh([...waiting])
    return result
  }

  /** The next customers behind `after`, in the order of their ids. */
  async next(after: string | null, limit: number): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `select id from customers where tenant_id = current_tenant() and ($1::uuid is null or id > $1) and merged_at is null order by id limit $2`,
      [after, limit],
    )
    return rows.map(({ id }) => id)
  }
}
