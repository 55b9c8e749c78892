// Orders on real PostgreSQL as the restricted role: placing, placing again and searching.
import type { OrderStatus } from '@portolan/contracts'
import type { Json, JsonPage } from '@portolan/platform'
import { anOrder, aSale, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto, OrderStatusCountsDto } from './order.answer.dto'
import type { PlaceOrder } from './order.commands'
import { OrdersWorkerModule } from './orders.module'
import { ordersEntities } from './orders.entities'
import { OrdersService } from './orders.service'

let world: World
let orders: OrdersService
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-15', 1.25), ('GBP', '2026-01-15', 0.8)`,
  )
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const ada = (email = 'ada@example.com') => ({
  source: 'shop',
  external_id: email,
  profile: { email, country_code: 'GB' },
})
const parse = <Row = OrderDto>(json: Json): Row => JSON.parse(json.text) as Row
const rowsOf = (page: JsonPage): OrderDto[] => JSON.parse(page.text) as OrderDto[]
const place = (shop: TestTenant, ...commands: PlaceOrder[]) =>
  world.as(shop, 'system', () => orders.placeMany(commands))
const read = async (shop: TestTenant, id: string, who: Persona = 'manager') =>
  parse(await world.as(shop, who, () => orders.one(id)))
async function placed(shop: TestTenant, changes: Partial<PlaceOrder> = {}): Promise<OrderDto> {
  const [written] = await place(shop, anOrder(changes))
  return read(shop, written?.id ?? '')
}
async function figures(shop: TestTenant, customerId: string | null) {
  const { rows } = await world.owner.query<{ lifetime_value: string; total_orders: number }>(
    'select lifetime_value, total_orders from customers where tenant_id = $1 and id = $2',
    [shop.id, customerId],
  )
  return rows[0]
}
async function eventsOf(shop: TestTenant): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>(
    `select name from outbox_events where tenant_id = $1 and name like 'order.%' order by occurred_at, name desc`,
    [shop.id],
  )
  return rows.map(({ name }) => name)
}
const marked = async (shop: TestTenant) => {
  const { rows } = await world.owner.query<{ day: string }>(
    'select distinct day::text from dirty_days where tenant_id = $1 order by 1',
    [shop.id],
  )
  return rows.map(({ day }) => day)
}

