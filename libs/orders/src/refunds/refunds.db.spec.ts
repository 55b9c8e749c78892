// Refunds on real PostgreSQL as the restricted role: of an order, and without one.
import type { Json } from '@portolan/platform'
import { anOrder, aRefund, aSale, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from '../order.answer.dto'
import type { PlaceOrder } from '../order.commands'
import { ordersEntities } from '../orders.entities'
import { OrdersWorkerModule } from '../orders.module'
import { OrdersService } from '../orders.service'
import { ShopOrders } from '../shop-orders'
import type { RefundDto } from './refund.dto'
import { OrderRefundsService } from './order-refunds.service'
import { RefundsService } from './refunds.service'

let world: World
let orders: OrdersService
let refunds: RefundsService
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
  refunds = world.get(RefundsService)
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-15', 1.25), ('USD', '2026-01-20', 2)`,
  )
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const ada = { source: 'shop', external_id: 'ada', profile: { email: 'ada@example.com', country_code: 'GB' } }
const parse = <Row>(json: Json): Row => JSON.parse(json.text) as Row
const read = async (shop: TestTenant, id: string) =>
  parse<OrderDto>(await world.as(shop, 'manager', () => orders.one(id)))
async function placed(shop: TestTenant, changes: Partial<PlaceOrder> = {}): Promise<OrderDto> {
  const command = anOrder({ customer: ada, items: [aSale('100')], ...changes })
  const [written] = await world.as(shop, 'system', () => orders.placeMany([command]))
  return read(shop, written?.id ?? '')
}
const refund = async (shop: TestTenant, orderId: string, amount: string, more: object = {}) =>
  parse<RefundDto>(
    await world.as(shop, 'manager', () => world.get(OrderRefundsService).refundOrder(orderId, { amount, ...more })),
  )
async function worth(shop: TestTenant, customerId: string | null) {
  const { rows } = await world.owner.query<{ lifetime_value: string }>(
    'select lifetime_value from customers where id = $1',
    [customerId],
  )
  return rows[0]?.lifetime_value
}

