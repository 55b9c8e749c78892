import { createHmac } from 'node:crypto'
import { DemoShop, demoKeys } from '../demo-shop'
import { Listener } from '../../testing/listener'
import { differences } from '../../testing/shape'

let shop: DemoShop
let plain: DemoShop
let listener: Listener
const { consumerKey, consumerSecret } = demoKeys
const authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`

beforeAll(async () => {
  const ports = { shopifyPort: 0, wooPort: 0, controlPort: 0 }
  shop = await DemoShop.start({ ...ports, orders: 120 })
  plain = await DemoShop.start({ ...ports, orders: 3, secure: false, prettyPermalinks: false, currency: 'JPY' })
  listener = await Listener.start()
})
beforeEach(() => {
  listener.forget()
  for (const { id } of shop.woo.hooks.all()) shop.woo.hooks.remove(id)
})
afterAll(async () => {
  await shop.close()
  await plain.close()
  await listener.close()
})

interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

type Json = Record<string, unknown>

async function call<Body = Json>(path: string, init: RequestInit = {}): Promise<Answer<Body>> {
  const headers = { authorization, ...(init.body ? { 'content-type': 'application/json' } : {}), ...init.headers }
  const answer = await fetch(`${shop.woo.url}/wp-json/wc/v3/${path}`, { ...init, headers })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
}

function send(method: string, path: string, body: unknown) {
  return call(path, { method, body: JSON.stringify(body) })
}

async function hook(topic: string, secret = 'wc_test_secret_not_real') {
  const { body } = await send('POST', 'webhooks', { topic, delivery_url: listener.url('/woo'), secret })
  await listener.until(1)
  await shop.woo.post.idle()
  listener.forget()
  return body as { id: number; status: string }
}

async function settled(count: number) {
  await listener.until(count)
  await shop.woo.post.idle()
}

describe('keys', () => {
  it.each([
    ['no key', '', 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
    ['an unknown key', 'ck_x:cs_y', 'woocommerce_rest_authentication_error', 'Consumer key is invalid.'],
    ['a wrong secret', `${consumerKey}:cs_y`, 'woocommerce_rest_authentication_error', 'Consumer secret is invalid.'],
  ])('refuses %s with 401 in the platform’s words', async (_, pair, code, message) => {
    const headers = { authorization: pair ? `Basic ${Buffer.from(pair).toString('base64')}` : '' }
    const { status, body } = await call('orders', { headers })
    expect([status, body]).toEqual([401, { code, message, data: { status: 401 } }])
  })

  it('takes them as query parameters, where a proxy drops the header', async () => {
    const query = `consumer_key=${consumerKey}&consumer_secret=${consumerSecret}`
    expect((await fetch(`${shop.woo.url}/wp-json/wc/v3/orders?${query}`)).status).toBe(200)
  })

  it('lets a key that may only read, read', async () => {
    const key = shop.woo.keys.add('read')
    const pair = Buffer.from(`${key.consumerKey}:${key.consumerSecret}`).toString('base64')
    const headers = { authorization: `Basic ${pair}`, 'content-type': 'application/json' }
    expect((await call('orders', { headers })).status).toBe(200)
    const refused = await call('webhooks', { method: 'POST', body: '{}', headers })
    expect([refused.status, refused.body.message]).toEqual([
      401,
      'The API key provided does not have write permissions.',
    ])
  })

  it('takes over plain HTTP only requests that are signed, each once and within a quarter of an hour', async () => {
    const basic = await fetch(`${plain.woo.url}/?rest_route=/wc/v3/orders`, { headers: { authorization } })
    expect(basic.status).toBe(401)
    const signed = (change: Record<string, string> = {}) => fetch(sign(`${plain.woo.url}/`, change))
    expect((await signed({ oauth_nonce: 'one' })).status).toBe(200)
    const messages = [
      await signed({ oauth_nonce: 'one' }),
      await signed({ oauth_signature: 'bm9uc2Vuc2U=' }),
      await signed({ oauth_timestamp: '1000000000' }),
    ].map(async (answer) => ((await answer.json()) as { message: string }).message)
    expect(await Promise.all(messages)).toEqual([
      'Invalid nonce - nonce has already been used.',
      'Invalid signature - provided signature does not match.',
      'Invalid timestamp.',
    ])
  })

  function sign(url: string, change: Record<string, string>): string {
    const query: Record<string, string> = {
      rest_route: '/wc/v3/orders',
      oauth_consumer_key: consumerKey,
      oauth_nonce: Math.random().toString(),
      oauth_timestamp: String(Math.floor(Date.now() / 1_000)),
      oauth_signature_method: 'HMAC-SHA256',
      ...change,
    }
    const names = Object.keys(query).filter((name) => name !== 'oauth_signature')
    const pairs = names.sort().map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(query[name]!)}`)
    const text = ['GET', url, pairs.join('&')].map((part) => encodeURIComponent(part)).join('&')
    const oauth_signature = createHmac('sha256', `${consumerSecret}&`).update(text).digest('base64')
    return `${url}?${new URLSearchParams({ oauth_signature, ...query }).toString()}`
  }

  it('are handed over to the callback when the owner agrees, and not when the callback does not take them', async () => {
    const form = {
      app_name: 'Portolan',
      scope: 'read_write',
      user_id: 'one-time-value',
      return_url: 'http://crm.example/back',
      callback_url: listener.url('/keys'),
    }
    const page = await fetch(`${shop.woo.url}/wc-auth/v1/authorize?${new URLSearchParams(form).toString()}`)
    expect(await page.text()).toContain('Portolan would like to connect to your store')
    const agree = (extra: Record<string, string> = {}) =>
      fetch(`${shop.woo.url}/wc-auth/v1/access_granted`, {
        method: 'POST',
        body: new URLSearchParams({ ...form, ...extra }),
        redirect: 'manual',
      })
    expect((await agree()).headers.get('location')).toBe('http://crm.example/back?success=1&user_id=one-time-value')
    const keys = listener.heard[0]!.body as { consumer_key: string; consumer_secret: string }
    expect(keys).toMatchObject({ user_id: 'one-time-value', key_permissions: 'read_write' })
    const pair = Buffer.from(`${keys.consumer_key}:${keys.consumer_secret}`).toString('base64')
    expect((await call('orders', { headers: { authorization: `Basic ${pair}` } })).status).toBe(200)
    listener.answers = [500]
    expect((await agree()).status).toBe(401)
    expect((await agree({ deny: '1' })).headers.get('location')).toContain('success=0')
    expect((await agree({ callback_url: 'http://crm.example/keys' })).status).toBe(401)
  })
})

