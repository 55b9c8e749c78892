// What was sold of each product, from the orders themselves: a cell of day, product, variant and currency is hardly ever
// more than a few lines, so a rollup would hold as many rows as there are lines. Items lead to products by their order's
// source and the shop's id; lines that lead to none are told apart as in a customer's purchases.
import type { Statement } from '@portolan/platform'
import { Ground, rounded, type Asked } from './report.ground'
import type { Cut, Sql } from './revenue.relations'

export interface ProductsOptions {
  /** Only these products of the catalogue, and nothing that leads to none of them. */
  readonly ids: readonly string[] | undefined
  readonly limit: number | undefined
}

/** Products under the alias `p`, beside the items `m`. */
interface Linked {
  readonly link: Sql
  readonly key: Sql
}

const onProduct = 'p.source = m.source and p.external_id = m.product_id'
const catalogue: Linked = {
  link: `left join products_v1 p on p.tenant_id = current_tenant() and ${onProduct}`,
  key: `coalesce(p.id::text, 'sku ' || m.sku, 'id ' || m.product_id, 'name ' || m.product_name)`,
}
const chosen: Linked = { link: `join wanted p on ${onProduct}`, key: 'p.id::text' }

function sold({ link, key }: Linked, cut: Cut, known: Sql): Sql {
  return `
    select ${key} as key, p.id as product_id, m.sku, m.variant_name, case when p.id is null then m.product_name end as called,
           false as is_refund, m.order_id as document, m.customer_id, m.currency, m.rate_day, m.total_price as gross_amount,
           0::bigint as refunded_amount, m.quantity as units, 0 as refunded_units
      from order_items_v1 m ${link}
     where m.tenant_id = current_tenant() and m.counts and ${cut.within('placed_at')} ${known}`
}

function refunded({ link, key }: Linked, cut: Cut, known: Sql): Sql {
  return `
    select ${key}, p.id, m.sku, m.variant_name, case when p.id is null then m.product_name end, true, m.refund_id, m.customer_id,
           m.currency, m.rate_day, 0, m.total_price, 0, m.quantity
      from refund_items_v1 m ${link}
     where m.tenant_id = current_tenant() and m.counts and ${cut.within('refunded_at')} ${known}`
}

/** What refunds gave back beyond the items that they name, so that the report adds up to all refunds. */
function unnamed(cut: Cut, known: Sql): Sql {
  return `
    select '', null, null, null, null, true, m.id, m.customer_id, m.currency, m.rate_day, 0, m.amount - i.amount, 0, 0
      from refunds_v1 m
     cross join lateral (
       select coalesce(sum(x.total_price), 0)::bigint as amount from refund_items_v1 x
        where x.tenant_id = current_tenant() and x.refund_id = m.id) i
     where m.tenant_id = current_tenant() and m.counts and m.amount <> i.amount and ${cut.within('refunded_at')} ${known}`
}

function lines({ buyers }: Asked, ground: Ground, ids: ProductsOptions['ids']): Sql {
  const cut = ground.cut()
  const known = buyers === 'known' ? 'and m.customer_id is not null' : ''
  if (!ids)
    return [sold(catalogue, cut, known), refunded(catalogue, cut, known), unnamed(cut, known)].join(' union all ')
  return [sold(chosen, cut, known), refunded(chosen, cut, known)].join(' union all ')
}

/** The variant of a line: by its number, else by its name, else the only one. */
const costs = `
  select k.product_id, k.sku, k.variant_name, v.cost, v.currency
    from (select distinct product_id, coalesce(sku, '') as sku, coalesce(variant_name, '') as variant_name
            from lines where product_id is not null) k
   cross join lateral (
     select v.cost, v.currency
       from product_variants_v1 v
      where v.tenant_id = current_tenant() and v.product_id = k.product_id
        and (v.sku = k.sku or v.name = k.variant_name or not exists (
              select from product_variants_v1 other
               where other.tenant_id = current_tenant() and other.product_id = v.product_id and other.id <> v.id))
      order by (v.sku = k.sku) is true desc, (v.name = k.variant_name) is true desc, v.position limit 1) v
   where v.cost is not null`

const counted = (what: Sql, where: Sql): Sql =>
  `select key, count(*) as n from (select distinct key, ${what} from lines where ${where}) pairs group by key`

