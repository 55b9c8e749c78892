// The walk of the README: a signed order of a shop becomes a signed delivery at a subscriber.
import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { LanePool } from '@portolan/webhooks'
import { newId } from '@portolan/contracts'
import { Receiver } from '@portolan/testing'
import { DemoShop } from '../../apps/demo-shop/src/demo-shop'
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

it('events that come at once are answered one by one: stored, known already, or not of this shop', async () => {
  const before = await stored()
  const sent = Array.from({ length: 30 }, (_, index) => ({
    signature: index % 10 === 9 ? sign('something else') : undefined,
    headers: { 'x-shopify-webhook-id': `at once ${index % 20}`, 'x-request-id': `at-once-${index}` },
  }))
  const answers = await Promise.all(sent.map((one) => deliver(order('820982911946154508'), one)))
  expect(answers.map(({ status }) => status)).toEqual(sent.map(({ signature }) => (signature ? 401 : 200)))
  expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(
    sent.map(({ headers }) => headers['x-request-id']),
  )
  expect(await stored()).toBe(before + 18)
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

describe('a WooCommerce shop that hands over its keys', () => {
  type Begun = { data: { id: string; authorize_url: string }; error: { reason: string; details: object } }
  let demo: DemoShop
  beforeAll(async () => {
    demo = await DemoShop.start({ shopifyPort: 0, wooPort: 0, controlPort: 0, orders: 1 })
  })
  afterAll(() => demo.close())

  const begin = (wanted: object) => admin.post<Begun>('/integrations/woocommerce/connect', wanted)
  /** The owner agrees; what the site knows as our address leads here. */
  async function agree(authorize_url: string) {
    const form = new URL(authorize_url).searchParams
    const callback = new URL(form.get('callback_url') ?? '')
    form.set('callback_url', `${api.origin}${callback.pathname}`)
    const page = await fetch(`${demo.woo.url}/wc-auth/v1/authorize?${form.toString()}`)
    expect(await page.text()).toContain('Portolan would like to connect to your store')
    const to = `${demo.woo.url}/wc-auth/v1/access_granted`
    return fetch(to, { method: 'POST', body: form, redirect: 'manual' })
  }

  it('is connected once its owner agrees, once, and the keys are shown to nobody', async () => {
    const begun = await begin({ site_url: demo.woo.url, shop_name: 'Demo' })
    expect(begun.status).toBe(200)
    const { id, authorize_url } = begun.body.data
    const query = new URL(authorize_url).searchParams
    expect(authorize_url.startsWith(`${demo.woo.url}/wc-auth/v1/authorize?`)).toBe(true)
    expect([query.get('scope'), query.get('user_id')?.length]).toEqual(['read_write', 80])
    const { rows: kept } = await api.owner.query<{ row: string }>('select c::text as row from shop_connects c')
    expect(kept[0]?.row).not.toContain(query.get('user_id'))
    expect(await api.anonymous.get(`/integrations/woocommerce/connect/${id}`)).toMatchObject({ status: 401 })
    const state = () => admin.get<{ data: object }>(`/integrations/woocommerce/connect/${id}`)
    expect((await state()).body.data).toMatchObject({ status: 'waiting', integration_id: null })

    const back = new URL((await agree(authorize_url)).headers.get('location') ?? '')
    expect([back.pathname, back.searchParams.get('success')]).toEqual([`/settings/shops/return/${id}`, '1'])
    const done = (await state()).body.data as { status: string; integration_id: string }
    expect(done.status).toBe('connected')
    await api.drain()
    const shop = await admin.get<{ data: object }>(`/integrations/${done.integration_id}`)
    expect(shop.body.data).toMatchObject({ status: 'active', currency: 'USD', shop_address: demo.woo.url })
    expect(shop.text).not.toMatch(/c[ks]_/)
    const { rows } = await api.owner.query(
      `select actor is not null as by_member from audit_log where action = 'integration.created' and $1 = any(subject_ids)`,
      [done.integration_id],
    )
    expect(rows).toEqual([{ by_member: true }])

    // The same page again, and the same shop again.
    expect((await agree(authorize_url)).status).toBe(401)
    expect((await begin({ site_url: demo.woo.url, shop_name: 'Demo' })).status).toBe(409)
    const renewed = await begin({ integration_id: done.integration_id })
    demo.woo.keys.revokeAll()
    expect((await agree(renewed.body.data.authorize_url)).status).toBe(302)
    await api.drain()
    expect((await admin.get<{ data: object }>(`/integrations/${done.integration_id}`)).body.data).toMatchObject({
      status: 'active',
    })
  })

  it.each([
    ['an unknown value', (value: string) => value.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 401],
    ['another tenant’s name on it', (value: string) => value.replace(/^[^.]+/, newId()), 401],
    ['no value', () => '', 401],
  ])('is not connected by a call with %s', async (_, change, status) => {
    const begun = await begin({ site_url: 'https://192.0.9.7', shop_name: 'Forged' })
    const user_id = change(new URL(begun.body.data.authorize_url).searchParams.get('user_id') ?? '')
    const keys = { key_id: 1, user_id, consumer_key: 'ck_1', consumer_secret: 'cs_1', key_permissions: 'read_write' }
    expect((await api.anonymous.post('/integrations/woocommerce/callback', keys)).status).toBe(status)
    const { rows } = await api.owner.query(`select from integrations where shop_name = 'Forged'`)
    expect(rows).toEqual([])
  })

  it('is not connected when it comes too late, or after the member has lost the right', async () => {
    const begun = await begin({ site_url: 'https://192.0.9.8', shop_name: 'Late' })
    const { id, authorize_url } = begun.body.data
    const user_id = new URL(authorize_url).searchParams.get('user_id')
    await api.owner.query(`update shop_connects set expires_at = now() - interval '1 second' where id = $1`, [id])
    const keys = { key_id: 1, user_id, consumer_key: 'ck_1', consumer_secret: 'cs_1', key_permissions: 'read_write' }
    expect((await api.anonymous.post('/integrations/woocommerce/callback', keys)).status).toBe(401)
    expect((await admin.get<{ data: object }>(`/integrations/woocommerce/connect/${id}`)).body.data).toMatchObject({
      status: 'expired',
    })
    await api.owner.query(`update shop_connects set expires_at = now() + interval '1 minute' where id = $1`, [id])
    const role = (name: string) =>
      api.owner.query(
        'update memberships set role = $2 where user_id = (select user_id from shop_connects where id = $1)',
        [id, name],
      )
    await role('agent')
    expect((await api.anonymous.post('/integrations/woocommerce/callback', keys)).status).toBe(401)
    await role('admin')
    const { rows } = await api.owner.query(`select from integrations where shop_name = 'Late'`)
    expect(rows).toEqual([])
  })

  it('must be named, at an address that we would call', async () => {
    expect((await begin({})).body.error.details).toEqual({ site_url: ['is needed'], shop_name: ['is needed'] })
    expect(Object.keys((await begin({ site_url: 'ftp://x', shop_name: 'x' })).body.error.details)).toEqual(['site_url'])
    expect((await begin({ integration_id: newId() })).status).toBe(404)
  })
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
