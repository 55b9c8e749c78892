import { DemoShop } from '../demo-shop'
import { Listener } from '../../testing/listener'
import { differences, type Sample } from '../../testing/shape'
import { app, caller, install, type GraphqlAnswer } from '../../testing/shopify-client'

let shop: DemoShop
let listener: Listener
let ask: (query: string, variables?: Record<string, unknown>) => Promise<GraphqlAnswer>

const compliance = ['customers/data_request', 'customers/redact', 'shop/redact']

beforeAll(async () => {
  listener = await Listener.start()
  const hooks = [{ topics: compliance, uri: listener.url('/compliance') }]
  shop = await DemoShop.start({ shopifyPort: 0, wooPort: 0, controlPort: 0, orders: 200, app: { ...app, hooks } })
})
beforeEach(async () => {
  listener.forget()
  ask = caller(shop, (await install(shop)).access_token)
})
afterEach(() => shop.shopify.subscriptions.clear())
afterAll(async () => {
  await shop.close()
  await listener.close()
})

async function control(path: string, body: unknown = {}) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(`${shop.controlUrl}/${path}`, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, never> }
}

async function listen(...topics: string[]) {
  for (const topic of topics)
    await ask(
      `mutation($topic: WebhookSubscriptionTopic!, $uri: String!) {
        webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri }) { userErrors { message } } }`,
      { topic, uri: listener.url('/hooks') },
    )
}

async function bulk(query: string, groupObjects = false) {
  const run = `mutation($query: String!, $groupObjects: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) {
    bulkOperation { id status } userErrors { field message code } } }`
  const { data } = await ask(run, { query, groupObjects })
  return data!.bulkOperationRunQuery as unknown as {
    bulkOperation: { id: string } | null
    userErrors: { message: string }[]
  }
}

interface Finished {
  status: string
  errorCode: string | null
  objectCount: string
  rootObjectCount: string
  url: string | null
}

async function finished(id: string): Promise<Finished> {
  await listener.until(1)
  const { data } = await ask(
    'query($id: ID!) { node(id: $id) { ... on BulkOperation { status errorCode objectCount rootObjectCount url } } }',
    { id },
  )
  return data!.node as unknown as Finished
}

async function lines(url: string): Promise<Record<string, never>[]> {
  const text = await (await fetch(url)).text()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, never>)
}

