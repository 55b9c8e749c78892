// The statements of the reports. Each reads cells and buyers (revenue.relations.ts), converts every pair of currency
// and rate day once, sums exactly and rounds a report's row once. Each answers one row: `data`, JSON text that nobody
// parses, and what `meta` says.
import type { Statement } from '@portolan/platform'
import type { Interval } from './report-periods'
import {
  assignedOnly,
  Bindings,
  daysIn,
  liveBuyers,
  liveCells,
  movements,
  ownDays,
  storedBuyers,
  storedCells,
  type Cut,
  type Range,
  type Sql,
} from './revenue.relations'

/** A report as it was asked for, with everything filled in. */
export interface Asked {
  readonly range: Range
  readonly timezone: string
  readonly currency: string
  readonly buyers: 'all' | 'known'
  /** Agents see what is assigned to them. */
  readonly scope: 'tenant' | 'assigned'
  /** Whether `timezone` is the tenant's own, which orders' days are cut in. */
  readonly ownZone: boolean
}

export interface ReportRow {
  readonly data: string
  readonly complete_to: string
  readonly orders_without_rate: number
  readonly refunds_without_rate: number
}

const starts: Record<Interval, (day: Sql) => Sql> = {
  day: (day) => day,
  week: (day) => `date_trunc('week', ${day}::timestamp)::date`,
  month: (day) => `date_trunc('month', ${day}::timestamp)::date`,
  year: (day) => `date_trunc('year', ${day}::timestamp)::date`,
}
const labels: Record<Interval, string> = { day: 'YYYY-MM-DD', week: 'IYYY-"W"IW', month: 'YYYY-MM', year: 'YYYY' }

/** The relations that a report starts from. */
class Ground {
  readonly bindings = new Bindings()
  readonly currency: Sql
  private readonly stored: boolean

  /** `live` reads the orders even where the rollup could serve. */
  constructor(
    private readonly asked: Asked,
    source: 'fastest' | 'live' = 'fastest',
  ) {
    this.stored = source === 'fastest' && asked.ownZone && asked.scope === 'tenant'
    this.currency = this.bindings.add(asked.currency, 'text')
  }

  cut(): Cut {
    const { range, timezone, ownZone, scope } = this.asked
    const cut = ownZone ? ownDays(range, this.bindings) : daysIn(timezone, range, this.bindings)
    return scope === 'assigned' ? assignedOnly(cut) : cut
  }

  /** `money`: cells with their gross and refunds in the report's currency, null where a rate is missing. */
  money(cells = this.cells()): Sql {
    return `cells as (${cells}),
      rates as (
        select currency, rate_day, convert_minor(1, currency, ${this.currency}, rate_day) as ratio
          from (select distinct currency, rate_day from cells) pairs),
      money as (
        select c.*, c.gross_amount * r.ratio as gross, c.refunded_amount * r.ratio as refunded, r.ratio is null as unrated
          from cells c
          join rates r on r.currency = c.currency
                      and coalesce(r.rate_day, 'infinity') = coalesce(c.rate_day, 'infinity'))`
  }

  buyers(): Sql {
    return this.stored ? storedBuyers(this.asked.range, this.bindings) : liveBuyers(this.cut())
  }

  /** Customers by the day they were won: of their first order, without orders of their row. */
  won(): Sql {
    const zone = this.bindings.add(this.asked.timezone, 'text')
    return `
      select coalesce(c.country_code, '') as country_code,
             (coalesce(c.first_order_date, c.created_at) at time zone ${zone})::date as day
        from customers_v1 c
       where c.tenant_id = current_tenant() ${this.asked.scope === 'assigned' ? 'and c.assigned_to = current_actor()' : ''}`
  }

  /** The columns of `meta`, beside `data`. */
  meta(): Sql {
    const waiting = `(select min(marked_at) from dirty_days where tenant_id = current_tenant())`
    return `iso_time(${this.stored ? `coalesce(${waiting}, now())` : 'now()'}) as complete_to,
      (select coalesce(sum(orders), 0)::integer from money where unrated) as orders_without_rate,
      (select coalesce(sum(refunds), 0)::integer from money where unrated) as refunds_without_rate`
  }

  day(day: string): Sql {
    return this.bindings.add(day, 'date')
  }

  private cells(): Sql {
    const source = this.stored ? storedCells(this.asked.range, this.bindings) : liveCells(this.cut())
    return this.asked.buyers === 'known' ? `select * from (${source}) source where known_buyer` : source
  }
}

