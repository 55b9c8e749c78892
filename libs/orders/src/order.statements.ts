// The statement that writes orders, whole and for new ones alone. $1 is a JSON array of order rows (`toRow`), $2 one of their lines.

const row = `id uuid, turn integer, change text, source text, external_id text, order_number text, channel text, customer_id uuid,
    named_customer_id uuid, keeps_name boolean,
    status text, payment_status text, payment_method text, payment_reference text, paid_at timestamptz,
    placed_at timestamptz, currency text, subtotal_amount bigint, discount_amount bigint, tax_amount bigint,
    shipping_amount bigint, total_amount bigint, gross_amount bigint, has_sale boolean, presentment_currency text,
    presentment_total_amount bigint, presentment_discount_amount bigint, presentment_tax_amount bigint,
    presentment_shipping_amount bigint, country_code text,
    country_of_customer boolean, shipping_country text, shipping_address jsonb, billing_address jsonb,
    shipping_method text, customer_note text, internal_note text, keeps_note boolean, tags text[], custom_fields jsonb,
    external_updated_at timestamptz, content_hash text`

const insertOrders = `
  insert into orders (
    tenant_id, id, order_number, source, external_id, channel, customer_id, named_customer_id, assigned_to, status,
    payment_status, payment_method, payment_reference, paid_at, placed_at, day, currency, subtotal_amount, discount_amount, tax_amount,
    shipping_amount, total_amount, gross_amount, has_sale, fx_state, rate_day, fx_rate, total_amount_usd, country_code,
    shipping_country, shipping_address, billing_address, shipping_method, customer_note, internal_note, tags,
    custom_fields, presentment_currency, presentment_total_amount, presentment_discount_amount, presentment_tax_amount,
    presentment_shipping_amount, external_updated_at, content_hash)
  select current_tenant(), i.id, coalesce(i.order_number, n.number), i.source, i.external_id, i.channel, i.customer_id,
         i.named_customer_id, i.assigned_to, i.status, i.payment_status, i.payment_method, i.payment_reference, i.paid_at, i.placed_at, i.day,
         i.currency, i.subtotal_amount, i.discount_amount, i.tax_amount, i.shipping_amount, i.total_amount,
         i.gross_amount, i.has_sale, r.fx_state, r.rate_day, r.fx_rate,
         round(i.total_amount * r.multiplier / r.divisor)::bigint,
         case when i.country_of_customer then i.customer_country else i.country_code end,
         i.shipping_country, i.shipping_address, i.billing_address, i.shipping_method,
         i.customer_note, i.internal_note, coalesce(i.tags, '{}'), coalesce(i.custom_fields, '{}'),
         i.presentment_currency, i.presentment_total_amount, i.presentment_discount_amount, i.presentment_tax_amount,
         i.presentment_shipping_amount, i.external_updated_at, i.content_hash`

/** Orders that are new; where one's key or number stands already, `onConflict` says whether the statement goes on without it. */
const creating = (onConflict: '' | 'on conflict do nothing'): string => `
-- Who is there comes from customers_v1 after the customers were locked, so the copied assignment is the current one.
with input as materialized (
  select i.*, (i.placed_at at time zone t.timezone)::date as day, c.assigned_to, c.country_code as customer_country
    from json_to_recordset($1::json) as i (${row})
    join tenants t on t.id = current_tenant()
    left join customers_v1 c on c.tenant_id = current_tenant() and c.id = i.customer_id
),
rates as materialized (
  select d.currency, d.day, r.rate_day, r.fx_rate, r.fx_state, u.multiplier, u.divisor
    from (select distinct currency, day from input) d
   cross join lateral rate_for(d.currency, d.day) r
   cross join lateral conversion_of(d.currency, 'USD', r.rate_day) u
),
numbers as materialized (
  select g.source, n.number, row_number() over (partition by g.source) as place
    from (select source, count(*)::integer as missing from input where change = 'create' and order_number is null group by source) g
   cross join lateral take_order_numbers(g.source, g.missing) as n (number)
),
numbered as (
  select i.*, row_number() over (partition by i.source, i.order_number is null, i.change order by i.turn) as place from input i
),
created as (${insertOrders}
    from numbered i
    join rates r on r.currency = i.currency and r.day = i.day
    left join numbers n on n.source = i.source and n.place = i.place and i.order_number is null
   where i.change = 'create'
      ${onConflict}
  returning id, day
)`

