// Returns on real PostgreSQL as the restricted role: what may come back, who decides, and the refund that pays for it.
import { newId } from '@portolan/contracts'
import type { Json } from '@portolan/platform'
import { anOrder, aSale, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from '../order.answer.dto'
import type { PlaceOrder } from '../order.commands'
import { ordersEntities } from '../orders.entities'
import { OrdersWorkerModule } from '../orders.module'
import { OrdersService } from '../orders.service'
import { OrderRefundsService } from '../refunds/order-refunds.service'
import type { RefundDto } from '../refunds/refund.dto'
import { RefundsService } from '../refunds/refunds.service'
import type { ReturnDto, ReturnStatusDto } from './return.dto'
import { ReturnsService } from './returns.service'

let world: World
let orders: OrdersService
let returns: ReturnsService
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
  returns = world.get(ReturnsService)
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const ada = { source: 'shop', external_id: 'ada', profile: { email: 'ada@example.com' } }
const parse = <Row>(json: Json): Row => JSON.parse(json.text) as Row
const read = async (shop: TestTenant, id: string) =>
  parse<OrderDto>(await world.as(shop, 'manager', () => orders.one(id)))
async function placed(shop: TestTenant, changes: Partial<PlaceOrder> = {}): Promise<OrderDto> {
  const items = [aSale('10', { quantity: 3 }), aSale('4.99', { product_name: 'Pot', sku: 'POT', quantity: 2 })]
  const command = anOrder({ customer: ada, status: 'delivered', order_number: '77', items, ...changes })
  const [written] = await world.as(shop, 'system', () => orders.placeMany([command]))
  return read(shop, written?.id ?? '')
}
const pieces = (order: OrderDto, ...quantities: number[]) =>
  quantities.map((quantity, index) => ({ order_item_id: order.items?.[index]?.id ?? '', quantity }))
const request = async (shop: TestTenant, order: OrderDto, quantities: number[], who: Persona = 'manager') =>
  parse<ReturnDto>(
    await world.as(shop, who, () =>
      returns.request(order.id, { reason: 'damaged', items: pieces(order, ...quantities) }),
    ),
  )
const move = async (shop: TestTenant, id: string, status: ReturnStatusDto['status'], more: object = {}) =>
  parse<ReturnDto>(await world.as(shop, 'manager', () => returns.setStatus(id, { status, ...more })))
async function received(shop: TestTenant, order: OrderDto, quantities: number[]): Promise<ReturnDto> {
  const { id } = await request(shop, order, quantities)
  await move(shop, id, 'approved')
  return move(shop, id, 'received')
}
const assign = (shop: TestTenant, order: OrderDto) =>
  world.owner
    .query('update customers set assigned_to = $1 where id = $2', [shop.agent.id, order.customer_id])
    .then(() => world.owner.query('update orders set assigned_to = $1 where id = $2', [shop.agent.id, order.id]))

describe('a return', () => {
  it('names pieces of lines, and stands on its order with a number of its own', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const first = await request(shop, order, [2, 1])
    expect(first).toMatchObject({
      return_number: '77-R1',
      order_number: '77',
      status: 'requested',
      next_statuses: ['approved', 'rejected', 'cancelled'],
      restock: true,
      quantity: 3,
      requested_by: shop.manager.id,
      items: [
        { product_name: 'Cup', quantity: 2 },
        { product_name: 'Pot', quantity: 1 },
      ],
    })
    expect((await request(shop, order, [1])).return_number).toBe('77-R2')
    expect(await read(shop, order.id)).toMatchObject({
      items: [{ returned_quantity: 3 }, { returned_quantity: 1 }],
      returns: [{ return_number: '77-R2', quantity: 1 }, { return_number: '77-R1' }],
    })
  })

  it('is of no more pieces than were sold and are in no other return', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const first = await request(shop, order, [2])
    await expect(request(shop, order, [2])).rejects.toMatchObject({
      kind: 'unprocessable',
      reason: 'order.pieces',
      details: { 'items.0.quantity': ['must be at most 1'] },
    })
    await world.as(shop, 'manager', () => returns.cancel(first.id))
    expect((await request(shop, order, [3])).quantity).toBe(3)
    await expect(
      world.as(shop, 'manager', () =>
        returns.request(order.id, { reason: 'other', items: [{ order_item_id: newId(), quantity: 1 }] }),
      ),
    ).rejects.toMatchObject({ details: { 'items.0.order_item_id': ['is no line of goods of this order'] } })
    await expect(
      world.as(shop, 'manager', () =>
        returns.request(order.id, {
          reason: 'other',
          items: [...pieces(order, 0, 1).slice(1), ...pieces(order, 0, 1).slice(1)],
        }),
      ),
    ).rejects.toMatchObject({ details: { 'items.1.order_item_id': ['is named twice'] } })
  })

  it('stays within what was sold when many ask at once', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => request(shop, order, [1])))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const numbers = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value.return_number] : []))
    expect(numbers.sort()).toEqual(['77-R1', '77-R2', '77-R3'])
  })

  it('is of an order that was sent', async () => {
    const shop = await aShop()
    for (const status of ['pending', 'cancelled'] as const) {
      const order = await placed(shop, { status, order_number: status })
      await expect(request(shop, order, [1])).rejects.toMatchObject({ reason: 'return.order_status' })
    }
  })

  it('changes until the goods are there, and says what changed', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const { id } = await request(shop, order, [2])
    const edit = (dto: object, version: number | null = null) =>
      world.as(shop, 'manager', () => returns.change(id, dto, version)).then((json) => parse<ReturnDto>(json))
    expect(await edit({ items: pieces(order, 3), reason: 'wrong_item', note: 'rang twice' }, 1)).toMatchObject({
      quantity: 3,
      reason: 'wrong_item',
      version: 2,
    })
    await expect(edit({ restock: false }, 1)).rejects.toMatchObject({ kind: 'stale' })
    await move(shop, id, 'approved')
    await move(shop, id, 'received')
    await expect(edit({ items: pieces(order, 1) })).rejects.toMatchObject({ reason: 'return.decided' })
    expect(await edit({ restock: false })).toMatchObject({ restock: false, quantity: 3 })
    const { rows } = await world.owner.query<{ changes: object }>(
      `select payload -> 'changes' as changes from outbox_events where tenant_id = $1 and name = 'return.updated' order by id`,
      [shop.id],
    )
    expect(rows.map(({ changes }) => changes)).toEqual([
      { [id]: { items: [1, 1], reason: ['damaged', 'wrong_item'], note: [null, 'rang twice'] } },
      { [id]: { restock: [true, false] } },
    ])
  })

  it('keeps its lines while the order comes again from its source, and their names when they are gone', async () => {
    const shop = await aShop()
    const order = await placed(shop, { external_id: '1' })
    const { id } = await request(shop, order, [1, 1])
    const pot = aSale('4.99', { product_name: 'Pot', sku: 'POT', quantity: 1 })
    await world.as(shop, 'system', () =>
      orders.placeMany([anOrder({ external_id: '1', order_number: '77', customer: ada, items: [aSale('1'), pot] })]),
    )
    expect((await read(shop, order.id)).items?.map((item) => item.id)).toEqual(order.items?.map((item) => item.id))
    await world.as(shop, 'system', () =>
      orders.placeMany([anOrder({ external_id: '1', order_number: '77', customer: ada, items: [pot] })]),
    )
    expect(parse<ReturnDto>(await world.as(shop, 'manager', () => returns.one(id))).items).toMatchObject([
      { order_item_id: null, product_name: 'Cup', quantity: 1 },
      { order_item_id: order.items?.[1]?.id, product_name: 'Pot' },
    ])
  })
})

