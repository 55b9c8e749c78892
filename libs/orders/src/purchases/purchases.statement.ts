// What a customer bought. $1 is her id, $2 how many products. Amounts are added by currency and rate day, converted once
// each and rounded once, as everywhere (docs/metrics.md).
import { catalogProduct } from '../catalog-product'

/** What makes two lines the same product: the number that the shop gave it, else its name. */
function productOf(line: string): string {
  return `coalesce('sku ' || ${line}.sku, 'id ' || ${line}.product_id, 'name ' || ${line}.product_name)`
}

export const purchasesOfCustomer = `
with bought as materialized (
  select o.id, o.placed_at, o.day, o.currency, o.rate_day
    from orders_v1 o where o.tenant_id = current_tenant() and o.customer_id = $1 and o.counts_as_order
),
sold as materialized (
  select ${productOf('i')} as product, b.currency, b.rate_day, sum(i.total_price) as amount, sum(i.quantity) as quantity,
         count(distinct b.id) as times, min(b.placed_at) as first_at, max(b.placed_at) as last_at,
         (array_agg(i.id order by b.placed_at desc, i.position))[1] as newest
    from bought b
    join order_items i on i.tenant_id = current_tenant() and i.order_id = b.id and i.kind = 'sale'
   group by 1, 2, 3
),
back as materialized (
  select ${productOf('x')} as product, f.currency, f.rate_day, sum(x.total_price) as amount, sum(x.quantity) as quantity
    from refunds_v1 f
    join refund_items x on x.tenant_id = current_tenant() and x.refund_id = f.id
   where f.tenant_id = current_tenant() and f.customer_id = $1 and f.counts
   group by 1, 2, 3
),
cells as (
  select c.product, sum(convert_minor(c.amount, c.currency, (select t.default_currency from tenants t where t.id = current_tenant()), c.rate_day)) as revenue
    from (select product, currency, rate_day, amount from sold union all select product, currency, rate_day, -amount from back) c
   group by 1
),
products as (
  select s.product, sum(s.times)::integer as times, sum(s.quantity)::bigint as quantity, min(s.first_at) as first_at,
         max(s.last_at) as last_at, (array_agg(s.newest order by s.last_at desc))[1] as newest
    from sold s group by 1
),
shown as (
  select p.*, c.revenue from products p join cells c using (product)
   order by c.revenue desc nulls last, p.last_at desc, p.product limit $2
),
days as (
  select day, day - lag(day) over (order by day) as gap from (select distinct day from bought) d
),
rhythm as (
  select count(*)::integer as days, max(day) as last_day, percentile_cont(0.5) within group (order by gap) as median,
         avg(gap) as mean
    from days
)
select json_build_object(
         'currency', t.default_currency,
         'orders', (select count(*) from bought),
         'purchase_days', r.days,
         'orders_without_rate', (select count(*) from bought b where b.rate_day is null and b.currency <> t.default_currency),
         'first_order_at', (select iso_time(min(placed_at)) from bought),
         'last_order_at', (select iso_time(max(placed_at)) from bought),
         'days_since_last', (now() at time zone t.timezone)::date - r.last_day,
         'median_interval_days', round(r.median::numeric, 1),
         'mean_interval_days', round(r.mean, 1),
         'expected_next', r.last_day + round(r.median::numeric)::integer,
         'products_total', (select count(*) from products),
         'products', (
           select coalesce(json_agg(json_build_object(
                    'sku', i.sku, 'product_id', i.product_id, 'catalog_product_id', ${catalogProduct}, 'product_name', i.product_name, 'image_url', i.image_url,
                    'times', s.times, 'quantity', s.quantity,
                    'refunded_quantity', coalesce((select sum(b.quantity)::bigint from back b where b.product = s.product), 0),
                    'revenue', money_text(round(s.revenue)::bigint, t.default_currency),
                    'first_bought_at', iso_time(s.first_at), 'last_bought_at', iso_time(s.last_at))
                  order by s.revenue desc nulls last, s.last_at desc, s.product), '[]')
             from shown s
             join order_items i on i.tenant_id = current_tenant() and i.id = s.newest
             join orders_v1 o on o.tenant_id = current_tenant() and o.id = i.order_id)
       )::text as data
  from customers_v1 c
  join tenants t on t.id = current_tenant()
 cross join rhythm r
 where c.tenant_id = current_tenant() and c.id = $1`
