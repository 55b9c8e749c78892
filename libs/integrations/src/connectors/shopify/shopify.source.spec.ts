// Against a Shopify shop over real sockets, which shares no code with us and refuses what the platform refuses.
import { DemoShop } from '../../../../../apps/demo-shop/src/demo-shop'
import { customerBody } from '../../../../../apps/demo-shop/src/shopify/payload.customer'
import { OrderBodies } from '../../../../../apps/demo-shop/src/shopify/payload.order'
import { productBody } from '../../../../../apps/demo-shop/src/shopify/payload.product'
import { json } from '../../../../../apps/demo-shop/src/shopify/words'
import { allScopes, app, install } from '../../../../../apps/demo-shop/testing/shopify-client'
import { CallFailed, Outbound, Targets } from '@portolan/platform'
import type { Meaning } from '../connector'
import { SourceRefused, type ChangeWindow, type ObjectType, type ShopObject } from '../source'
import { shopify } from './shopify'
import { ShopifyBulk } from './shopify.bulk'
import { ShopifyClient } from './shopify.client'
import { ShopifySource } from './shopify.source'

const source = 'shopify:test'
const outbound = new Outbound(new Targets({ privateTargets: ['127.0.0.0/8'], ports: [443] }))
const [bulkFrom, perPart] = [75, 30]
const bulk = new ShopifyBulk(outbound, perPart)
const everything: ChangeWindow = { from: null, to: '2199-01-01T00:00:00.000Z' }

let demo: DemoShop
let token: string
let renewals = 0

beforeAll(async () => {
  demo = await DemoShop.start({
    ...{
      shopifyPort: 0,
      wooPort: 0,
      controlPort: 0,
      orders: 80,
      days: 50,
      seed: 11,
      app,
      restoreRate: 50_000,
      bucketSize: 50_000,
    },
  })
  token = (await install(demo, `${allScopes},read_translations`)).access_token
})
afterAll(async () => {
  await demo.close()
  await bulk.close()
  await outbound.onApplicationShutdown()
})

function open(scopeToken = token, files = bulk, attempts?: number): ShopifySource {
  const access = {
    ...{ shop_domain: demo.shopify.domain, address: demo.shopifyUrl, token: async () => scopeToken },
    renewed: async () => {
      renewals += 1
      return (token = (await install(demo)).access_token)
    },
  }
  return new ShopifySource(new ShopifyClient(outbound, access, attempts), files, source, bulkFrom)
}

async function readAll(
  type: ObjectType,
  window = everything,
  from = open(),
  start: string | null = null,
): Promise<ShopObject[]> {
  const found: ShopObject[] = []
  let cursor = start
  do {
    const page: Awaited<ReturnType<ShopifySource['read']>> = await from.read(type, window, cursor)
    found.push(...page.items)
    ;({ cursor } = page)
  } while (cursor !== null)
  return found
}

const shop = () => demo.shopify.shop
const idOf = (n: number) => (820_982_911_946_000_001n + BigInt(n)).toString()
const told = (topic: string, body: unknown): Meaning =>
  shopify.meaningOf({ topic, source, currency: 'USD', headers: {}, received_at: '', body: Buffer.from(json(body)) })
const orderAsTold = (n: number) => told('orders/updated', new OrderBodies(shop(), shop().orders.get(n)!).body())
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)))

/** Some of everything that can happen to an order, in the shop's currency and in others. */
function live(): number[] {
  const { desk } = shop()
  const place = (more = {}) => desk.place({ paid: true, test: false, ...more })
  const yen = place({ currency: 'JPY' })
  desk.refund(yen.n, { lines: [{ line: 0, quantity: 1 }], note: 'a dent' })
  desk.refund(yen.n, { amount: '1.50', note: 'for the trouble' })
  const dinar = place({ currency: 'KWD', note: '東京 “quoted” \\ back', lines: [{ variant: 3, quantity: 4 }] })
  desk.fulfil(dinar.n, [{ variant: 0, quantity: 1 }])
  desk.fulfil(dinar.n)
  desk.deliver(dinar.n)
  const edited = place({ lines: [{ variant: 4, quantity: 3 }] })
  desk.edit(edited.n, { add: [{ variant: 9, quantity: 2 }], remove: [[0, 1]] })
  const cancelled = place()
  desk.cancel(cancelled.n, 'customer')
  const many = place({ lines: Array.from({ length: 45 }, (_, n) => ({ variant: n % 30, quantity: 14 })) })
  for (let n = 0; n < 12; n++) desk.fulfil(many.n, [{ variant: n, quantity: 3 }])
  for (let n = 0; n < 11; n++) desk.refund(many.n, { lines: [{ line: n, quantity: 1 }], note: `${n}` })
  desk.refund(many.n, { lines: many.lines.map(({ n }) => ({ line: n, quantity: 2 })), note: 'two of each' })
  const whole = place({ lines: [{ variant: 1, quantity: 2 }] })
  desk.fulfil(whole.n)
  const others = [place({ test: true }), place({ paid: false }), place({ customer: null, email: 'guest@example.com' })]
  return [yen, dinar, edited, cancelled, many, whole, ...others].map(({ n }) => n)
}

