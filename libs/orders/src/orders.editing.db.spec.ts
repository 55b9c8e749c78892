// Orders on real PostgreSQL as the restricted role: editing, the life cycle and the trash.
import { newId } from '@portolan/contracts'
import type { Json, JsonPage } from '@portolan/platform'
import { anOrder, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from './order.answer.dto'
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
describe('placing an order by hand', () => {
  const byHand = (shop: TestTenant, customer_id: string | null) =>
    world.as(shop, 'manager', () =>
      orders.place({
        customer_id,
        currency: 'GBP',
        shipping_amount: '3.50',
        shipping_address: { city: 'Leeds', country_code: 'GB' },
        tags: ['gift'],
        items: [
          { product_name: 'Enamel mug', sku: 'MUG-1', quantity: 2, unit_price: '12.505' },
          { product_name: 'Voucher', kind: 'adjustment', quantity: -1, unit_price: '5' },
        ],
      }),
    )

  it('answers it as it reads, for people and for guests', async () => {
    const shop = await aShop()
    const { customer_id } = await placed(shop, { customer: ada() })
    for (const customer of [customer_id, null]) {
      const answer = await byHand(shop, customer)
      const read = await world.as(shop, 'manager', () => orders.one(parse(answer).id))
      expect([parse(answer), answer.extras]).toEqual([parse(read), read.extras])
    }
    expect((await figures(shop, customer_id))?.total_orders).toBe(2)
  })

  it('refuses people who are not there, and writes nothing', async () => {
    const shop = await aShop()
    await expect(byHand(shop, newId())).rejects.toMatchObject({ reason: 'customer.unknown' })
    expect(await eventsOf(shop)).toEqual([])
  })
})

describe('editing an order', () => {
  it('merges what is given and makes the total anew', async () => {
    const shop = await aShop()
    const order = await placed(shop, { customer: ada(), total_amount: 999n })
    const edited = parse(
      await world.as(shop, 'manager', () => orders.change(order.id, { shipping_amount: '2.50', tags: ['gift'] }, 1)),
    )
    expect(edited).toMatchObject({
      shipping_amount: '2.50',
      total_amount: '12.50',
      tags: ['gift'],
      version: 2,
      status: 'processing',
    })
    expect(edited.items).toHaveLength(1)
    const renamed = parse(await world.as(shop, 'manager', () => orders.change(order.id, { order_number: 'X' }, null)))
    expect(renamed).toMatchObject({ order_number: 'X', total_amount: '12.50', country_code: 'GB' })
  })

  it('says what each field was and became', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await world.as(shop, 'admin', () => orders.change(order.id, { payment_method: 'card' }, null))
    const { rows } = await world.owner.query<{ payload: { changes: unknown } }>(
      `select payload from outbox_events where tenant_id = $1 and name = 'order.updated' order by id desc limit 1`,
      [shop.id],
    )
    expect(rows[0]?.payload.changes).toEqual({ [order.id]: { payment_method: [null, 'card'] } })
  })

  it('refuses a version that somebody else has changed', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await world.as(shop, 'manager', () => orders.change(order.id, { payment_method: 'card' }, 1))
    await expect(world.as(shop, 'manager', () => orders.change(order.id, { tags: [] }, 1))).rejects.toMatchObject({
      kind: 'stale',
    })
    await expect(world.as(shop, 'agent', () => orders.setNote(order.id, 'x', 1))).rejects.toMatchObject({
      reason: 'order.missing',
    })
  })

  it('replaces everything that can be edited, and keeps where the order comes from', async () => {
    const shop = await aShop()
    const order = await placed(shop, { customer: ada(), external_id: '9', customer_note: 'hello', tags: ['a'] })
    const replaced = parse(
      await world.as(shop, 'manager', () =>
        orders.replace(
          order.id,
          { currency: 'USD', items: [{ product_name: 'Pot', quantity: 2, unit_price: '4' }] },
          null,
        ),
      ),
    )
    expect(replaced).toMatchObject({
      external_id: '9',
      source: 'shop',
      customer_id: null,
      customer_note: null,
      tags: [],
      currency: 'USD',
      total_amount: '8.00',
      total_amount_usd: '8.00',
      placed_at: order.placed_at,
      status: 'processing',
    })
    expect(await figures(shop, order.customer_id)).toMatchObject({ total_orders: 0 })
  })

  it('keeps an edit when the same order comes again from its source', async () => {
    const shop = await aShop()
    const command = anOrder({ external_id: '1' })
    const [first] = await place(shop, command)
    await world.as(shop, 'manager', () => orders.change(first?.id ?? '', { payment_method: 'cash' }, null))
    expect(await place(shop, command)).toMatchObject([{ outcome: 'unchanged' }])
    await world.as(shop, 'manager', () => orders.setNote(first?.id ?? '', 'call back', null))
    expect(await place(shop, anOrder({ external_id: '1', status: 'shipped' }))).toMatchObject([{ outcome: 'updated' }])
    expect(await read(shop, first?.id ?? '')).toMatchObject({ internal_note: 'call back', status: 'shipped' })
  })

  it('refuses amounts by field', async () => {
    const shop = await aShop()
    const item = { product_name: 'Cup', quantity: 1, unit_price: '1' }
    const attempt = (dto: object) =>
      world.as(shop, 'manager', async () => orders.place({ currency: 'EUR', items: [item], ...dto }))
    await expect(attempt({ tax_amount: '1.005' })).rejects.toMatchObject({
      details: { tax_amount: [expect.any(String)] },
    })
    await expect(attempt({ currency: 'JPY', shipping_amount: '0.5' })).rejects.toMatchObject({
      kind: 'invalid',
      details: { shipping_amount: ['must have at most 0 decimals in JPY'] },
    })
    await expect(
      attempt({ items: [item, { ...item, quantity: -1 }, { ...item, unit_price: '-1' }] }),
    ).rejects.toMatchObject({
      details: { 'items.1.quantity': [expect.any(String)], 'items.2.unit_price': [expect.any(String)] },
    })
    await expect(
      attempt({ items: [{ ...item, quantity: 2_147_483_647, unit_price: '999999999999999' }] }),
    ).rejects.toMatchObject({ kind: 'unprocessable', details: { 'items.0.total_price': [expect.any(String)] } })
    await expect(attempt({ discount_amount: '2' })).rejects.toMatchObject({
      kind: 'unprocessable',
      details: { total_amount: ['must not be negative'] },
    })
    await expect(attempt({ internal_note: '4111111111111111' })).rejects.toMatchObject({
      reason: 'card_number.refused',
    })
    await expect(attempt({ customer_id: newId() })).rejects.toMatchObject({
      kind: expect.stringMatching(/unprocessable|missing/) as string,
    })
    expect(rowsOf(await world.as(shop, 'manager', () => orders.list({})))).toEqual([])
  })
})

