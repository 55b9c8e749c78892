// What the product is compared with: Fastify and pg as one would write them by hand for one shop, with the same select
// lists, totals included, and nothing around them: no sign-in, no row-level security (it connects as the superuser, the
// shop is a setting of the connection), no validation, no limits, no log.
import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import pg from 'pg'

const { url, port, connections, tenant, customer, order, detail, beside, summary } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)

pg.types.setTypeParser(1082, (day) => day)
const pool = new pg.Pool({
  connectionString: url,
  max: connections,
  options: `-c app.tenant_id=${tenant} -c app.role=admin -c jit=off`,
})
const app = fastify()
app.get('/', () => ({ ready: true }))

/** `?json=postgres` lets PostgreSQL build the JSON; without it rows come as rows. */
const rowsOf = async (name, sql, values, json) => {
  const text =
    json === 'postgres' ? `select coalesce(json_agg(row_to_json(r)), '[]')::text as data from (${sql}) r` : sql
  const { rows } = await pool.query({ name: name && `${name}-${json ?? 'rows'}`, text, values })
  return json === 'postgres' ? rows[0].data : JSON.stringify(rows)
}
const one = async (name, text, values) => (await pool.query({ name, text, values })).rows[0]
const send = (reply, data, total) =>
  reply.type('application/json').send(`{"data":${data},"meta":{"total":${total ?? null}}}`)

const living = 'c.tenant_id = $1 and c.deleted_at is null and c.merged_at is null'
const counted = `select sum(count)::bigint as total from tenant_counts where tenant_id = $1 and name = $2`

app.get('/customers', async ({ query: { json } }, reply) => {
  const [data, { total }] = await Promise.all([
    rowsOf(
      'newest',
      `select ${customer} from customers c where ${living} order by c.created_at desc, c.id desc limit 25`,
      [tenant],
      json,
    ),
    one('customers', counted, [tenant, 'customers']),
  ])
  return send(reply, data, total)
})

app.get('/customers/filtered', async ({ query: { json, country, status } }, reply) => {
  const where = `${living} and c.country_code = $2 and c.status = $3`
  const [data, { total }] = await Promise.all([
    rowsOf(
      'filtered',
      `select ${customer} from customers c where ${where} order by c.lifetime_value desc, c.id desc limit 25`,
      [tenant, country, status],
      json,
    ),
    one('filtered-count', `select count(*) as total from (select from customers c where ${where} limit 10001) m`, [
      tenant,
      country,
      status,
    ]),
  ])
  return send(reply, data, total)
})

app.get('/customers/behind', async ({ query: { json, at, id } }, reply) => {
  const where = `${living} and (c.created_at, c.id) < ($2::timestamptz, $3::uuid)`
  const [data, { total }] = await Promise.all([
    rowsOf(
      'behind',
      `select ${customer} from customers c where ${where} order by c.created_at desc, c.id desc limit 25`,
      [tenant, at, id],
      json,
    ),
    one('customers', counted, [tenant, 'customers']),
  ])
  return send(reply, data, total)
})

app.get('/orders', async ({ query: { json } }, reply) => {
  const [data, { total }] = await Promise.all([
    rowsOf(
      'orders',
      `select ${order} from orders o ${beside} where o.tenant_id = $1 and o.deleted_at is null order by o.placed_at desc, o.id desc limit 25`,
      [tenant],
      json,
    ),
    one('order-count', counted, [tenant, 'orders']),
  ])
  return send(reply, data, total)
})

app.get('/customers/:id/newest-orders', async ({ params: { id }, query: { json } }, reply) => {
  const [person, orders] = await Promise.all([
    rowsOf('customer', `select ${customer} from customers c where ${living} and c.id = $2`, [tenant, id], json),
    rowsOf(
      'customer-orders',
      `select ${summary} from orders o where o.tenant_id = $1 and o.customer_id = $2 and o.deleted_at is null
        order by o.placed_at desc, o.id desc limit 10`,
      [tenant, id],
      json,
    ),
  ])
  return send(reply, `{"customer":${person},"orders":${orders}}`)
})

app.get('/orders/:id', async ({ params: { id }, query: { json } }, reply) => {
  const sql = `select ${order}, ${detail} from orders o ${beside} where o.tenant_id = $1 and o.id = $2 and o.deleted_at is null`
  return send(reply, await rowsOf('order', sql, [tenant, id], json))
})
// As the product's search: the newest 10,001 matches, then the page. Never prepared: the term decides the plan.
app.get('/search', async ({ query: { json, q } }, reply) => {
  const like = `%${[...q].length < 3 ? ' ' : ''}${q.toLowerCase()}%`
  const found = `select c.id, c.created_at from customers c where ${living} and c.search_text like $2 order by c.created_at desc, c.id desc limit 10001`
  const [data, { total }] = await Promise.all([
    rowsOf(
      null,
      `with found as materialized (${found} )
       select ${customer} from (select * from found order by created_at desc, id desc limit 25) f
         join customers c on c.tenant_id = $1 and c.id = f.id order by c.created_at desc, c.id desc`,
      [tenant, like],
      json,
    ),
    one(null, `select count(*) as total from (${found}) f`, [tenant, like]),
  ])
  return send(reply, data, total)
})