describe('the life cycle of a return', () => {
  it('leads step by step, and refuses others', async () => {
    const shop = await aShop()
    const { id } = await request(shop, await placed(shop), [1])
    await expect(move(shop, id, 'refunded')).rejects.toMatchObject({ reason: 'return.transition' })
    await expect(move(shop, id, 'approved', { refund: { amount: '1' } })).rejects.toMatchObject({
      reason: 'return.refund',
    })
    await move(shop, id, 'approved')
    const there = await move(shop, id, 'received')
    expect(there).toMatchObject({ status: 'received', next_statuses: ['refunded', 'rejected'], closed_at: null })
    expect(there.approved_at).not.toBeNull()
    expect(await move(shop, id, 'rejected')).toMatchObject({ refund_id: null, closed_at: expect.any(String) as string })
    await expect(world.as(shop, 'manager', () => returns.cancel(id))).rejects.toMatchObject({
      reason: 'return.transition',
    })
  })

  it('makes the refund of its pieces in the same transaction, with their part of discount and tax', async () => {
    const shop = await aShop()
    // 39.98 of goods for 36.96 without the shipping: two cups are 20.00 × 36.96 ÷ 39.98 = 18.49.
    const order = await placed(shop, { discount_amount: 500n, tax_amount: 198n, shipping_amount: 600n })
    const { id } = await received(shop, order, [2])
    const paid = await move(shop, id, 'refunded')
    expect(paid).toMatchObject({ status: 'refunded', refund_amount: '18.49', currency: 'EUR' })
    const refund = parse<RefundDto>(
      await world.as(shop, 'manager', () => world.get(RefundsService).one(paid.refund_id ?? '')),
    )
    expect(refund).toMatchObject({
      amount: '18.49',
      return_id: id,
      items: [{ order_item_id: order.items?.[0]?.id, quantity: 2, total_price: '18.49' }],
    })
    expect(await read(shop, order.id)).toMatchObject({
      payment_status: 'partially_refunded',
      refunded_amount: '18.49',
      status: 'delivered',
      items: [{ refunded_quantity: 2 }, { refunded_quantity: 0 }],
    })
    await expect(
      world.as(shop, 'manager', () => world.get(OrderRefundsService).remove(paid.refund_id ?? '')),
    ).rejects.toMatchObject({ reason: 'refund.of_return' })
  })

  it('links a refund that stands, once', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const refund = parse<RefundDto>(
      await world.as(shop, 'manager', () => world.get(OrderRefundsService).refundOrder(order.id, { amount: '9' })),
    )
    const [first, second] = [await received(shop, order, [1]), await received(shop, order, [1])]
    const link = { refund: { refund_id: refund.id } }
    expect(await move(shop, first.id, 'refunded', link)).toMatchObject({ refund_id: refund.id, refund_amount: '9.00' })
    await expect(move(shop, second.id, 'refunded', link)).rejects.toMatchObject({
      reason: 'return.refund',
      details: { 'refund.refund_id': [expect.any(String)] },
    })
    expect(await read(shop, order.id)).toMatchObject({ refunded_amount: '9.00' })
  })

  it('changes nothing when the refund cannot be', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const { id } = await received(shop, order, [1])
    await expect(move(shop, id, 'refunded', { refund: { amount: '1000' } })).rejects.toMatchObject({
      reason: 'refund.too_large',
    })
    expect(parse(await world.as(shop, 'manager', () => returns.one(id)))).toMatchObject({
      status: 'received',
      refund_id: null,
    })
  })

  it('closes the order when all of it came back', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const { id } = await received(shop, order, [3, 2])
    await move(shop, id, 'refunded')
    expect(await read(shop, order.id)).toMatchObject({ payment_status: 'refunded', status: 'refunded' })
  })

  it('stands in the timeline', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const { id } = await request(shop, order, [1])
    await move(shop, id, 'approved')
    await world.drain()
    const page = await world.as(shop, 'manager', () => orders.timeline(order.id, {}))
    expect(JSON.parse(page.text)).toMatchObject([
      { type: 'return.status_changed', data: { from: 'requested', to: 'approved', return_number: '77-R1' } },
      { type: 'return.requested', actor: shop.manager.id },
      { type: 'order.created' },
    ])
  })
})

