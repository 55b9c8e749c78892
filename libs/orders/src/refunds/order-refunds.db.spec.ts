// Refunds by hand on real PostgreSQL as the restricted role: of lines, changed and taken back.
import type { Json } from '@portolan/platform'
import { anOrder, aRefund, aSale, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from '../order.answer.dto'
import type { PlaceOrder } from '../order.commands'
import { ordersEntities } from '../orders.entities'
import { OrdersWorkerModule } from '../orders.module'
import { OrdersService } from '../orders.service'
import { OrderRefundsService } from './order-refunds.service'
import type { RefundDto, RefundOrderDto } from './refund.dto'
import { RefundsService } from './refunds.service'

let world: World
let orders: OrdersService
let refunds: OrderRefundsService
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
  refunds = world.get(OrderRefundsService)
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-15', 1.25), ('USD', '2026-01-20', 2)`,
  )
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const ada = { source: 'shop', external_id: 'ada', profile: { email: 'ada@example.com' } }
const parse = <Row>(json: Json): Row => JSON.parse(json.text) as Row
const read = async (shop: TestTenant, id: string) =>
  parse<OrderDto>(await world.as(shop, 'manager', () => orders.one(id)))
async function placed(shop: TestTenant, changes: Partial<PlaceOrder> = {}): Promise<OrderDto> {
  const command = anOrder({ customer: ada, items: [aSale('10', { quantity: 3 })], ...changes })
  const [written] = await world.as(shop, 'system', () => orders.placeMany([command]))
  return read(shop, written?.id ?? '')
}
const refund = async (shop: TestTenant, orderId: string, dto: RefundOrderDto) =>
  parse<RefundDto>(await world.as(shop, 'manager', () => refunds.refundOrder(orderId, dto)))
const edit = async (shop: TestTenant, id: string, dto: object, version: number | null = null) =>
  parse<RefundDto>(await world.as(shop, 'manager', () => refunds.edit(id, dto, version)))
const remove = (shop: TestTenant, id: string) => world.as(shop, 'manager', () => refunds.remove(id))
const line = (order: OrderDto, quantity: number) => [{ order_item_id: order.items?.[0]?.id ?? '', quantity }]
async function worth(customerId: string | null) {
  const { rows } = await world.owner.query<{ lifetime_value: string }>(
    'select lifetime_value from customers where id = $1',
    [customerId],
  )
  return rows[0]?.lifetime_value
}

describe('a refund of lines', () => {
  it('proposes what was paid for the pieces, to the last cent', async () => {
    const shop = await aShop()
    const order = await placed(shop, { discount_amount: 100n })
    const amounts: string[] = []
    for (let piece = 0; piece < 3; piece++) {
      amounts.push((await refund(shop, order.id, { items: line(order, 1) })).amount)
    }
    expect(amounts).toEqual(['9.67', '9.66', '9.67'])
    expect(await read(shop, order.id)).toMatchObject({ refunded_amount: '29.00', payment_status: 'refunded' })
  })

  it('takes another amount than the proposed one, and never more pieces than were sold', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    expect(await refund(shop, order.id, { amount: '5', items: line(order, 2) })).toMatchObject({
      amount: '5.00',
      items: [{ product_name: 'Cup', quantity: 2, total_price: '20.00' }],
    })
    await expect(refund(shop, order.id, { items: line(order, 2) })).rejects.toMatchObject({
      reason: 'order.pieces',
      details: { 'items.0.quantity': ['must be at most 1'] },
    })
    await expect(refund(shop, order.id, {})).rejects.toMatchObject({
      kind: 'invalid',
      details: { amount: [expect.any(String)] },
    })
  })

  it('proposes at most what is left', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await refund(shop, order.id, { amount: '25' })
    expect((await refund(shop, order.id, { items: line(order, 1) })).amount).toBe('5.00')
  })
})

