// The SQL of refunds: one statement writes a batch.
import { Injectable } from '@nestjs/common'
import type { PaymentStatus } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { RefundLine } from '../order.commands'
import { storableJson } from '../order.row'

export interface RefundedOrder {
  readonly id: string
  readonly customer_id: string | null
  readonly currency: string
  readonly total_amount: string
  readonly payment_status: PaymentStatus
  /** What its refunds come to so far. */
  readonly refunded: string
}

export interface StandingRefund {
  readonly id: string
  readonly source: string
  readonly external_id: string
  readonly order_id: string | null
  readonly customer_id: string | null
  readonly amount: string
  readonly content_hash: string
}

export interface StoredRefund extends Omit<StandingRefund, 'external_id'> {
  readonly external_id: string | null
  readonly version: number
  readonly refund_number: string | null
  readonly currency: string
  readonly reason: string | null
  readonly refunded_at: string
  readonly country_code: string | null
  readonly return_id: string | null
}

export interface RefundKey {
  readonly source: string
  readonly external_id: string
}

const writeRefunds = `
with input as materialized (
  select i.*, (i.refunded_at at time zone t.timezone)::date as day, o.id is not null as of_order,
         case when i.order_id is null then i.customer_id else o.customer_id end as owner,
         case when i.order_id is null then i.named_customer_id else o.named_customer_id end as named, o.rate_day as order_rate_day,
         o.fx_state as order_fx_state, o.country_code as order_country
    from json_to_recordset($1::json) as i (
           id uuid, change text, refund_number text, source text, external_id text, order_id uuid, customer_id uuid,
           named_customer_id uuid, amount bigint, currency text, reason text, refunded_at timestamptz, country_code text,
           country_of_customer boolean, presentment_currency text, presentment_amount bigint, content_hash text)
    join tenants t on t.id = current_tenant()
    left join orders o on o.tenant_id = current_tenant() and o.id = i.order_id
),
rates as materialized (
  select d.currency, d.day, r.rate_day, r.fx_state
    from (select distinct currency, day from input) d cross join lateral rate_for(d.currency, d.day) r
),
priced as materialized (
  select i.*, c.assigned_to,
         case when i.of_order then i.order_rate_day else r.rate_day end as rate_day,
         case when i.of_order then i.order_fx_state else r.fx_state end as fx_state,
         case when i.of_order then i.order_country
              when i.country_of_customer then c.country_code else i.country_code end as country
    from input i
    join rates r on r.currency = i.currency and r.day = i.day
    left join customers_v1 c on c.tenant_id = current_tenant() and c.id = i.owner
),
created as (
  insert into refunds (tenant_id, id, refund_number, source, external_id, order_id, customer_id,
                       named_customer_id, assigned_to, amount,
                       currency, presentment_currency, presentment_amount, reason, refunded_at, day, rate_day, fx_state,
                       country_code, content_hash)
  select current_tenant(), i.id, i.refund_number, i.source, i.external_id, i.order_id, i.owner, i.named,
         i.assigned_to, i.amount,
         i.currency, i.presentment_currency, i.presentment_amount, i.reason, i.refunded_at, i.day, i.rate_day, i.fx_state, i.country, i.content_hash
    from priced i where i.change = 'create'
      on conflict do nothing
  returning id, day
),
replaced as (
  update refunds f
     set refund_number = i.refund_number, order_id = i.order_id, customer_id = i.owner,
         named_customer_id = case when i.of_order or i.named is not null or f.customer_id is distinct from i.owner
                                  then i.named else f.named_customer_id end, assigned_to = i.assigned_to,
         amount = i.amount, currency = i.currency,
         presentment_currency = coalesce(i.presentment_currency, f.presentment_currency),
         presentment_amount = coalesce(i.presentment_amount, f.presentment_amount), reason = i.reason, refunded_at = i.refunded_at, day = i.day,
         rate_day = i.rate_day, fx_state = i.fx_state, country_code = i.country, content_hash = i.content_hash,
         version = f.version + 1, updated_at = now()
    from priced i
    join refunds old on old.tenant_id = current_tenant() and old.id = i.id
   where i.change = 'replace' and f.tenant_id = current_tenant() and f.id = i.id
  returning f.id, f.day, old.day as old_day
),
written as (select id from created union all select id from replaced),
gone as (
  delete from refund_items where tenant_id = current_tenant() and refund_id in (select id from replaced)
),
lines as (
  insert into refund_items (tenant_id, id, refund_id, position, order_item_id, product_id, sku, product_name, quantity, unit_price, total_price)
  select current_tenant(), l.id, l.refund_id, l.position, l.order_item_id, l.product_id, l.sku, l.product_name, l.quantity, l.unit_price, l.total_price
    from json_to_recordset($2::json) as l (id uuid, refund_id uuid, position integer, order_item_id uuid, product_id text, sku text,
         product_name text, quantity integer, unit_price numeric, total_price bigint)
   where l.refund_id in (select id from written)
),
paid as (
  update orders o set payment_status = p.payment_status, version = o.version + 1, updated_at = now(),
         payment_before_refunds = case when o.payment_status in ('partially_refunded', 'refunded')
                                       then o.payment_before_refunds else o.payment_status end
    from json_to_recordset($3::json) as p (id uuid, payment_status text)
   where o.tenant_id = current_tenant() and o.id = p.id and o.payment_status <> p.payment_status
),
marked as (
  insert into dirty_days (tenant_id, day)
  select current_tenant(), d.day
    from (select day from created union select day from replaced union select old_day from replaced) d
),
counted as materialized (
  select count_rows('refunds', n.count) from (select count(*) as count from created) n where n.count > 0
)
select w.id from written w left join counted on true`

