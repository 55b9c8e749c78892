// Exchange rates on real PostgreSQL: which rate a day has, when it freezes, and the ECB's feed over HTTP.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Test } from '@nestjs/testing'
import { AnalyticsWorkerModule } from '@portolan/analytics'
import { CustomersService } from '@portolan/customers'
import { Outbox, type Json } from '@portolan/platform'
import { anOrder, aRefund, aSale, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from '../order.answer.dto'
import type { PlaceOrder } from '../order.commands'
import { ordersEntities } from '../orders.entities'
import { OrdersWorkerModule } from '../orders.module'
import { OrdersService } from '../orders.service'
import { OrderRefundsService } from '../refunds/order-refunds.service'
import { RefundsService } from '../refunds/refunds.service'
import { EcbFeed } from './ecb-feed'
import type { ExchangeRateDto } from './rate.dto'
import { RatesQueries } from './rates.queries'
import { RatesService } from './rates.service'

let world: World
let orders: OrdersService
let rates: RatesService
let shop: TestTenant
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule, AnalyticsWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
  rates = world.get(RatesService)
})
beforeEach(async () => {
  shop = await world.tenant(`shop-${++shops}`)
  await world.owner.query('delete from exchange_rates')
})
afterAll(() => world.close())

const parse = <Row>(json: Json): Row => JSON.parse(json.text) as Row
const ada = { source: 'shop', external_id: 'ada', profile: { email: 'ada@example.com' } }
async function placed(changes: Partial<PlaceOrder>): Promise<OrderDto> {
  const command = anOrder({ customer: ada, items: [aSale('100')], ...changes })
  const [written] = await world.as(shop, 'system', () => orders.placeMany([command]))
  return read(written?.id ?? '')
}
const read = async (id: string) => parse<OrderDto>(await world.as(shop, 'manager', () => orders.one(id)))
const csv = (...days: [string, string, string][]) =>
  Buffer.from(['Date,USD,GBP,', ...days.map(([day, usd, gbp]) => `${day},${usd},${gbp},`)].join('\n'))
/** Loads the days and lets every order have its rate. */
async function load(...days: [string, string, string][]): Promise<void> {
  await rates.load(csv(...days))
  await world.drain()
}
const on = (day: string) => `${day}T12:00:00Z`
async function worth(): Promise<string | undefined> {
  const { rows } = await world.owner.query<{ lifetime_value: string }>(
    'select lifetime_value from customers where tenant_id = $1',
    [shop.id],
  )
  return rows[0]?.lifetime_value
}

