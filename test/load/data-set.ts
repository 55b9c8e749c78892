// The data that benchmarks read: people and orders of a shop that has sold for three years, made by set-based SQL as the
// superuser, so that a million customers take minutes. Figures and rollups are what the product would have made of the
// same orders; the bench compares some.
import type { Client } from 'pg'

/** Customers of each shop beside the large one. */
export const smallShop = 500
export const smallShops = 20
export const ordersEach = 5
const agents = 200
/** Customers without orders, whom the orders of a run are placed for. */
export const buyers = 1000

/** Loads without looking at what it loads: neither foreign keys nor triggers, and indexes come afterwards. */
const loaded = [
  'customers',
  'customer_identities',
  'orders',
  'order_items',
  'shipments',
  'refunds',
  'revenue_daily',
  'buyer_days',
]

const helpers = `
create schema if not exists bench;
-- An id of version 7: the time in front, what follows from the number behind.
create or replace function bench.id_at(moment timestamptz, number bigint, salt text) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
    from md5(number || salt) h
$$;
create unlogged table if not exists bench.people (
  number integer primary key, id uuid, country_code text, assigned_to uuid, created_at timestamptz);
create unlogged table if not exists bench.shops (name text primary key, customers integer);`

const rates = `
insert into exchange_rates (currency, day, rate, source)
select c.currency, d::date, round((c.rate * (1 + 0.05 * sin(extract(doy from d) / 58)))::numeric, 4), 'bench'
  from (values ('USD', 1.08), ('GBP', 0.85), ('JPY', 168), ('SEK', 11.3)) c (currency, rate)
 cross join generate_series(current_date - 1200, current_date + 60, interval '1 day') d
on conflict do nothing`

const members = `
with made as (
  insert into users (id, email, email_lower)
  select bench.id_at(now(), n, $2::text), 'agent' || n || '@' || $2 || '.example', 'agent' || n || '@' || $2 || '.example'
    from generate_series(2, $3::integer - 1) n
  returning id)
insert into memberships (tenant_id, user_id, role, first_name, last_name)
select $1::uuid, id, 'agent', 'Agent', left(id::text, 8) from made`

// A name in one of several scripts; people without one are few.
const customers = `
insert into bench.people
select n, bench.id_at(at, n, $3::text),
       (array['DE','DE','FR','GB','US','US','NL','SE','JP','CN','IT','ES','AT','PL','BG','MA',null])[1 + n * 31 % 17],
       case when n % 5 < 4 then (
         select user_id from (select user_id, row_number() over (order by user_id) - 1 as place, count(*) over () as all_of
                                from memberships where tenant_id = $1::uuid and role = 'agent') m
          where place = n / 5 % all_of) end,
       at
  from generate_series(1, $2::integer) n
 cross join lateral (select now() - interval '1100 days' * (1 - n::float8 / ($2 + 1)) as at) t`

const writeCustomers = `
insert into customers (tenant_id, id, first_name, last_name, company_name, email, phone, phone_e164, country_code, city,
                       postal_code, timezone, language, currency, status, assigned_to, lifetime_value,
                       lifetime_value_currency, total_orders, average_order_value, first_order_date, last_order_date,
                       created_at, updated_at)
select $1::uuid, p.id,
       (array['Anna','Bastien','Chloé','Dimitar','Élodie','Felix','Greta','Hugo','Иван','Jörg','小','Мария','Noor','Ольга','Paul','志强','Renée','Søren','Tom','فاطمة'])[1 + p.number % 20],
       case when p.number % 20 = 10 then (array['王','李','张','刘','陈'])[1 + p.number / 20 % 5]
            when p.number % 20 = 15 then (array['田中','佐藤','铃木','高桥'])[1 + p.number / 20 % 4]
            else (array['Schmid','Müller','Laurent','Иванов','Petrov','García','Novak','Rossi','Jansen','Lindqvist'])[1 + p.number / 7 % 10]
                 || (array['','son','ova','mann','berg','ini','ard','ström','ić','eau','er','el','off','aux','ez','holm','dal','wick','ley','ton'])[1 + p.number / 70 % 20]
                 || case when p.number % 3 = 0 then '-' || chr(65 + p.number / 1400 % 26) || chr(97 + p.number / 37 % 26) || 'ller' else '' end end,
       case when p.number % 9 = 0 then 'Werk ' || p.number % 5000 || ' GmbH' end,
       'person' || p.number || '@shop' || p.number % 97 || '.example',
       case when p.number % 2 = 0 then '+49 30 ' || (1000000 + p.number * 7 % 9000000) end,
       case when p.number % 2 = 0 then '+4930' || (1000000 + p.number * 7 % 9000000) end,
       p.country_code, (array['Berlin','Lyon','London','Austin','Malmö','Osaka'])[1 + p.number % 6], lpad((p.number * 13 % 99999)::text, 5, '0'),
       'Europe/Berlin', (array['de','fr','en','bg','zh'])[1 + p.number % 5], 'EUR',
       case when p.number % 20 = 3 then 'vip' when p.number % 20 = 7 then 'inactive' when p.number % 100 = 11 then 'blocked' else 'active' end,
       p.assigned_to, coalesce(f.net, 0), 'EUR', coalesce(f.orders, 0), coalesce(round(f.gross / nullif(f.orders, 0)), 0)::bigint,
       f.first_at, f.last_at, p.created_at, p.created_at
  from bench.people p
  left join (
    select customer_id, round(sum(value))::bigint as net, sum(value) filter (where orders > 0) as gross, sum(orders)::integer as orders,
           min(first_at) as first_at, max(last_at) as last_at
      from (select m.customer_id, sum(m.orders) as orders, min(m.at) as first_at, max(m.at) as last_at,
                   sum(m.amount) / (r.rate * power(10::numeric, currency_exponent(m.currency) - 2)) as value
              from (select customer_id, 1 as orders, placed_at as at, gross_amount as amount, currency, rate_day from orders
                     where tenant_id = $1 and status <> 'cancelled'
                    union all
                    select customer_id, 0, null, -amount, currency, rate_day from refunds where tenant_id = $1) m
              join bench.rates r on r.currency = m.currency and r.day = m.rate_day
             group by m.customer_id, m.currency, m.rate_day, m.orders, r.rate) native
     group by customer_id) f on f.customer_id = p.id`