describe('an order at the control API', () => {
  it('is placed, edited, sent, refunded, and each step leaves in the shape of the platform’s samples', async () => {
    await listen('ORDERS_CREATE', 'ORDERS_EDITED', 'FULFILLMENTS_CREATE', 'REFUNDS_CREATE', 'ORDER_TRANSACTIONS_CREATE')
    await listen('PRODUCTS_UPDATE', 'CUSTOMERS_UPDATE', 'CUSTOMERS_DELETE')
    const lines = [{ variant: 1, quantity: 3 }]
    const { status, body } = await control('shopify/orders', { customer: 1, lines, currency: 'JPY' })
    expect(status).toBe(201)
    const step = (action: string, wish = {}) => control(`shopify/orders/${String(body.order)}/${action}`, wish)
    await step('edit', { remove: [{ line: 0, quantity: 1 }], add: [{ variant: 4, quantity: 1 }] })
    await step('fulfil')
    await step('refund', { lines: [{ line: 0, quantity: 1 }], note: 'Damaged' })
    await control('shopify/customers/1/change', { note: 'Likes tea' })
    await control('shopify/customers/2/delete')
    await listener.until(9)
    await control('idle')
    const said = (topic: string) => listener.heard.find(({ headers }) => headers['x-shopify-topic'] === topic)?.body
    const samples: [string, Sample][] = [
      ['orders/create', 'shopify/orders__create'],
      ['orders/edited', 'shopify/orders__edited'],
      ['fulfillments/create', 'shopify/fulfillments__create'],
      ['refunds/create', 'shopify/refunds__create'],
      ['order_transactions/create', 'shopify/order_transactions__create'],
      ['products/update', 'shopify/products__create'],
      ['customers/update', 'shopify/customers__create'],
      ['customers/delete', 'shopify/customers__delete'],
    ]
    for (const [topic, sample] of samples) expect([topic, differences(sample, said(topic))]).toEqual([topic, []])
    const { data } =
      await ask(`{ orders(first: 1, reverse: true) { nodes { edited displayFinancialStatus presentmentCurrencyCode
      displayFulfillmentStatus refunds { note } lineItems(first: 5) { nodes { quantity currentQuantity } } } } }`)
    expect((data!.orders as unknown as { nodes: unknown[] }).nodes[0]).toEqual({
      edited: true,
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      displayFulfillmentStatus: 'FULFILLED',
      presentmentCurrencyCode: 'JPY',
      refunds: [{ note: 'Damaged' }],
      lineItems: {
        nodes: [
          { quantity: 3, currentQuantity: 1 },
          { quantity: 1, currentQuantity: 1 },
        ],
      },
    })
  })

  it.each([
    ['shopify/orders', { colour: 'red' }, 'colour'],
    ['shopify/orders', { lines: [{ variant: 99_999, quantity: 1 }] }, 'lines'],
    ['shopify/orders/1001/explode', {}, 'action'],
    ['shopify/orders/999999/pay', {}, 'order'],
    ['shopify/orders/1200/refund', { amount: '99999.00' }, 'amount'],
    ['woocommerce/trouble', { failure: 'THROTTLED' }, 'failure'],
    ['magento/orders', {}, 'platform'],
  ])('refuses %s with %j, names the field and changes nothing', async (path, wish, field) => {
    const before = JSON.stringify([shop.shopify.shop.orders.length, shop.shopify.shop.orders.updatedAt(199)])
    const { status, body } = await control(path, wish)
    expect([status, (body.error as unknown as { field: string }).field]).toEqual([422, field])
    expect(JSON.stringify([shop.shopify.shop.orders.length, shop.shopify.shop.orders.updatedAt(199)])).toBe(before)
  })

  it('is placed by hand on the page, where markup in names stays text', async () => {
    await control('shopify/orders', { email: 'a+b@shop-mail.example', first_name: '<b>Eve</b>' })
    const form = new URLSearchParams({
      customer: 'guest',
      email: 'hand@shop-mail.example',
      variant: '0',
      quantity: '2',
    })
    const answer = await fetch(`${shop.controlUrl}/woocommerce/orders`, { method: 'POST', body: form })
    const text = await answer.text()
    expect([answer.status, answer.url]).toEqual([200, `${shop.controlUrl}/`])
    expect(text).toContain('hand@shop-mail.example')
    expect(text).not.toContain('<b>Eve')
  })

  it('is lost while the hooks are broken, and is not made up for afterwards', async () => {
    await listen('ORDERS_CREATE')
    await control('shopify/hooks', { broken: true })
    await control('shopify/orders', {})
    await control('shopify/hooks', { broken: false })
    const { body } = await control('shopify/orders', {})
    await listener.until(1)
    await control('idle')
    expect(listener.heard.map(({ body: { order_number } }) => order_number)).toEqual([body.order])
  })
})

describe('privacy', () => {
  it('asks for a person’s data, redacts ten days later, and the shop has forgotten the person', async () => {
    const n = shop.shopify.shop.orders.get(150)!.customer ?? 3
    await control(`shopify/customers/${n}/data-request`)
    await control(`shopify/customers/${n}/redact`)
    await shop.clock.advance(9.9 * 86_400_000)
    await control('idle')
    expect(listener.topics()).toEqual(['customers/data_request'])
    await shop.clock.advance(86_400_000)
    await listener.until(2)
    await control('idle')
    expect(listener.topics()).toEqual(['customers/data_request', 'customers/redact'])
    expect(differences('shopify/customers__data_request', listener.heard[0]!.body)).toEqual([])
    expect(differences('shopify/customers__redact', listener.heard[1]!.body)).toEqual([])
    expect(shop.shopify.shop.customers.get(n)).toMatchObject({ email: '', firstName: '', address: null })
  })

  it('voids the tokens when the app is thrown out, and asks to erase the shop two days later', async () => {
    await listen('APP_UNINSTALLED')
    await control('shopify/uninstall')
    expect((await ask('{ shop { name } }')) as unknown).toEqual({
      errors: expect.stringContaining('Invalid API key') as string,
    })
    await listener.until(1)
    await shop.clock.advance(48 * 3_600_000 + 1_000)
    await listener.until(2)
    expect(listener.topics()).toEqual(['app/uninstalled', 'shop/redact'])
    expect(differences('shopify/app__uninstalled', listener.heard[0]!.body)).toEqual([])
    expect(differences('shopify/shop__redact', listener.heard[1]!.body)).toEqual([])
  })

  it('signs with the old secret for an hour after it was changed', async () => {
    await listen('ORDERS_CREATE')
    await control('shopify/secret', { client_secret: 'a-newer-secret' })
    expect(shop.shopify.signingSecret).toBe(app.clientSecret)
    await shop.clock.advance(3_600_001)
    expect(shop.shopify.signingSecret).toBe('a-newer-secret')
    shop.shopify.changeSecret(app.clientSecret)
    await shop.clock.advance(3_600_001)
  })
})