describe('placing an order', () => {
  it('writes it with its lines, its customer’s figures, its day and its event in one go', async () => {
    const shop = await aShop()
    const order = await placed(shop, {
      order_number: '#1001',
      external_id: '77',
      placed_at: '2026-01-15T23:30:00Z',
      customer: ada(),
      currency: 'GBP',
      items: [aSale('2.0825', { quantity: 12 }), aSale('3', { kind: 'adjustment', quantity: -1 })],
      shipping_amount: 350n,
      discount_amount: 100n,
      tax_amount: 1n,
    })
    expect(order).toMatchObject({
      order_number: '#1001',
      day: '2026-01-16',
      subtotal_amount: '21.99',
      total_amount: '24.50',
      total_amount_usd: '38.28',
      total_amount_tenant: '30.63',
      tenant_currency: 'EUR',
      fx_rate: '1.5625',
      fx_rate_date: '2026-01-15',
      fx_state: 'provisional',
      country_code: 'GB',
      customer_name: 'ada@example.com',
      refunded_amount: '0.00',
      next_statuses: ['shipped', 'cancelled', 'refunded'],
      version: 1,
    })
    expect(order.items?.map(({ total_price, unit_price }) => [unit_price, total_price])).toEqual([
      ['2.0825', '24.99'],
      ['3', '-3.00'],
    ])
    // Sale lines only, in the tenant's currency: 24.99 GBP at 0.8.
    expect(await figures(shop, order.customer_id)).toMatchObject({ lifetime_value: '3124', total_orders: 1 })
    expect(await marked(shop)).toEqual(['2026-01-16'])
    expect(await eventsOf(shop)).toEqual(['order.created'])
  })

  it('changes nothing when the same order comes again', async () => {
    const shop = await aShop()
    const command = anOrder({ external_id: '1', customer: ada() })
    const [first] = await place(shop, command)
    await world.owner.query('delete from dirty_days where tenant_id = $1', [shop.id])
    expect(await place(shop, command)).toEqual([{ id: first?.id, outcome: 'unchanged' }])
    expect(await marked(shop)).toEqual([])
    expect(await eventsOf(shop)).toEqual(['order.created'])
    expect(await read(shop, first?.id ?? '')).toMatchObject({ version: 1 })
  })

  it('brings an order up to date, and the figures of both customers when it changes hands', async () => {
    const shop = await aShop()
    const before = await placed(shop, { external_id: '1', customer: ada('a@example.com') })
    const [again] = await place(
      shop,
      anOrder({
        external_id: '1',
        customer: ada('b@example.com'),
        items: [aSale('7'), aSale('8')],
        placed_at: '2026-01-16T12:00:00Z',
      }),
    )
    const after = await read(shop, before.id)
    expect(again).toEqual({ id: before.id, outcome: 'updated' })
    expect(after).toMatchObject({ total_amount: '15.00', order_number: before.order_number, version: 2 })
    expect(after.items).toHaveLength(2)
    expect(await figures(shop, before.customer_id)).toMatchObject({ lifetime_value: '0', total_orders: 0 })
    expect(await figures(shop, after.customer_id)).toMatchObject({ lifetime_value: '1500', total_orders: 1 })
    expect(await marked(shop)).toEqual(['2026-01-15', '2026-01-16'])
  })

  it('never lets an older state overwrite a newer one', async () => {
    const shop = await aShop()
    const at = (time: string, status: OrderStatus) =>
      anOrder({ external_id: '1', status, external_updated_at: `2026-01-20T${time}.123Z` })
    const [first] = await place(shop, at('12:00:00', 'shipped'))
    expect(await place(shop, at('11:59:59', 'processing'))).toEqual([{ id: first?.id, outcome: 'unchanged' }])
    expect(await read(shop, first?.id ?? '')).toMatchObject({ status: 'shipped' })
    expect(await place(shop, at('12:00:01', 'delivered'))).toEqual([{ id: first?.id, outcome: 'updated' }])
    expect(await eventsOf(shop)).toEqual(['order.created', 'order.updated', 'order.status_changed'])
  })

  it('takes one order twice in a batch, one after the other', async () => {
    const shop = await aShop()
    const outcomes = await place(
      shop,
      anOrder({ external_id: '1' }),
      anOrder({ external_id: '2' }),
      anOrder({ external_id: '1' }),
      anOrder({ external_id: '1', status: 'shipped' }),
    )
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'unchanged', 'updated'])
  })

  it('makes one order of two who place it at once, guest or not', async () => {
    const shop = await aShop()
    for (const customer of [null, ada()]) {
      const command = anOrder({ external_id: customer ? 'known' : 'guest', customer })
      const outcomes = (await Promise.all(Array.from({ length: 8 }, () => place(shop, command)))).flat()
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['created', ...Array<string>(7).fill('unchanged')])
      expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1)
    }
  })

  it('gives numbers in the workspace’s pattern, passing over those that stand', async () => {
    const shop = await aShop()
    await place(shop, anOrder({ order_number: 'P-2' }))
    const first = await place(shop, anOrder(), anOrder(), anOrder({ source: 'other' }))
    const numbers = await Promise.all(first.map(async ({ id }) => (await read(shop, id)).order_number))
    expect(numbers).toEqual(['P-1', 'P-3', 'P-1'])
    const many = await Promise.all(Array.from({ length: 20 }, () => place(shop, anOrder())))
    expect(
      new Set(await Promise.all(many.flat().map(async ({ id }) => (await read(shop, id)).order_number))).size,
    ).toBe(20)
  })

  it('refuses a number that stands already, and writes nothing', async () => {
    const shop = await aShop()
    await place(shop, anOrder({ order_number: 'A1', external_id: '1' }))
    await expect(place(shop, anOrder({ order_number: 'A1', external_id: '2' }), anOrder())).rejects.toMatchObject({
      reason: 'order.number_taken',
    })
    expect(rowsOf(await world.as(shop, 'manager', () => orders.list({})))).toHaveLength(1)
  })

  it('counts orders once, and knows the total of its list', async () => {
    const shop = await aShop()
    await place(shop, anOrder({ external_id: '1' }), anOrder(), anOrder())
    await place(shop, anOrder({ external_id: '1', status: 'shipped' }))
    const page = await world.as(shop, 'readonly', () => orders.list({ per_page: '1' }))
    expect(page.pagination).toMatchObject({ total: 3 })
  })

  it('counts what a list’s filters find in each status, and for agents their customers’ orders alone', async () => {
    const shop = await aShop()
    await place(shop, anOrder({ country_code: 'DE' }), anOrder({ country_code: 'DE', status: 'shipped' }), anOrder())
    const counted = async (query: Record<string, string>, who: Persona = 'manager') => {
      const answer = await world.as(shop, who, () => orders.statusCounts(query))
      const { statuses } = parse<OrderStatusCountsDto>(answer)
      return Object.fromEntries(statuses.flatMap(({ status, orders: count }) => (count ? [[status, count]] : [])))
    }
    expect(await counted({})).toEqual({ processing: 2, shipped: 1 })
    expect(await counted({ country: 'DE' })).toEqual({ processing: 1, shipped: 1 })
    expect(await counted({}, 'agent')).toEqual({})
    await expect(counted({ page: '1' })).rejects.toMatchObject({ reason: 'request.invalid' })
  })

  it('leaves a country that the source calls unknown unknown, and asks the customer otherwise', async () => {
    const shop = await aShop()
    expect((await placed(shop, { customer: ada(), country_code: null })).country_code).toBeNull()
    expect((await placed(shop, { customer: ada() })).country_code).toBe('GB')
    expect((await placed(shop, { customer: ada(), billing_address: { country_code: 'DE' } })).country_code).toBe('DE')
  })

  it('counts an order without a sale in no figure', async () => {
    const shop = await aShop()
    const order = await placed(shop, { customer: ada(), items: [aSale('5', { kind: 'adjustment', quantity: -3 })] })
    expect(order).toMatchObject({ total_amount: '-15.00' })
    expect(await figures(shop, order.customer_id)).toMatchObject({ lifetime_value: '0', total_orders: 0 })
  })

  it('masks the number of a card that came with a note', async () => {
    const shop = await aShop()
    const order = await placed(shop, { customer_note: 'pay with 4111 1111 1111 1111 please' })
    expect(order.customer_note).toBe('pay with [card 1111] please')
  })
})
describe('searching', () => {
  it('finds numbers as the shop writes them, external ids and customers', async () => {
    const shop = await aShop()
    const wang = {
      source: 'shop',
      external_id: 'w',
      profile: { first_name: '小明', last_name: '王', email: 'wang@example.cn' },
    }
    await place(
      shop,
      anOrder({ order_number: '#1001', external_id: 'gid-55', customer: wang }),
      anOrder({ order_number: '#2002', external_id: 'gid-66' }),
    )
    const found = async (q: string) =>
      rowsOf(await world.as(shop, 'manager', () => orders.list({ q }))).map(({ order_number }) => order_number)
    for (const q of ['#1001', '1001', '10', 'GID-55', 'wang@example.cn', '小明', '王']) {
      if ([...q].length > 1) expect([q, await found(q)]).toEqual([q, ['#1001']])
    }
    expect(await found('gid')).toHaveLength(2)
    expect(await found('50%')).toEqual([])
  })
})
