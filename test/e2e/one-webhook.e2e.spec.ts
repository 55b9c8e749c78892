// The walk of the README: a signed order of a shop becomes a signed delivery at a subscriber.
import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { LanePool } from '@portolan/webhooks'
import { Receiver } from '@portolan/testing'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'

const secret = 'shpss_of_the_tests'
const shop = 'harbour-tea.myshopify.com'
let api: TestApi
let admin: Caller
let receiver: Receiver

beforeAll(async () => {
  api = await testApi()
  admin = await api.caller(await api.tenant('a'), 'admin')
  receiver = await Receiver.listen()
})
afterAll(async () => {
  await receiver.close()
  await api.close()
})

/** Ids of shops go beyond 2^53. */
const order = (id: string) =>
  JSON.stringify({
    id: '@',
    name: '#1001',
    currency: 'EUR',
    total_price: '20.00',
    financial_status: 'paid',
    created_at: '2026-11-02T10:00:00+01:00',
    updated_at: '2026-11-02T10:00:00+01:00',
    customer: { id: 7, email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' },
    line_items: [{ id: 1, title: 'Green tea', quantity: 2, price: '10.00' }],
  }).replace('"@"', id)

const sign = (body: string | Uint8Array, key = secret) => createHmac('sha256', key).update(body).digest('base64')

interface Sent {
  readonly signature?: string
  readonly headers?: Record<string, string>
  readonly path?: string
}

async function deliver(
  body: string | Uint8Array<ArrayBuffer>,
  { signature = sign(body), headers = {}, path = 'shopify' }: Sent = {},
) {
  return fetch(`${api.origin}/api/v1/webhooks/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': shop,
      'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      'x-shopify-hmac-sha256': signature,
      ...headers,
    },
    body,
  })
}

const stored = async () => (await api.owner.query('select id from inbox_events')).rows.length

it('an order of a shop walks through inbox, orders and events to a signed delivery, under one correlation id', async () => {
  const connected = await admin.post<{ data: { id: string; webhook_url: string } }>('/integrations', {
    platform: 'shopify',
    shop_name: 'Harbour Tea',
    credentials: { shop_domain: shop, client_secret: secret },
  })
  expect(connected.status).toBe(201)
  expect(connected.text).not.toContain(secret)
  const subscription = await admin.post<{ data: { secret: string } }>('/webhook-subscriptions', {
    url: receiver.url,
    events: ['order.created'],
  })
  const answer = await deliver(order('820982911946154508'), {
    headers: { 'x-request-id': '4f7c2a90-5d0f-4a53-8f0e-2b9c1d7e6a35' },
  })
  expect(answer.status).toBe(200)
  await api.drain()
  await api.get(LanePool).drain()

  const [call] = receiver.calls
  const event = new Webhook(subscription.body.data.secret).verify(
    call?.body ?? '',
    call?.headers as Record<string, string>,
  )
  expect(event).toMatchObject({
    event: 'order.created',
    data: { external_id: '820982911946154508', order_number: '#1001', total_amount: '20.00', currency: 'EUR' },
  })
  const { rows } = await api.owner.query<{ correlation: string }>(
    `select correlation from inbox_events union all select correlation from outbox_events where name like 'order.%'
     union all select correlation from audit_log where action = 'order.created' union all select correlation from webhook_events`,
  )
  expect(rows.length).toBeGreaterThanOrEqual(4)
  expect(new Set(rows.map(({ correlation }) => correlation))).toEqual(new Set(['4f7c2a90-5d0f-4a53-8f0e-2b9c1d7e6a35']))
})

it('the same delivery again is answered and changes nothing', async () => {
  const before = await stored()
  expect((await deliver(order('820982911946154508'))).status).toBe(200)
  expect(await stored()).toBe(before)
})

it.each([
  ['a signature of another secret', { signature: sign(order('1'), 'another') }],
  ['no signature', { signature: '' }],
  ['a shop that nobody has connected', { headers: { 'x-shopify-shop-domain': 'nobody.myshopify.com' } }],
  ['a signature over a body that was changed on its way', { signature: sign(order('2')) }],
])('%s is refused and nothing is stored', async (_, sent: Sent) => {
  const before = await stored()
  const answer = await deliver(order('1'), sent)
  expect(answer.status).toBe(401)
  expect(await stored()).toBe(before)
})

it('what is no JSON is stored when it is signed, and shown for what it is', async () => {
  const body = Uint8Array.from([0xff, 0xfe, 0x00, 0x7b])
  const answer = await deliver(body, { headers: { 'x-shopify-webhook-id': 'no-json' } })
  expect(answer.status).toBe(200)
  await api.drain()
  const listed = await admin.get<{ data: { id: string; status: string; reason: string }[] }>(
    '/inbox-events?status=failed',
  )
  expect(listed.body.data).toEqual([expect.objectContaining({ status: 'failed', reason: 'unreadable' })])
  const one = await admin.get<{ data: { delivery: { body: string; size: number; headers: object } } }>(
    `/inbox-events/${listed.body.data[0]?.id ?? ''}`,
  )
  expect(one.body.data.delivery).toMatchObject({ body: Buffer.from(body).toString('base64'), size: 4 })
  expect(JSON.stringify(one.body.data.delivery.headers)).not.toContain('hmac')
})

it('WooCommerce’s ping is answered, its signed events are stored, and those of others are refused', async () => {
  const connected = await admin.post<{ data: { id: string; webhook_secret: string } }>('/integrations', {
    platform: 'woocommerce',
    shop_name: 'Tea',
    credentials: { site_url: 'https://tea.example.com/' },
  })
  const { id, webhook_secret } = connected.body.data
  const ping = await fetch(`${api.origin}/api/v1/webhooks/woocommerce/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'webhook_id=1',
  })
  expect(ping.status).toBe(200)
  const body = '{"id":727}'
  const send = (signature: string) =>
    deliver(body, {
      path: `woocommerce/${id}`,
      headers: { 'x-wc-webhook-topic': 'order.deleted', 'x-wc-webhook-id': '4', 'x-wc-webhook-signature': signature },
    })
  expect((await send(sign(body, webhook_secret))).status).toBe(200)
  expect((await send(sign(body, 'another'))).status).toBe(401)
  const again = await admin.post('/integrations', {
    platform: 'woocommerce',
    shop_name: 'Tea again',
    credentials: { site_url: 'https://tea.example.com' },
  })
  expect(again.status).toBe(409)
})

