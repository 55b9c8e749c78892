import { createHmac } from 'node:crypto'
import { DemoShop } from '../demo-shop'
import { Listener } from '../../testing/listener'
import { agree, app, caller, install, post, type Tokens } from '../../testing/shopify-client'
import { signQuery } from './oauth'

const hour = 3_600_000
let shop: DemoShop
let listener: Listener
let ask: ReturnType<typeof caller>
let tokens: Tokens

beforeAll(async () => {
  shop = await DemoShop.start({ shopifyPort: 0, wooPort: 0, controlPort: 0, orders: 300, restoreRate: 2, app })
  listener = await Listener.start()
})
beforeEach(async () => {
  listener.forget()
  tokens = await install(shop)
  ask = caller(shop, tokens.access_token)
})
afterEach(() => {
  shop.shopify.subscriptions.clear()
  shop.shopify.bucket.giveBack(2_000)
})
afterAll(async () => {
  await shop.close()
  await listener.close()
})

const asked = { client_id: app.clientId, scope: 'read_orders', redirect_uri: app.redirectUris[0]!, state: 'n' }

function exchange(fields: Record<string, string>) {
  const { clientId: client_id, clientSecret: client_secret } = app
  return post(`${shop.shopifyUrl}/admin/oauth/access_token`, { client_id, client_secret, ...fields })
}

async function subscribe(topic: string, input: Record<string, unknown> = {}) {
  const answer = await ask(
    `mutation($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
        webhookSubscription { id uri topic } userErrors { field message }
      }
    }`,
    { topic, input: { uri: listener.url('/hooks'), ...input } },
  )
  return answer.data?.webhookSubscriptionCreate as unknown as {
    webhookSubscription: { id: string } | null
    userErrors: { field: string[]; message: string }[]
  }
}