describe('agents', () => {
  it('ask for returns of their own customers’ orders and take them back until somebody has decided', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await expect(request(shop, order, [1], 'agent')).rejects.toMatchObject({ reason: 'order.missing' })
    await assign(shop, order)
    const first = await request(shop, order, [1], 'agent')
    expect(parse(await world.as(shop, 'agent', () => returns.cancel(first.id)))).toMatchObject({ status: 'cancelled' })
    const second = await request(shop, order, [1], 'agent')
    await move(shop, second.id, 'approved')
    for (const attempt of [() => returns.cancel(second.id), () => returns.change(second.id, { note: 'x' }, null)]) {
      await expect(world.as(shop, 'agent', attempt)).rejects.toMatchObject({ reason: 'return.decided' })
    }
    expect((await world.as(shop, 'agent', () => returns.list({}))).pagination.total).toBe(2)
    expect((await world.as(shop, 'other_agent', () => returns.list({}))).pagination.total).toBe(0)
    await expect(world.as(shop, 'other_agent', () => returns.one(second.id))).rejects.toMatchObject({
      reason: 'return.missing',
    })
  })

  it('decide nothing, whatever way they come', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await assign(shop, order)
    const { id } = await request(shop, order, [1], 'agent')
    const write = (sql: string) => world.as(shop, 'agent', () => world.db.tx(() => world.db.query(sql, [id])))
    await expect(write(`update returns set status = 'approved' where id = $1`)).rejects.toMatchObject({ code: '42501' })
    expect(await write('delete from returns where id = $1 returning id')).toEqual([])
  })
})
