// Different buyers of any range as a sum (docs/adr/0048). A *span* reaches from a day on which somebody bought to that
// same day and counts one, and from each such day to her next one and counts one less: of the spans that lie within a
// range, whoever bought in it is left once. `buyer_spans` adds them up by days, for everything and for each *part* of the
// shop, a currency or a country.
import { buyerColumns, liveBuyers, of, type Cut, type Sql } from './revenue.relations'

/** What a row is told by within its tenant. */
export const spanKey = 'currency, country_code, first_day, last_day'

/** Spans of `buyers`, which have a `sign`: 1, or -1 where they are to be taken away. */
export function spansOf(buyers: Sql): Sql {
  return `
    select ${spanKey}, sum(counted)::integer as buyers
      from (
        select currency, country_code, previous_day, day, sum(sign) as buyers
          from (
            select p.currency, p.country_code, b.day, b.sign,
                   lag(b.day) over (partition by b.sign, b.customer_id, p.currency, p.country_code order by b.day) as previous_day
              from (${buyers}) b
             cross join lateral (values ('*', '*'), (b.currency, '*'), ('*', b.country_code)) p (currency, country_code)) days
         where previous_day is distinct from day
         group by currency, country_code, previous_day, day having sum(sign) <> 0) pairs
     cross join lateral (values (day, day, buyers), (previous_day, day, -buyers)) s (first_day, last_day, counted)
     where first_day is not null
     group by ${spanKey} having sum(counted) <> 0`
}

/** Fills in the spans of a tenant that has none. */
export function countSpans(tenant: Sql): Sql {
  return `insert into buyer_spans (tenant_id, ${spanKey}, buyers) select ${tenant}, ${spanKey}, buyers
            from (${spansOf(`select ${buyerColumns}, 1 as sign from buyer_days where tenant_id = ${tenant}`)}) spans`
}

/** How many different customers bought in a part of the shop from one day to another. */
export function spannedBuyers(part: Record<'currency' | 'country_code', Sql>, from: Sql, to: Sql): Sql {
  return `select sum(s.buyers) from buyer_spans s
           where s.tenant_id = current_tenant() and s.currency = ${part.currency} and s.country_code = ${part.country_code}
             and s.first_day between ${from} and ${to} and s.last_day between ${from} and ${to}`
}

/**
 * Makes `buyer_days` what the orders say of the days in `$1`, and the spans what follows. Most buyers are there already,
 * and stay; of those who have come or gone all days are looked at, since a day parts a span or joins two.
 */
export function replaceBuyers(cut: Cut): Sql {
  const sameSpan = (alias: string) =>
    `s.tenant_id = current_tenant() and (${of('s', spanKey)}) = (${of(alias, spanKey)})`
  // Where nobody knows how many customers or spans have changed, `offset 0` and a subquery keep the planner from
  // reading all there are.
  return `
    with live as materialized (${liveBuyers(cut)}),
    stored as materialized (
      select ${buyerColumns} from buyer_days where tenant_id = current_tenant() and day = any($1::date[])),
    gone as materialized (table stored except table live),
    come as materialized (table live except table stored),
    removed as (
      delete from buyer_days b using gone g
       where b.tenant_id = current_tenant() and (${of('b', buyerColumns)}) = (${of('g', buyerColumns)})),
    added as (
      insert into buyer_days (tenant_id, ${buyerColumns}) select current_tenant(), ${buyerColumns} from come),
    before as materialized (
      select b.* from (select customer_id from gone union select customer_id from come) changed
       cross join lateral (
         select ${buyerColumns} from buyer_days b
          where b.tenant_id = current_tenant() and b.customer_id = changed.customer_id offset 0) b),
    after as ((table before except table gone) union all table come),
    changes as materialized (
      select c.*, c.buyers + coalesce((select s.buyers from buyer_spans s where ${sameSpan('c')}), 0) as total
        from (${spansOf('select *, -1 as sign from before union all select *, 1 from after')}) c),
    emptied as (delete from buyer_spans s using changes c where c.total = 0 and ${sameSpan('c')})
    insert into buyer_spans (tenant_id, ${spanKey}, buyers)
    select current_tenant(), ${spanKey}, total from changes where total <> 0
    on conflict (tenant_id, ${spanKey}) do update set buyers = excluded.buyers`
}