describe('REST v3', () => {
  it('is below wp-json with pretty permalinks only, and below rest_route with any', async () => {
    const lost = await fetch(`${plain.woo.url}/wp-json/wc/v3/orders`)
    expect([lost.status, lost.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    const answer = await fetch(`${shop.woo.url}/?rest_route=/wc/v3/orders/10000`, { headers: { authorization } })
    expect(((await answer.json()) as { id: number }).id).toBe(10_000)
    const { status, body } = await call('unknown')
    expect([status, body.code]).toEqual([404, 'rest_no_route'])
  })

  it('pages with the headers of WordPress, newest first', async () => {
    const { body, headers } = await call<{ id: number }[]>('orders?per_page=50&page=2')
    expect([headers.get('x-wp-total'), headers.get('x-wp-totalpages')]).toEqual(['120', '3'])
    expect(headers.get('link')).toMatch(/page=1>; rel="prev".*page=3>; rel="next"/)
    expect(body.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, at) => 10_000 + (69 - at) * 10))
  })

  it.each([
    ['per_page=101', 'per_page', 'per_page must be between 1 (inclusive) and 100 (inclusive)'],
    ['page=0', 'page', 'page must be greater than or equal to 1'],
    ['orderby=color', 'orderby', 'orderby is not one of date, id, include, title, slug, and modified.'],
  ])('refuses %s and names the parameter', async (query, name, reason) => {
    const { status, body } = await call<{ code: string; data: { params: Json } }>(`orders?${query}`)
    expect([status, body.code, body.data.params[name]]).toEqual([400, 'rest_invalid_param', reason])
  })

  it('lists what was modified after a time, read as GMT only when the query says so', async () => {
    await shop.clock.advance(5_000)
    const now = new Date(Math.floor(shop.clock.now() / 1_000) * 1_000).toISOString().slice(0, 19)
    await shop.clock.advance(5_000)
    const { n } = shop.woo.shop.desk.fulfil(shop.woo.shop.desk.place({ paid: true, test: false }).n)
    const after = (rest: string) => call<{ id: number }[]>(`orders?modified_after=${now}${rest}`)
    expect((await after('&dates_are_gmt=true')).body.map(({ id }) => id)).toEqual([10_000 + n * 10])
    expect((await after('')).body).toEqual([])
  })

  it('scans customers whole, for there is no filter by time', async () => {
    const all = shop.woo.shop.customers.length
    const { headers } = await call('customers?modified_after=2099-01-01T00:00:00&orderby=id&order=asc')
    expect(headers.get('x-wp-total')).toBe(String(all))
  })

  it('keeps the shape of the platform’s samples', async () => {
    const order = shop.woo.shop.desk.place({ paid: true, test: false })
    shop.woo.shop.desk.refund(order.n, { lines: [{ line: 0, quantity: 1 }], note: 'Damaged' })
    const id = 10_000 + order.n * 10
    const guest = await call(`orders/${id}`)
    const refunds = await call<Json[]>(`orders/${id}/refunds`)
    const products = await call<Json[]>('products?orderby=id&order=asc&per_page=20')
    const simple = products.body.find(({ type }) => type === 'simple')!
    const variable = products.body.find(({ type }) => type === 'variable')!
    const variations = await call<Json[]>(`products/${String(variable.id)}/variations`)
    expect(differences('woocommerce/order__guest_processing', guest.body)).toEqual([])
    expect(differences('woocommerce/order_refund', refunds.body[0])).toEqual([])
    expect(differences('woocommerce/product__simple', simple)).toEqual([])
    expect(differences('woocommerce/product__variable', variable)).toEqual([])
    expect(differences('woocommerce/product_variation', variations.body[0])).toEqual([])
    expect(differences('woocommerce/customer', (await call<Json[]>('customers')).body[0])).toEqual([])
    expect(differences('woocommerce/current_currency', (await call('data/currencies/current')).body)).toEqual([])
  })

  it('adds up in every order: lines, tax and shipping are the total, refunds stand beside it', async () => {
    const { body } = await call<Json[]>('orders?per_page=100')
    const cents = (text: unknown) => Math.round(Number(text) * 100)
    for (const order of body) {
      const lines = order.line_items as Json[]
      const sum = lines.reduce((total, line) => total + cents(line.total) + cents(line.total_tax), 0)
      expect(sum + cents(order.shipping_total)).toBe(cents(order.total))
    }
    expect(body.some(({ refunds }) => (refunds as Json[]).some(({ total }) => String(total).startsWith('-')))).toBe(
      true,
    )
  })

  it('writes no decimals where the currency has none', async () => {
    expect(plain.woo.orderNow(0).total).toMatch(/^\d+$/)
  })

  it('answers with failures for as many requests as it was told to', async () => {
    shop.woo.trouble.start('500', { requests: 1 })
    const { status, body } = await call('orders')
    expect([status, body.code]).toEqual([500, 'internal_server_error'])
    expect((await call('orders')).status).toBe(200)
  })
})