describe('a refund by hand', () => {
  it('is edited at the rate day of its order, and its order and its customer follow', async () => {
    const shop = await aShop()
    const order = await placed(shop, { currency: 'USD' })
    const { id } = await refund(shop, order.id, { amount: '30' })
    expect(await read(shop, order.id)).toMatchObject({ payment_status: 'refunded', status: 'refunded' })
    const edited = await edit(shop, id, { amount: '12.50', reason: 'half', refunded_at: '2026-01-20T10:00:00Z' }, 1)
    expect(edited).toMatchObject({
      amount: '12.50',
      amount_tenant: '10.00',
      reason: 'half',
      day: '2026-01-20',
      fx_rate_date: '2026-01-15',
      version: 2,
    })
    expect(await read(shop, order.id)).toMatchObject({ payment_status: 'partially_refunded', status: 'processing' })
    expect(await worth(order.customer_id)).toBe('1400')
    await expect(edit(shop, id, { amount: '30.01' })).rejects.toMatchObject({ reason: 'refund.too_large' })
    await expect(edit(shop, id, { amount: '1' }, 1)).rejects.toMatchObject({ kind: 'stale' })
    expect(await edit(shop, id, { amount: '12.50' })).toMatchObject({ version: 2 })
  })

  it('is taken back, and leaves everything as it was', async () => {
    const shop = await aShop()
    const order = await placed(shop, { payment_status: 'authorized', status: 'shipped' })
    const first = await refund(shop, order.id, { amount: '10' })
    const second = await refund(shop, order.id, { amount: '20' })
    await remove(shop, first.id)
    expect(await read(shop, order.id)).toMatchObject({
      payment_status: 'partially_refunded',
      refunded_amount: '20.00',
      status: 'shipped',
    })
    await remove(shop, second.id)
    expect(await read(shop, order.id)).toMatchObject({ payment_status: 'authorized', refunded_amount: '0.00' })
    expect(await worth(order.customer_id)).toBe('3000')
    await expect(remove(shop, second.id)).rejects.toMatchObject({ reason: 'refund.missing' })
    await world.drain()
    const page = await world.as(shop, 'manager', () => orders.timeline(order.id, {}))
    const deleted = (JSON.parse(page.text) as { type: string; data: object }[]).find(
      ({ type }) => type === 'order.refund_deleted',
    )
    expect(deleted).toMatchObject({ data: { amount: '20.00', currency: 'EUR' } })
  })

  it('stands without an order too, and is edited and taken back there', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const made = parse<RefundDto>(
      await world.as(shop, 'manager', () =>
        world.get(RefundsService).record({ amount: '7', currency: 'EUR', customer_id: order.customer_id }),
      ),
    )
    expect(await worth(order.customer_id)).toBe('2300')
    await edit(shop, made.id, { amount: '8' })
    expect(await worth(order.customer_id)).toBe('2200')
    await remove(shop, made.id)
    expect(await worth(order.customer_id)).toBe('3000')
  })

  it('is the only kind that can be changed', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const command = aRefund({ order_id: order.id, external_id: 'r-1', source: 'shopify:1' })
    const [recorded] = await world.as(shop, 'system', () => world.get(RefundsService).recordMany([command]))
    for (const attempt of [edit(shop, recorded?.id ?? '', { amount: '1' }), remove(shop, recorded?.id ?? '')]) {
      await expect(attempt).rejects.toMatchObject({ reason: 'refund.from_source' })
    }
    expect(await read(shop, order.id)).toMatchObject({ refunded_amount: '1.00', status: 'processing' })
  })

  it('keeps the counts when many take the same one back', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const { id } = await refund(shop, order.id, { amount: '10' })
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => remove(shop, id)))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { rows } = await world.owner.query<{ sum: string }>(
      `select sum(count) from tenant_counts where tenant_id = $1 and name = 'refunds'`,
      [shop.id],
    )
    expect(rows[0]?.sum).toBe('0')
  })
})
