// What may be edited by hand and when, on real PostgreSQL as the restricted role; and how a payment moves.
import { newId, type OrderStatus } from '@portolan/contracts'
import type { Json } from '@portolan/platform'
import { anOrder, aSale, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from './order.answer.dto'
import type { PlaceOrder } from './order.commands'
import type { PaymentStatusDto } from './order.dto'
import { ordersEntities } from './orders.entities'
import { OrdersWorkerModule } from './orders.module'
import { OrdersService } from './orders.service'
import { OrderRefundsService } from './refunds/order-refunds.service'
import { ShipmentsService } from './shipments/shipments.service'

let world: World
let orders: OrdersService
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const parse = (json: Json): OrderDto => JSON.parse(json.text) as OrderDto
const read = async (shop: TestTenant, id: string) => parse(await world.as(shop, 'manager', () => orders.one(id)))
async function placed(shop: TestTenant, changes: Partial<PlaceOrder> = {}): Promise<OrderDto> {
  const items = [aSale('10', { quantity: 2 }), aSale('5', { product_name: 'Pot', sku: 'POT' })]
  const [written] = await world.as(shop, 'system', () => orders.placeMany([anOrder({ items, ...changes })]))
  return read(shop, written?.id ?? '')
}
const edit = async (shop: TestTenant, id: string, dto: object) =>
  parse(await world.as(shop, 'manager', () => orders.change(id, dto, null)))
const pay = async (shop: TestTenant, id: string, dto: PaymentStatusDto) =>
  parse(await world.as(shop, 'manager', () => orders.setPayment(id, dto, null)))

describe('what may be edited', () => {
  it.each<[OrderStatus, object, string[]]>([
    ['shipped', { shipping_amount: '1', tags: ['x'] }, ['shipping_amount', 'total_amount']],
    ['delivered', { shipping_address: { city: 'Bonn' }, payment_method: 'cash' }, ['shipping_address']],
    ['cancelled', { customer_note: 'hello', internal_note: 'mine' }, ['customer_note']],
    ['refunded', { order_number: 'X' }, ['order_number']],
  ])('of an order that is %s: not %j', async (status, dto, closed) => {
    const shop = await aShop()
    const order = await placed(shop, { status })
    await expect(edit(shop, order.id, dto)).rejects.toMatchObject({ kind: 'conflict', reason: 'order.not_editable' })
    const error = await edit(shop, order.id, dto).catch((refusal: unknown) => refusal as { details: object })
    expect(Object.keys('details' in error ? error.details : {})).toEqual(closed)
    expect(await read(shop, order.id)).toMatchObject({ version: 1 })
  })

  it('is said by the order itself', async () => {
    const shop = await aShop()
    const open = await placed(shop)
    expect(open.editable_fields).toEqual(expect.arrayContaining(['items', 'billing_address', 'payment_status', 'tags']))
    expect(open.shop_fields).toEqual([])
    const sent = await placed(shop, { status: 'shipped' })
    expect(sent.editable_fields).not.toContain('items')
    expect(sent.editable_fields).toContain('billing_address')
    // Whoever reaches the service without the permission is refused by the same table.
    await world.owner.query('update orders set assigned_to = $1 where id = $2', [shop.agent.id, open.id])
    await expect(world.as(shop, 'agent', () => orders.change(open.id, { tags: ['x'] }, null))).rejects.toMatchObject({
      reason: 'order.not_editable',
    })
  })

  it('of an order of a connected shop is what the shop does not own', async () => {
    const shop = await aShop()
    const order = await placed(shop, { source: 'shopify:1', external_id: '1' })
    expect(order.shop_fields).toEqual(expect.arrayContaining(['items', 'payment_status', 'shipping_address']))
    expect(order.editable_fields).toEqual(['internal_note', 'tags', 'custom_fields'])
    expect(await edit(shop, order.id, { tags: ['gift'], internal_note: 'call' })).toMatchObject({ tags: ['gift'] })
    await expect(edit(shop, order.id, { shipping_amount: '1' })).rejects.toMatchObject({
      details: { shipping_amount: ['belongs to the shop (shopify:1); edit it there'] },
    })
    await expect(pay(shop, order.id, { payment_status: 'failed' })).rejects.toMatchObject({
      reason: 'order.not_editable',
    })
  })
})

describe('the lines of an edited order', () => {
  it('keep their ids, by id under another name and by product', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const [cup, pot] = (order.items ?? []).map(({ id }) => id)
    const edited = await edit(shop, order.id, {
      items: [
        { product_name: 'Pot', sku: 'POT', quantity: 4, unit_price: '5' },
        { id: cup, product_name: 'Mug', sku: 'MUG', quantity: 1, unit_price: '9' },
        { product_name: 'Lid', quantity: 1, unit_price: '1' },
      ],
    })
    expect(edited.items?.map(({ id }) => id)).toEqual([pot, cup, expect.any(String)])
    expect(edited).toMatchObject({ subtotal_amount: '30.00', total_amount: '30.00' })
    await expect(
      edit(shop, order.id, { items: [{ id: newId(), product_name: 'x', quantity: 1, unit_price: '1' }] }),
    ).rejects.toMatchObject({ reason: 'order.lines_in_use', details: { 'items.0.id': [expect.any(String)] } })
  })

  it('stay when pieces of them were sent', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const [cup] = order.items ?? []
    await world.as(shop, 'manager', () =>
      world.get(ShipmentsService).ship(order.id, { items: [{ order_item_id: cup?.id ?? '', quantity: 2 }] }),
    )
    const cups = (quantity: number) => [{ product_name: 'Cup', sku: 'CUP', quantity, unit_price: '10' }]
    await expect(edit(shop, order.id, { items: cups(1) })).rejects.toMatchObject({
      reason: 'order.lines_in_use',
      details: { 'items.0.quantity': ['2 of Cup were shipped, returned or refunded, so as many stay at least'] },
    })
    expect((await edit(shop, order.id, { items: cups(3) })).total_amount).toBe('30.00')
  })

  it('come to no less than what was refunded, and the payment follows the total', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await world.as(shop, 'manager', () => world.get(OrderRefundsService).refundOrder(order.id, { amount: '20' }))
    await expect(edit(shop, order.id, { discount_amount: '6' })).rejects.toMatchObject({
      kind: 'unprocessable',
      details: { total_amount: ['must not be less than what has been refunded'] },
    })
    expect(await edit(shop, order.id, { discount_amount: '5' })).toMatchObject({
      total_amount: '20.00',
      payment_status: 'refunded',
    })
    expect(await edit(shop, order.id, { discount_amount: '4' })).toMatchObject({ payment_status: 'partially_refunded' })
  })
})