/**
 * The nearest minor unit, halves away from zero. Quotients end after some twenty decimals, so they are brought to the
 * tenth first: what is exactly a half must not fall below it on the way.
 */
const rounded = (sum: Sql): Sql => `round(round(coalesce(${sum}, 0), 10))::bigint`
const figureColumns = `${rounded('sum(gross)')} as gross, ${rounded('sum(refunded)')} as refunded,
  coalesce(sum(orders), 0)::integer as orders`

/** The figures of a row in JSON; `f` has the figures, or nothing where nothing happened. */
const figuresJson = (currency: Sql, customers: Sql): Sql => `
  'gross_revenue', money_text(coalesce(f.gross, 0), ${currency}),
  'refunded_amount', money_text(coalesce(f.refunded, 0), ${currency}),
  'net_revenue', money_text(coalesce(f.gross - f.refunded, 0), ${currency}),
  'orders', coalesce(f.orders, 0), 'customers', coalesce(${customers}, 0)`

export function keyFiguresStatement(asked: Asked): Statement {
  const ground = new Ground(asked)
  const { currency } = ground
  const [from, to] = [ground.day(asked.range.from), ground.day(asked.range.to)]
  const sql = `
    with ${ground.money()}, buyers as (${ground.buyers()}),
    f as (
      select ${figureColumns}, coalesce(sum(refunds), 0)::integer as refunds,
             coalesce(sum(orders) filter (where not unrated), 0)::integer as rated_orders,
             sum(gross) as exact_gross
        from money),
    native as (
      select c.currency, sum(gross_amount)::bigint as gross, sum(refunded_amount)::bigint as refunded,
             sum(orders)::integer as orders,
             (select count(distinct customer_id) from buyers b where b.currency = c.currency) as customers
        from cells c group by c.currency)
    select json_build_object('from', ${from}, 'to', ${to},
             ${figuresJson(currency, '(select count(distinct customer_id) from buyers)')},
             'refunds', f.refunds,
             'new_customers', (select count(*) from (${ground.won()}) won where day between ${from} and ${to}),
             'average_order_value',
               case when f.rated_orders > 0 then money_text(${rounded('f.exact_gross / f.rated_orders')}, ${currency}) end,
             'orders_without_rate', f.orders - f.rated_orders) as data,
           (select coalesce(json_agg(json_build_object('currency', f.currency, ${figuresJson('f.currency', 'f.customers')})
                                     order by f.orders desc, f.currency), '[]') from native f) as by_currency,
           ${ground.meta()}
      from f`
  return { sql, params: ground.bindings.values }
}

function periodsOf(interval: Interval, { from, to }: { from: Sql; to: Sql }): Sql {
  return `
    select s.starts::date as starts, greatest(s.starts::date, ${from}) as "from",
           least((s.starts + interval '1 ${interval}')::date - 1, ${to}) as "to",
           to_char(s.starts, '${labels[interval]}') as label
      from generate_series(${starts[interval](from)}::timestamp, ${to}::timestamp, interval '1 ${interval}') s (starts)`
}

export function revenueStatement(asked: Asked, interval: Interval): Statement {
  const ground = new Ground(asked)
  const bounds = { from: ground.day(asked.range.from), to: ground.day(asked.range.to) }
  const sql = `
    with ${ground.money()}, buyers as (${ground.buyers()}), periods as (${periodsOf(interval, bounds)}),
    figures as (select ${starts[interval]('day')} as starts, ${figureColumns} from money group by 1),
    counted as (select ${starts[interval]('day')} as starts, count(distinct customer_id) as customers from buyers group by 1)
    select (select coalesce(json_agg(json_build_object('period', p.label, 'from', p."from", 'to', p."to",
                     ${figuresJson(ground.currency, 'b.customers')}) order by p.starts), '[]')
              from periods p left join figures f using (starts) left join counted b using (starts)) as data,
           ${ground.meta()}`
  return { sql, params: ground.bindings.values }
}

export function countriesStatement(asked: Asked, names: string): Statement {
  const ground = new Ground(asked)
  const sql = `
    with ${ground.money()}, buyers as (${ground.buyers()}),
    figures as (select country_code, ${figureColumns} from money group by country_code),
    counted as (select country_code, count(distinct customer_id) as customers from buyers group by country_code)
    select (select coalesce(json_agg(json_build_object('country_code', nullif(f.country_code, ''),
                     'country_name', ${ground.bindings.add(names, 'jsonb')} ->> f.country_code,
                     ${figuresJson(ground.currency, 'b.customers')}) order by f.gross desc, f.country_code), '[]')
              from figures f left join counted b using (country_code)) as data,
           ${ground.meta()}`
  return { sql, params: ground.bindings.values }
}

