// The purchase history of a customer on real PostgreSQL as the restricted role.
import type { Json } from '@portolan/platform'
import { anOrder, aRefund, aSale, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { PlaceOrder } from '../order.commands'
import { ordersEntities } from '../orders.entities'
import { OrdersWorkerModule } from '../orders.module'
import { OrdersService } from '../orders.service'
import { OrderRefundsService } from '../refunds/order-refunds.service'
import { RefundsService } from '../refunds/refunds.service'
import type { PurchasesDto } from './purchases.dto'
import { PurchasesService } from './purchases.service'

let world: World
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-10', 1.25), ('USD', '2026-01-20', 2)`,
  )
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const ada = { source: 'shop', external_id: 'ada', profile: { email: 'ada@example.com' } }
const place = (shop: TestTenant, ...commands: Partial<PlaceOrder>[]) =>
  world.as(shop, 'system', () =>
    world.get(OrdersService).placeMany(commands.map((changes) => anOrder({ customer: ada, ...changes }))),
  )
async function customerOf(shop: TestTenant): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>('select id from customers where tenant_id = $1', [shop.id])
  return rows[0]?.id ?? ''
}
const read = async (shop: TestTenant, customerId: string, who: Persona = 'manager', limit?: number) => {
  const json: Json = await world.as(shop, who, () => world.get(PurchasesService).of(customerId, limit))
  return JSON.parse(json.text) as PurchasesDto
}
const pot = (price: string, changes = {}) => aSale(price, { product_name: 'Pot', sku: 'POT', ...changes })

describe('what a customer bought', () => {
  it('is each product once, at the rate day of its orders, less what refunds name', async () => {
    const shop = await aShop()
    const [first] = await place(
      shop,
      { placed_at: '2026-01-10T12:00:00Z', currency: 'USD', items: [aSale('10', { quantity: 3 }), pot('5')] },
      { placed_at: '2026-01-20T12:00:00Z', currency: 'USD', items: [aSale('8', { product_name: 'Cup, new' })] },
      { placed_at: '2026-01-25T12:00:00Z', items: [aSale('1', { kind: 'adjustment' }), pot('7', { quantity: 2 })] },
      { placed_at: '2026-01-26T12:00:00Z', status: 'cancelled', items: [aSale('99')] },
    )
    const lines = await world.owner.query<{ id: string }>(
      'select id from order_items where order_id = $1 order by position',
      [first?.id],
    )
    await world.as(shop, 'manager', () =>
      world
        .get(OrderRefundsService)
        .refundOrder(first?.id ?? '', { items: [{ order_item_id: lines.rows[0]?.id, quantity: 1 }] }),
    )
    // A refund without lines says nothing about products.
    await world.as(shop, 'system', () => world.get(RefundsService).recordMany([aRefund({ customer: ada })]))
    const history = await read(shop, await customerOf(shop))
    expect(history).toMatchObject({ currency: 'EUR', orders: 3, orders_without_rate: 0, products_total: 2 })
    // Cups: 30 − 10 dollars at 1.25, and 8 at 2. Pots: 5 dollars at 1.25, and 14 euros.
    expect(history.products).toMatchObject([
      {
        sku: 'CUP',
        product_name: 'Cup, new',
        times: 2,
        quantity: 4,
        refunded_quantity: 1,
        revenue: '20.00',
        first_bought_at: '2026-01-10T12:00:00.000Z',
        last_bought_at: '2026-01-20T12:00:00.000Z',
      },
      { sku: 'POT', times: 2, quantity: 3, refunded_quantity: 0, revenue: '18.00' },
    ])
    expect((await read(shop, await customerOf(shop), 'manager', 1)).products).toHaveLength(1)
  })

  it('says in which intervals, and when the next order is to be expected', async () => {
    const shop = await aShop()
    const days = ['2026-01-01', '2026-01-11', '2026-01-11', '2026-01-15', '2026-02-14']
    await place(shop, ...days.map((day) => ({ placed_at: `${day}T12:00:00Z` })))
    expect(await read(shop, await customerOf(shop))).toMatchObject({
      orders: 5,
      purchase_days: 4,
      median_interval_days: 10,
      mean_interval_days: 14.7,
      expected_next: '2026-02-24',
      first_order_at: '2026-01-01T12:00:00.000Z',
      last_order_at: '2026-02-14T12:00:00.000Z',
    })
  })

  it('is nothing before the first order, and has no interval with one', async () => {
    const shop = await aShop()
    await place(shop, { status: 'cancelled' })
    const id = await customerOf(shop)
    expect(await read(shop, id)).toMatchObject({ orders: 0, products: [], last_order_at: null, expected_next: null })
    await place(shop, {})
    expect(await read(shop, id)).toMatchObject({ orders: 1, median_interval_days: null, expected_next: null })
  })

  it('waits for rates that are missing', async () => {
    const shop = await aShop()
    await place(shop, { currency: 'KWD', items: [aSale('3')] })
    expect(await read(shop, await customerOf(shop))).toMatchObject({
      orders_without_rate: 1,
      products: [{ sku: 'CUP', quantity: 1, revenue: null }],
    })
  })

  it('is seen by the customer’s agent and in no other workspace', async () => {
    const shop = await aShop()
    const other = await aShop()
    await place(shop, {})
    const id = await customerOf(shop)
    for (const attempt of [read(shop, id, 'agent'), read(other, id)]) {
      await expect(attempt).rejects.toMatchObject({ reason: 'customer.missing' })
    }
    await world.owner.query('update customers set assigned_to = $1 where id = $2', [shop.agent.id, id])
    await world.owner.query('update orders set assigned_to = $1 where customer_id = $2', [shop.agent.id, id])
    expect(await read(shop, id, 'agent')).toMatchObject({ orders: 1 })
  })

  it('answers at once for somebody with thousands of orders', async () => {
    const shop = await aShop()
    const orders = Array.from({ length: 3000 }, (_, index) => ({
      external_id: `many-${index}`,
      placed_at: new Date(Date.UTC(2020, 0, 1) + index * 12 * 3_600_000).toISOString(),
      items: [aSale('2'), pot('3'), aSale('4', { sku: `S${index % 300}`, product_name: `Thing ${index % 300}` })],
    }))
    for (let start = 0; start < orders.length; start += 500) await place(shop, ...orders.slice(start, start + 500))
    const id = await customerOf(shop)
    const started = Date.now()
    expect(await read(shop, id)).toMatchObject({ orders: 3000, products_total: 302, mean_interval_days: 1 })
    expect(Date.now() - started).toBeLessThan(2000)
  })
})
