// Against the demo shop's site, over real sockets.
import { Outbound, Targets, type OutboundRequest } from '@portolan/platform'
import { DemoShop, demoKeys } from '../../../../../apps/demo-shop/src/demo-shop'
import { Listener } from '../../../../../apps/demo-shop/testing/listener'
import { SourceRefused, type ChangeWindow, type ObjectType, type ShopObject } from '../source'
import { WooCommerceClient } from './woocommerce.client'
import { WooCommerceSource } from './woocommerce.source'

const keys = { consumer_key: demoKeys.consumerKey, consumer_secret: demoKeys.consumerSecret }
const always: ChangeWindow = { from: null, to: '2100-01-01T00:00:00.000Z' }
const outbound = new Outbound(new Targets({ privateTargets: ['127.0.0.0/8'], ports: [443] }))
let shop: DemoShop
let plain: DemoShop
let listener: Listener

beforeAll(async () => {
  const ports = { shopifyPort: 0, wooPort: 0, controlPort: 0 }
  shop = await DemoShop.start({ ...ports, orders: 230 })
  plain = await DemoShop.start({ ...ports, orders: 3, secure: false, prettyPermalinks: false, currency: 'JPY' })
  listener = await Listener.start()
})
beforeEach(() => {
  shop.woo.trouble.end()
  for (const { id } of shop.woo.hooks.all()) shop.woo.hooks.remove(id)
})
afterAll(async () => {
  await Promise.all([shop.close(), plain.close(), listener.close(), outbound.onApplicationShutdown()])
})

interface Call {
  readonly url: URL
  readonly method: string
  readonly authorization: string | undefined
}

/** In front of the site stands a proxy that ends TLS, and may lose what it carries. */
function behindProxy({ losesHeader = false, site_url = 'https://tea.example' } = {}) {
  const calls: Call[] = []
  const call = (address: string, { headers, ...request }: OutboundRequest) => {
    const url = new URL(address.replace(site_url, shop.woo.url))
    calls.push({ url, method: request.method, authorization: headers.authorization })
    const { authorization: _lost, ...others } = headers
    return outbound.call(url.href, { ...request, headers: losesHeader ? others : headers })
  }
  const client = new WooCommerceClient({ call } as unknown as Outbound, { ...keys, site_url }, 1)
  return { client, calls, source: new WooCommerceSource(client, 'woocommerce:1') }
}