describe('a payment', () => {
  it('moves with its method, reference and time, and tells of it', async () => {
    const shop = await aShop()
    const order = await placed(shop, { payment_status: 'pending' })
    expect(order.next_payment_statuses).toContain('paid')
    const paid = await pay(shop, order.id, {
      payment_status: 'paid',
      payment_method: 'card',
      payment_reference: 'pi_1',
      paid_at: '2026-01-16T10:00:00Z',
    })
    expect(paid).toMatchObject({
      payment_status: 'paid',
      payment_method: 'card',
      payment_reference: 'pi_1',
      paid_at: '2026-01-16T10:00:00.000Z',
      version: 2,
    })
    expect(await pay(shop, order.id, { payment_status: 'failed' })).toMatchObject({
      paid_at: null,
      payment_method: 'card',
    })
    await world.drain()
    const page = await world.as(shop, 'manager', () => orders.timeline(order.id, {}))
    expect(JSON.parse(page.text)).toMatchObject([
      { type: 'order.payment_changed', data: { from: 'paid', to: 'failed' } },
      { type: 'order.payment_changed', data: { from: 'pending', to: 'paid' } },
      { type: 'order.created' },
    ])
  })

  it('refuses what its life cycle does not know, by PATCH as well, and changes nothing', async () => {
    const shop = await aShop()
    const order = await placed(shop, { payment_status: 'paid' })
    for (const attempt of [
      () => pay(shop, order.id, { payment_status: 'voided' }),
      () => pay(shop, order.id, { payment_status: 'refunded' }),
      () => edit(shop, order.id, { payment_status: 'refunded' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ reason: 'order.payment_transition' })
    }
    expect(await read(shop, order.id)).toMatchObject({ payment_status: 'paid', version: 1 })
  })

  it('is refused when somebody else was faster', async () => {
    const shop = await aShop()
    const order = await placed(shop, { payment_status: 'pending' })
    await pay(shop, order.id, { payment_status: 'paid' })
    await expect(
      world.as(shop, 'manager', () => orders.setPayment(order.id, { payment_status: 'failed' }, 1)),
    ).rejects.toMatchObject({ kind: 'stale' })
  })
})