describe('the rate of a day', () => {
  it('is the last one published on or before it, provisional until one for that day or later is there', async () => {
    await load(['2026-01-16', '1.25', '0.8'])
    // A Sunday: Friday's rate, but Monday's feed is not out yet.
    const order = await placed({ currency: 'GBP', placed_at: on('2026-01-18') })
    expect(order).toMatchObject({
      fx_state: 'provisional',
      fx_rate_date: '2026-01-16',
      fx_rate: '1.5625',
      total_amount_usd: '156.25',
    })
    await load(['2026-01-19', '1.5', '0.5'])
    expect(await read(order.id)).toMatchObject({
      fx_state: 'frozen',
      fx_rate_date: '2026-01-16',
      total_amount_usd: '156.25',
    })
  })

  it('replaces a provisional one, with the figures and the refunds that hang on it', async () => {
    await load(['2026-01-16', '1.25', '0.8'])
    const order = await placed({ currency: 'GBP', placed_at: on('2026-01-19') })
    await world.as(shop, 'manager', () => world.get(OrderRefundsService).refundOrder(order.id, { amount: '10' }))
    expect(await worth()).toBe('11250')
    await load(['2026-01-19', '1.5', '0.5'])
    expect(await read(order.id)).toMatchObject({
      fx_state: 'frozen',
      fx_rate_date: '2026-01-19',
      fx_rate: '3',
      total_amount_usd: '300.00',
    })
    expect(await worth()).toBe('18000')
    const { rows } = await world.owner.query('select rate_day::text, fx_state from refunds where tenant_id = $1', [
      shop.id,
    ])
    expect(rows).toEqual([{ rate_day: '2026-01-19', fx_state: 'frozen' }])
  })

  it('never moves once it is frozen', async () => {
    await load(['2026-01-16', '1.25', '0.8'], ['2026-01-19', '1.5', '0.5'])
    const order = await placed({ currency: 'GBP', placed_at: on('2026-01-18') })
    await load(['2026-01-17', '9', '9'])
    expect(await read(order.id)).toMatchObject({
      fx_state: 'frozen',
      fx_rate_date: '2026-01-16',
      total_amount_usd: '156.25',
    })
    const again = parse<OrderDto>(
      await world.as(shop, 'manager', () => orders.change(order.id, { shipping_amount: '100' }, null)),
    )
    expect(again).toMatchObject({ total_amount: '200.00', fx_rate_date: '2026-01-16', total_amount_usd: '312.50' })
  })

  it('is missing beyond ten days, blocks nothing, and is filled when it arrives', async () => {
    await load(['2026-01-05', '1.25', '0.8'])
    const order = await placed({ currency: 'GBP', placed_at: on('2026-01-16') })
    const refund = aRefund({ customer: ada, currency: 'GBP', refunded_at: on('2026-01-16'), amount: 1000n })
    await world.as(shop, 'system', () => world.get(RefundsService).recordMany([refund]))
    expect(order).toMatchObject({
      fx_state: 'missing',
      fx_rate: null,
      fx_rate_date: null,
      total_amount_usd: null,
      total_amount_tenant: null,
    })
    expect(await worth()).toBe('0')
    await load(['2026-01-16', '1.25', '0.8'])
    expect(await read(order.id)).toMatchObject({
      fx_state: 'frozen',
      total_amount_usd: '156.25',
      total_amount_tenant: '125.00',
    })
    expect(await worth()).toBe('11250')
  })

  it('is one for dollars, and needs the dollar for euros', async () => {
    await load(['2026-01-16', '1.25', '0.8'])
    expect(await placed({ currency: 'USD', placed_at: on('2026-01-16') })).toMatchObject({
      fx_rate: '1',
      total_amount_usd: '100.00',
      total_amount_tenant: '80.00',
    })
    expect(await placed({ currency: 'EUR', placed_at: on('2026-01-16') })).toMatchObject({
      fx_rate: '1.25',
      total_amount_usd: '125.00',
    })
    expect(await placed({ currency: 'EUR', placed_at: on('2026-03-16') })).toMatchObject({
      fx_state: 'missing',
      total_amount_tenant: '100.00',
    })
  })

  it('rounds a converted amount once, half away from zero', async () => {
    await load(['2026-01-16', '1.5', '0.8'])
    const order = await placed({ placed_at: on('2026-01-16'), items: [aSale('0.01'), aSale('0.02')] })
    expect(order.total_amount_usd).toBe('0.05')
  })
})