describe('bulk operations', () => {
  const query = `{ orders { edges { node { id name totalPriceSet { shopMoney { amount } } refunds { id }
    lineItems { edges { node { id quantity variant { sku } } } } } } } }`

  it('write a line per object, children apart from their parents, and tell when they are done', async () => {
    await listen('BULK_OPERATIONS_FINISH')
    const { bulkOperation } = await bulk(query)
    const { status, objectCount, rootObjectCount, url } = await finished(bulkOperation!.id)
    expect([status, rootObjectCount]).toEqual(['COMPLETED', String(shop.shopify.shop.orders.length)])
    expect(differences('shopify/bulk_operations__finish', listener.heard[0]!.body)).toEqual([])
    const rows = await lines(url!)
    expect(rows).toHaveLength(Number(objectCount))
    const orders = rows.filter((row) => !('__parentId' in row)).map(({ id }) => id)
    const parents = rows.flatMap((row) => ('__parentId' in row ? [row.__parentId] : []))
    expect(new Set(parents)).toEqual(new Set(orders))
    expect(rows.slice(0, 20).every((row) => !('__parentId' in row))).toBe(true)
  })

  it('keep children behind their parent when they are to be grouped', async () => {
    await listen('BULK_OPERATIONS_FINISH')
    const { bulkOperation } = await bulk(query, true)
    const rows = await lines((await finished(bulkOperation!.id)).url!)
    let parent: unknown
    for (const row of rows) {
      if ('__parentId' in row) expect(row.__parentId).toBe(parent)
      else parent = row.id
    }
  })

  it.each([
    ['without a connection', '{ shop { name } }', 'at least one connection'],
    [
      'of three levels',
      '{ products { nodes { variants { nodes { product { variants { nodes { id } } } } } } } }',
      'nesting depth',
    ],
    [
      'with a connection inside a list',
      '{ orders { nodes { refunds { refundLineItems { nodes { quantity } } } } } }',
      'within a list field',
    ],
    ['that is none', '{ orders {', 'Invalid bulk query'],
    ['on single nodes', '{ node(id: "gid://shopify/Order/1") { id } orders { nodes { id } } }', 'top level'],
  ])('are refused %s', async (_, wrong, message) => {
    const { bulkOperation, userErrors } = await bulk(wrong)
    expect(bulkOperation).toBeNull()
    expect(userErrors[0]!.message).toContain(message)
  })

  it('fail when the token may not read what was asked for', async () => {
    await listen('BULK_OPERATIONS_FINISH')
    ask = caller(shop, (await install(shop, 'read_products')).access_token)
    const { bulkOperation } = await bulk('{ customers { nodes { id } } }')
    expect(await finished(bulkOperation!.id)).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED', url: null })
  })

  it('lose their file after seven days', async () => {
    await listen('BULK_OPERATIONS_FINISH')
    const { bulkOperation } = await bulk('{ products { nodes { id } } }')
    const { url } = await finished(bulkOperation!.id)
    expect((await fetch(url!)).status).toBe(200)
    await shop.clock.advance(7 * 86_400_000 + 1_000)
    expect((await fetch(url!)).status).toBe(404)
  })
})

describe('the generator', () => {
  it('makes the same shop of the same seed, and another of another', async () => {
    const start = (seed: number) => DemoShop.start({ shopifyPort: 0, wooPort: 0, controlPort: 0, orders: 20, seed })
    const shops = [await start(5), await start(5), await start(6)]
    const words = shops.map(({ shopify }) =>
      Array.from({ length: 20 }, (_, n) =>
        shopify.shop.orders.get(n)!.lines.map(({ sku, quantity }) => `${sku} ${quantity}`),
      ),
    )
    await Promise.all(shops.map((one) => one.close()))
    expect(words[0]).toEqual(words[1])
    expect(words[0]).not.toEqual(words[2])
  })
})