const identities = `
insert into customer_identities (tenant_id, id, customer_id, source, external_id, created_at)
select $1::uuid, bench.id_at(created_at, number, 'identity' || $2::text), id, 'shopify:bench', number::text, created_at from bench.people`

// Every customer has five, spread over the time since.
const orders = `
insert into orders (tenant_id, id, order_number, source, external_id, channel, customer_id, assigned_to, status, payment_status,
                    payment_method, paid_at, placed_at, day, currency, subtotal_amount, shipping_amount, total_amount,
                    gross_amount, has_sale, fx_state, rate_day, fx_rate, total_amount_usd, country_code, shipping_country,
                    shipping_address, content_hash, created_at, updated_at)
select $1::uuid, bench.id_at(o.at, o.n, 'order' || $4::text), '#' || (100000 + o.n), 'shopify:bench', (5000000000 + o.n)::text, 'website',
       p.id, p.assigned_to, o.status, 'paid', 'card', o.at, o.at, (o.at at time zone 'Europe/Berlin')::date, o.currency,
       o.gross, 0, o.gross, o.gross, true, 'frozen', (o.at at time zone 'Europe/Berlin')::date, usd.rate / r.rate,
       round(o.gross * usd.rate / r.rate * power(10::numeric, 2 - currency_exponent(o.currency)))::bigint,
       p.country_code, p.country_code, jsonb_build_object('name', 'Person ' || p.number, 'line1', 'Hafenstraße ' || o.n % 200, 'city', 'Berlin', 'country_code', p.country_code),
       md5(o.n::text), o.at, o.at
  from (select n, 1 + (n - 1) * 7919::bigint % $2::integer as person, now() - interval '1095 days' * (1 - n::float8 / ($3::integer + 1)) as at,
               (array['EUR','EUR','EUR','USD','USD','GBP','JPY','SEK'])[1 + n * 13 % 8] as currency,
               (2 * (500 + n * 37 % 9500))::bigint as gross,
               (array['delivered','delivered','delivered','delivered','delivered','delivered','shipped','processing','pending','cancelled'])[1 + n * 7 % 10] as status
          from generate_series(1, $3) n) o
  join bench.people p on p.number = o.person
  join bench.rates r on r.currency = o.currency and r.day = (o.at at time zone 'Europe/Berlin')::date
  join bench.rates usd on usd.currency = 'USD' and usd.day = r.day`

const items = `
insert into order_items (tenant_id, id, order_id, position, kind, product_id, sku, product_name, quantity, unit_price, total_price)
select $1::uuid, bench.id_at(o.placed_at, o.n * 2 + i, 'item' || $2::text), o.id, i, 'sale', 'p' || (o.n * 2 + i) % 3000, 'SKU-' || (o.n * 2 + i) % 3000,
       'Enamel mug ' || (o.n * 2 + i) % 3000, 1, o.gross_amount / 2 / power(10::numeric, currency_exponent(o.currency)), o.gross_amount / 2
  from (select id, placed_at, gross_amount, currency, substr(external_id, 2)::bigint as n from orders where tenant_id = $1) o
 cross join generate_series(0, 1) i`