describe('webhooks', () => {
  it('ping with a form and without headers when they become active', async () => {
    const { status, body } = await send('POST', 'webhooks', {
      topic: 'order.created',
      delivery_url: listener.url('/woo'),
    })
    expect([status, differences('woocommerce/webhook', body)]).toEqual([201, []])
    const { raw, headers } = listener.heard[0]!
    expect([raw, headers['content-type']]).toEqual([
      `webhook_id=${String(body.id)}`,
      'application/x-www-form-urlencoded',
    ])
    expect(Object.keys(headers).filter((name) => name.startsWith('x-wc-'))).toEqual([])
  })

  it.each([
    [{ delivery_url: 'https://crm.example' }, 'rest_missing_callback_param'],
    [{ topic: 'order.eaten', delivery_url: 'https://crm.example' }, 'woocommerce_rest_shop_webhook_invalid_topic'],
    [{ topic: 'order.created', delivery_url: 'crm' }, 'woocommerce_rest_shop_webhook_invalid_delivery_url'],
  ])('are not made of %j', async (wanted, code) => {
    const { status, body } = await send('POST', 'webhooks', wanted)
    expect([status, body.code]).toEqual([400, code])
    expect(shop.woo.hooks.all()).toEqual([])
  })

  it('carry the order as REST shows it, signed, with an id that two deliveries of a second share', async () => {
    const { id } = await hook('order.created')
    const [first] = [
      shop.woo.shop.desk.place({ paid: true, test: false }),
      shop.woo.shop.desk.place({ paid: true, test: false }),
    ]
    await settled(2)
    const { headers, raw, body } = listener.heard.find((one) => one.body.id === 10_000 + first.n * 10)!
    expect(body).toEqual((await call(`orders/${String(body.id)}`)).body)
    expect(headers).toMatchObject({
      'x-wc-webhook-source': `${shop.woo.url}/`,
      'x-wc-webhook-topic': 'order.created',
      'x-wc-webhook-resource': 'order',
      'x-wc-webhook-event': 'created',
      'x-wc-webhook-id': String(id),
      'x-wc-webhook-signature': createHmac('sha256', 'wc_test_secret_not_real').update(raw).digest('base64'),
    })
    const seconds = listener.heard.map((one) => one.headers['x-wc-webhook-delivery-id'])
    expect(new Set(seconds)).toEqual(new Set([expect.stringMatching(/^[0-9a-f]{32}$/)]))
  })

  it('are built when they leave, and say only the id of what was deleted', async () => {
    await hook('order.updated')
    await hook('order.deleted')
    shop.woo.weather.set({ drop: 0, double: 0, shuffleMs: 60_000, seed: 3 })
    const order = shop.woo.shop.desk.place({ paid: true, test: false })
    shop.woo.shop.desk.fulfil(order.n)
    shop.woo.shop.desk.refund(order.n, { amount: '1.00', note: 'Late' })
    await shop.clock.advance(61_000)
    shop.woo.weather.set({ drop: 0, double: 0, shuffleMs: 0, seed: 1 })
    await settled(2)
    expect(new Set(listener.heard.map(({ raw }) => raw)).size).toBe(1)
    listener.forget()
    shop.woo.shop.desk.remove(order.n)
    await settled(1)
    expect(listener.heard[0]!.raw).toBe(JSON.stringify({ id: 10_000 + order.n * 10 }))
  })

  it('are not sent again, and are switched off at the seventh failure in a row until somebody switches them on', async () => {
    const { id } = await hook('order.created')
    listener.answers = [500]
    for (let failure = 1; failure <= 6; failure += 1) {
      shop.woo.shop.desk.place({ paid: false, test: false })
      await settled(failure)
    }
    expect((await call(`webhooks/${id}`)).body.status).toBe('active')
    shop.woo.shop.desk.place({ paid: false, test: false })
    await settled(7)
    expect((await call(`webhooks/${id}`)).body.status).toBe('disabled')
    shop.woo.shop.desk.place({ paid: false, test: false })
    await shop.woo.post.idle()
    expect(listener.heard).toHaveLength(7)
    listener.forget()
    expect((await send('PUT', `webhooks/${id}`, { status: 'active' })).body.status).toBe('active')
    shop.woo.shop.desk.place({ paid: false, test: false })
    await settled(2)
    expect(listener.heard[0]!.raw).toBe(`webhook_id=${id}`)
  })
})