describe('rates of a workspace’s own', () => {
  const set = async (day: string, rate: string, currency = 'AED') =>
    parse<ExchangeRateDto>(await world.as(shop, 'manager', () => rates.set({ currency, day, rate })))

  it('fill orders in a currency that nobody publishes, in this workspace alone', async () => {
    await load(['2026-01-16', '1.25', '0.8'])
    const order = await placed({ currency: 'AED', placed_at: on('2026-01-16') })
    expect(order.fx_state).toBe('missing')
    await set('2026-01-16', '5')
    await world.drain()
    expect(await read(order.id)).toMatchObject({
      fx_state: 'frozen',
      fx_rate: '0.25',
      total_amount_usd: '25.00',
      total_amount_tenant: '20.00',
    })
    shop = await world.tenant('another')
    expect((await placed({ currency: 'AED', placed_at: on('2026-01-16') })).fx_state).toBe('missing')
  })

  it('freeze by themselves where a workspace lives on them alone', async () => {
    const own = ['USD', 'GBP'].flatMap((currency) => [
      { currency, day: '2026-01-16', rate: currency === 'USD' ? '1.25' : '0.8' },
      { currency, day: '2026-01-19', rate: currency === 'USD' ? '1.5' : '0.5' },
    ])
    await world.as(shop, 'system', () => rates.setMany(own, 'file'))
    expect(await placed({ currency: 'GBP', placed_at: on('2026-01-18') })).toMatchObject({
      fx_state: 'frozen',
      fx_rate: '1.5625',
    })
    expect(await placed({ currency: 'EUR', placed_at: on('2026-01-19') })).toMatchObject({
      fx_state: 'frozen',
      fx_rate: '1.5',
    })
    expect(await placed({ currency: 'GBP', placed_at: on('2026-01-20') })).toMatchObject({
      fx_state: 'provisional',
      fx_rate: '3',
    })
  })

  it('stay as they are once frozen figures stand on them', async () => {
    await load(['2026-01-16', '1.25', '0.8'])
    const own = await set('2026-01-16', '4')
    const corrected = parse<ExchangeRateDto>(await world.as(shop, 'manager', () => rates.correct(own.id, '5', 1)))
    expect(corrected).toMatchObject({ rate: '5', version: 2, is_own: true, source: 'manual' })
    await placed({ currency: 'AED', placed_at: on('2026-01-16') })
    await expect(world.as(shop, 'manager', () => rates.correct(own.id, '6', null))).rejects.toMatchObject({
      reason: 'exchange_rate.in_use',
    })
  })

  it('are refused where they make no sense', async () => {
    await load(['2026-01-16', '1.25', '0.8'])
    await set('2026-01-16', '5')
    await expect(set('2026-01-16', '6')).rejects.toMatchObject({ reason: 'exchange_rate.exists' })
    await expect(set('2026-01-20', '1', 'GBP')).rejects.toMatchObject({ reason: 'exchange_rate.published' })
    await expect(set('2026-01-16', '1', 'EUR')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(set('2026-01-16', '0', 'KWD')).rejects.toMatchObject({ details: { rate: [expect.any(String)] } })
    await expect(
      world.as(shop, 'agent', () => rates.set({ currency: 'KWD', day: '2026-01-16', rate: '1' })),
    ).rejects.toMatchObject({ code: '42501' })
  })

  it('stand in one list with the published ones', async () => {
    await load(['2026-01-16', '1.25', '0.8'])
    await set('2026-01-17', '5')
    const page = await world.as(shop, 'readonly', () => rates.list({ per_page: '2' }))
    const [newest, second] = JSON.parse(page.text) as ExchangeRateDto[]
    expect(newest).toMatchObject({ currency: 'AED', day: '2026-01-17', is_own: true })
    expect(second).toMatchObject({ day: '2026-01-16', is_own: false, source: 'ecb' })
    expect(page.pagination.total).toBe(3)
  })

  it('move the figures of a workspace whose own currency they price', async () => {
    await world.owner.query(`update tenants set default_currency = 'AED' where id = $1`, [shop.id])
    await load(['2026-01-16', '1.25', '0.8'])
    await placed({ currency: 'EUR', placed_at: on('2026-01-16') })
    expect(await worth()).toBe('0')
    await set('2026-01-16', '5')
    await world.drain()
    expect(await worth()).toBe('50000')
  })
})

describe('the zone of a workspace', () => {
  it('cuts the days of its orders again when it changes, and leaves frozen rates', async () => {
    await load(['2026-01-15', '1.25', '0.8'], ['2026-01-16', '1.5', '0.5'])
    const order = await placed({ currency: 'GBP', placed_at: '2026-01-15T23:30:00Z' })
    expect(order).toMatchObject({ day: '2026-01-16', fx_rate_date: '2026-01-16' })
    await world.owner.query(`update tenants set timezone = 'America/New_York' where id = $1`, [shop.id])
    await world.as(shop, 'admin', () =>
      world.db.tx(() =>
        world.get(Outbox).append('settings.changed', {
          ids: [shop.id],
          changes: { [shop.id]: { timezone: ['Europe/Berlin', 'America/New_York'] } },
        }),
      ),
    )
    await world.drain()
    expect(await read(order.id)).toMatchObject({ day: '2026-01-15', fx_rate_date: '2026-01-16', version: 1 })
  })
})

describe('the feed', () => {
  let server: Server
  let address: string
  const asked: string[] = []
  const files = new Map<string, Buffer>()

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '')
      const file = files.get(request.url ?? '')
      response.writeHead(file ? 200 : 404).end(file)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  beforeEach(() => {
    asked.length = 0
    files.clear()
  })

  const publish = (day: string, usd: string) =>
    files.set(
      '/eurofxref-daily.xml',
      Buffer.from(`<Envelope><Cube><Cube time='${day}'><Cube currency='USD' rate='${usd}'/></Cube></Cube></Envelope>`),
    )
  const fetching = async (url = address) => {
    const module = await Test.createTestingModule({
      providers: [
        RatesService,
        { provide: EcbFeed, useValue: new EcbFeed(url) },
        ...[world.db, world.get(RatesQueries), world.get(CustomersService), world.get(Outbox)].map((part) => ({
          provide: part.constructor,
          useValue: part,
        })),
      ],
    }).compile()
    await module.get(RatesService).fetch()
    await world.drain()
  }
  const known = async () => {
    const { rows } = await world.owner.query<{ day: string }>(
      `select day::text from exchange_rates where currency = 'USD' order by day`,
    )
    return rows.map(({ day }) => day)
  }

  it('starts with the whole history, and goes on with the newest day', async () => {
    files.set('/eurofxref-hist.zip', gzipSync(csv(['2026-01-15', '1.1', '0.8'], ['2026-01-16', '1.2', '0.8'])))
    publish('2026-01-16', '1.2')
    await fetching()
    expect(await known()).toEqual(['2026-01-15', '2026-01-16'])
    publish('2026-01-19', '1.3')
    asked.length = 0
    await fetching()
    // From Friday to Monday nothing lies in between.
    expect([asked, await known()]).toEqual([['/eurofxref-daily.xml'], ['2026-01-15', '2026-01-16', '2026-01-19']])
  })

  it('asks for the history when working days are missing, so that none freezes with an older rate', async () => {
    await load(['2026-01-16', '1.2', '0.8'])
    const order = await placed({ placed_at: on('2026-01-20') })
    publish('2026-01-21', '1.5')
    files.set('/eurofxref-hist.zip', csv(['2026-01-20', '1.4', '0.8'], ['2026-01-19', '1.3', '0.8']))
    await fetching()
    expect(await read(order.id)).toMatchObject({ fx_state: 'frozen', fx_rate_date: '2026-01-20', fx_rate: '1.4' })
  })

  it('changes nothing when it has nothing new', async () => {
    await load(['2026-01-16', '1.2', '0.8'])
    publish('2026-01-16', '9')
    await fetching()
    const { rows } = await world.owner.query<{ rate: string }>(
      `select rate::text from exchange_rates where currency = 'USD'`,
    )
    expect(rows).toEqual([{ rate: '1.2' }])
  })

  it('is asked again later when it does not answer or answers something else', async () => {
    await expect(fetching()).rejects.toMatchObject({ kind: 'unavailable', reason: 'rates.unavailable' })
    files.set('/eurofxref-daily.xml', Buffer.from('<html>moved</html>'))
    await expect(fetching()).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(fetching('http://127.0.0.1:1')).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await known()).toEqual([])
  })

  it('is not asked when it is switched off', async () => {
    await fetching('')
    expect(asked).toEqual([])
  })
})
