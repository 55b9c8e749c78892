// The statements of the reports. Each answers one row: `data`, JSON text that is not parsed on its way out, and what
// `meta` says. Sums are exact; the row of a report is rounded once.
import type { Statement } from '@portolan/platform'
import { figureColumns, figuresJson, Ground, rounded, startOf, type Asked } from './report.ground'
import type { Interval } from './report-periods'
import { movements, type Cut, type Sql } from './revenue.relations'

export interface ReportRow {
  readonly data: string
  readonly orders_without_rate: number
  readonly refunds_without_rate: number
}

interface Bounds {
  readonly from: Sql
  readonly to: Sql
}

const labels: Record<Interval, string> = { day: 'YYYY-MM-DD', week: 'IYYY-"W"IW', month: 'YYYY-MM', year: 'YYYY' }

function boundsOf({ range }: Asked, { bindings }: Ground): Bounds {
  return { from: bindings.add(range.from, 'date'), to: bindings.add(range.to, 'date') }
}

function periods(interval: Interval, { from, to }: Bounds): Sql {
  return `
    select s.starts::date as starts, greatest(s.starts::date, ${from}) as "from",
           least((s.starts + interval '1 ${interval}')::date - 1, ${to}) as "to",
           to_char(s.starts, '${labels[interval]}') as label
      from generate_series(${startOf[interval](from)}::timestamp, ${to}::timestamp, interval '1 ${interval}') s (starts)`
}

export function keyFiguresStatement(asked: Asked): Statement {
  const ground = new Ground(asked)
  const { currency } = ground
  const { from, to } = boundsOf(asked, ground)
  const sql = `
    with ${ground.money([], ground.cells())},
    f as (
      select ${figureColumns}, coalesce(sum(refunds), 0)::integer as refunds, sum(gross) as exact_gross,
             coalesce(sum(orders) filter (where not unrated), 0)::integer as rated_orders
        from money),
    native as (
      select currency, sum(gross_amount)::bigint as gross, sum(refunded_amount)::bigint as refunded, sum(orders)::integer as orders
        from sums group by currency),
    counted as (${ground.customersBy(['currency'], `select '*' as currency union all select currency from native`)})
    select json_build_object('from', ${from}, 'to', ${to},
             ${figuresJson(currency, "(select customers from counted where currency = '*')")},
             'refunds', f.refunds,
             'new_customers', (${ground.wonBetween(from, to)}),
             'average_order_value',
               case when f.rated_orders > 0 then money_text(${rounded('f.exact_gross / f.rated_orders')}, ${currency}) end,
             'orders_without_rate', f.orders - f.rated_orders) as data,
           (select coalesce(json_agg(json_build_object('currency', f.currency, ${figuresJson('f.currency', 'b.customers')})
                                     order by f.orders desc, f.currency), '[]')
              from native f left join counted b using (currency)) as by_currency,
           ${ground.meta()}
      from f`
  return { sql, params: ground.bindings.values }
}

export function revenueStatement(asked: Asked, interval: Interval): Statement {
  const ground = new Ground(asked)
  const sql = `
    with ${ground.money(['starts'], ground.cells(interval))}, periods as (${periods(interval, boundsOf(asked, ground))}),
    figures as (select starts, ${figureColumns} from money group by starts),
    counted as (${ground.customersBy(['starts'], 'select * from periods', interval)})
    select (select coalesce(json_agg(json_build_object('period', p.label, 'from', p."from", 'to', p."to",
                     ${figuresJson(ground.currency, 'b.customers')}) order by p.starts), '[]')
              from periods p left join figures f using (starts) left join counted b using (starts)) as data,
           ${ground.meta()}`
  return { sql, params: ground.bindings.values }
}

export function countriesStatement(asked: Asked, names: string): Statement {
  const ground = new Ground(asked)
  const sql = `
    with ${ground.money(['country_code'], ground.cells())},
    figures as (select country_code, ${figureColumns} from money group by country_code),
    counted as (${ground.customersBy(['country_code'], 'select country_code from figures')})
    select (select coalesce(json_agg(json_build_object('country_code', nullif(f.country_code, ''),
                     'country_name', ${ground.bindings.add(names, 'jsonb')} ->> f.country_code,
                     ${figuresJson(ground.currency, 'b.customers')}) order by f.gross desc, f.country_code), '[]')
              from figures f left join counted b using (country_code)) as data,
           ${ground.meta()}`
  return { sql, params: ground.bindings.values }
}

export function growthStatement(asked: Asked, interval: Interval, names: string): Statement {
  const ground = new Ground(asked)
  const bounds = boundsOf(asked, ground)
  const keys = ['country_code', 'starts'] as const
  const sql = `
    with ${ground.money(keys, ground.cells(interval))}, periods as (${periods(interval, bounds)}),
    won as (
      select country_code, case when day >= ${bounds.from} then ${startOf[interval]('day')} end as starts, count(*)::integer as customers
        from (${ground.won()}) won where day <= ${bounds.to} group by 1, 2),
    figures as (select country_code, starts, ${figureColumns} from money group by country_code, starts),
    counted as (${ground.customersBy(keys, 'select * from figures join periods using (starts)', interval)}),
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
  const chosen = `
    select id from customers_v1
     where tenant_id = current_tenant() and total_orders > 0 ${asked.scope === 'assigned' ? 'and assigned_to = current_actor()' : ''}
     order by ${by === 'orders' ? 'total_orders' : 'lifetime_value'} desc, id desc limit ${most}`
  const cut = ground.cut()
  const ofChosen: Cut = {
    ...cut,
    within: (moment) => `m.customer_id in (select id from chosen) and ${cut.within(moment)}`,
  }
  const bought = `select * from (${movements(wholeLife ? ofChosen : cut)}) movements where customer_id is not null`
  const order =
    by === 'orders' ? 'f.orders desc, f.gross - f.refunded desc, c.id desc' : 'f.gross - f.refunded desc, c.id desc'
  const sql = `
    with chosen as (${chosen}), ${ground.money(['customer_id'], bought)},
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