describe('OAuth', () => {
  it('signs the way back as the published vector says', () => {
    const query = {
      code: '0907a61c0c8d55e99db179b68161bc00',
      host: 'YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvZXhhbXBsZQ',
      shop: 'example-shop.myshopify.com',
      state: '0.6784241404160823',
      timestamp: '1793527200',
    }
    expect(signQuery(query, app.clientSecret)).toBe('5369145f529a17a4a93572d4ae7c2704a68b5f97e9220fdfa0b070fa09e02f07')
  })

  it('sends the merchant back with a code, the state as it was given, and a signature over all of it', async () => {
    const { status, location } = await agree(shop, { ...asked, state: 'with space & sign' })
    const query = Object.fromEntries(new URL(location!).searchParams)
    expect(status).toBe(302)
    expect(query).toMatchObject({ state: 'with space & sign', shop: shop.shopify.domain })
    expect(query.hmac).toBe(signQuery(query, app.clientSecret))
  })

  it.each([
    ['an unknown app', { client_id: 'somebody' }, 'application_cannot_be_found'],
    ['an address that is not in its configuration', { redirect_uri: 'http://evil.example/' }, 'not whitelisted'],
    ['a scope that there is not', { scope: 'read_minds' }, 'invalid_scope'],
  ])('shows the merchant an error for %s and sends him nowhere', async (_, wrong, message) => {
    const { status, location, text } = await agree(shop, { ...asked, ...wrong })
    expect([status, location]).toEqual([400, null])
    expect(text).toContain(message)
  })

  it('exchanges a code once, within a minute, for who knows the secret', async () => {
    const code = async () => new URL((await agree(shop, asked)).location!).searchParams.get('code')!
    const once = await code()
    expect((await exchange({ code: once, client_secret: 'guess' })).status).toBe(401)
    expect((await exchange({ code: once, expiring: '1' })).body).toMatchObject({
      scope: 'read_orders',
      expires_in: 3_600,
      refresh_token_expires_in: 90 * 86_400,
    })
    expect((await exchange({ code: once })).body).toMatchObject({ error: 'invalid_request' })
    const late = await code()
    await shop.clock.advance(61_000)
    expect((await exchange({ code: late })).status).toBe(400)
  })

  it('refuses an access token after an hour, and gives a new pair for the refresh token', async () => {
    await shop.clock.advance(hour + 1_000)
    const expired = await post(
      `${shop.shopifyUrl}/admin/api/2026-10/graphql.json`,
      { query: '{ shop { name } }' },
      {
        'x-shopify-access-token': tokens.access_token,
      },
    )
    expect(expired.status).toBe(401)
    const fresh = (await exchange({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })).body as Tokens
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token)
    expect((await caller(shop, fresh.access_token)('{ shop { name } }')).data).toBeTruthy()
  })

  it('takes the refresh token before the last one until the new token was used', async () => {
    const refresh = (refresh_token: string) => exchange({ grant_type: 'refresh_token', refresh_token })
    const lost = (await refresh(tokens.refresh_token)).body as Tokens
    const again = (await refresh(tokens.refresh_token)).body as Tokens
    expect((await refresh(lost.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    await caller(shop, again.access_token)('{ shop { name } }')
    expect((await refresh(tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
  })

  it('lets a public app have a token without an end, and refuses to answer it', async () => {
    const lasting = await install(shop, 'read_orders', '0')
    expect(lasting).not.toHaveProperty('expires_in')
    const answer = await post(
      `${shop.shopifyUrl}/admin/api/2026-10/graphql.json`,
      { query: '{ shop { name } }' },
      {
        'x-shopify-access-token': lasting.access_token,
      },
    )
    expect(answer.status).toBe(403)
    const exchanged = await exchange({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: lasting.access_token,
      subject_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
    })
    expect(exchanged.body).toMatchObject({ expires_in: 3_600 })
  })
})

describe('the Admin API', () => {
  it.each([
    ['2020-01', 200, '2026-01'],
    ['2026-10', 200, '2026-10'],
    ['2026-11', 404, null],
    ['v3', 404, null],
  ])('answers version %s with %d and says which one it used', async (version, status, used) => {
    const url = `${shop.shopifyUrl}/admin/api/${version}/graphql.json`
    const answer = await post(url, { query: '{ shop { name } }' }, { 'x-shopify-access-token': tokens.access_token })
    expect([answer.status, answer.headers.get('x-shopify-api-version')]).toEqual([status, used])
  })

  it('is there under the shop’s own domain only', async () => {
    const at = (name: string) => `${shop.shopifyUrl}/${name}/admin/api/2026-10/graphql.json`
    const headers = { 'x-shopify-access-token': tokens.access_token }
    const body = { query: '{ shop { myshopifyDomain } }' }
    expect((await post(at(shop.shopify.domain), body, headers)).status).toBe(200)
    expect((await post(at('other.myshopify.com'), body, headers)).status).toBe(404)
  })

  it('writes amounts in both currencies with one digit behind the point at least', async () => {
    const { data } = await ask(`{ orders(first: 50, sortKey: CREATED_AT) { nodes { name presentmentCurrencyCode
      totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } } } } }`)
    const sets = (data!.orders as unknown as { nodes: { totalPriceSet: Record<string, { amount: string }> }[] }).nodes
    for (const { totalPriceSet } of sets) expect(totalPriceSet.shopMoney!.amount).toMatch(/^\d+\.\d{1,2}$/)
    const yen = sets.filter(({ totalPriceSet }) => JSON.stringify(totalPriceSet.presentmentMoney).includes('JPY'))
    expect(yen.length).toBeGreaterThan(0)
    for (const { totalPriceSet } of yen) expect(totalPriceSet.presentmentMoney!.amount).toMatch(/^\d+\.0$/)
  })

  it('goes through all orders by cursor in the order of their change, each once', async () => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const { data } = await ask(
        `query($after: String) { orders(first: 70, after: $after, sortKey: UPDATED_AT) {
          nodes { id updatedAt } pageInfo { hasNextPage endCursor } } }`,
        { after },
      )
      const page = data!.orders as unknown as OrderPage
      seen.push(...page.nodes.map(({ id, updatedAt }) => `${updatedAt} ${id}`))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after)
    expect(new Set(seen).size).toBe(shop.shopify.shop.orders.length)
    expect(seen.map((one) => one.slice(0, 20))).toEqual(seen.map((one) => one.slice(0, 20)).sort())
  })

  it('hides orders older than sixty days from who may not read all of them', async () => {
    const few = caller(shop, (await install(shop, 'read_orders')).access_token)
    const counted = async (call: typeof ask) =>
      ((await call('{ ordersCount { count } }')).data!.ordersCount as unknown as { count: number }).count
    const all = shop.shopify.shop.orders.length
    const seen = await counted(few)
    expect(seen).toBeLessThan(all / 2)
    expect(seen).toBeGreaterThan(0)
  })

  it('denies a field that the token has no scope for, by name', async () => {
    const few = caller(shop, (await install(shop, 'read_products')).access_token)
    const { data, errors } = await few('{ customers(first: 1) { nodes { id } } }')
    expect(data ?? null).toBeNull()
    expect(errors![0]).toMatchObject({
      message: 'Access denied for customers field. Required access: `read_customers` access scope.',
      extensions: { code: 'ACCESS_DENIED' },
    })
  })

  it.each([
    ['a field that there is not', '{ shop { color } }', 'undefinedField'],
    ['no query at all', '{ shop {', 'parseError'],
    ['a page without a size', '{ products { nodes { id } } }', 'BAD_REQUEST'],
    ['a page that is too long', '{ products(first: 251) { nodes { id } } }', 'BAD_REQUEST'],
  ])('refuses %s with status 200 and an error', async (_, query, code) => {
    expect((await ask(query)).errors![0]!.extensions).toMatchObject({ code })
  })

  it('takes what the query may cost, gives back what it did not, and says so', async () => {
    const { extensions } = await ask(
      '{ products(first: 100) { edges { node { id variants(first: 5) { nodes { id } } } } } }',
    )
    const { requestedQueryCost, actualQueryCost, throttleStatus } = extensions!.cost
    expect(requestedQueryCost).toBe(1 + 100 * (1 + 1 + 5))
    expect(actualQueryCost).toBe(1 + 10 * (1 + 1 + 3))
    expect(throttleStatus).toMatchObject({ maximumAvailable: 2_000, restoreRate: 2 })
    expect(throttleStatus.currentlyAvailable).toBeLessThanOrEqual(2_000 - actualQueryCost!)
  })

  it('refuses a query over a thousand points, and one for which the bucket is too empty until it has filled', async () => {
    const dear = '{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } }'
    expect((await ask(dear)).errors![0]!.extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED', maxCost: 1_000 })
    shop.shopify.bucket.empty()
    const query = '{ products(first: 200) { nodes { id } } }'
    const throttled = await ask(query)
    expect(throttled).not.toHaveProperty('data')
    expect(throttled.errors).toEqual([
      { message: 'Throttled', extensions: { code: 'THROTTLED', documentation: expect.any(String) as string } },
    ])
    expect(throttled.extensions!.cost).toMatchObject({ requestedQueryCost: 201, actualQueryCost: null })
    await shop.clock.advance(101_000)
    expect((await ask(query)).data).toBeTruthy()
  })
})

interface OrderPage {
  nodes: { id: string; updatedAt: string }[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}

describe('webhooks', () => {
  it('come with the platform’s headers, signed over the bytes that were sent, ids as numbers of any size', async () => {
    await subscribe('ORDERS_CREATE', { name: 'from-the-test' })
    const order = shop.shopify.shop.desk.place({ paid: true, test: false })
    await listener.until(1)
    const { headers, raw } = listener.heard[0]!
    expect(headers).toMatchObject({
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': shop.shopify.domain,
      'x-shopify-api-version': '2026-10',
      'x-shopify-name': 'from-the-test',
      'user-agent': 'Shopify-Captain-Hook',
      'x-shopify-hmac-sha256': createHmac('sha256', app.clientSecret).update(raw).digest('base64'),
    })
    expect(headers['x-shopify-triggered-at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/)
    const id = raw.match(/^\{"id":(\d+),/)![1]!
    expect(raw).toContain(`"admin_graphql_api_id":"gid://shopify/Order/${id}"`)
    expect(BigInt(id)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    expect(raw).toContain(`"order_number":${order.number}`)
  })

  it('share an event id over all topics of one action, and have a webhook id each', async () => {
    for (const topic of ['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_PAID', 'ORDER_TRANSACTIONS_CREATE'])
      await subscribe(topic)
    shop.shopify.shop.desk.place({ paid: true, test: false })
    await listener.until(4)
    const of = (name: string) => new Set(listener.heard.map(({ headers }) => headers[name]))
    expect(of('x-shopify-event-id').size).toBe(1)
    expect(of('x-shopify-webhook-id').size).toBe(4)
    expect(listener.topics().sort()).toEqual([
      'order_transactions/create',
      'orders/create',
      'orders/paid',
      'orders/updated',
    ])
  })

  it('are tried again with the first body under the same id, eight times within four hours, then the subscription goes', async () => {
    await subscribe('ORDERS_CREATE')
    listener.answers = [500]
    const { n } = shop.shopify.shop.desk.place({ paid: false, test: false })
    await listener.until(1)
    await shop.shopify.post.idle()
    shop.shopify.shop.desk.pay(n)
    await shop.clock.advance(4 * hour - 60_000)
    expect(listener.heard).toHaveLength(8)
    expect(shop.shopify.subscriptions.all()).toHaveLength(1)
    await shop.clock.advance(61_000)
    expect(listener.heard).toHaveLength(9)
    expect(new Set(listener.heard.map(({ raw }) => raw)).size).toBe(1)
    expect(new Set(listener.heard.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1)
    expect(shop.shopify.subscriptions.all()).toHaveLength(0)
  })

  it('treat a redirect as a failure, and stop trying after a success', async () => {
    await subscribe('ORDERS_CREATE')
    listener.answers = [302, 200]
    shop.shopify.shop.desk.place({ paid: false, test: false })
    await listener.until(1)
    await shop.shopify.post.idle()
    await shop.clock.advance(4 * hour)
    expect(listener.heard).toHaveLength(2)
  })

  it.each([
    [
      'an address without TLS elsewhere',
      { uri: 'http://crm.example/hooks' },
      'Address protocol http:// is not supported',
    ],
    ['no address', { uri: null }, "Address can't be blank"],
    ['a name with spaces', { name: 'my hook' }, 'Name is invalid'],
  ])('are not subscribed to with %s', async (_, input, message) => {
    const { userErrors, webhookSubscription } = await subscribe('ORDERS_CREATE', input)
    expect(webhookSubscription).toBeNull()
    expect(userErrors[0]!.message).toBe(message)
  })

  it('are not subscribed to twice at one address', async () => {
    await subscribe('ORDERS_CREATE')
    expect((await subscribe('ORDERS_CREATE')).userErrors).toEqual([
      { field: ['webhookSubscription', 'uri'], message: 'Address for this topic has already been taken' },
    ])
  })

  it('can be lost, doubled under the same id, and overtake each other', async () => {
    await subscribe('ORDERS_CREATE')
    shop.shopify.weather.set({ drop: 20, double: 30, shuffleMs: 60_000, seed: 7 })
    const placed = Array.from({ length: 40 }, () => shop.shopify.shop.desk.place({ paid: false, test: false }).number)
    await shop.clock.advance(61_000)
    await shop.shopify.post.idle()
    shop.shopify.weather.set({ drop: 0, double: 0, shuffleMs: 0, seed: 1 })
    const ids = listener.heard.map(({ headers }) => headers['x-shopify-webhook-id'])
    const numbers = listener.heard.map(({ body }) => body.order_number as number)
    const { dropped, doubled } = shop.shopify.weather
    expect(dropped).toBeGreaterThan(0)
    expect(new Set(ids).size).toBe(placed.length - dropped)
    expect(ids.length - new Set(ids).size).toBe(doubled)
    expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b))
  })
})