const lines = `
lines as (
  insert into order_items (tenant_id, id, order_id, position, kind, product_id, sku, product_name, variant_name,
                           image_url, quantity, unit_price, total_price)
  select current_tenant(), l.id, l.order_id, l.position, l.kind, l.product_id, l.sku, l.product_name, l.variant_name,
         l.image_url, l.quantity, l.unit_price, l.total_price
    from json_to_recordset($2::json) as l (id uuid, order_id uuid, position integer, kind text, product_id text,
         sku text, product_name text, variant_name text, image_url text, quantity integer, unit_price numeric, total_price bigint)
   where l.order_id in (select id from written)`

/** New orders alone: a statement without all that may become of a standing one, which is most of it. */
const createAll = (onConflict: '' | 'on conflict do nothing'): string => `${creating(onConflict)},
written as (select id from created),${lines}
),
marked as (
  insert into dirty_days (tenant_id, day) select distinct current_tenant(), day from created
),
counted as materialized (
  select count_rows('orders', n.count) from (select count(*) as count from created) n where n.count > 0
)
select w.id from written w left join counted on true`

/** What cannot be written is left out. */
export const createOrders = createAll('on conflict do nothing')

/** Fails where one cannot be written. */
export const createPlainOrders = createAll('')

export const writeOrders = `${creating('on conflict do nothing')},
-- A frozen rate stays when neither the currency nor the day has changed.
priced as materialized (
  select i.*, o.day as old_day, o.deleted_at as was_deleted_at,
         case when k.kept then o.fx_state else r.fx_state end as fx_state,
         case when k.kept then o.rate_day else r.rate_day end as rate_day,
         case when k.kept then o.fx_rate else r.fx_rate end as fx_rate,
         case when not i.country_of_customer then i.country_code
              when i.customer_id is not distinct from o.customer_id then o.country_code
              else i.customer_country end as country
    from input i
    join orders o on o.tenant_id = current_tenant() and o.id = i.id
    join rates r on r.currency = i.currency and r.day = i.day
   cross join lateral (select o.fx_state = 'frozen' and o.currency = i.currency and o.day = i.day as kept) k
   where i.change = 'replace'
),
replaced as (
  update orders o
     set order_number = coalesce(i.order_number, o.order_number), channel = i.channel, customer_id = i.customer_id,
         named_customer_id = case when i.keeps_name and i.named_customer_id is null and o.customer_id = i.customer_id
                                  then o.named_customer_id else i.named_customer_id end,
         assigned_to = i.assigned_to, status = i.status, payment_status = i.payment_status,
         payment_method = i.payment_method, payment_reference = i.payment_reference, paid_at = i.paid_at,
         placed_at = i.placed_at, day = i.day, currency = i.currency, subtotal_amount = i.subtotal_amount,
         discount_amount = i.discount_amount, tax_amount = i.tax_amount, shipping_amount = i.shipping_amount,
         total_amount = i.total_amount, gross_amount = i.gross_amount, has_sale = i.has_sale, fx_state = i.fx_state,
         rate_day = i.rate_day, fx_rate = i.fx_rate,
         total_amount_usd = round(convert_minor(i.total_amount, i.currency, 'USD', i.rate_day))::bigint,
         country_code = i.country, shipping_country = i.shipping_country,
         shipping_address = i.shipping_address, billing_address = i.billing_address,
         shipping_method = i.shipping_method, customer_note = i.customer_note,
         internal_note = case when i.keeps_note then o.internal_note else i.internal_note end,
         tags = coalesce(i.tags, o.tags), custom_fields = coalesce(i.custom_fields, o.custom_fields),
         presentment_currency = coalesce(i.presentment_currency, o.presentment_currency),
         presentment_total_amount = coalesce(i.presentment_total_amount, o.presentment_total_amount),
         presentment_discount_amount = coalesce(i.presentment_discount_amount, o.presentment_discount_amount),
         presentment_tax_amount = coalesce(i.presentment_tax_amount, o.presentment_tax_amount),
         presentment_shipping_amount = coalesce(i.presentment_shipping_amount, o.presentment_shipping_amount),
         external_updated_at = coalesce(i.external_updated_at, o.external_updated_at),
         content_hash = i.content_hash, version = o.version + 1, updated_at = now(), deleted_at = null
    from priced i
   where o.tenant_id = current_tenant() and o.id = i.id
  returning o.id, o.day, i.old_day, i.was_deleted_at, o.customer_id, o.named_customer_id, o.assigned_to, o.country_code, o.rate_day, o.fx_state
),
written as (select id from created union all select id from replaced),
-- A line that stays keeps its row (order.lines.ts): returns, refunds and shipments point at it.
gone as (
  delete from order_items where tenant_id = current_tenant() and order_id in (select id from replaced)
     and id not in (select l.id from json_to_recordset($2::json) as l (id uuid))
),${lines}
      on conflict (tenant_id, id) do update
     set position = excluded.position, kind = excluded.kind, product_id = excluded.product_id, sku = excluded.sku,
         product_name = excluded.product_name, variant_name = excluded.variant_name, image_url = excluded.image_url,
         quantity = excluded.quantity, unit_price = excluded.unit_price, total_price = excluded.total_price
),
-- The refunds of an order go where it goes.
followers as (
  update refunds f
     set customer_id = o.customer_id, named_customer_id = o.named_customer_id, assigned_to = o.assigned_to,
         country_code = o.country_code,
         rate_day = o.rate_day, fx_state = o.fx_state
    from replaced o
   where f.tenant_id = current_tenant() and f.order_id = o.id
  returning f.day
),
marked as (
  insert into dirty_days (tenant_id, day)
  select current_tenant(), d.day
    from (select day from created union select day from replaced union select old_day from replaced union select day from followers) d
),
counted as materialized (
  select count_rows('orders', n.count)
    from (select (select count(*) from created) + (select count(*) from replaced where was_deleted_at is not null) as count) n
   where n.count > 0
)
select w.id from written w left join counted on true`

