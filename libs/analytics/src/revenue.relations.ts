// What revenue is, in one place: the relations that every report and the rollup are made of (docs/metrics.md).
// Terms: a *movement* is one order or one refund; a *cell* sums the movements of one day, rate day, currency, country
// and kind of buyer in native minor units. The rollup stores cells; reports read them there, or make them from the
// orders by the same text where the rollup cannot serve: for agents, and for days that are cut in another zone.

export type Sql = string

/** Collects the parameters of a statement. */
export class Bindings {
  readonly values: unknown[] = []

  /** Adds a parameter and answers its typed placeholder, as in `$3::date`. */
  add(value: unknown, type: string): Sql {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }
}

/** First and last day, both included, as `YYYY-MM-DD`. */
export interface Range {
  readonly from: string
  readonly to: string
}

/** How movements get their day, and which of them are read. The table's alias is `m`. */
export interface Cut {
  day(moment: Sql): Sql
  within(moment: Sql): Sql
}

/** Days as they stand on the rows: cut in the tenant's zone. */
export function ownDays({ from, to }: Range, bindings: Bindings): Cut {
  const [first, last] = [bindings.add(from, 'date'), bindings.add(to, 'date')]
  return { day: () => 'm.day', within: () => `m.day between ${first} and ${last}` }
}

/** Certain days only, cut in the tenant's zone. */
export function singleDays(days: readonly string[], bindings: Bindings): Cut {
  const list = bindings.add(days, 'date[]')
  return { day: () => 'm.day', within: () => `m.day = any(${list})` }
}

/** Days cut in another zone. The span of time is a day wider on both sides and serves the index; the day decides. */
export function daysIn(zone: string, { from, to }: Range, bindings: Bindings): Cut {
  const [first, last, name] = [bindings.add(from, 'date'), bindings.add(to, 'date'), bindings.add(zone, 'text')]
  const day = (moment: Sql): Sql => `(m.${moment} at time zone ${name})::date`
  return {
    day,
    within: (moment) =>
      `m.${moment} >= (${first} - 1)::timestamp at time zone 'UTC'
       and m.${moment} < (${last} + 2)::timestamp at time zone 'UTC' and ${day(moment)} between ${first} and ${last}`,
  }
}

/** Only what is assigned to the acting agent. The policy guards, this helps the planner. */
export function assignedOnly(cut: Cut): Cut {
  return { ...cut, within: (moment) => `m.assigned_to = current_actor() and ${cut.within(moment)}` }
}

/** Orders that count with their gross, refunds that count with their amount; nothing else is revenue. */
export function movements(cut: Cut): Sql {
  return `
    select ${cut.day('placed_at')} as day, m.rate_day, m.currency, coalesce(m.country_code, '') as country_code,
           m.customer_id, m.gross_amount, 0::bigint as refunded_amount, 1 as orders, 0 as refunds
      from orders_v1 m
     where m.tenant_id = current_tenant() and m.counts_as_order and ${cut.within('placed_at')}
    union all
    select ${cut.day('refunded_at')}, m.rate_day, m.currency, coalesce(m.country_code, ''), m.customer_id,
           0, m.amount, 0, 1
      from refunds_v1 m
     where m.tenant_id = current_tenant() and m.counts and ${cut.within('refunded_at')}`
}

/** Columns with the alias of their table. */
export function of(alias: string, columns: Sql): Sql {
  return columns.replace(/\w+/g, (column) => `${alias}.${column}`)
}

export const cellColumns =
  'day, rate_day, currency, country_code, known_buyer, gross_amount, refunded_amount, orders, refunds'

export function liveCells(cut: Cut): Sql {
  return `
    select day, rate_day, currency, country_code, customer_id is not null as known_buyer,
           sum(gross_amount)::bigint as gross_amount, sum(refunded_amount)::bigint as refunded_amount,
           sum(orders)::integer as orders, sum(refunds)::integer as refunds
      from (${movements(cut)}) movements
     group by day, rate_day, currency, country_code, customer_id is not null`
}

export const buyerColumns = 'day, country_code, currency, customer_id'

/** Customers with an order that counts, each once a day, country and currency. */
export function liveBuyers(cut: Cut): Sql {
  return `select distinct ${buyerColumns} from (${movements(cut)}) movements where orders > 0 and customer_id is not null`
}

export function storedCells({ from, to }: Range, bindings: Bindings): Sql {
  return `select ${cellColumns} from revenue_daily
           where tenant_id = current_tenant() and day between ${bindings.add(from, 'date')} and ${bindings.add(to, 'date')}`
}
