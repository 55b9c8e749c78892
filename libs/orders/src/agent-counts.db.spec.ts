// What an agent's lists say as their totals is kept, whatever happens to the rows.
import { CustomersService, customersEntities, CustomersWorkerModule, MergeService } from '@portolan/customers'
import type { Json, ListQuery } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from './order.answer.dto'
import { ordersEntities } from './orders.entities'
import { OrdersWorkerModule } from './orders.module'
import { OrdersService } from './orders.service'

let world: World
let shop: TestTenant
let customers: CustomersService
let orders: OrdersService

beforeAll(async () => {
  world = await testWorld({
    modules: [OrdersWorkerModule, CustomersWorkerModule],
    entities: [...ordersEntities, ...customersEntities],
  })
  shop = await world.tenant('counted')
  customers = world.get(CustomersService)
  orders = world.get(OrdersService)
})
afterAll(() => world.close())

const asManager = <Result>(work: () => Promise<Result>) => world.as(shop, 'manager', work)
const parsed = <Row>(json: Json): Row => JSON.parse(json.text) as Row

let people = 0
async function aCustomer(assigned_to: string | null, country_code = 'DE'): Promise<string> {
  const fields = { first_name: 'Ada', email: `ada-${++people}@example.com`, country_code, assigned_to }
  return asManager(async () => parsed<{ id: string }>(await customers.create(fields)).id)
}

async function anOrderOf(customer_id: string): Promise<string> {
  const items = [{ product_name: 'Cup', quantity: 1, unit_price: '9.90' }]
  return asManager(async () => parsed<OrderDto>(await orders.place({ customer_id, currency: 'EUR', items })).id)
}

/** Counts that are not those of the living rows. */
async function miscounted() {
  const living = (list: string) =>
    `select tenant_id, assigned_to, '${list}', country_code, status, -1 from ${list} where deleted_at is null and assigned_to is not null`
  const { rows } = await world.owner.query<object>(
    `select assigned_to, list, country_code, status, sum(n) from (
       select tenant_id, assigned_to, list, country_code, status, count as n from agent_counts
        union all ${living('customers')} union all ${living('orders')}) d
      group by tenant_id, assigned_to, list, country_code, status having sum(n) <> 0`,
  )
  return rows
}

const totals = (query: ListQuery = {}) =>
  world.as(shop, 'agent', async () => [
    (await customers.list(query)).pagination.total,
    (await orders.list(query)).pagination.total,
  ])

it('are right while customers and orders are made, change, move, are merged and go', async () => {
  const { agent, other_agent } = shop
  const [mine, abroad, theirs, nobodys] = [
    await aCustomer(agent.id),
    await aCustomer(agent.id, 'FR'),
    await aCustomer(other_agent.id),
    await aCustomer(null),
  ]
  const placed: string[] = []
  for (const customer of [mine, mine, abroad, theirs, nobodys]) placed.push(await anOrderOf(customer))
  expect([await totals(), await miscounted()]).toEqual([[2, 3], []])
  expect([await totals({ country_code: 'FR' }), await totals({ country_code: 'IT' })]).toEqual([
    [1, 1],
    [0, 0],
  ])

  await asManager(() => orders.setStatus(placed[0] ?? '', 'cancelled'))
  await asManager(() => orders.remove(placed[1] ?? ''))
  await asManager(() => customers.change(abroad, { country_code: 'IT' }, null))
  expect([await totals(), await totals({ country_code: 'IT' }), await miscounted()]).toEqual([[2, 2], [1, 0], []])
  const cancelled = await world.as(shop, 'agent', () => orders.list({ status: 'cancelled' }))
  expect(cancelled.pagination.total).toBe(1)

  await asManager(() => orders.restore(placed[1] ?? ''))
  await asManager(() => customers.change(nobodys, { assigned_to: agent.id }, null))
  await asManager(() => customers.change(abroad, { assigned_to: other_agent.id }, null))
  await world.drain()
  expect([await totals(), await miscounted()]).toEqual([[2, 3], []])

  await asManager(() => world.get(MergeService).merge({ winner_id: mine, loser_ids: [theirs] }))
  await world.drain()
  await asManager(() => customers.remove(nobodys))
  expect([await totals(), await miscounted()]).toEqual([[1, 4], []])
  const below = await world.as(shop, 'agent', () => orders.ofCustomer(mine, {}))
  expect(below.pagination.total).toBe(3)
})

it('go with their workspace', async () => {
  const leaving = await world.tenant('leaving')
  await world.as(leaving, 'manager', () =>
    customers.create({ first_name: 'Ada', email: 'ada@example.com', assigned_to: leaving.agent.id }),
  )
  await world.owner.query('delete from customers where tenant_id = $1', [leaving.id])
  expect(await miscounted()).toEqual([])
  await world.owner.query('delete from tenants where id = $1', [leaving.id])
  const { rows } = await world.owner.query('select from agent_counts where tenant_id = $1', [leaving.id])
  expect(rows).toEqual([])
})