export function productsStatement(asked: Asked, { ids, limit }: ProductsOptions): Statement {
  const ground = new Ground(asked, 'live')
  const { bindings } = ground
  const wanted = ids
    ? `wanted as materialized (select id, source, external_id from products_v1
         where tenant_id = current_tenant() and id = any(${bindings.add(ids, 'uuid[]')})),`
    : ''
  const sql = `
    with ${wanted} lines as materialized (${lines(asked, ground, ids)}),
    ${figuresByProduct(ground)},
    bought as (${counted('document', 'not is_refund')}),
    buyers as (${counted('customer_id', 'not is_refund and customer_id is not null')}),
    rows as (
      select f.*, p.name, p.image_url
        from figures f left join products_v1 p on p.tenant_id = current_tenant() and p.id = f.product_id
       order by f.gross - f.refunded desc, f.key ${limit === undefined ? '' : `limit ${bindings.add(limit, 'integer')}`})
    select (select coalesce(json_agg(${rowJson(ground.currency)} order by r.gross - r.refunded desc, r.key), '[]')
              from rows r left join bought o using (key) left join buyers b using (key)) as data,
           ${withoutRate('not l.is_refund')} as orders_without_rate,
           ${withoutRate('l.is_refund')} as refunds_without_rate`
  return { sql, params: bindings.values }
}

/**
 * `figures`: what each product's lines add up to, each amount in the report's currency and rounded once. A line is
 * converted before it is added, which is the same to the last digit: a product hardly has two lines of one currency and
 * rate day. Costs are in the shop's currency, which need not be the one that was paid.
 */
function figuresByProduct(ground: Ground): Sql {
  const converted = (units: Sql, where = ''): Sql => rounded(`sum(${units}) ${where && `filter (where ${where})`}`)
  return `
    costs as materialized (${costs}),
    sums as materialized (
      select distinct currency, rate_day from lines
       union select distinct k.currency, l.rate_day from costs k cross join (select distinct rate_day from lines) l),
    ${ground.rates()},
    ratios as materialized (select s.currency, coalesce(s.rate_day, '-infinity') as rate_day, r.ratio from ${ground.ratedSums()}),
    figures as (
      select l.key, l.product_id, max(l.called) as called, case when min(l.sku) = max(l.sku) then min(l.sku) end as sku,
             sum(l.units) as units, sum(l.refunded_units) as refunded_units,
             coalesce(sum(l.units) filter (where k.cost is not null), 0) as units_with_cost,
             bool_or(k.cost is not null) as has_cost,
             ${converted('l.gross_amount * paid.ratio')} as gross, ${converted('l.refunded_amount * paid.ratio')} as refunded,
             ${converted('(l.gross_amount - l.refunded_amount) * paid.ratio', 'k.cost is not null')} as known,
             ${converted('(l.units - l.refunded_units) * k.cost * spent.ratio')} as cost
        from lines l
        left join costs k on k.product_id = l.product_id and k.sku = coalesce(l.sku, '') and k.variant_name = coalesce(l.variant_name, '')
        left join ratios paid on paid.currency = l.currency and paid.rate_day = coalesce(l.rate_day, '-infinity')
        left join ratios spent on spent.currency = k.currency and spent.rate_day = coalesce(l.rate_day, '-infinity')
       group by l.key, l.product_id)`
}

function rowJson(currency: Sql): Sql {
  const money = (sql: Sql): Sql => `money_text(${sql}, ${currency})`
  const known = (sql: Sql, where = 'r.has_cost'): Sql => `case when ${where} then ${sql} end`
  return `json_build_object(
    'product_id', r.product_id, 'name', coalesce(r.name, r.called), 'sku', r.sku, 'image_url', r.image_url,
    'units', r.units, 'refunded_units', r.refunded_units, 'gross_revenue', ${money('r.gross')},
    'refunded_amount', ${money('r.refunded')}, 'net_revenue', ${money('r.gross - r.refunded')},
    'orders', coalesce(o.n, 0), 'customers', coalesce(b.n, 0), 'units_with_cost', r.units_with_cost,
    'cost', ${known(money('r.cost'))}, 'margin', ${known(money('r.known - r.cost'))},
    'margin_percent', ${known('round((r.known - r.cost) * 100.0 / r.known, 1)', 'r.has_cost and r.known > 0')})`
}

/** Different orders or refunds whose money is left out, because a rate is missing. */
function withoutRate(which: Sql): Sql {
  return `(select count(distinct l.document)::integer
     from lines l join ratios r on r.currency = l.currency and r.rate_day = coalesce(l.rate_day, '-infinity')
    where r.ratio is null and ${which})`
}