it('a shop of one’s own sends orders in the words of this API, signed as Standard Webhooks says', async () => {
  const connected = await admin.post<{ data: { id: string; webhook_secret: string } }>('/integrations', {
    platform: 'custom',
    shop_name: 'Own',
    credentials: {},
  })
  const { id, webhook_secret } = connected.body.data
  const body = JSON.stringify({
    type: 'order.created',
    data: {
      external_id: 'A-1',
      placed_at: '2026-11-02T10:00:00Z',
      status: 'processing',
      payment_status: 'paid',
      currency: 'KWD',
      items: [{ product_name: 'Tea', quantity: 1, unit_price: '1.250' }],
    },
  })
  const now = new Date()
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(webhook_secret).sign('msg_1', now, body),
  }
  expect((await deliver(body, { path: `custom/${id}`, headers })).status).toBe(200)
  const late = { ...headers, 'webhook-timestamp': '1614265330' }
  expect((await deliver(body, { path: `custom/${id}`, headers: late })).status).toBe(401)
  await api.drain()
  const orders = await admin.get<{ data: object[] }>(`/orders?q=A-1`)
  expect(orders.body.data).toEqual([expect.objectContaining({ total_amount: '1.250', currency: 'KWD' })])
})

it('credentials are refused field by field, never shown, and forgotten with the connection', async () => {
  const wrong = await admin.post<{ error: { details: Record<string, string[]> } }>('/integrations', {
    platform: 'shopify',
    shop_name: 'Tea',
    credentials: { shop_domain: 'tea.example.com', key: 'x' },
  })
  expect(wrong.status).toBe(400)
  expect(Object.keys(wrong.body.error.details).sort()).toEqual([
    'credentials.client_secret',
    'credentials.key',
    'credentials.shop_domain',
  ])
  const [shopify] = (await admin.get<{ data: { id: string }[] }>('/integrations?platform=shopify')).body.data
  const gone = await admin.post<{ data: { status: string } }>(`/integrations/${shopify?.id ?? ''}/disconnect`)
  expect(gone.body.data.status).toBe('disconnected')
  const { rows } = await api.owner.query('select credentials from integrations where id = $1', [shopify?.id])
  expect(rows).toEqual([{ credentials: null }])
  expect((await deliver(order('3'), { headers: { 'x-shopify-webhook-id': 'after' } })).status).toBe(401)
})
