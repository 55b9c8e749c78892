// Shipments on real PostgreSQL as the restricted role: several parcels, what is in them, and where the order goes.
import type { Json } from '@portolan/platform'
import { anOrder, aSale, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from '../order.answer.dto'
import type { PlaceOrder } from '../order.commands'
import { ordersEntities } from '../orders.entities'
import { OrdersWorkerModule } from '../orders.module'
import { OrdersService } from '../orders.service'
import type { ShipDto, ShipmentDto } from './shipment.dto'
import { ShipmentsService } from './shipments.service'

let world: World
let orders: OrdersService
let shipments: ShipmentsService
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
  shipments = world.get(ShipmentsService)
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const parse = <Row>(json: Json): Row => JSON.parse(json.text) as Row
const read = async (shop: TestTenant, id: string) =>
  parse<OrderDto>(await world.as(shop, 'manager', () => orders.one(id)))
async function placed(shop: TestTenant, changes: Partial<PlaceOrder> = {}): Promise<OrderDto> {
  const items = [aSale('10', { quantity: 3 }), aSale('5', { product_name: 'Pot', sku: 'POT' })]
  const [written] = await world.as(shop, 'system', () => orders.placeMany([anOrder({ items, ...changes })]))
  return read(shop, written?.id ?? '')
}
const ship = async (shop: TestTenant, id: string, dto: ShipDto = {}) =>
  parse<ShipmentDto>(await world.as(shop, 'manager', () => shipments.ship(id, dto)))
const edit = async (shop: TestTenant, order: OrderDto, id: string, dto: object, version: number | null = null) =>
  parse<ShipmentDto>(await world.as(shop, 'manager', () => shipments.edit(order.id, id, dto, version)))
const pieces = (order: OrderDto, ...quantities: number[]) =>
  quantities.map((quantity, index) => ({ order_item_id: order.items?.[index]?.id ?? '', quantity }))

describe('the parcels of an order', () => {
  it('hold pieces of its lines; the last one moves the order, and its arrival too', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const first = await ship(shop, order.id, { items: pieces(order, 2), shipped_at: '2026-01-16T10:00:00Z' })
    expect(first.items).toMatchObject([{ product_name: 'Cup', quantity: 2 }])
    expect(await read(shop, order.id)).toMatchObject({
      status: 'processing',
      fulfilment: { state: 'partly_shipped', quantity: 4, shipped_quantity: 2, delivered_quantity: 0 },
      items: [{ shipped_quantity: 2 }, { shipped_quantity: 0 }],
    })
    const second = await ship(shop, order.id, { shipped_at: '2026-01-17T10:00:00Z' })
    expect(second.items).toMatchObject([
      { product_name: 'Cup', quantity: 1 },
      { product_name: 'Pot', quantity: 1 },
    ])
    expect(await read(shop, order.id)).toMatchObject({ status: 'shipped', fulfilment: { state: 'shipped' } })
    for (const { id } of [first, second]) await edit(shop, order, id, { delivered_at: '2026-01-19T10:00:00Z' })
    expect(await read(shop, order.id)).toMatchObject({ status: 'delivered', fulfilment: { state: 'delivered' } })
    await world.drain()
    const page = await world.as(shop, 'manager', () => orders.timeline(order.id, { per_page: '50' }))
    const types = (JSON.parse(page.text) as { type: string }[]).map(({ type }) => type)
    expect(types.filter((type) => type === 'order.status_changed')).toHaveLength(2)
    expect(types.filter((type) => type === 'order.shipment_delivered')).toHaveLength(2)
  })

  it('never hold more pieces than were sold, whoever packs at once', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => ship(shop, order.id, { items: pieces(order, 1) })),
    )
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    await expect(ship(shop, order.id, { items: pieces(order, 1) })).rejects.toMatchObject({
      reason: 'order.pieces',
      details: { 'items.0.quantity': ['must be at most 0'] },
    })
  })

  it('wait in the warehouse without being sent', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const waiting = await ship(shop, order.id, { shipped_at: null })
    expect(await read(shop, order.id)).toMatchObject({ status: 'processing', fulfilment: { state: 'not_shipped' } })
    await edit(shop, order, waiting.id, { shipped_at: '2026-01-16T10:00:00Z' })
    expect(await read(shop, order.id)).toMatchObject({ status: 'shipped' })
  })

  it('leave a cancelled order and a pending one where they are', async () => {
    const shop = await aShop()
    const cancelled = await placed(shop, { status: 'cancelled' })
    await expect(ship(shop, cancelled.id)).rejects.toMatchObject({ reason: 'shipment.order_closed' })
    const pending = await placed(shop, { status: 'pending' })
    await ship(shop, pending.id)
    expect(await read(shop, pending.id)).toMatchObject({ status: 'pending', fulfilment: { state: 'shipped' } })
  })
})

describe('a parcel', () => {
  it('has the carrier’s address for its number, which follows until somebody gives another', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const made = await ship(shop, order.id, { carrier: 'UPS', tracking_number: '1Z1' })
    expect(made.tracking_url).toBe('https://www.ups.com/track?tracknum=1Z1')
    const moved = await edit(shop, order, made.id, { tracking_number: '1Z2' })
    expect(moved.tracking_url).toBe('https://www.ups.com/track?tracknum=1Z2')
    await edit(shop, order, made.id, { tracking_url: 'https://mine.example/1' })
    expect((await edit(shop, order, made.id, { tracking_number: '1Z3' })).tracking_url).toBe('https://mine.example/1')
  })

  it('is edited by its version, and says what changed', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const { id } = await ship(shop, order.id, { carrier: 'Bicycle', items: pieces(order, 1) })
    await edit(shop, order, id, { carrier: 'Cart', items: pieces(order, 3) }, 1)
    await expect(edit(shop, order, id, { carrier: 'x' }, 1)).rejects.toMatchObject({ kind: 'stale' })
    await expect(edit(shop, order, id, { items: pieces(order, 4) })).rejects.toMatchObject({ reason: 'order.pieces' })
    await expect(edit(shop, order, id, { delivered_at: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
      details: { delivered_at: [expect.any(String)] },
    })
    const { rows } = await world.owner.query<{ changes: object }>(
      `select payload -> 'changes' as changes from outbox_events where tenant_id = $1 and name = 'order.shipment_updated'`,
      [shop.id],
    )
    expect(rows).toEqual([{ changes: { [id]: { carrier: ['Bicycle', 'Cart'], items: [null, 1] } } }])
  })

  it('is deleted when it was made by hand', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    const remove = (id: string) => world.as(shop, 'manager', () => shipments.remove(order.id, id))
    const { id } = await ship(shop, order.id, { carrier: 'DHL', tracking_number: '9', items: pieces(order, 1) })
    await remove(id)
    expect(await read(shop, order.id)).toMatchObject({ shipments: [], items: [{ shipped_quantity: 0 }, {}] })
    await expect(remove(id)).rejects.toMatchObject({ reason: 'shipment.missing' })
    const other = await ship(shop, order.id, { source: 'warehouse', items: pieces(order, 1) })
    await expect(remove(other.id)).rejects.toMatchObject({ reason: 'shipment.from_source' })
    await world.drain()
    const page = await world.as(shop, 'manager', () => orders.timeline(order.id, {}))
    expect(JSON.parse(page.text)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'order.shipment_deleted',
          data: expect.objectContaining({ carrier: 'DHL', tracking_number: '9' }) as object,
        }),
      ]),
    )
  })
})