describe('a refund of an order', () => {
  it('that its shop only names keeps the day on which it was known before', async () => {
    const shop = await aShop()
    const order = anOrder({ external_id: '7', items: [aSale('100')] })
    const { order_id: _order, customer: _nobody, source: _shop, ...told } = aRefund({ external_id: '71' })
    const tell = async (refunded_at: string, is_named_only: boolean) => {
      const place = { order, refunds: [{ ...told, refunded_at, is_named_only }], shipments: null }
      const { outcome } = await world.as(shop, 'system', () => world.get(ShopOrders).place(place))
      const { rows } = await world.owner.query<{ day: string }>('select day::text from refunds where tenant_id = $1', [
        shop.id,
      ])
      return [outcome, rows.map(({ day }) => day)]
    }
    expect(await tell('2026-01-21T00:00:00Z', true)).toEqual(['created', ['2026-01-21']])
    expect(await tell('2026-01-22T00:00:00Z', true)).toEqual(['unchanged', ['2026-01-21']])
    expect(await tell('2026-01-20T00:00:00Z', false)).toEqual(['updated', ['2026-01-20']])
    expect(await tell('2026-01-23T00:00:00Z', true)).toEqual(['unchanged', ['2026-01-20']])
  })

  it('says what the customer got in her own currency, as the order what she paid, also when it comes again without', async () => {
    const shop = await aShop()
    const sums = { currency: 'JPY', discount_amount: 0n, tax_amount: 120n, shipping_amount: 80n, total_amount: 16_000n }
    const order = anOrder({ external_id: '8', currency: 'USD', items: [aSale('100')], presentment: sums })
    const {
      order_id: _order,
      customer: _nobody,
      source: _shop,
      ...told
    } = aRefund({ external_id: '81', currency: 'USD' })
    const tell = async (changes: Partial<PlaceOrder>, presentment?: { currency: string; amount: bigint }) => {
      const refunds = [{ ...told, ...(presentment && { presentment }), reason: changes.customer_note ?? null }]
      const written = await world.as(shop, 'system', () =>
        world.get(ShopOrders).place({ order: { ...order, ...changes }, refunds, shipments: null }),
      )
      return read(shop, written.id)
    }
    const paid = {
      presentment_currency: 'JPY',
      presentment_tax_amount: '120',
      presentment_shipping_amount: '80',
      presentment_discount_amount: '0',
      presentment_total_amount: '16000',
      refunds: [{ presentment_currency: 'JPY', presentment_amount: '500' }],
    }
    expect(await tell({}, { currency: 'JPY', amount: 500n })).toMatchObject(paid)
    expect(await tell({ presentment: undefined, customer_note: 'again' })).toMatchObject(paid)
    expect(await placed(shop)).toMatchObject({ presentment_currency: null, presentment_total_amount: null })
    const tooMuch = { ...sums, total_amount: 10n ** 15n }
    await expect(tell({ presentment: tooMuch, customer_note: 'more' })).rejects.toMatchObject({
      details: { presentment_total_amount: expect.anything() as string[] },
    })
  })

  it('carries the order’s customer, country and rate day, and moves its payment', async () => {
    const shop = await aShop()
    const order = await placed(shop, { currency: 'USD' })
    const first = await refund(shop, order.id, '25.00', { refunded_at: '2026-01-20T12:00:00Z', reason: 'broken' })
    // 1.25 on the day of the order, not 2 as on the day of the refund.
    expect(first).toMatchObject({
      amount: '25.00',
      currency: 'USD',
      amount_tenant: '20.00',
      fx_rate_date: '2026-01-15',
      day: '2026-01-20',
      country_code: 'GB',
      customer_id: order.customer_id,
      order_number: order.order_number,
    })
    expect(await read(shop, order.id)).toMatchObject({ payment_status: 'partially_refunded', refunded_amount: '25.00' })
    expect(await worth(shop, order.customer_id)).toBe('6000')
    await refund(shop, order.id, '75')
    expect(await read(shop, order.id)).toMatchObject({
      payment_status: 'refunded',
      refunded_amount: '100.00',
      status: 'refunded',
    })
    expect(await worth(shop, order.customer_id)).toBe('0')
  })

  it('is at most what is left of the total', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await refund(shop, order.id, '60')
    await expect(refund(shop, order.id, '40.01')).rejects.toMatchObject({
      kind: 'unprocessable',
      reason: 'refund.too_large',
      details: { amount: ['must be at most 40.00 EUR, which is what is left of the order'] },
    })
    await expect(refund(shop, order.id, '0')).rejects.toMatchObject({ reason: 'refund.amount' })
    await expect(refund(shop, order.id, '1.005')).rejects.toMatchObject({ kind: 'invalid' })
    expect(await read(shop, order.id)).toMatchObject({ refunded_amount: '60.00' })
  })

  it('stays within the total when many refund at once', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => refund(shop, order.id, '30')))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(await read(shop, order.id)).toMatchObject({ refunded_amount: '90.00', payment_status: 'partially_refunded' })
    expect(await worth(shop, order.customer_id)).toBe('1000')
  })

  it('counts nowhere once its order is cancelled or in the trash, and follows it to another customer', async () => {
    const shop = await aShop()
    const order = await placed(shop, { source: 'manual', external_id: '1' })
    await refund(shop, order.id, '30')
    const grace = { source: 'shop', external_id: 'grace', profile: { email: 'grace@example.com' } }
    await placed(shop, { source: 'manual', external_id: '1', customer: grace })
    const moved = await read(shop, order.id)
    expect([await worth(shop, order.customer_id), await worth(shop, moved.customer_id)]).toEqual(['0', '7000'])
    await world.as(shop, 'manager', () => orders.remove(order.id))
    expect(await worth(shop, moved.customer_id)).toBe('0')
    const { rows } = await world.owner.query<{ counts: boolean }>(
      'select counts from refunds_v1 where tenant_id = $1',
      [shop.id],
    )
    expect(rows).toEqual([{ counts: false }])
  })

  it('keeps the currency of an order that has one', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await refund(shop, order.id, '1')
    await expect(
      world.as(shop, 'manager', () => orders.change(order.id, { currency: 'USD' }, null)),
    ).rejects.toMatchObject({
      reason: 'order.has_refunds',
    })
    await expect(
      world.as(shop, 'system', () => refunds.recordMany([aRefund({ order_id: order.id, currency: 'USD' })])),
    ).rejects.toMatchObject({ reason: 'refund.currency' })
  })

  it('stands in the timeline of the order and of the customer', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await refund(shop, order.id, '12.30', { reason: 'late' })
    await world.drain()
    const page = await world.as(shop, 'manager', () => orders.timeline(order.id, { type: 'order.refunded' }))
    expect(JSON.parse(page.text)).toMatchObject([{ data: { amount: '12.30', currency: 'EUR', reason: 'late' } }])
  })
})