async function all(source: WooCommerceSource, type: ObjectType, window = always) {
  const found: ShopObject[] = []
  let cursor: string | null = null
  do {
    const page = await source.read(type, window, cursor)
    found.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return found
}

const orderIds = () =>
  Array.from({ length: shop.woo.shop.orders.length }, (_, n) => n)
    .filter((n) => shop.woo.shop.orders.has(n))
    .map((n) => String(10_000 + n * 10))

describe('a site', () => {
  it('is asked with the keys in the header, below wp-json, and tells its currency', async () => {
    const { source, calls } = behindProxy()
    expect(await source.check()).toEqual({ currency: 'USD' })
    expect(calls).toHaveLength(1)
    expect([calls[0]?.url.pathname, calls[0]?.url.search]).toEqual(['/wp-json/wc/v3/data/currencies/current', ''])
    expect(calls[0]?.authorization).toMatch(/^Basic /)
  })

  it('whose proxy drops the header is asked with the keys in the query, and from then on at once', async () => {
    const { source, calls } = behindProxy({ losesHeader: true })
    await source.check()
    await source.check()
    expect(calls.map(({ authorization }) => authorization !== undefined)).toEqual([true, false, false])
    expect(calls[2]?.url.searchParams.get('consumer_key')).toBe(keys.consumer_key)
  })

  it('without pretty permalinks and without TLS is asked by rest_route, signed', async () => {
    const client = new WooCommerceClient(outbound, { ...keys, site_url: plain.woo.url }, 1)
    const source = new WooCommerceSource(client, 'woocommerce:1')
    expect(await source.check()).toEqual({ currency: 'JPY' })
    const orders = await all(source, 'order')
    expect(orders.map(({ external_id }) => external_id)).toEqual(['10000', '10010', '10020'])
    expect(orders[0]?.meaning()).toMatchObject({ kind: 'order', order: { currency: 'JPY' } })
  })

  it('that does not know the keys says so, after both ways were tried', async () => {
    const { calls, client } = behindProxy()
    Object.assign(client.site, { consumer_secret: 'cs_wrong' })
    const asked = new WooCommerceSource(client, 'woocommerce:1').check()
    await expect(asked).rejects.toEqual(
      new SourceRefused('credentials', 'the shop refuses our keys: Consumer secret is invalid.'),
    )
    expect(calls).toHaveLength(2)
  })

  it.each(['429', '500'] as const)(
    'that answers %s a few times is asked again, and given time after that',
    async (failure) => {
      const { source, calls } = behindProxy()
      shop.woo.trouble.start(failure, { requests: 3 })
      await source.check()
      expect(calls).toHaveLength(4)
      shop.woo.trouble.start(failure, {})
      const kind = failure === '429' ? 'throttled' : 'unreachable'
      await expect(source.check()).rejects.toMatchObject({ kind, retryAfterMs: expect.any(Number) as number })
    },
  )

  it('that is none, or leads elsewhere, is not taken for one', async () => {
    const client = new WooCommerceClient(outbound, { ...keys, site_url: listener.url('') }, 1)
    await expect(client.ask({ method: 'GET', path: 'orders' })).rejects.toMatchObject({ kind: 'nonsense' })
    listener.answers = [301]
    await expect(client.ask({ method: 'GET', path: 'orders' })).rejects.toThrow('leads elsewhere (301)')
    listener.answers = [200]
  })

  it('is never asked more than two things at a time', async () => {
    let [now, most] = [0, 0]
    const call = async (...given: Parameters<Outbound['call']>) => {
      most = Math.max(most, ++now)
      return outbound.call(...given).finally(() => now--)
    }
    const client = new WooCommerceClient({ call } as unknown as Outbound, { ...keys, site_url: shop.woo.url }, 1)
    const source = new WooCommerceSource(client, 'woocommerce:1')
    await Promise.all(Array.from({ length: 6 }, () => source.check()))
    expect(most).toBe(2)
  })
})

describe('orders', () => {
  it('come in pages in the order of their ids, each once, with how many there are', async () => {
    const { source } = behindProxy()
    const first = await source.read('order', always, null)
    expect([first.items.length, first.total]).toEqual([100, 230])
    expect((await all(source, 'order')).map(({ external_id }) => external_id)).toEqual(orderIds())
  })

  it('are all there though the list moves up under the reader', async () => {
    const { source } = behindProxy()
    const order = shop.woo.shop.desk.place({ paid: true, test: false })
    const [first, wanted] = [await source.read('order', always, null), orderIds()]
    const seen = first.items.map(({ external_id }) => external_id)
    for (const n of [3, 4, 5]) shop.woo.shop.desk.remove(n)
    for (let cursor = first.cursor; cursor;) {
      const page = await source.read('order', always, cursor)
      seen.push(...page.items.map(({ external_id }) => external_id))
      cursor = page.cursor
    }
    expect(seen).toEqual(wanted)
    for (const n of [3, 4, 5]) shop.woo.shop.desk.restore(n)
    expect(seen.at(-1)).toBe(String(10_000 + order.n * 10))
  })

  it('are those of the window, its ends with them, in versions and in contents', async () => {
    const { source } = behindProxy()
    const { n } = shop.woo.shop.desk.place({ paid: true, test: false })
    const id = String(10_000 + n * 10)
    const at = (await source.fetch('order', id))?.at as string
    for (const window of [
      { from: at, to: at },
      { from: at, to: '2100-01-01T00:00:00.000Z' },
    ]) {
      expect((await all(source, 'order', window)).map((one) => one.external_id)).toContain(id)
      expect((await source.versions('order', window, null)).items).toContainEqual({
        type: 'order',
        external_id: id,
        at,
      })
    }
    const before = { from: '2020-01-01T00:00:00.000Z', to: new Date(Date.parse(at) - 1000).toISOString() }
    expect((await all(source, 'order', before)).map((one) => one.external_id)).not.toContain(id)
  })

  it('carry their refunds with their own days and pieces', async () => {
    const { source } = behindProxy()
    const { n } = shop.woo.shop.desk.place({ paid: true, test: false, lines: [{ variant: 0, quantity: 2 }] })
    await shop.clock.advance(86_400_000)
    const refunded = shop.clock.now()
    shop.woo.shop.desk.refund(n, { lines: [{ line: 0, quantity: 1 }], note: 'Damaged' })
    await shop.clock.advance(86_400_000)
    shop.woo.shop.desk.fulfil(n)
    const found = await source.fetch('order', String(10_000 + n * 10))
    const day = new Date(Math.floor(refunded / 1000) * 1000).toISOString()
    expect(found?.meaning()).toMatchObject({
      kind: 'order',
      refunds: [{ reason: 'Damaged', refunded_at: day, items: [{ quantity: 1 }] }],
    })
    expect(Date.parse(found?.at ?? '')).toBeGreaterThan(Date.parse(day))
  })

  it('that are not there are null, deleted ones too', async () => {
    const { source } = behindProxy()
    expect(await source.fetch('order', '99999990')).toBeNull()
    expect(await source.fetch('order', 'gid://x')).toBeNull()
  })

  it('come in smaller pages where the site breaks down over large ones', async () => {
    const { source, client } = behindProxy()
    shop.woo.trouble.start('500', { requests: 5 })
    expect((await source.read('order', always, null)).items).toHaveLength(20)
    expect((await all(source, 'order')).map(({ external_id }) => external_id)).toEqual(orderIds())
    expect(client.rowsPerPage).toBe(20)
  })
})

it('customers are read one and all, whatever the window, without a version', async () => {
  const { source } = behindProxy()
  const customers = await all(source, 'customer', { from: '2099-01-01T00:00:00.000Z', to: '2099-01-02T00:00:00.000Z' })
  expect(customers).toHaveLength(shop.woo.shop.customers.length)
  expect(customers[0]).toMatchObject({ external_id: '25', at: null })
  expect(customers[0]?.meaning()).toMatchObject({ kind: 'customer', customer: { external_id: '25' } })
})

it('products come with their variations, and amounts in the currency that the shop was asked for once', async () => {
  const { source, calls } = behindProxy()
  const products = await all(source, 'product')
  expect(products).toHaveLength(shop.woo.shop.products.length)
  const meanings = products.map((one) => one.meaning())
  const sold = meanings.map((meaning) => (meaning.kind === 'product' ? meaning.product : null))
  expect(sold.every((one) => one?.currency === 'USD' && one.variants.length > 0)).toBe(true)
  expect(sold.some((one) => (one?.variants.length ?? 0) > 1)).toBe(true)
  expect(calls.filter(({ url }) => url.pathname.endsWith('/currencies/current'))).toHaveLength(1)
})

describe('webhooks', () => {
  const address = () => listener.url('/api/v1/webhooks/woocommerce/0199')
  const topics = () =>
    shop.woo.hooks
      .all()
      .map(({ topic }) => topic)
      .sort()

  it('are made once for every topic, and left alone while they are right', async () => {
    const { source, calls } = behindProxy()
    const { created, repaired } = await source.keepHooks(address(), 'a-secret')
    expect([created.length, repaired]).toEqual([11, []])
    expect(topics()).toEqual([...created].sort())
    expect(shop.woo.hooks.all().every(({ secret, status }) => secret === 'a-secret' && status === 'active')).toBe(true)
    calls.length = 0
    expect(await source.keepHooks(address(), 'a-secret')).toEqual({ created: [], repaired: [] })
    expect(calls.map(({ method }) => method)).toEqual(['GET'])
  })

  it('that are off, lead elsewhere, have another secret or are there twice are set right; others’ are not touched', async () => {
    const { source } = behindProxy()
    await source.keepHooks(address(), 'a-secret')
    const [off, moved, gone] = shop.woo.hooks.all()
    Object.assign(off!, { status: 'disabled', failures: 6 })
    Object.assign(moved!, { deliveryUrl: 'https://old.example/api/v1/webhooks/woocommerce/0199' })
    shop.woo.hooks.remove(gone!.id)
    const other = { name: 'x', status: 'active' as const, topic: 'customer.created', secret: 'theirs' }
    await shop.woo.hooks.add({ ...other, deliveryUrl: listener.url('/elsewhere') })
    await shop.woo.hooks.add({ ...other, deliveryUrl: address() })
    const report = await source.keepHooks(address(), 'a-secret')
    expect(report).toEqual({ created: [gone!.topic], repaired: [off!.topic, moved!.topic] })
    expect(shop.woo.hooks.all()).toHaveLength(12)
    expect(shop.woo.hooks.all().filter(({ secret }) => secret === 'theirs')).toHaveLength(1)
    expect(shop.woo.hooks.get(off!.id)).toMatchObject({ status: 'active', secret: 'a-secret', failures: 0 })
    const renewed = await source.keepHooks(address(), 'another-secret')
    expect(renewed.repaired).toHaveLength(11)
    await source.removeHooks(address())
    expect(shop.woo.hooks.all().map(({ secret }) => secret)).toEqual(['theirs'])
  })

  it('cannot be made with keys that may only read', async () => {
    const key = shop.woo.keys.add('read')
    const { source, client } = behindProxy()
    Object.assign(client.site, { consumer_key: key.consumerKey, consumer_secret: key.consumerSecret })
    await expect(source.keepHooks(address(), 'a-secret')).rejects.toThrow('does not have write permissions')
    expect(topics()).toEqual([])
  })
})