describe('an order that was read', () => {
  it('means what its webhook means, whatever has happened to it', async () => {
    for (const n of live()) {
      const found = await open().fetch('order', idOf(n))
      expect([n, plain(found?.meaning())]).toEqual([n, plain(orderAsTold(n))])
    }
  })

  it('means the same when it comes with all others, oldest change first', async () => {
    const window = { from: new Date(Date.now() - 25 * 86_400_000).toISOString(), to: everything.to }
    const found = await readAll('order', window)
    const at = found.map((one) => one.at ?? '')
    expect(at).toEqual([...at].sort())
    expect(found.length).toBeGreaterThan(40)
    for (const one of found) {
      const n = Number(BigInt(one.external_id) - BigInt(idOf(0)))
      expect(plain(one.meaning())).toEqual(plain(orderAsTold(n)))
    }
  })
})

describe('a customer that was read', () => {
  it('means what her webhook means, and says her language besides', async () => {
    const found = await readAll('customer')
    expect(found.length).toBe(shop().customers.length)
    for (const one of found) {
      const n = Number(BigInt(one.external_id) - 115_310_627_314_000_003n)
      const read = plain(one.meaning()) as { customer: { profile: { language: string | null } } }
      expect(read.customer.profile.language).toBe(shop().customers.get(n)?.language)
      read.customer.profile.language = null
      expect(read).toEqual(plain(told('customers/update', customerBody(shop(), shop().customers.get(n)!))))
    }
  })
})

describe('a product that was read', () => {
  it('means what its webhook means, and says costs, places and other languages besides', async () => {
    const found = await readAll('product')
    expect(found.length).toBe(shop().products.length)
    const beyond = { cost: 0, translations: 0 }
    for (const one of found) {
      const n = Number(BigInt(one.external_id) - 788_032_119_674_000_001n)
      type Read = { product: Record<string, unknown> & { variants: Record<string, unknown>[] } }
      const [read, heard] = [one.meaning(), told('products/update', productBody(shop(), shop().products.get(n)!))].map(
        (meaning) => plain(meaning) as Read,
      ) as [Read, Read]
      for (const variant of read.product.variants) {
        if (variant.cost) beyond.cost++
        delete variant.cost
      }
      if (Object.keys(read.product.translations ?? {}).length) beyond.translations++
      for (const name of ['translations', 'url']) delete read.product[name]
      delete heard.product.other_variants
      delete read.product.other_variants
      expect(read).toEqual(heard)
    }
    expect(beyond.cost).toBeGreaterThan(0)
    expect(beyond.translations).toBeGreaterThan(0)
  })
})