export function growthStatement(asked: Asked, interval: Interval, names: string): Statement {
  const ground = new Ground(asked)
  const bounds = { from: ground.day(asked.range.from), to: ground.day(asked.range.to) }
  const sql = `
    with ${ground.money()}, buyers as (${ground.buyers()}), periods as (${periodsOf(interval, bounds)}),
    won as (
      select country_code, case when day < ${bounds.from} then null else ${starts[interval]('day')} end as starts,
             count(*)::integer as customers
        from (${ground.won()}) won where day <= ${bounds.to} group by 1, 2),
    figures as (select country_code, ${starts[interval]('day')} as starts, ${figureColumns} from money group by 1, 2),
    counted as (
      select country_code, ${starts[interval]('day')} as starts, count(distinct customer_id) as customers from buyers group by 1, 2),
    countries as (
      select country_code, coalesce(sum(customers) filter (where starts is null), 0) as before
        from (select * from won union all select country_code, starts, 0 from figures) seen group by country_code),
    rows as (
      select c.country_code, p.*, coalesce(w.customers, 0) as new_customers,
             c.before + sum(coalesce(w.customers, 0)) over (partition by c.country_code order by p.starts) as cumulative_customers
        from countries c cross join periods p left join won w on w.country_code = c.country_code and w.starts = p.starts)
    select (select coalesce(json_agg(json_build_object('country_code', nullif(r.country_code, ''),
                     'country_name', ${ground.bindings.add(names, 'jsonb')} ->> r.country_code,
                     'period', r.label, 'from', r."from", 'to', r."to",
                     'new_customers', r.new_customers, 'cumulative_customers', r.cumulative_customers,
                     ${figuresJson(ground.currency, 'b.customers')}) order by r.country_code = '', r.country_code, r.starts), '[]')
              from rows r left join figures f using (country_code, starts) left join counted b using (country_code, starts)) as data,
           ${ground.meta()}`
  return { sql, params: ground.bindings.values }
}

export interface TopOptions {
  readonly by: 'lifetime_value' | 'orders'
  readonly limit: number
  /** Whether the range is all time: then the stored figures know who comes first, and only their orders are read. */
  readonly wholeLife: boolean
}

export function topCustomersStatement(asked: Asked, { by, limit, wholeLife }: TopOptions): Statement {
  const ground = new Ground(asked, 'live')
  const most = ground.bindings.add(limit, 'integer')
  const mine = asked.scope === 'assigned' ? 'and assigned_to = current_actor()' : ''
  const chosen = `
    select id from customers_v1 where tenant_id = current_tenant() and total_orders > 0 ${mine}
     order by ${by === 'orders' ? 'total_orders desc, id desc' : 'lifetime_value desc, id desc'} limit ${most}`
  const cut = ground.cut()
  const some: Cut = wholeLife
    ? { ...cut, within: (moment) => `m.customer_id in (select id from chosen) and ${cut.within(moment)}` }
    : cut
  const cells = `
    select customer_id, currency, rate_day, sum(gross_amount) as gross_amount, sum(refunded_amount) as refunded_amount,
           sum(orders) as orders, sum(refunds) as refunds
      from (${movements(some)}) movements where customer_id is not null group by customer_id, currency, rate_day`
  const order =
    by === 'orders' ? 'f.orders desc, f.gross - f.refunded desc, c.id desc' : 'f.gross - f.refunded desc, c.id desc'
  const sql = `
    with chosen as (${chosen}), ${ground.money(cells)},
    figures as (select customer_id, ${figureColumns} from money group by customer_id),
    best as (
      select c.*, f.gross, f.refunded, f.orders, row_number() over (order by ${order}) as place
        from figures f join customers_v1 c on c.tenant_id = current_tenant() and c.id = f.customer_id
       where f.orders > 0 order by place limit ${most})
    select (select coalesce(json_agg(json_build_object('id', f.id,
                     'name', coalesce(nullif(trim(concat_ws(' ', f.first_name, f.last_name)), ''), f.company_name),
                     'email', f.email, 'country_code', f.country_code, ${figuresJson(ground.currency, '1')},
                     'lifetime_value', money_text(f.lifetime_value, f.lifetime_value_currency),
                     'lifetime_value_currency', f.lifetime_value_currency, 'total_orders', f.total_orders) order by place), '[]')
              from best f) as data,
           ${ground.meta()}`
  return { sql, params: ground.bindings.values }
}