// A third of what was sent has a parcel, and one order of fifty came back by half, three days later.
const afterSale = [
  `insert into shipments (tenant_id, id, order_id, source, carrier, tracking_number, shipped_at, delivered_at, created_at)
   select tenant_id, bench.id_at(placed_at, substr(external_id, 2)::bigint, 'parcel' || $2::text), id, source, 'DHL', 'JD' || external_id,
          placed_at + interval '1 day', placed_at + interval '2 days', placed_at + interval '1 day'
     from orders where tenant_id = $1::uuid and status in ('shipped', 'delivered') and external_id::bigint % 3 = 0`,
  `insert into refunds (tenant_id, id, refund_number, source, external_id, order_id, customer_id, assigned_to, amount, currency,
                        refunded_at, day, rate_day, fx_state, country_code, content_hash, created_at)
   select tenant_id, bench.id_at(placed_at, substr(external_id, 2)::bigint, 'refund' || $2::text), 'RF-' || external_id, source, external_id, id,
          customer_id, assigned_to, gross_amount / 2, currency, placed_at + interval '3 days',
          ((placed_at + interval '3 days') at time zone 'Europe/Berlin')::date, rate_day, 'frozen', country_code, 'bench', placed_at
     from orders where tenant_id = $1::uuid and status = 'delivered' and external_id::bigint % 50 = 0`,
]

/** Fills in how many customers of each country and status there are. */
export function countByCountry(where: string): string {
  return `insert into customer_counts (tenant_id, country_code, status, slot, count)
          select tenant_id, country_code, status, 0, count(*) from customers ${where} group by 1, 2, 3`
}

const rollups = [
  `insert into revenue_daily (tenant_id, day, rate_day, currency, country_code, known_buyer, gross_amount, refunded_amount, orders, refunds)
   select tenant_id, day, rate_day, currency, coalesce(country_code, ''), true, 0, sum(amount), 0, count(*)
     from refunds where tenant_id = $1::uuid group by 1, 2, 3, 4, 5`,
  `insert into revenue_daily (tenant_id, day, rate_day, currency, country_code, known_buyer, gross_amount, refunded_amount, orders, refunds)
   select tenant_id, day, rate_day, currency, coalesce(country_code, ''), true,
          sum(case when status = 'cancelled' then 0 else gross_amount end), 0, count(*) filter (where status <> 'cancelled'), 0
     from orders where tenant_id = $1::uuid group by 1, 2, 3, 4, 5`,
  `insert into buyer_days (tenant_id, day, country_code, currency, customer_id)
   select distinct tenant_id, day, coalesce(country_code, ''), currency, customer_id
     from orders where tenant_id = $1::uuid and status <> 'cancelled'`,
  `insert into tenant_counts (tenant_id, name, slot, count)
   select $1::uuid, 'customers', 0, count(*) from customers where tenant_id = $1
   union all select $1::uuid, 'orders', 0, count(*) from orders where tenant_id = $1`,
  countByCountry(`where tenant_id = $1::uuid`),
]

const buyersOfRuns = `
insert into customers (tenant_id, id, first_name, last_name, email, country_code, timezone, language, currency, lifetime_value_currency, created_at)
select $1::uuid, bench.id_at(now() - interval '1200 days', n, 'buyer'), 'Buyer', n::text, 'buyer' || n || '@runs.example', 'DE', 'Europe/Berlin', 'de', 'EUR', 'EUR',
       now() - interval '1200 days'
  from generate_series(1, $2::integer) n`

/** Makes a shop's data. Its tenant is there, with its people; the connection is the superuser's. */
export async function fillShop(client: Client, tenant: string, name: string, size: number): Promise<void> {
  await client.query(helpers)
  await client.query(rates)
  await client.query(`drop table if exists bench.rates`)
  await client.query(
    `create unlogged table bench.rates as select currency, day, rate from exchange_rates
      union all select 'EUR', day, 1 from exchange_rates where currency = 'USD'`,
  )
  if (size > smallShop) await client.query(members, [tenant, name, agents])
  await client.query('truncate bench.people')
  await client.query(customers, [tenant, size, name])
  await client.query('analyze bench.people, bench.rates')
  await client.query(orders, [tenant, size, size * ordersEach, name])
  for (const statement of afterSale) await client.query(statement, [tenant, name])
  await client.query('analyze orders, refunds')
  await client.query(writeCustomers, [tenant])
  await client.query(identities, [tenant, name])
  await client.query(items, [tenant, name])
  if (size > smallShop) await client.query(buyersOfRuns, [tenant, buyers])
  for (const rollup of rollups) await client.query(rollup, [tenant])
}

/** Runs `load` with the tables' foreign keys, triggers and indexes away, and brings all of them back. */
export async function inBulk(client: Client, load: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
       from pg_index i where i.indrelid::regclass::text = any($1::text[])
        and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [loaded],
  )
  await client.query(
    `set session_replication_role = replica; set maintenance_work_mem = '512MB'; set work_mem = '256MB'`,
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  await load()
  for (const { definition } of rows) await client.query(definition)
  await client.query('reset session_replication_role')
  await client.query(`vacuum (analyze) ${loaded.join(', ')}, tenant_counts, customer_counts, exchange_rates`)
}
