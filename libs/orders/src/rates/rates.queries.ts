// The SQL of exchange rates.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { PublishedRate } from './ecb'

const ordersPerChunk = 500

export interface Unfrozen {
  readonly id: string
  readonly customer_id: string | null
}

@Injectable()
export class RatesQueries {
  constructor(private readonly db: Database) {}

  /** Published rates never change, so what is there stays. Answers how many are new. */
  async load(rates: readonly PublishedRate[], source: string): Promise<number> {
    const [row] = await this.db.query<{ added: number }>(
      `with added as (
         insert into exchange_rates (currency, day, rate, source)
         select r.currency, r.day, r.rate, $4
           from unnest($1::text[], $2::date[], $3::numeric[]) as r (currency, day, rate) where r.currency <> 'EUR'
             on conflict (currency, day) do nothing returning 1)
       select count(*)::integer as added from added`,
      [rates.map(({ currency }) => currency), rates.map(({ day }) => day), rates.map(({ rate }) => rate), source],
    )
    return row?.added ?? 0
  }

  /** Adds rates of the tenant's own and answers the ids of those that are new. */
  async setOwn(rates: readonly PublishedRate[], source: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `insert into tenant_exchange_rates (tenant_id, id, currency, day, rate, source)
       select current_tenant(), r.id, r.currency, r.day, r.rate, $5
         from unnest($1::uuid[], $2::text[], $3::date[], $4::numeric[]) as r (id, currency, day, rate) where r.currency <> 'EUR'
           on conflict (tenant_id, currency, day) do nothing returning id`,
      [
        rates.map(() => newId()),
        rates.map(({ currency }) => currency),
        rates.map(({ day }) => day),
        rates.map(({ rate }) => rate),
        source,
      ],
    )
    return rows.map(({ id }) => id)
  }

  /** The newest day whose rates are there; the dollar stands for all of them. */
  async newestDay(): Promise<string | null> {
    const [row] = await this.db.read<{ day: string | null }>(
      `select max(day)::text as day from exchange_rates where currency = 'USD'`,
    )
    return row?.day ?? null
  }

  async activeTenants(): Promise<string[]> {
    const rows = await this.db.read<{ id: string }>(`select id from tenants where status = 'active' order by id`)
    return rows.map(({ id }) => id)
  }

  async hasUnfrozen(): Promise<boolean> {
    const [row] = await this.db.read<{ waits: boolean }>(
      `select exists (select from orders where tenant_id = current_tenant() and fx_state <> 'frozen')
           or exists (select from refunds where tenant_id = current_tenant() and fx_state <> 'frozen') as waits`,
    )
    return row?.waits ?? false
  }

  unfrozen(table: 'orders' | 'refunds', after: string | null): Promise<Unfrozen[]> {
    const alone = table === 'refunds' ? 'and order_id is null' : ''
    return this.db.query(
      `select id, customer_id from ${table}
        where tenant_id = current_tenant() and fx_state <> 'frozen' ${alone} and id > coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid)
        order by id limit ${ordersPerChunk}`,
      [after],
    )
  }

  /** Gives the orders the rate of their day; their refunds follow. Answers whose figures that changes. */
  async applyToOrders(ids: readonly string[]): Promise<string[]> {
    const changed = await this.db.query<{ customer_id: string | null }>(
      `with waiting as materialized (
         select id, currency, day from orders
          where tenant_id = current_tenant() and id = any($1::uuid[]) and fx_state <> 'frozen' order by id for update
       ),
       rates as materialized (
         select d.currency, d.day, r.* from (select distinct currency, day from waiting) d cross join lateral rate_for(d.currency, d.day) r
       ),
       changed as (
         update orders o
            set fx_state = r.fx_state, rate_day = r.rate_day, fx_rate = r.fx_rate,
                total_amount_usd = round(convert_minor(o.total_amount, o.currency, 'USD', r.rate_day))::bigint
           from waiting w join rates r on r.currency = w.currency and r.day = w.day
          where o.tenant_id = current_tenant() and o.id = w.id
            and (o.fx_state, o.rate_day, o.fx_rate) is distinct from (r.fx_state, r.rate_day, r.fx_rate)
         returning o.id, o.customer_id, o.day, o.rate_day, o.fx_state
       ),
       followers as (
         update refunds f set rate_day = o.rate_day, fx_state = o.fx_state from changed o
          where f.tenant_id = current_tenant() and f.order_id = o.id returning f.day
       ),
       marked as (
         insert into dirty_days (tenant_id, day)
         select current_tenant(), d.day from (select day from changed union select day from followers) d
       )
       select distinct customer_id from changed`,
      [ids],
    )
    return changed.flatMap(({ customer_id }) => (customer_id ? [customer_id] : []))
  }

  /** The same for refunds without an order. */
  async applyToRefunds(ids: readonly string[]): Promise<string[]> {
    const changed = await this.db.query<{ customer_id: string | null }>(
      `with waiting as materialized (
         select id, currency, day from refunds
          where tenant_id = current_tenant() and id = any($1::uuid[]) and order_id is null and fx_state <> 'frozen'
          order by id for update
       ),
       rates as materialized (
         select d.currency, d.day, r.* from (select distinct currency, day from waiting) d cross join lateral rate_for(d.currency, d.day) r
       ),
       changed as (
         update refunds f set fx_state = r.fx_state, rate_day = r.rate_day
           from waiting w join rates r on r.currency = w.currency and r.day = w.day
          where f.tenant_id = current_tenant() and f.id = w.id and (f.fx_state, f.rate_day) is distinct from (r.fx_state, r.rate_day)
         returning f.customer_id, f.day
       ),
       marked as (insert into dirty_days (tenant_id, day) select distinct current_tenant(), day from changed)
       select distinct customer_id from changed`,
      [ids],
    )
    return changed.flatMap(({ customer_id }) => (customer_id ? [customer_id] : []))
  }

  /**
   * The next customers whose figures hang on the tenant's own rates, because its currency is one that nobody
   * publishes; none otherwise.
   */
  async customersPricedByOwnRates(after: string | null): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `select c.id from customers_v1 c
        where c.tenant_id = current_tenant() and c.id > coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid)
          and exists (select from tenant_exchange_rates r join tenants t on t.id = r.tenant_id and t.default_currency = r.currency
                       where r.tenant_id = current_tenant())
        order by c.id limit ${ordersPerChunk}`,
      [after],
    )
    return rows.map(({ id }) => id)
  }

  /** Whether a published rate stands close enough to that day to be the one in use. */
  async isPublished(currency: string, day: string): Promise<boolean> {
    const rows = await this.db.query(
      `select from exchange_rates where currency = $1 and day between $2::date - 10 and $2::date + 10 limit 1`,
      [currency, day],
    )
    return rows.length > 0
  }

  /** Whether frozen figures stand on the rate of that day. */
  async isInUse(currency: string, day: string): Promise<boolean> {
    const [row] = await this.db.query<{ used: boolean }>(
      `select exists (select from orders where tenant_id = current_tenant() and currency = $1 and rate_day = $2 and fx_state = 'frozen')
           or exists (select from refunds where tenant_id = current_tenant() and currency = $1 and rate_day = $2 and fx_state = 'frozen') as used`,
      [currency, day],
    )
    return row?.used ?? false
  }
}
