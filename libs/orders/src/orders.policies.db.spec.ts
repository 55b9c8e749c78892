// Who sees and changes which orders, asked of the services and of PostgreSQL itself as the restricted role.
import { newId } from '@portolan/contracts'
import { CustomersService } from '@portolan/customers'
import { Outbox } from '@portolan/platform'
import { anOrder, aRefund, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { ordersEntities } from './orders.entities'
import { OrdersWorkerModule } from './orders.module'
import { OrdersService } from './orders.service'
import { OrderRefundsService } from './refunds/order-refunds.service'
import { RefundsService } from './refunds/refunds.service'
import { ShipmentsService } from './shipments/shipments.service'

let world: World
let orders: OrdersService
let refunds: RefundsService
let shipments: ShipmentsService
let shop: TestTenant
let other: TestTenant
/** Orders of the agent's customer, of another agent's, of nobody's and of a guest. */
let mine: string
let theirs: string
let guest: string
const tables = [
  'orders',
  'order_items',
  'refunds',
  'refund_items',
  'shipments',
  'orders_v1',
  'order_items_v1',
  'refunds_v1',
  'customer_order_facts_v1',
]

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  orders = world.get(OrdersService)
  refunds = world.get(RefundsService)
  shipments = world.get(ShipmentsService)
  shop = await world.tenant('shop')
  other = await world.tenant('other')
  ;[mine, theirs, guest] = (await seed(shop)) as [string, string, string]
  await seed(other)
})
afterAll(() => world.close())

/** Two customers with an agent each and a guest, each with an order that has a refund and a shipment. */
async function seed(tenant: TestTenant): Promise<string[]> {
  const people = await world.as(tenant, 'system', () =>
    world.get(CustomersService).findOrCreateMany(
      ['ada', 'grace'].map((name) => ({
        source: 'shop',
        external_id: name,
        profile: { first_name: name, email: `${name}@example.com` },
      })),
    ),
  )
  for (const [index, agent] of [tenant.agent, tenant.other_agent].entries()) {
    await world.owner.query('update customers set assigned_to = $3 where tenant_id = $1 and id = $2', [
      tenant.id,
      people[index],
      agent.id,
    ])
  }
  const customers = [...people.map((id) => ({ id: id ?? '' })), null]
  const placed = await world.as(tenant, 'system', () =>
    orders.placeMany(
      customers.map((customer, index) => anOrder({ customer, order_number: `S-${index}`, source: 'manual' })),
    ),
  )
  const ids = placed.map(({ id }) => id)
  const lines = [{ product_name: 'Cup', quantity: 1, unit_price: '1' }]
  await world.as(tenant, 'system', () =>
    refunds.recordMany([
      ...ids.map((order_id) => aRefund({ order_id, items: lines })),
      ...customers.map((customer) => aRefund({ customer, items: lines })),
    ]),
  )
  for (const id of ids) await world.as(tenant, 'manager', () => shipments.ship(id, { carrier: 'DHL' }))
  return ids
}

const count = async (tenant: TestTenant, who: Persona, table: string) => {
  const [row] = await world.as(tenant, who, () =>
    world.db.read<{ n: number }>(`select count(*)::integer as n from ${table}`),
  )
  return row?.n
}
const write = (who: Persona, sql: string, params: unknown[] = []) =>
  world.as(shop, who, () => world.db.tx(() => world.db.query(sql, params)))

describe('tenants', () => {
  it('see their own rows alone', async () => {
    const seen = await Promise.all(tables.map((table) => count(shop, 'admin', table)))
    expect(seen).toEqual([3, 3, 6, 6, 3, 3, 3, 6, 6])
    expect(seen).toEqual(await Promise.all(tables.map((table) => count(other, 'manager', table))))
  })

  it('find nothing of each other by id, and change nothing', async () => {
    await expect(world.as(other, 'admin', () => orders.one(mine))).rejects.toMatchObject({ reason: 'order.missing' })
    await expect(world.as(other, 'admin', () => orders.setStatus(mine, 'shipped'))).rejects.toMatchObject({
      reason: 'order.missing',
    })
    await expect(
      world.as(other, 'admin', () => world.get(OrderRefundsService).refundOrder(mine, { amount: '1' })),
    ).rejects.toMatchObject({
      reason: 'order.missing',
    })
    const moved = await world.as(other, 'admin', () =>
      world.db.tx(() => world.db.query(`update orders set status = 'cancelled' where id = $1 returning id`, [mine])),
    )
    expect(moved).toEqual([])
  })

  it('place no order for another’s customer', async () => {
    const { rows } = await world.owner.query<{ id: string }>('select id from customers where tenant_id = $1 limit 1', [
      other.id,
    ])
    const place = world.as(shop, 'system', () => orders.placeMany([anOrder({ customer: { id: rows[0]?.id ?? '' } })]))
    await expect(place).rejects.toMatchObject({ kind: expect.stringMatching(/missing|unprocessable/) as string })
  })
})