/** An order as people would send it: `StoredOrder`. */
export const storedOrder = `
select row_to_json(r)::text as data
  from orders o
 cross join lateral (
   select o.source, o.external_id, o.order_number, o.channel, iso_time(o.placed_at) as placed_at, o.customer_id, o.status,
          o.payment_status, o.payment_method, o.payment_reference, iso_time(o.paid_at) as paid_at, o.currency,
          money_text(o.discount_amount, o.currency) as discount_amount, money_text(o.tax_amount, o.currency) as tax_amount,
          money_text(o.shipping_amount, o.currency) as shipping_amount, money_text(o.total_amount, o.currency) as total_amount,
          o.shipping_address, o.billing_address, o.shipping_country, o.shipping_method, o.customer_note, o.internal_note,
          o.tags, o.custom_fields, (
            select coalesce(json_agg(row_to_json(l) order by l.position), '[]')
              from (select i.id, i.position, i.kind, i.product_id, i.sku, i.product_name, i.variant_name, i.image_url, i.quantity,
                           trim_scale(i.unit_price)::text as unit_price, money_text(i.total_price, o.currency) as total_price
                      from order_items i where i.tenant_id = current_tenant() and i.order_id = o.id) l) as items
 ) r
 where o.tenant_id = current_tenant() and o.id = $1`