@Injectable()
export class RefundsQueries {
  constructor(private readonly db: Database) {}

  /** Who stands behind these orders and refunds now. */
  ownersOf(orderIds: readonly string[], keys: readonly RefundKey[]): Promise<{ customer_id: string | null }[]> {
    return this.db.query(
      `select customer_id from orders where tenant_id = current_tenant() and id = any($1::uuid[])
        union
       select r.customer_id from refunds r join unnest($2::text[], $3::text[]) as k (source, external_id) using (source, external_id)
        where r.tenant_id = current_tenant() and r.source = any($2::text[]) and r.external_id = any($3::text[])`,
      [orderIds, ...columns(keys)],
    )
  }

  async lockOrders(ids: readonly string[]): Promise<RefundedOrder[]> {
    if (!ids.length) return []
    await this.db.query(
      `select id from orders where tenant_id = current_tenant() and id = any($1::uuid[]) and deleted_at is null
        order by id for update`,
      [ids],
    )
    // A statement of its own: what others recorded while we waited is to be seen.
    return this.db.query(
      `select o.id, o.customer_id, o.currency, o.total_amount, o.payment_status,
              (select coalesce(sum(r.amount), 0) from refunds r
                where r.tenant_id = current_tenant() and r.order_id = o.id)::bigint as refunded
         from orders o where o.tenant_id = current_tenant() and o.id = any($1::uuid[]) and o.deleted_at is null`,
      [ids],
    )
  }

  lockByKey(keys: readonly RefundKey[]): Promise<StandingRefund[]> {
    if (!keys.length) return Promise.resolve([])
    return this.db.query(
      `select r.id, r.source, r.external_id, r.order_id, r.customer_id, r.amount, r.content_hash
         from refunds r join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
        where r.tenant_id = current_tenant() and r.source = any($1::text[]) and r.external_id = any($2::text[])
        order by r.id for update of r`,
      columns(keys),
    )
  }

  /** A refund as people would send it, and what holds it in its place. Its order is locked. */
  async lock(id: string): Promise<StoredRefund | undefined> {
    const [row] = await this.db.query<StoredRefund>(
      `select r.id, r.source, r.external_id, r.order_id, r.customer_id, r.amount, r.content_hash, r.version, r.refund_number,
              r.currency, r.reason, iso_time(r.refunded_at) as refunded_at, r.country_code,
              (select q.id from returns q where q.tenant_id = current_tenant() and q.refund_id = r.id) as return_id
         from refunds r where r.tenant_id = current_tenant() and r.id = $1 for update of r`,
      [id],
    )
    return row
  }

  /** The lines of a refund. */
  itemsOf(id: string): Promise<RefundLine[]> {
    return this.db
      .query<Omit<RefundLine, 'total_price'> & { total_price: string }>(
        `select order_item_id, product_id, sku, product_name, quantity, trim_scale(unit_price)::text as unit_price, total_price
           from refund_items where tenant_id = current_tenant() and refund_id = $1 order by position`,
        [id],
      )
      .then((rows) => rows.map((row) => ({ ...row, total_price: BigInt(row.total_price) })))
  }

  /** Whose order and customer a refund belongs to. */
  async placeOf(id: string): Promise<{ order_id: string | null; customer_id: string | null } | undefined> {
    const [row] = await this.db.query<{ order_id: string | null; customer_id: string | null }>(
      'select order_id, customer_id from refunds where tenant_id = current_tenant() and id = $1',
      [id],
    )
    return row
  }

  /** Takes a refund back; its order's payment is what it was before the first refund when none is left. */
  async remove(id: string): Promise<void> {
    await this.db.query(
      `with gone as (
         delete from refunds where tenant_id = current_tenant() and id = $1 returning id, order_id, day),
       left_over as (
         select g.order_id, coalesce(sum(r.amount), 0) as refunded
           from gone g left join refunds r on r.tenant_id = current_tenant() and r.order_id = g.order_id and r.id <> g.id
          where g.order_id is not null group by g.order_id),
       paid as (
         update orders o
            set payment_status = case when l.refunded > 0 then 'partially_refunded' else coalesce(o.payment_before_refunds, 'paid') end,
                payment_before_refunds = case when l.refunded > 0 then o.payment_before_refunds end,
                version = o.version + 1, updated_at = now()
           from left_over l where o.tenant_id = current_tenant() and o.id = l.order_id),
       marked as (insert into dirty_days (tenant_id, day) select current_tenant(), day from gone)
       select count_rows('refunds', -1) from gone`,
      [id],
    )
  }

  async write(
    rows: readonly object[],
    items: readonly object[],
    payments: readonly { id: string; payment_status: PaymentStatus }[],
  ): Promise<Set<string>> {
    const written = await this.db.query<{ id: string }>(writeRefunds, [rows, items, payments].map(storableJson), {
      prepare: rows.length < 20,
    })
    return new Set(written.map(({ id }) => id))
  }
}

function columns(keys: readonly RefundKey[]): [string[], string[]] {
  return [keys.map(({ source }) => source), keys.map(({ external_id }) => external_id)]
}
