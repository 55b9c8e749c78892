// The set-based statements of order-undo.ts: what orders and refunds were, and putting it back.

const orderFields = [
  'order_number',
  'channel',
  'customer_id',
  'status',
  'payment_status',
  'payment_method',
  'payment_reference',
  'paid_at',
  'country_code',
  'shipping_country',
  'shipping_address',
  'billing_address',
  'shipping_method',
  'customer_note',
  'internal_note',
  'tags',
  'external_updated_at',
  'deleted_at',
] as const

/** What an order comes to and when: these belong together, so they are put back together or not at all. */
export const amounts = [
  'placed_at',
  'currency',
  'subtotal_amount',
  'discount_amount',
  'tax_amount',
  'shipping_amount',
  'total_amount',
  'gross_amount',
  'has_sale',
  'items',
] as const

/** What follows from the fields: put back with them, and no sign that anybody has edited the order. */
const derived = ['day', 'fx_state', 'rate_day', 'fx_rate', 'total_amount_usd', 'content_hash'] as const

const refundFields = [
  'refund_number',
  'customer_id',
  'amount',
  'currency',
  'reason',
  'refunded_at',
  'country_code',
  'items',
] as const
const refundDerived = ['day', 'rate_day', 'fx_state', 'content_hash'] as const

function picked(row: string, names: readonly string[]): string {
  return `(select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(${row})) where key in (${quoted(names)}))`
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

function items(table: string, parent: string, row: string): string {
  return `jsonb_build_object('items', (select coalesce(jsonb_agg(to_jsonb(i) - 'tenant_id' - '${parent}' order by i.position), '[]')
    from ${table} i where i.tenant_id = current_tenant() and i.${parent} = ${row}.id))`
}

/** Each of the workspace's own fields as a field of its own. */
const own = 'custom_fields.'
const ownNow = `(select coalesce(jsonb_object_agg('${own}' || key, value), '{}') from jsonb_each(o.custom_fields))`

const orderNow = `${picked('o', [...orderFields, ...amounts, ...derived])} || ${ownNow} || ${items('order_items', 'order_id', 'o')}`
const refundNow = `${picked('r', [...refundFields, ...refundDerived])} || ${items('refund_items', 'refund_id', 'r')}`

export const orderSnapshots = `
select o.id, o.version, (${orderNow})::text as fields from orders o
  join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
 where o.tenant_id = current_tenant()`
export const refundSnapshots = `
select r.id, r.version, (${refundNow})::text as fields from refunds r
  join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
 where r.tenant_id = current_tenant()`

/** Of rows that stood before a write, what it changed. $1 holds their ids, $2 what they were, $3 their versions. */
function differences(table: string, row: string, now: string): string {
  return `
select w.id, w.version as version_before, ${row}.version, d.before::text as before, d.after::text as after
  from unnest($1::uuid[], $2::text[], $3::integer[]) as w (id, fields, version)
  join ${table} ${row} on ${row}.tenant_id = current_tenant() and ${row}.id = w.id
 cross join lateral (select ${now}) as n (now)
 cross join lateral (
   select jsonb_object_agg(b.key, b.value) as before, jsonb_object_agg(b.key, b.now) as after
     from (select key, coalesce(w.fields::jsonb -> key, 'null') as value, coalesce(n.now -> key, 'null') as now
             from jsonb_object_keys(w.fields::jsonb || n.now) as key) b
    where b.now is distinct from b.value) d
 where d.before is not null`
}
export const orderDifferences = differences('orders', 'o', orderNow)
export const refundDifferences = differences('refunds', 'r', refundNow)

/** Which of the import's fields somebody has changed since. $1 holds ids, $2 what the import left. */
export const ordersSince = `
select o.id, o.version, o.customer_id, o.deleted_at is not null as is_deleted, array(
         select a.key from jsonb_each(w.after::jsonb) a
          where a.key not in (${quoted(derived)}) and n.now -> a.key is distinct from a.value) as changed
  from unnest($1::uuid[], $2::text[]) as w (id, after)
  join orders o on o.tenant_id = current_tenant() and o.id = w.id
 cross join lateral (select ${orderNow}) as n (now)`
export const refundsSince = `
select r.id, r.version, r.customer_id, false as is_deleted, array(
         select a.key from jsonb_each(w.after::jsonb) a
          where a.key not in (${quoted(refundDerived)}) and n.now -> a.key is distinct from a.value) as changed
  from unnest($1::uuid[], $2::text[]) as w (id, after)
  join refunds r on r.tenant_id = current_tenant() and r.id = w.id
 cross join lateral (select ${refundNow}) as n (now)`

const chosen = `
input as materialized (
  select w.id, (select coalesce(jsonb_object_agg(b.key, b.value), '{}') from jsonb_each(w.before::jsonb) b
                 where w.names::jsonb ? b.key) as patch
    from unnest($1::uuid[], $2::text[], $3::text[]) as w (id, before, names)
)`

// The day is cut in the zone of today. Rates that were frozen come back as they were; others are looked up again.
export const restoreOrders = `
with ${chosen},
wanted as materialized (
  select n.*, o.day as old_day, (n.placed_at at time zone t.timezone)::date as new_day, i.patch, c.assigned_to as owner_of,
         (o.deleted_at is null)::integer as was_listed, (n.deleted_at is null)::integer as is_listed
    from input i
    join orders o on o.tenant_id = current_tenant() and o.id = i.id
    join tenants t on t.id = current_tenant()
   cross join lateral (
     select coalesce(jsonb_object_agg(f.key, f.value), '{}') as fields
       from (select key, value from jsonb_each(o.custom_fields) where not i.patch ? ('${own}' || key)
              union all
             select substr(key, ${own.length + 1}), value from jsonb_each(i.patch)
              where starts_with(key, '${own}') and value <> 'null') f) own
   cross join lateral jsonb_populate_record(o, (i.patch - 'items') || jsonb_build_object('custom_fields', own.fields)) n
    left join customers_v1 c on c.tenant_id = current_tenant() and c.id = n.customer_id
),
rates as materialized (
  select d.currency, d.day, r.rate_day, r.fx_rate, r.fx_state
    from (select distinct currency, new_day as day from wanted) d cross join lateral rate_for(d.currency, d.day) r
),
restored as (
  update orders o
     set ${[...orderFields, 'custom_fields', ...amounts.filter((name) => name !== 'items'), 'content_hash'].map((name) => `${name} = w.${name}`).join(', ')},
         assigned_to = w.owner_of, day = w.new_day,
         fx_state = case when w.fx_state = 'frozen' then w.fx_state else r.fx_state end,
         rate_day = case when w.fx_state = 'frozen' then w.rate_day else r.rate_day end,
         fx_rate = case when w.fx_state = 'frozen' then w.fx_rate else r.fx_rate end,
         total_amount_usd = round(convert_minor(w.total_amount, w.currency, 'USD',
           case when w.fx_state = 'frozen' then w.rate_day else r.rate_day end))::bigint,
         version = o.version + 1, updated_at = now()
    from wanted w join rates r on r.currency = w.currency and r.day = w.new_day
   where o.tenant_id = current_tenant() and o.id = w.id
  returning o.id, o.day, w.old_day, o.customer_id, o.assigned_to, o.country_code, o.rate_day, o.fx_state, w.is_listed - w.was_listed as moved
),
-- Lines keep their ids (order.lines.ts), so those that were there before are mostly there now.
gone as (
  delete from order_items where tenant_id = current_tenant() and order_id in (select id from input where patch ? 'items')
     and id not in (select (l ->> 'id')::uuid from input i cross join lateral jsonb_array_elements(i.patch -> 'items') l)
),
lines as (
  insert into order_items (tenant_id, id, order_id, position, kind, product_id, sku, product_name, variant_name,
                           image_url, quantity, unit_price, total_price)
  select current_tenant(), l.id, i.id, l.position, l.kind, l.product_id, l.sku, l.product_name,
         l.variant_name, l.image_url, l.quantity, l.unit_price, l.total_price
    from input i cross join lateral jsonb_populate_recordset(null::order_items, i.patch -> 'items') l
      on conflict (tenant_id, id) do update
     set position = excluded.position, kind = excluded.kind, product_id = excluded.product_id, sku = excluded.sku,
         product_name = excluded.product_name, variant_name = excluded.variant_name, image_url = excluded.image_url,
         quantity = excluded.quantity, unit_price = excluded.unit_price, total_price = excluded.total_price
),
followers as (
  update refunds f
     set customer_id = o.customer_id, assigned_to = o.assigned_to, country_code = o.country_code,
         rate_day = o.rate_day, fx_state = o.fx_state
    from restored o
   where f.tenant_id = current_tenant() and f.order_id = o.id
  returning f.day
),
marked as (
  insert into dirty_days (tenant_id, day)
  select current_tenant(), d.day
    from (select day from restored union select old_day from restored union select day from followers) d
)
select count_rows('orders', n.moved) from (select sum(moved) as moved from restored) n where n.moved <> 0`

export const restoreRefunds = `
with ${chosen},
wanted as materialized (
  select n.*, r.day as old_day, (n.refunded_at at time zone t.timezone)::date as new_day, i.patch, c.assigned_to as owner_of
    from input i
    join refunds r on r.tenant_id = current_tenant() and r.id = i.id
    join tenants t on t.id = current_tenant()
   cross join lateral jsonb_populate_record(r, i.patch - 'items') n
    left join customers_v1 c on c.tenant_id = current_tenant() and c.id = n.customer_id
),
rates as materialized (
  select d.currency, d.day, r.rate_day, r.fx_state
    from (select distinct currency, new_day as day from wanted) d cross join lateral rate_for(d.currency, d.day) r
),
restored as (
  update refunds f
     set ${[...refundFields.filter((name) => name !== 'items'), 'content_hash'].map((name) => `${name} = w.${name}`).join(', ')},
         assigned_to = w.owner_of, day = w.new_day,
         fx_state = case when w.fx_state = 'frozen' then w.fx_state else r.fx_state end,
         rate_day = case when w.fx_state = 'frozen' then w.rate_day else r.rate_day end,
         version = f.version + 1, updated_at = now()
    from wanted w join rates r on r.currency = w.currency and r.day = w.new_day
   where f.tenant_id = current_tenant() and f.id = w.id
  returning f.id, f.day, w.old_day
),
gone as (
  delete from refund_items where tenant_id = current_tenant() and refund_id in (select id from input where patch ? 'items')
),
lines as (
  insert into refund_items (tenant_id, id, refund_id, position, product_id, sku, product_name, quantity, unit_price, total_price)
  select current_tenant(), l.id, i.id, l.position, l.product_id, l.sku, l.product_name, l.quantity,
         l.unit_price, l.total_price
    from input i cross join lateral jsonb_populate_recordset(null::refund_items, i.patch -> 'items') l
)
insert into dirty_days (tenant_id, day)
select current_tenant(), d.day from (select day from restored union select old_day from restored) d`

/** Orders and refunds as they never were, with their lines and histories. */
export const removeOrders = `
with removed as (delete from orders where tenant_id = current_tenant() and id = any($1::uuid[]) returning day),
marked as (insert into dirty_days (tenant_id, day) select distinct current_tenant(), day from removed)
select count_rows('orders', -count(*)) from removed`
export const removeRefunds = `
with removed as (
  delete from refunds where tenant_id = current_tenant() and id = any($1::uuid[])
  returning id, order_id, day, money_text(amount, currency) as amount, currency
),
marked as (insert into dirty_days (tenant_id, day) select distinct current_tenant(), day from removed),
counted as (select count_rows('refunds', -count(*)) from removed)
select id, order_id, amount, currency from removed cross join counted`