describe('a refund without an order', () => {
  it('lowers what its customer is worth, on its own day and at its own rate', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const command = aRefund({
      external_id: 'C1',
      refund_number: 'C1',
      customer: ada,
      amount: 1000n,
      currency: 'USD',
      items: [{ product_name: 'Cup', quantity: 2, unit_price: '5.00' }],
    })
    const [recorded] = await world.as(shop, 'system', () => refunds.recordMany([command]))
    expect(recorded?.outcome).toBe('created')
    expect(await worth(shop, order.customer_id)).toBe('9500')
    const one = parse<RefundDto>(await world.as(shop, 'manager', () => refunds.one(recorded?.id ?? '')))
    expect(one).toMatchObject({ order_id: null, amount_tenant: '5.00', fx_state: 'frozen', country_code: 'GB' })
    expect(one.items).toMatchObject([{ product_name: 'Cup', quantity: 2, total_price: '10.00' }])
  })

  it('is recorded once, however often and by however many it is sent', async () => {
    const shop = await aShop()
    const command = aRefund({ external_id: 'C1' })
    const record = () => world.as(shop, 'system', () => refunds.recordMany([command, aRefund()]))
    const [first, ...again] = (await Promise.all(Array.from({ length: 6 }, record))).map(([one]) => one?.outcome).sort()
    expect([first, ...again]).toEqual(['created', ...Array<string>(5).fill('unchanged')])
    const page = await world.as(shop, 'manager', () => refunds.list({ external_id: 'C1' }))
    expect(page.pagination.total).toBe(1)
    const all = await world.as(shop, 'manager', () => refunds.list({}))
    expect(all.pagination.total).toBe(7)
  })

  it('is brought up to date when it comes with another amount', async () => {
    const shop = await aShop()
    const record = (amount: bigint) =>
      world.as(shop, 'system', () => refunds.recordMany([aRefund({ external_id: 'C1', customer: ada, amount })]))
    const [first] = await record(100n)
    expect(await record(250n)).toEqual([{ id: first?.id, outcome: 'updated' }])
    const page = await world.as(shop, 'manager', () => refunds.list({}))
    const [one] = JSON.parse(page.text) as RefundDto[]
    expect(one).toMatchObject({ amount: '2.50', version: 2 })
    expect(await worth(shop, one?.customer_id ?? null)).toBe('-250')
    const told = await world.owner.query(
      `select name, payload->'ids' as ids from outbox_events where tenant_id = $1 and name like 'order.refund%' order by id`,
      [shop.id],
    )
    expect(told.rows).toEqual([
      { name: 'order.refunded', ids: [first?.id] },
      { name: 'order.refund_updated', ids: [first?.id] },
    ])
  })
})