describe('all of history', () => {
  const pages = async (start: string | null, from: ShopifySource) => {
    const found: (readonly ShopObject[])[] = []
    let cursor = start
    while (cursor) {
      const page: Awaited<ReturnType<ShopifySource['read']>> = await from.read('order', everything, cursor)
      if (page.items.length) found.push(page.items)
      ;({ cursor } = page)
    }
    return found
  }
  const idsOf = (found: (readonly ShopObject[])[]) => found.map((page) => page.map((one) => one.external_id))

  /** Breaks off the first time, behind its first piece. */
  function breaking(): Outbound {
    let isWhole = false
    const stream: Outbound['stream'] = async (address, request) => {
      const answer = await outbound.stream(address, request)
      if (isWhole) return answer
      isWhole = true
      return { ...answer, body: firstOf(answer.body) }
    }
    return Object.assign(Object.create(outbound) as Outbound, { stream })
  }
  async function* firstOf(body: AsyncIterable<Buffer>) {
    for await (const piece of body) {
      yield piece
      throw new CallFailed('broken', 'the connection broke', null)
    }
  }

  it('comes by a bulk operation, every order whole, and goes on at its part in another process', async () => {
    const first = await open().read('order', everything, null)
    expect(first).toMatchObject({ items: [], total: shop().orders.length })
    const whole = await pages(first.cursor, open())
    expect(whole.length).toBeGreaterThan(1)
    expect(new Set(idsOf(whole).flat()).size).toBe(shop().orders.length)
    for (const one of whole.flat()) {
      const n = Number(BigInt(one.external_id) - BigInt(idOf(0)))
      expect(plain(one.meaning())).toEqual(plain(orderAsTold(n)))
    }
    const elsewhere = new ShopifyBulk(breaking(), perPart)
    const second = JSON.stringify({ ...(JSON.parse(first.cursor ?? '') as object), next: 1 })
    expect(idsOf(await pages(second, open(token, elsewhere)))).toEqual(idsOf(whole).slice(1))
    const ofBefore = JSON.stringify({ ...(JSON.parse(first.cursor ?? '') as object), next: undefined, part: 1 })
    expect(idsOf(await pages(ofBefore, open(token, elsewhere)))).toEqual(idsOf(whole))
    await elsewhere.close()
  })

  it('is read page by page when the shop cannot write it down, and not at all without the right', async () => {
    const failed = (status: string) => ({ id: 'x', status, errorCode: null, url: null })
    const client = { shop: 'x', ask: jest.fn(async () => ({ found: failed('FAILED') })) } as unknown as ShopifyClient
    const lastTry = JSON.stringify({ bulk: 'x', attempt: 2, total: null })
    expect(await bulk.next(client, '', lastTry)).toMatchObject({ items: [], cursor: 'pages' })
    expect((await open().read('order', everything, 'pages')).items.length).toBeGreaterThan(0)
    const blind = (await install(demo, 'read_products')).access_token
    await expect(open(blind).read('order', everything, null)).rejects.toMatchObject({ kind: 'credentials' })
    await expect(open(blind).check()).rejects.toThrow('read_orders, read_customers')
    token = (await install(demo)).access_token
  })
})

describe('hooks', () => {
  const here = 'https://crm.example/api/v1/webhooks/shopify'
  const all = () => demo.shopify.subscriptions.all()

  it('are made for every topic that is read, and mended where they were taken away or lead elsewhere', async () => {
    const { created, repaired } = await open().keepHooks(here, 'of no use')
    expect(created).toEqual(expect.arrayContaining(['orders/updated', 'refunds/create', 'app/uninstalled']))
    expect(created.filter((topic) => /redact|data_request/.test(topic))).toEqual([])
    expect([repaired, all().length]).toEqual([[], created.length])
    expect(await open().keepHooks(here, '')).toEqual({ created: [], repaired: [] })
    const [gone, moved, thin] = all()
    demo.shopify.subscriptions.end(gone!)
    moved!.uri = 'https://old.example/api/v1/webhooks/shopify'
    thin!.includeFields = ['id']
    expect(await open().keepHooks(here, '')).toEqual({ created: [gone!.topic], repaired: [moved!.topic, thin!.topic] })
    expect(all().every((one) => one.uri === here && !one.includeFields.length)).toBe(true)
    moved!.uri = 'https://other.example/api/v1/webhooks/shopify'
    await open().removeHooks(here)
    expect(all()).toEqual([moved])
  })
})

describe('a shop that has no time', () => {
  afterEach(() => demo.shopify.trouble.end())

  it('is asked again when it said so, as late as it said', async () => {
    for (const failure of ['429', '500', 'THROTTLED'] as const) {
      demo.shopify.trouble.start(failure, { requests: 1 })
      const started = Date.now()
      await expect(open().check()).resolves.toEqual({ currency: 'USD' })
      if (failure === '429') expect(Date.now() - started).toBeGreaterThan(1_990)
    }
  })

  it('is left alone in the end, with the time after which to come back', async () => {
    demo.shopify.trouble.start('429', {})
    const refused = await open(token, bulk, 2)
      .check()
      .catch((error: unknown) => error as SourceRefused)
    expect(refused).toBeInstanceOf(SourceRefused)
    expect(refused).toMatchObject({ kind: 'throttled' })
    expect((refused as SourceRefused).retryAfterMs).toBeGreaterThanOrEqual(2_000)
  })

  it('gives another token when the old one has ended, once', async () => {
    demo.shopify.tokens.expire()
    const before = renewals
    await expect(open().check()).resolves.toEqual({ currency: 'USD' })
    expect(renewals).toBe(before + 1)
  })
})