describe('agents', () => {
  it('see the orders of their customers, their lines, refunds and shipments, and no guest’s', async () => {
    const seen = await Promise.all(tables.map((table) => count(shop, 'agent', table)))
    expect(seen).toEqual([1, 1, 2, 2, 1, 1, 1, 2, 3])
  })

  it('find nothing else in lists, counts, searches and by id', async () => {
    const list = await world.as(shop, 'agent', () => orders.list({ include: 'items,customer' }))
    expect(list.pagination.total).toBe(1)
    for (const id of [theirs, guest]) {
      await expect(world.as(shop, 'agent', () => orders.one(id))).rejects.toMatchObject({ reason: 'order.missing' })
      await expect(world.as(shop, 'agent', () => orders.items(id, {}))).rejects.toMatchObject({
        reason: 'order.missing',
      })
      await expect(world.as(shop, 'agent', () => shipments.list(id, {}))).rejects.toMatchObject({
        reason: 'order.missing',
      })
      await expect(world.as(shop, 'agent', () => refunds.ofOrder(id, {}))).rejects.toMatchObject({
        reason: 'order.missing',
      })
    }
    const search = async (q: string) => (await world.as(shop, 'agent', () => orders.list({ q }))).pagination.total
    expect([
      await search('S-0'),
      await search('S-1'),
      await search('S-2'),
      await search('grace'),
      await search('ada'),
    ]).toEqual([1, 0, 0, 0, 1])
    expect((await world.as(shop, 'agent', () => refunds.list({}))).pagination.total).toBe(2)
  })

  it('move, ship and annotate their customers’ orders, and nobody else’s', async () => {
    await world.as(shop, 'agent', () => orders.setNote(mine, 'called her', null))
    await world.as(shop, 'agent', () => shipments.ship(mine, { tracking_number: '1Z' }))
    await world.as(shop, 'agent', () => orders.setStatus(mine, 'shipped'))
    const order = JSON.parse((await world.as(shop, 'agent', () => orders.one(mine))).text) as object
    expect(order).toMatchObject({
      status: 'shipped',
      internal_note: 'called her',
      tracking_number: '1Z',
      carrier: null,
    })
    for (const attempt of [
      () => orders.setNote(theirs, 'mine now', null),
      () => orders.setStatus(theirs, 'shipped'),
      () => shipments.ship(guest, {}),
    ]) {
      await expect(world.as(shop, 'agent', attempt)).rejects.toMatchObject({ reason: 'order.missing' })
    }
  })

  it('place, refund and delete nothing, whatever way they come', async () => {
    const refused = { code: '42501' }
    await expect(world.as(shop, 'agent', () => orders.placeMany([anOrder()]))).rejects.toMatchObject(refused)
    await expect(
      world.as(shop, 'agent', () => world.get(OrderRefundsService).refundOrder(mine, { amount: '1' })),
    ).rejects.toMatchObject(refused)
    expect(await write('agent', 'delete from orders where id = $1 returning id', [mine])).toEqual([])
    expect(
      await write('agent', 'update order_items set quantity = 2 where order_id = $1 returning id', [mine]),
    ).toEqual([])
    expect(await write('agent', 'delete from refunds where order_id = $1 returning id', [mine])).toEqual([])
  })

  it('cannot hand an order to themselves', async () => {
    expect(
      await write('agent', 'update orders set assigned_to = $1 where id = $2 returning id', [shop.agent.id, theirs]),
    ).toEqual([])
    await expect(
      write('agent', 'update orders set assigned_to = $1 where id = $2', [shop.other_agent.id, mine]),
    ).rejects.toMatchObject({ code: '42501' })
  })

  it('lose an order when its customer is given to somebody else', async () => {
    const { rows } = await world.owner.query<{ customer_id: string }>('select customer_id from orders where id = $1', [
      theirs,
    ])
    const customer = rows[0]?.customer_id ?? ''
    await world.owner.query('update customers set assigned_to = $2 where id = $1', [customer, shop.agent.id])
    await world.as(shop, 'manager', () =>
      world.db.tx(() => world.get(Outbox).append('customer.updated', { ids: [customer] })),
    )
    await world.drain()
    await expect(world.as(shop, 'other_agent', () => orders.one(theirs))).rejects.toMatchObject({
      reason: 'order.missing',
    })
    await expect(world.as(shop, 'agent', () => orders.one(theirs))).resolves.toBeDefined()
    expect((await world.as(shop, 'agent', () => refunds.list({}))).pagination.total).toBe(4)
  })
})

describe('readers', () => {
  it('see everything and write nothing', async () => {
    expect((await world.as(shop, 'readonly', () => orders.list({}))).pagination.total).toBe(3)
    expect(
      await write('readonly', `update orders set status = 'cancelled' where id = $1 returning id`, [mine]),
    ).toEqual([])
    await expect(world.as(shop, 'readonly', () => orders.placeMany([anOrder()]))).rejects.toMatchObject({
      code: '42501',
    })
    await expect(
      write('readonly', `insert into shipments (tenant_id, id, order_id) values ($1, $2, $3)`, [
        shop.id,
        newId(),
        mine,
      ]),
    ).rejects.toMatchObject({ code: '42501' })
  })
})

describe('without a tenant', () => {
  it('no search runs and no row is seen', async () => {
    const nobody = { tenant: null, user: null, role: null, session: null }
    await expect(world.db.as(nobody, () => world.db.read(`select search_orders('ada')`))).rejects.toMatchObject({
      code: '42501',
    })
    for (const table of tables) {
      const [row] = await world.db.as(nobody, () =>
        world.db.read<{ n: number }>(`select count(*)::integer as n from ${table}`),
      )
      expect([table, row?.n]).toEqual([table, 0])
    }
  })
})