describe('the life cycle', () => {
  it('leads step by step, and tells of every step', async () => {
    const shop = await aShop()
    const order = await placed(shop, { customer: ada() })
    for (const status of ['shipped', 'delivered', 'refunded'] as const) {
      expect(parse(await world.as(shop, 'manager', () => orders.setStatus(order.id, status)))).toMatchObject({ status })
    }
    await expect(world.as(shop, 'manager', () => orders.setStatus(order.id, 'pending'))).rejects.toMatchObject({
      reason: 'order.closed',
    })
    expect((await eventsOf(shop)).filter((name) => name === 'order.status_changed')).toHaveLength(3)
  })

  it('refuses a step that it does not know, and changes nothing', async () => {
    const shop = await aShop()
    const order = await placed(shop)
    await expect(world.as(shop, 'manager', () => orders.setStatus(order.id, 'delivered'))).rejects.toMatchObject({
      reason: 'order.transition',
    })
    expect(await read(shop, order.id)).toMatchObject({ status: 'processing', version: 1 })
  })

  it('takes a cancelled order out of the figures', async () => {
    const shop = await aShop()
    const order = await placed(shop, { customer: ada() })
    await world.as(shop, 'manager', () => orders.setStatus(order.id, 'cancelled'))
    expect(await figures(shop, order.customer_id)).toMatchObject({ lifetime_value: '0', total_orders: 0 })
  })

  it('stands in the timeline of the order and of its customer', async () => {
    const shop = await aShop()
    const order = await placed(shop, { customer: ada(), order_number: '#7' })
    await world.as(shop, 'manager', () => orders.setStatus(order.id, 'shipped'))
    await world.drain()
    const page = await world.as(shop, 'manager', () => orders.timeline(order.id, {}))
    expect(JSON.parse(page.text)).toMatchObject([
      {
        type: 'order.status_changed',
        actor: shop.manager.id,
        data: { from: 'processing', to: 'shipped', order_number: '#7' },
      },
      { type: 'order.created', actor: null, data: { total_amount: '10.00', currency: 'EUR' } },
    ])
  })
})

describe('the trash', () => {
  it('takes orders made by hand, and gives them back', async () => {
    const shop = await aShop()
    const order = await placed(shop, { source: 'manual', customer: ada(), order_number: 'M-1' })
    await world.as(shop, 'manager', () => orders.remove(order.id))
    expect(await figures(shop, order.customer_id)).toMatchObject({ lifetime_value: '0', total_orders: 0 })
    await expect(read(shop, order.id)).rejects.toMatchObject({ reason: 'order.missing' })
    expect(rowsOf(await world.as(shop, 'manager', () => orders.list({ deleted: 'true' })))).toHaveLength(1)
    expect((await world.as(shop, 'manager', () => orders.list({ per_page: '1' }))).pagination.total).toBe(0)
    await world.as(shop, 'manager', () => orders.restore(order.id))
    expect(await figures(shop, order.customer_id)).toMatchObject({ lifetime_value: '1000', total_orders: 1 })
    expect(await eventsOf(shop)).toEqual(['order.created', 'order.deleted', 'order.restored'])
  })

  it('holds no number, and refuses to give back an order whose number is taken', async () => {
    const shop = await aShop()
    const order = await placed(shop, { source: 'manual', order_number: 'M-1' })
    await world.as(shop, 'manager', () => orders.remove(order.id))
    await placed(shop, { source: 'manual', order_number: 'M-1' })
    await expect(world.as(shop, 'manager', () => orders.restore(order.id))).rejects.toMatchObject({
      reason: 'order.number_taken',
    })
  })

  it('never blocks the same order when it comes again', async () => {
    const shop = await aShop()
    const command = anOrder({ source: 'manual', external_id: '1' })
    const [first] = await place(shop, command)
    await world.as(shop, 'manager', () => orders.remove(first?.id ?? ''))
    expect(await place(shop, command)).toEqual([{ id: first?.id, outcome: 'updated' }])
    expect((await world.as(shop, 'manager', () => orders.list({ per_page: '1' }))).pagination.total).toBe(1)
  })

  it('does not take what a shop would bring back', async () => {
    const shop = await aShop()
    const order = await placed(shop, { external_id: '1' })
    await expect(world.as(shop, 'admin', () => orders.remove(order.id))).rejects.toMatchObject({
      reason: 'order.from_shop',
    })
    expect(await read(shop, order.id)).toMatchObject({ version: 1 })
  })
})
