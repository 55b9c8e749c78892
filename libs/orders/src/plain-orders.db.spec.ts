// Plain orders travel to the database as one packet; all others find their way step by step, and end the same.
import { CustomersService, customersEntities, CustomersWorkerModule, MergeService } from '@portolan/customers'
import type { Json } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { Client } from 'pg'
import type { OrderDto } from './order.answer.dto'
import type { PlaceOrderDto } from './order.dto'
import { ordersEntities } from './orders.entities'
import { OrdersWorkerModule } from './orders.module'
import { OrdersService } from './orders.service'

let world: World
let shops = 0

beforeAll(async () => {
  world = await testWorld({
    modules: [OrdersWorkerModule, CustomersWorkerModule],
    entities: [...ordersEntities, ...customersEntities],
  })
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-15', 1.25), ('GBP', '2026-01-15', 0.8),
       ('JPY', '2026-01-14', 160), ('USD', '2026-01-14', 1.2)`,
  )
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`plain-${++shops}`)
const asManager = <Result>(shop: TestTenant, work: () => Promise<Result>) => world.as(shop, 'manager', work)
const parsed = <Row = OrderDto>(json: Json): Row => JSON.parse(json.text) as Row
const item = { product_name: 'Cup', sku: 'CUP', quantity: 3, unit_price: '2.0850' }
const order = (changes: Partial<PlaceOrderDto> = {}): PlaceOrderDto => ({
  currency: 'GBP',
  placed_at: '2026-01-15T23:30:00Z',
  items: [item, { ...item, kind: 'adjustment', quantity: -1 }],
  ...changes,
})
const place = (shop: TestTenant, changes: Partial<PlaceOrderDto> = {}) =>
  asManager(shop, async () => parsed(await world.get(OrdersService).place(order(changes))))

let people = 0
async function aCustomer(shop: TestTenant, country_code = 'GB'): Promise<string> {
  const fields = { first_name: 'Ada', email: `ada-${++people}@example.com`, country_code, assigned_to: shop.agent.id }
  return asManager(shop, async () => parsed(await world.get(CustomersService).create(fields)).id)
}

/** All that an order leaves behind, without what is another's every time. */
async function traces(shop: TestTenant) {
  const { rows } = await world.owner.query<Record<string, unknown>>(
    `select (select count(*)::integer from orders where tenant_id = $1) as orders,
            (select count(*)::integer from order_items where tenant_id = $1) as items,
            (select coalesce(sum(count), 0)::integer from tenant_counts where tenant_id = $1 and name = 'orders') as counted,
            (select array_agg(distinct day::text) from dirty_days where tenant_id = $1) as days,
            (select count(*)::integer from outbox_events where tenant_id = $1 and name = 'order.created') as events,
            (select count(*)::integer from outbox_heads where tenant_id = $1) as heads`,
    [shop.id],
  )
  return rows[0]
}

async function figures(shop: TestTenant) {
  const { rows } = await world.owner.query<{ id: string }>(
    `select id, lifetime_value, lifetime_value_currency, total_orders, average_order_value, first_order_date,
            last_order_date, orders_without_rate from customers where tenant_id = $1 order by id`,
    [shop.id],
  )
  return rows
}

async function packetsOf<Result>(work: () => Promise<Result>): Promise<{ result: Result; packets: number }> {
  const sent = jest.spyOn(Client.prototype, 'query')
  try {
    const result = await work()
    return { result, packets: sent.mock.calls.length }
  } finally {
    sent.mockRestore()
  }
}

describe('a plain order', () => {
  it('is one packet, with its lines, its customer’s figures, its day and its event', async () => {
    const shop = await aShop()
    const customer_id = await aCustomer(shop)
    const { result, packets } = await packetsOf(() => place(shop, { customer_id }))
    expect(packets).toBe(1)
    expect(result).toMatchObject({
      customer_id,
      assigned_to: shop.agent.id,
      day: '2026-01-16',
      country_code: 'GB',
      total_amount: '4.17',
      fx_state: 'provisional',
    })
    expect(await traces(shop)).toEqual({ orders: 1, items: 2, counted: 1, days: ['2026-01-16'], events: 1, heads: 2 })
    // Sale lines only: 6.26 GBP at 0.8.
    expect((await figures(shop))[0]).toMatchObject({ lifetime_value: '783', total_orders: 1 })
    await world.drain()
    const { rows } = await world.owner.query('select from outbox_heads where tenant_id = $1', [shop.id])
    expect(rows).toHaveLength(0)
  })

  it('is answered as it reads, and as one that was placed step by step', async () => {
    const shop = await aShop()
    const customer_id = await aCustomer(shop)
    const plain = await place(shop, { customer_id, internal_note: 'A\u0000B', tags: ['b', 'a'], tax_amount: '1.00' })
    expect(plain).toEqual(await asManager(shop, async () => parsed(await world.get(OrdersService).one(plain.id))))
    const stepwise = await asManager(shop, () =>
      world.db.tx(() => place(shop, { customer_id, internal_note: 'A\u0000B', tags: ['b', 'a'], tax_amount: '1.00' })),
    )
    const own = { id: '', order_number: '', created_at: '', updated_at: '' }
    const withoutIds = (one: OrderDto) => ({ ...one, ...own, items: one.items?.map((line) => ({ ...line, id: '' })) })
    expect(withoutIds(stepwise)).toEqual(withoutIds(plain))
  })

  it('may be a guest’s, and is given the next free number', async () => {
    const shop = await aShop()
    const numberOf = ({ order_number }: OrderDto) => Number(/\d+/.exec(order_number)?.[0])
    const first = await place(shop)
    const next = first.order_number.replace(/\d+/, String(numberOf(first) + 1))
    await place(shop, { order_number: next })
    const { result, packets } = await packetsOf(() => place(shop))
    expect(numberOf(result)).toBe(numberOf(first) + 2)
    expect([packets, result.customer_id, result.country_code]).toEqual([1, null, null])
  })

  it('leaves nothing behind where its number is taken', async () => {
    const shop = await aShop()
    const customer_id = await aCustomer(shop)
    await place(shop, { order_number: 'A-1', customer_id })
    const before = [await traces(shop), await figures(shop)]
    await expect(place(shop, { order_number: 'A-1', customer_id })).rejects.toMatchObject({
      reason: 'order.number_taken',
    })
    expect([await traces(shop), await figures(shop)]).toEqual(before)
  })

  it('counts in figures that are what all of the orders come to, however many are placed at once', async () => {
    const shop = await aShop()
    const buyers = await Promise.all([aCustomer(shop), aCustomer(shop), aCustomer(shop)])
    const currencies = ['EUR', 'USD', 'GBP', 'JPY', 'KWD']
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        place(shop, {
          customer_id: buyers[index % buyers.length],
          currency: currencies[index % currencies.length] ?? 'EUR',
          items: [{ ...item, unit_price: String(1 + index) }],
        }),
      ),
    )
    const kept = await figures(shop)
    expect(kept.map((row) => (row as unknown as { total_orders: number }).total_orders)).toEqual([40, 40, 40])
    await world.owner.query('update customers set total_orders = 0, lifetime_value = 0 where tenant_id = $1', [shop.id])
    await world.as(shop, 'system', () =>
      world.db.tx(async () => {
        await world.get(CustomersService).lock(buyers)
        await world.get(CustomersService).refreshFigures(buyers)
      }),
    )
    expect(kept).toEqual(await figures(shop))
    expect(await traces(shop)).toMatchObject({ orders: 120, items: 120, counted: 120, events: 120 })
  })
})

describe('plain orders that come together', () => {
  it('share packets, and each is answered as its own, by an event of its own request', async () => {
    const shop = await aShop()
    const buyers = await Promise.all([aCustomer(shop), aCustomer(shop)])
    const numbers = Array.from({ length: 10 }, (_, index) => `T-${index}`)
    const { result, packets } = await packetsOf(() =>
      Promise.all(
        numbers.map((order_number, index) =>
          world.db.as({ correlation: `request-${index}` }, () =>
            place(shop, { order_number, customer_id: buyers[index % 2] }),
          ),
        ),
      ),
    )
    expect(packets).toBe(1)
    expect(result.map(({ order_number }) => order_number)).toEqual(numbers)
    const { rows } = await world.owner.query<{ id: string; correlation: string; actor: string }>(
      `select payload -> 'ids' ->> 0 as id, correlation, actor from outbox_events
        where tenant_id = $1 and name = 'order.created'`,
      [shop.id],
    )
    expect(new Map(rows.map(({ id, correlation }) => [id, correlation]))).toEqual(
      new Map(result.map(({ id }, index) => [id, `request-${index}`])),
    )
    expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set([shop.manager.id]))
  })

  it('are stored but for the one that cannot be, which leaves nothing behind', async () => {
    const shop = await aShop()
    const customer_id = await aCustomer(shop)
    const stranger = await aCustomer(await aShop())
    await place(shop, { order_number: 'A-1', customer_id })
    const came = await Promise.allSettled([
      place(shop, { order_number: 'A-2', customer_id }),
      place(shop, { order_number: 'A-1', customer_id }),
      place(shop, { order_number: 'A-3', customer_id: stranger }),
      place(shop, { order_number: 'A-4' }),
      place(shop, { order_number: 'A-4' }),
    ])
    expect(
      came.map((one) => (one.status === 'fulfilled' ? one.value.order_number : (one.reason as unknown))),
    ).toMatchObject([
      'A-2',
      { reason: 'order.number_taken', params: { number: 'A-1' } },
      { kind: 'unprocessable' },
      'A-4',
      { reason: 'order.number_taken', params: { number: 'A-4' } },
    ])
    expect(await traces(shop)).toMatchObject({ orders: 3, items: 6, counted: 3, events: 3 })
    expect(await figures(shop)).toMatchObject([{ total_orders: 2 }])
  })

  it('do not wait for a customer whom somebody else holds', async () => {
    const shop = await aShop()
    const [held, other] = await Promise.all([aCustomer(shop), aCustomer(shop)])
    await world.owner.query('begin')
    try {
      await world.owner.query('select from customers where id = $1 for no key update', [held])
      const waiting = place(shop, { order_number: 'W-1', customer_id: held })
      const others = [place(shop, { order_number: 'W-2', customer_id: other }), place(shop, { order_number: 'W-3' })]
      expect((await Promise.all(others)).map(({ order_number }) => order_number)).toEqual(['W-2', 'W-3'])
      await world.owner.query('commit')
      expect((await waiting).order_number).toBe('W-1')
    } finally {
      await world.owner.query('rollback')
    }
  })

  it('are written for whoever sends them, each with their own sign-in', async () => {
    const shop = await aShop()
    const senders = (['manager', 'admin'] as const).map((role) =>
      world.as(shop, role, async () => parsed(await world.get(OrdersService).place(order()))),
    )
    await Promise.all(senders)
    const { rows } = await world.owner.query<{ actor: string }>(
      `select actor from outbox_events where tenant_id = $1 and name = 'order.created'`,
      [shop.id],
    )
    expect(rows.map(({ actor }) => actor).sort()).toEqual([shop.manager.id, shop.admin.id].sort())
  })
})

describe('an order that turns out not to be plain', () => {
  it('goes to whom its customer was merged into', async () => {
    const shop = await aShop()
    const [winner, loser] = [await aCustomer(shop), await aCustomer(shop)]
    await asManager(shop, () => world.get(MergeService).merge({ winner_id: winner, loser_ids: [loser] }))
    const placed = await place(shop, { customer_id: loser })
    expect(placed.customer_id).toBe(winner)
    expect(await figures(shop)).toContainEqual(expect.objectContaining({ id: winner, total_orders: 1 }))
    expect(await traces(shop)).toMatchObject({ orders: 1, counted: 1, events: 1 })
  })

  it('is refused for nobody, and where fields need values, and leaves nothing behind', async () => {
    const shop = await aShop()
    const stranger = await aCustomer(await aShop())
    const before = await traces(shop)
    await expect(place(shop, { customer_id: stranger })).rejects.toMatchObject({ kind: 'unprocessable' })
    await world.owner.query(
      `insert into custom_fields (tenant_id, id, applies_to, key, labels, type, position, is_required)
       values ($1, gen_random_uuid(), 'orders', 'weight', '{"en": "Weight"}', 'number', 1, true)`,
      [shop.id],
    )
    await expect(place(shop)).rejects.toMatchObject({
      details: { 'custom_fields.weight': [expect.any(String)] },
    })
    expect(await traces(shop)).toEqual(before)
    expect((await place(shop, { custom_fields: { weight: 2 } })).custom_fields).toEqual({ weight: 2 })
  })
})
