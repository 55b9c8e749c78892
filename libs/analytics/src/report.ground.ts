// What all reports stand on: cells and buyers (revenue.relations.ts), converted into the currency that is asked for.
import type { Interval } from './report-periods'
import { spannedBuyers } from './buyer-spans'
import {
  assignedOnly,
  Bindings,
  daysIn,
  liveBuyers,
  liveCells,
  ownDays,
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

/** Whether the rollup has what is asked for: everybody's days, as the workspace cuts them. */
export function rollupServes({ ownZone, scope }: Asked): boolean {
  return ownZone && scope === 'tenant'
}

/** The first day of the period that a day is in. */
export const startOf: Record<Interval, (day: Sql) => Sql> = {
  day: (day) => day,
  week: (day) => `date_trunc('week', ${day}::timestamp)::date`,
  month: (day) => `date_trunc('month', ${day}::timestamp)::date`,
  year: (day) => `date_trunc('year', ${day}::timestamp)::date`,
}

/** What different customers are counted by. */
type Key = 'currency' | 'country_code' | 'starts'

/** When a customer was won. Row-level security keeps `coalesce` from the index. */
const wonAt = 'case when c.first_order_date is null then c.created_at else c.first_order_date end'

export class Ground {
  readonly bindings = new Bindings()
  readonly currency: Sql
  private readonly stored: boolean

  /** `live` reads the orders even where the rollup could serve. */
  constructor(
    private readonly asked: Asked,
    source: 'fastest' | 'live' = 'fastest',
  ) {
    this.stored = source === 'fastest' && rollupServes(asked)
    this.currency = this.bindings.add(asked.currency, 'text')
  }

  /** Cells with the first day of their period as `starts`. */
  cells(interval: Interval = 'day'): Sql {
    const source = this.stored ? storedCells(this.asked.range, this.bindings) : liveCells(this.cut())
    const known = this.asked.buyers === 'known' ? 'where known_buyer' : ''
    return `select *, ${startOf[interval]('day')} as starts from (${source}) source ${known}`
  }

  /**
   * Different customers by keys, as `customers`; currency '*' is all of them. The rollup has them as sums for each of
   * `places`, which have the keys, and the days of a period where the keys name one; among the orders they are counted.
   */
  customersBy(keys: readonly Key[], places: Sql, interval: Interval = 'day'): Sql {
    return this.stored ? this.summedCustomers(keys, places) : this.countedCustomers(keys, interval)
  }

  private summedCustomers(keys: readonly Key[], places: Sql): Sql {
    const { from, to } = this.asked.range
    const [first, last] = keys.includes('starts')
      ? ['at."from"', 'at."to"']
      : [this.bindings.add(from, 'date'), this.bindings.add(to, 'date')]
    const of = (key: Key): Sql => (keys.includes(key) ? `at.${key}` : "'*'")
    const part = { currency: of('currency'), country_code: of('country_code') }
    return `select ${keys.join(', ')}, (${spannedBuyers(part, first, last)}) as customers from (${places}) at`
  }

  /** First the pairs, then their number: count(distinct …) would sort them all. */
  private countedCustomers(keys: readonly Key[], interval: Interval): Sql {
    const columns = keys.join(', ')
    const source = `select customer_id, country_code, ${startOf[interval]('day')} as starts, p.currency
                      from (${liveBuyers(this.cut())}) source
                     cross join lateral (values ('*')${keys.includes('currency') ? ', (source.currency)' : ''}) p (currency)`
    return `select ${columns}, count(*) as customers
              from (select distinct ${columns}, customer_id from (${source}) buyers) pairs group by ${columns}`
  }

  /**
   * `money`: native sums by `keys`, currency and rate day, with gross and refunds in the report's currency, null where a
   * rate is missing.
   */
  money(keys: readonly Sql[], source: Sql): Sql {
    const columns = [...keys, 'currency', 'rate_day'].join(', ')
    return `sums as materialized (
        select ${columns}, sum(gross_amount) as gross_amount, sum(refunded_amount) as refunded_amount,
               sum(orders) as orders, sum(refunds) as refunds
          from (${source}) cells group by ${columns}),
      ${this.rates()},
      money as (
        select s.*, s.gross_amount * r.ratio as gross, s.refunded_amount * r.ratio as refunded, r.ratio is null as unrated
          from ${this.ratedSums()})`
  }

  /**
   * `euro`: what a euro costs in each currency of `sums`, and in the report's, on each of their rate days. Rates are
   * looked up once for each: convert_minor() for every cell takes seconds. eur_rate() is asked only where there is more
   * to it than a rate of that very day.
   */
  rates(): Sql {
    const others = `from sums where currency <> ${this.currency} and rate_day is not null`
    return `euro as materialized (
        select a.currency, a.rate_day, case when a.currency = 'EUR' then 1 else coalesce(own.rate, published.rate, eur_rate(a.currency, a.rate_day)) end as rate
          from (select currency, rate_day ${others} union select ${this.currency}, rate_day ${others}) a
          left join tenant_exchange_rates own
                 on own.tenant_id = current_tenant() and own.currency = a.currency and own.day = a.rate_day
          left join exchange_rates published
                 on published.currency = a.currency and published.day = a.rate_day
                and not exists (select from tenant_exchange_rates other
                                 where other.tenant_id = current_tenant() and other.currency = a.currency))`
  }

  /** `sums s` and, as `r.ratio`, what its minor units are multiplied with; null where a rate is missing. */
  ratedSums(): Sql {
    return `sums s
          left join euro native on native.currency = s.currency and native.rate_day = s.rate_day
          left join euro target on target.currency = ${this.currency} and target.rate_day = s.rate_day
         cross join lateral (
           select case when s.currency = ${this.currency} then 1 else
             target.rate * power(10::numeric, currency_exponent(${this.currency}) - currency_exponent(s.currency)) / native.rate
           end as ratio) r`
  }

  /** Customers by the day they were won: of their first order, without orders of their row. */
  won(): Sql {
    const zone = this.bindings.add(this.asked.timezone, 'text')
    return `
      select coalesce(c.country_code, '') as country_code,
             (${wonAt} at time zone ${zone})::date as day
        from customers_v1 c
       where c.tenant_id = current_tenant() ${this.asked.scope === 'assigned' ? 'and c.assigned_to = current_actor()' : ''}`
  }

  /** How many customers were won from one day to another, both included; asks the index of that moment. */
  wonBetween(from: Sql, to: Sql): Sql {
    const zone = this.bindings.add(this.asked.timezone, 'text')
    return `
      select count(*) from customers_v1 c
       where c.tenant_id = current_tenant() ${this.asked.scope === 'assigned' ? 'and c.assigned_to = current_actor()' : ''}
         and ${wonAt} >= (select ${from}::timestamp at time zone ${zone})
         and ${wonAt} < (select (${to} + 1)::timestamp at time zone ${zone})`
  }

  /** How movements are cut for this report, for those that read orders themselves. */
  cut(): Cut {
    const { range, timezone, ownZone, scope } = this.asked
    const cut = ownZone ? ownDays(range, this.bindings) : daysIn(timezone, range, this.bindings)
    return scope === 'assigned' ? assignedOnly(cut) : cut
  }

  /** The columns of `meta`, beside `data`. */
  meta(): Sql {
    return `(select coalesce(sum(orders), 0)::integer from money where unrated) as orders_without_rate,
      (select coalesce(sum(refunds), 0)::integer from money where unrated) as refunds_without_rate`
  }
}

/**
 * The nearest minor unit, halves away from zero. Quotients end after some twenty decimals, so they are brought to the
 * tenth first: what is exactly a half must not fall below it on the way.
 */
export const rounded = (sum: Sql): Sql => `round(round(coalesce(${sum}, 0), 10))::bigint`

export const figureColumns = `${rounded('sum(gross)')} as gross, ${rounded('sum(refunded)')} as refunded,
  coalesce(sum(orders), 0)::integer as orders`

/** The figures of a row in JSON; `f` has them, or nulls where nothing happened. */
export const figuresJson = (currency: Sql, customers: Sql): Sql => `
  'gross_revenue', money_text(coalesce(f.gross, 0), ${currency}),
  'refunded_amount', money_text(coalesce(f.refunded, 0), ${currency}),
  'net_revenue', money_text(coalesce(f.gross - f.refunded, 0), ${currency}),
  'orders', coalesce(f.orders, 0), 'customers', coalesce(${customers}, 0)`
