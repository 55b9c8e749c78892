// A tenant with a row of everything, for specs that go through every route of the OpenAPI document.
import { Webhook } from 'standardwebhooks'
import { LanePool } from '@portolan/webhooks'
import type { Answer, Caller, TestApi } from '../../libs/testing/src/api'
import { Receiver } from '../../libs/testing/src/receiver'
import type { TestTenant } from '../../libs/testing/src/world'

type Row = { data: { id: string; tags: { id: string }[] } }

const aShopToConnect = { shop_domain: 'mine.myshopify.com', client_id: 'an-app', client_secret: 'its-secret' }

/** Bodies that would do something, by route; those of routes with an id, if the row were there. */
export const bodies: Record<string, object> = {
  'PUT /customers/{id}': { first_name: 'Mallory' },
  'PATCH /customers/{id}': { first_name: 'Mallory' },
  'POST /customers/{id}/tags': { tags: ['mine'] },
  'POST /jobs/replay': { ids: ['019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'] },
  'PATCH /imports/{id}': { options: { source: 'mine' } },
  'PUT /imports/{id}/rows/{line}': { cells: ['mine'] },
  'POST /imports/{id}/start': { dry_run: true },
  'POST /import-mappings': { kind: 'customers', name: 'mine', columns: { Mail: 'email' } },
  'PATCH /import-mappings/{id}': { name: 'mine' },
  'PATCH /users/{id}': { role: 'readonly' },
  'POST /customers/merge': {
    winner_id: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7',
    loser_ids: ['019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e8'],
  },
  'POST /tags/{id}/merge': { into_id: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' },
  'PUT /tags/{id}': { name: 'mine', colour: '#112233' },
  'PATCH /tags/{id}': { name: 'mine' },
  'POST /customers/bulk': { action: 'status', status: 'vip', filter: {}, expected_count: 1 },
  'POST /views': { list: 'customers', name: 'Mine' },
  'PUT /views/{id}': { name: 'Mine' },
  'PATCH /views/{id}': { name: 'Mine' },
  'POST /custom-fields': { applies_to: 'customers', key: 'mine', type: 'text', labels: { en: 'Mine' } },
  'PUT /custom-fields/{id}': { labels: { en: 'Mine' } },
  'PATCH /custom-fields/{id}': { required: false },
  'POST /auth/login': { email: 'nobody@shop.example', password: 'no password of anybody' },
  'POST /auth/refresh': { refresh_token: 'a refresh token of nobody' },
  'POST /auth/register': {
    name: 'Mine',
    slug: 'mine',
    email: 'me@mine.example',
    password: 'a long first password',
    first_name: 'Me',
    last_name: 'Mine',
  },
  'POST /auth/password-reset': { email: 'nobody@shop.example' },
  'POST /auth/password-reset/confirm': { token: 'a token of a mail to nobody', password: 'a long first password' },
  'POST /auth/invitations/read': { token: 'a token of a mail to nobody' },
  'POST /auth/invitations/accept': {
    token: 'a token of a mail to nobody',
    password: 'a long first password',
    first_name: 'Me',
    last_name: 'Mine',
  },
  'POST /invitations': { email: 'guest@shop.example', role: 'agent', first_name: 'New', last_name: 'Member' },
  'PATCH /settings': { name: 'Mine' },
  'POST /users': {
    email: 'new@shop.example',
    password: 'a long first password',
    first_name: 'New',
    last_name: 'Member',
    role: 'agent',
  },
  'PATCH /users/me': { first_name: 'Me' },
  'POST /customers': { first_name: 'Mallory' },
  'POST /tags': { name: 'new' },
  'POST /orders': { currency: 'EUR', items: [{ product_name: 'x', quantity: 1, unit_price: '1.00' }] },
  'PUT /orders/{id}': { currency: 'EUR', items: [{ product_name: 'x', quantity: 1, unit_price: '1.00' }] },
  'PATCH /orders/{id}': { internal_note: 'mine' },
  'POST /refunds': { amount: '1.00', currency: 'EUR' },
  'POST /exchange-rates': { currency: 'AED', day: '2026-01-15', rate: '4.2' },
  'POST /orders/{id}/status': { status: 'cancelled' },
  'PUT /orders/{id}/note': { internal_note: 'mine' },
  'PUT /orders/{id}/items': { items: [{ product_name: 'x', quantity: 1, unit_price: '1.00' }] },
  'POST /orders/{id}/refunds': { amount: '1.00' },
  'POST /orders/{id}/shipments': { carrier: 'mine' },
  'PATCH /orders/{id}/shipments/{shipment_id}': { carrier: 'mine' },
  'POST /orders/{id}/payment-status': { payment_status: 'paid' },
  'POST /orders/{id}/returns': {
    reason: 'damaged',
    items: [{ order_item_id: '018f3a5e-0000-7000-8000-000000000001', quantity: 1 }],
  },
  'PATCH /returns/{id}': { note: 'mine' },
  'POST /returns/{id}/status': { status: 'approved' },
  'PATCH /refunds/{id}': { reason: 'mine' },
  'PUT /exchange-rates/{id}': { rate: '1.5' },
  'POST /integrations': { platform: 'custom', shop_name: 'mine', credentials: {} },
  'PATCH /integrations/{id}': { shop_name: 'mine' },
  'POST /integrations/woocommerce/connect': { site_url: 'https://192.0.9.1', shop_name: 'mine' },
  'POST /integrations/{id}/sync': { kind: 'history' },
  'POST /integrations/shopify/connect': aShopToConnect,
  'POST /webhook-subscriptions': { url: 'https://192.0.9.1/hooks', events: ['*'] },
  'PUT /webhook-subscriptions/{id}': { url: 'https://192.0.9.1/mine', events: ['order.*'] },
  'PATCH /webhook-subscriptions/{id}': { description: 'mine' },
  'POST /webhook-subscriptions/{id}/rotate-secret': { keep_hours: 1 },
  'POST /webhook-subscriptions/{id}/replay': { from: '2026-01-15T12:00:00Z' },
}

/** Rows in every tenant table, made through the API; ids by the first word of the path that leads to them. */
export async function fill(api: TestApi, tenant: TestTenant): Promise<Record<string, string>> {
  const admin = await api.caller(tenant, 'admin')
  const id = ({ status, text, body }: Answer<Row>) => {
    if (status > 299) throw new Error(text)
    return body.data.id
  }
  const field = { key: 'level', type: 'number', labels: { en: 'Level' } }
  const level = id(await admin.post<Row>('/custom-fields', { ...field, applies_to: 'customers' }))
  await admin.post<Row>('/custom-fields', { ...field, applies_to: 'orders' })
  const custom_fields = { level: 1 }
  const ada = { email: 'ada@shop.example', first_name: 'Ada', tags: ['vip'], custom_fields }
  const customer = await admin.post<Row>('/customers', ada, { 'idempotency-key': 'ada' })
  // Somebody who was Ada all along.
  const twin = id(await admin.post<Row>('/customers', { email: 'twin@shop.example', first_name: 'Ada' }))
  await admin.post('/customers/merge', { winner_id: id(customer), loser_ids: [twin] })
  // Somebody who never was.
  const other = id(
    await admin.post<Row>('/customers', {
      email: 'ada+other@shop.example',
      first_name: 'Ada',
      assigned_to: tenant.other_agent.id,
    }),
  )
  await admin.put(`/customers/${id(customer)}/distinct/${other}`, {})
  await admin.delete(`/customers/${other}`)
  const items = [{ product_name: 'Cup', quantity: 2, unit_price: '10.00' }]
  const order = id(
    await admin.post<Row>('/orders', {
      customer_id: id(customer),
      currency: 'EUR',
      status: 'processing',
      placed_at: '2026-01-15T12:00:00Z',
      items,
      custom_fields,
    }),
  )
  const refund = id(await admin.post<Row>(`/orders/${order}/refunds`, { amount: '5.00', items: [] }))
  const lines = await admin.get<{ data: { id: string }[] }>(`/orders/${order}/items`)
  const cup = [{ order_item_id: lines.body.data[0]?.id ?? '', quantity: 1 }]
  const shipment = id(await admin.post<Row>(`/orders/${order}/shipments`, { carrier: 'DHL', items: cup }))
  const back = id(await admin.post<Row>(`/orders/${order}/returns`, { reason: 'damaged', items: cup }))
  const rate = id(await admin.post<Row>('/exchange-rates', { currency: 'KWD', day: '2026-01-15', rate: '0.33' }))
  const file = id(await admin.post<Row>('/orders/import', aFile()))
  const taken = id(await admin.get<Row>('/customers/export'))
  const picture = new FormData()
  picture.set('file', new Blob([onePixel], { type: 'image/png' }), 'me.png')
  for (const who of ['admin', 'agent'] as const) {
    id(await (await api.caller(tenant, who)).post<Row>('/users/me/avatar', picture))
  }
  const invitation = id(await admin.post<Row>('/invitations', { email: `new@${tenant.slug}.example`, role: 'agent' }))
  const webhooks = await deliveredWebhooks(api, admin)
  const shops = await aShopThatSent(api, admin)
  const view = id(await admin.post<Row>('/views', { list: 'customers', name: 'All', shared: true }))
  await admin.put(`/views/${view}/default`, {})
  const nobody = '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'
  const bulk = { action: 'status', status: 'vip', ids: [id(customer), nobody], expected_count: 2 }
  const job = id(await admin.post<Row>('/customers/bulk', bulk))
  await api.drain()
  const draft = id(await admin.post<Row>('/imports', aDraft()))
  const fixed = await admin.put(`/imports/${draft}/rows/2`, { cells: ['eve@shop.example', 'Eve'] })
  if (fixed.status > 299) throw new Error(fixed.text)
  const saved = { kind: 'customers', name: 'Till', columns: { Mail: 'email' } }
  const mapping = id(await admin.post<Row>('/import-mappings', saved))
  const caught = await admin.get<{ data: { id: string }[] }>('/caught-mails?per_page=1')
  const mails = await admin.get<{ data: { id: string }[] }>('/system-mails?per_page=1')
  const audit = await admin.get<{ data: { id: string }[] }>('/audit-log?per_page=1')
  return {
    customers: id(customer),
    tags: customer.body.data.tags[0]?.id ?? '',
    orders: order,
    refunds: refund,
    shipments: shipment,
    returns: back,
    'custom-fields': level,
    views: view,
    'exchange-rates': rate,
    imports: file,
    'import-mappings': mapping,
    exports: taken,
    users: tenant.agent.id,
    invitations: invitation,
    'system-mails': mails.body.data[0]?.id ?? '',
    'caught-mails': caught.body.data[0]?.id ?? '',
    'audit-log': audit.body.data[0]?.id ?? '',
    jobs: job,
    ...webhooks,
    ...shops,
  }
}

/** A subscription whose receiver has answered once. */
async function deliveredWebhooks(api: TestApi, admin: Caller): Promise<Record<string, string>> {
  const receiver = await Receiver.listen()
  const subscription = await admin.post<Row>('/webhook-subscriptions', { url: receiver.url, events: ['customer.*'] })
  const delivery = await admin.post<Row>(`/webhook-subscriptions/${subscription.body.data.id}/test`)
  await api.get(LanePool).drain()
  await receiver.close()
  return { 'webhook-subscriptions': subscription.body.data.id, 'webhook-deliveries': delivery.body.data.id }
}

/** A custom shop cannot be asked, so that its run is made by hand. */
const whatASyncLeaves = `
with shop as (select tenant_id, id from integrations where id = $1),
run as (
  insert into sync_runs (tenant_id, id, integration_id, kind, status, object_types, window_to, job_id, correlation, finished_at)
  select tenant_id, gen_random_uuid(), id, 'history', 'completed', '{order}', now(), gen_random_uuid(), 'a run', now()
    from shop returning id),
object as (
  insert into shop_objects (tenant_id, integration_id, object_type, external_id)
  select tenant_id, id, 'order', 'A-1' from shop)
insert into sync_gaps (tenant_id, id, integration_id, run_id, object_type, external_id, kind, reason)
select shop.tenant_id, gen_random_uuid(), shop.id, run.id, 'order', 'A-1', 'missing', 'no_event' from shop, run
returning run_id`

/** A custom shop with a product, whose last event could not be used. */
async function aShopThatSent(api: TestApi, admin: Caller): Promise<Record<string, string>> {
  const shop = await admin.post<{ data: { id: string; webhook_secret: string } }>('/integrations', {
    platform: 'custom',
    shop_name: 'Own',
    credentials: {},
  })
  const { id, webhook_secret } = shop.body.data
  await admin.post('/integrations/shopify/connect', aShopToConnect)
  const variants = [{ external_id: 'cup', sku: 'CUP', price: '10.00', stock_quantity: 3 }]
  const product = { external_id: 'cup', name: 'Cup', currency: 'EUR', variants }
  const bodies = [JSON.stringify({ type: 'product.created', data: product }), '{"type":"order.created"}']
  for (const [index, body] of bodies.entries()) {
    const [name, now] = [`msg_${index}`, new Date()]
    const headers = {
      'content-type': 'application/json',
      'webhook-id': name,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(webhook_secret).sign(name, now, body),
    }
    const sent = await fetch(`${api.anonymous.base}/webhooks/custom/${id}`, { method: 'POST', headers, body })
    if (!sent.ok) throw new Error(await sent.text())
  }
  await api.drain()
  const { rows } = await api.owner.query<{ run_id: string }>(whatASyncLeaves, [id])
  const listed = await admin.get<{ data: { id: string }[] }>('/inbox-events')
  const products = await admin.get<{ data: { id: string }[] }>('/products')
  const first = ({ body: { data } }: typeof listed) => data[0]?.id ?? ''
  const handed = { site_url: 'https://192.0.9.2', shop_name: 'Handed over' }
  const handover = await admin.post<Row>('/integrations/woocommerce/connect', handed)
  const handovers = handover.body.data.id
  const runs = rows[0]?.run_id ?? ''
  return { integrations: id, handovers, runs, 'inbox-events': first(listed), products: first(products) }
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQImWPgDr8AAAGjATPo8pjIAAAAAElFTkSuQmCC',
  'base64',
)

function aDraft(): FormData {
  const form = new FormData()
  form.set('kind', 'customers')
  form.set('file', new Blob(['Mail,Name\neve@shop.example,Eve\n'], { type: 'text/csv' }), 'people.csv')
  return form
}

function aFile(): FormData {
  const lines = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    '1,A,Cup,1,2026-01-10 10:00:00,2.50,77,Germany',
    'C2,A,Cup,-1,2026-01-11 10:00:00,2.50,77,Germany',
    '3,A,Cup,one,2026-01-11 10:00:00,2.50,77,Germany',
  ]
  const form = new FormData()
  form.set('file', new Blob([lines.join('\n')], { type: 'text/csv' }), 'orders.csv')
  form.set('mapping', 'uci-online-retail')
  form.set('options', JSON.stringify({ currency: 'GBP', timezone: 'Europe/London' }))
  return form
}