// Order, lines, the customer's figures, the day's mark, the event and the count in one statement.
const place = `
with person as (
  select id, country_code, assigned_to from customers where tenant_id = $1::uuid and id = $2::uuid for no key update),
rate as (
  select case when $5::text = 'EUR' then 1 else r.rate end as rate, usd.rate as usd, usd.day
    from exchange_rates usd left join exchange_rates r on r.currency = $5::text and r.day = usd.day
   where usd.currency = 'USD' and usd.day <= current_date order by usd.day desc limit 1),
made as (
  insert into orders (tenant_id, id, order_number, source, customer_id, assigned_to, status, payment_status, placed_at, day,
                      currency, subtotal_amount, total_amount, gross_amount, has_sale, fx_state, rate_day, fx_rate,
                      total_amount_usd, country_code, content_hash)
  select $1::uuid, $3::uuid, $4::text, 'runs', p.id, p.assigned_to, 'pending', 'pending', now(), current_date, $5::text, $6::bigint, $6::bigint, $6::bigint, true, 'frozen', r.day,
         r.usd / r.rate, round($6::bigint * r.usd / r.rate), p.country_code, $7::text
    from person p cross join rate r
  returning id, day),
lines as (
  insert into order_items (tenant_id, id, order_id, position, kind, sku, product_name, quantity, unit_price, total_price)
  select $1::uuid, l.id, $3::uuid, l.position, 'sale', l.sku, l.product_name, l.quantity, l.unit_price, l.total_price
    from jsonb_to_recordset($8::jsonb) as l (id uuid, position integer, sku text, product_name text, quantity integer, unit_price numeric, total_price bigint)),
figures as (
  update customers c set total_orders = total_orders + 1, lifetime_value = lifetime_value + $6::bigint,
         average_order_value = (lifetime_value + $6::bigint) / (total_orders + 1),
         first_order_date = least(first_order_date, now()), last_order_date = greatest(last_order_date, now())
    from person p where c.tenant_id = $1::uuid and c.id = p.id),
marked as (insert into dirty_days (tenant_id, day) select $1::uuid, day from made),
head as (insert into outbox_heads (id, tenant_id) values ($9::uuid, $1::uuid)),
told as (
  insert into outbox_events (tenant_id, id, name, version, payload, correlation)
  values ($1::uuid, $9::uuid, 'order.created', 1, jsonb_build_object('ids', jsonb_build_array($3::uuid)), 'hand-written')),
counted as (
  insert into tenant_counts (tenant_id, name, slot, count) values ($1::uuid, 'orders', floor(random() * 16)::integer, 1)
  on conflict (tenant_id, name, slot) do update set count = tenant_counts.count + 1)
select id from made`

app.post('/orders', async ({ body }, reply) => {
  const cents = (text) => Math.round(Number(text) * 100)
  const lines = body.items.map((item, position) => ({
    ...item,
    id: crypto.randomUUID(),
    position,
    total_price: cents(item.unit_price) * item.quantity,
  }))
  const total = lines.reduce((sum, line) => sum + line.total_price, 0)
  const made = await one('place', place, [
    tenant,
    body.customer_id,
    crypto.randomUUID(),
    body.order_number,
    body.currency,
    total,
    body.order_number,
    JSON.stringify(lines),
    crypto.randomUUID(),
  ])
  return reply.code(201).send({ data: made })
})

/** A shop's event is one INSERT, as it came. */
await app.register(async (raw) => {
  raw.removeContentTypeParser('application/json')
  raw.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  raw.post('/inbox/:integration', async ({ params, headers, body }) => {
    await one(
      'inbox',
      `insert into inbox_events (tenant_id, id, integration_id, topic, delivery_key, headers, body, is_text, correlation)
       values ($1, $2, $3, $4, $5, '{}', $6, true, 'hand-written') on conflict do nothing`,
      [
        tenant,
        crypto.randomUUID(),
        params.integration,
        headers['x-shopify-topic'],
        headers['x-shopify-webhook-id'],
        body,
      ],
    )
    return { received: true }
  })
})

await app.listen({ port, host: '127.0.0.1' })
