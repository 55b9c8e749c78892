// The workspace's own fields of orders, on real PostgreSQL as the restricted role.
import { CustomFields } from '@portolan/customers'
import type { Json, ListQuery } from '@portolan/platform'
import { anOrder, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from './order.answer.dto'
import type { PlaceOrderDto } from './order.dto'
import { OrdersWorkerModule } from './orders.module'
import { ordersEntities } from './orders.entities'
import { OrdersService } from './orders.service'

let world: World
let shop: TestTenant
const orders = () => world.get(OrdersService)
const asManager = <Result>(work: () => Promise<Result>) => world.as(shop, 'manager', work)
const parsed = (json: Json) => JSON.parse(json.text) as OrderDto
const items = [{ product_name: 'Cup', quantity: 1, unit_price: '10.00' }]
const place = async (dto: Partial<PlaceOrderDto> = {}) =>
  parsed(await asManager(() => orders().place({ currency: 'EUR', items, ...dto })))
const numbers = async (query: ListQuery) => {
  const page = await asManager(() => orders().list(query))
  return (JSON.parse(page.text) as OrderDto[]).map(({ order_number }) => order_number)
}
const refused = (work: () => Promise<unknown>) =>
  asManager(work).then(
    () => null,
    ({ reason, details }: { reason: string; details: object }) => ({ reason, details }),
  )

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule], entities: ordersEntities })
  shop = await world.tenant('fields')
  const define = (key: string, type: string, more = '') =>
    world.owner.query(
      `insert into custom_fields (tenant_id, id, applies_to, key, labels, type, position, is_unique, is_required)
       values ($1, gen_random_uuid(), 'orders', $2, '{"en": "x"}', $3, 1, $4, $5)`,
      [shop.id, key, type, more === 'unique', more === 'required'],
    )
  await define('invoice', 'text', 'unique')
  await define('weight', 'number')
  await define('channel_code', 'text', 'required')
})
afterAll(() => world.close())

it('are checked, merged, found and sorted by', async () => {
  const one = await place({ order_number: 'W1', custom_fields: { channel_code: 'a', weight: 2.5, invoice: 'R-1' } })
  await place({ order_number: 'W2', custom_fields: { channel_code: 'b', weight: 10 } })
  const edited = parsed(
    await asManager(() => orders().change(one.id, { custom_fields: { weight: 3, invoice: null } }, one.version)),
  )
  expect(edited.custom_fields).toEqual({ channel_code: 'a', weight: 3 })
  expect(await numbers({ 'custom_fields.weight[lte]': '3' })).toEqual(['W1'])
  expect(await numbers({ sort: '-custom_fields.weight' })).toEqual(['W2', 'W1'])
  const replaced = parsed(
    await asManager(() =>
      orders().replace(one.id, { currency: 'EUR', items, custom_fields: { channel_code: 'c' } }, null),
    ),
  )
  expect(replaced.custom_fields).toEqual({ channel_code: 'c' })
})

it('refuse by name what a new order lacks or has wrong, and write nothing', async () => {
  const before = await numbers({})
  expect(await refused(() => orders().place({ currency: 'EUR', items }))).toMatchObject({
    details: { 'custom_fields.channel_code': ['is needed'] },
  })
  const wrong = { channel_code: 'a', weight: 'heavy', colour: 'red' }
  expect(await refused(() => orders().place({ currency: 'EUR', items, custom_fields: wrong }))).toMatchObject({
    details: { 'custom_fields.weight': [expect.any(String)], 'custom_fields.colour': [expect.any(String)] },
  })
  expect(await numbers({})).toEqual(before)
})

it('keep a unique value to one order outside of the trash', async () => {
  const fields = { channel_code: 'a', invoice: 'R-7' }
  const { id } = await place({ custom_fields: fields })
  const taken = { reason: 'custom_field.value_taken', details: { 'custom_fields.invoice': [expect.any(String)] } }
  expect(await refused(() => orders().place({ currency: 'EUR', items, custom_fields: fields }))).toEqual(taken)
  const other = await place({ custom_fields: { channel_code: 'a' } })
  expect(await refused(() => orders().change(other.id, { custom_fields: { invoice: 'r-7' } }, null))).toEqual(taken)
  await asManager(() => orders().remove(id))
  await asManager(() => orders().change(other.id, { custom_fields: { invoice: 'r-7' } }, null))
  expect(await refused(() => orders().restore(id))).toEqual(taken)
})

it('stay as they are when a shop sends the order again', async () => {
  const { id } = await place({ source: 'shop', external_id: '9', custom_fields: { channel_code: 'a', weight: 1 } })
  await world.as(shop, 'system', () => orders().placeMany([anOrder({ external_id: '9', status: 'shipped' })]))
  expect(parsed(await asManager(() => orders().one(id)))).toMatchObject({
    status: 'shipped',
    custom_fields: { channel_code: 'a', weight: 1 },
  })
})

it('are judged row by row for a file, with the rules read once', async () => {
  const rules = await asManager(() => world.get(CustomFields).rules('orders'))
  const row = { channel_code: 'x', weight: rules.read('weight', ' 2.5 ') }
  expect(rules.judged(null, row)).toEqual({ values: { channel_code: 'x', weight: 2.5 }, problems: {} })
  expect(rules.judged(null, { ...row, weight: rules.read('weight', 'much') }).problems).toHaveProperty([
    'custom_fields.weight',
  ])
})
