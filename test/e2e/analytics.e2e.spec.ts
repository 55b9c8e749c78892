// Reports over HTTP, from orders that were placed over HTTP.
import type { TestTenant } from '@portolan/testing'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'

interface Report<Row> {
  data: Row
  meta: Record<string, unknown>
}
type Row = Record<string, unknown>

let api: TestApi
let tenant: TestTenant
let manager: Caller

beforeAll(async () => {
  api = await testApi()
  tenant = await api.tenant('a')
  manager = await api.caller(tenant, 'manager')
  await api.owner.query(
    `insert into exchange_rates (currency, day, rate) select c, d, r
       from (values ('USD', 1.25), ('GBP', 0.8)) rates (c, r), generate_series('2026-01-01'::date, '2026-03-31', '1 day') d`,
  )
})
afterAll(() => api.close())

async function order(facts: Row): Promise<{ id: string; version: number }> {
  const { status, body, text } = await manager.post<{ data: { id: string; version: number } }>('/orders', {
    currency: 'GBP',
    items: [{ product_name: 'Carafe', quantity: 2, unit_price: '40.00' }],
    ...facts,
  })
  if (status !== 201) throw new Error(text)
  return body.data
}

async function report<Data = Row[]>(path: string, caller = manager): Promise<Report<Data>> {
  await api.drain()
  const { status, body, text } = await caller.get<Report<Data>>(`/analytics/${path}`)
  if (status !== 200) throw new Error(text)
  return body
}

it('follows an order from its place to its refund and its cancellation, in the currency that is asked for', async () => {
  const customer = await manager.post<{ data: { id: string } }>('/customers', { first_name: 'Ada', country_code: 'FR' })
  const customer_id = customer.body.data.id
  const { id } = await order({ customer_id, placed_at: '2026-01-10T12:00:00Z' })
  await order({ placed_at: '2026-02-10T12:00:00Z', shipping_country: 'DE' })
  await manager.post(`/orders/${id}/refunds`, { amount: '20.00', refunded_at: '2026-02-11T12:00:00Z' })
  const months = await report('revenue?from=2026-01-01&to=2026-02-28')
  expect(months.data).toEqual([
    {
      period: '2026-01',
      from: '2026-01-01',
      to: '2026-01-31',
      gross_revenue: '100.00',
      refunded_amount: '0.00',
      net_revenue: '100.00',
      orders: 1,
      customers: 1,
    },
    {
      period: '2026-02',
      from: '2026-02-01',
      to: '2026-02-28',
      gross_revenue: '100.00',
      refunded_amount: '25.00',
      net_revenue: '75.00',
      orders: 1,
      customers: 0,
    },
  ])
  expect(months.meta).toMatchObject({
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    scope: 'tenant',
    orders_without_rate: 0,
    buyers: 'all',
  })
  const countries = await report('revenue/country?from=2026-01-01&to=2026-02-28&currency=USD&compare=previous_period')
  expect(countries.data).toEqual([
    expect.objectContaining({ country_code: 'DE', country_name: 'Germany', gross_revenue: '125.00', previous: null }),
    expect.objectContaining({
      country_code: 'FR',
      country_name: 'France',
      gross_revenue: '125.00',
      net_revenue: '93.75',
      customers: 1,
    }),
  ])
  const top = await report('customers/top?by=orders&limit=3&currency=GBP')
  expect(top.data).toEqual([
    expect.objectContaining({ id: customer_id, name: 'Ada', net_revenue: '60.00', orders: 1, lifetime_value: '75.00' }),
  ])
  const growth = await report('customers/growth?from=2026-01-01&to=2026-01-31')
  expect(growth.data).toEqual([
    expect.objectContaining({ country_code: 'FR', period: '2026-01', new_customers: 1, cumulative_customers: 1 }),
  ])
  const other = await order({ placed_at: '2026-01-20T12:00:00Z' })
  expect((await report<{ current: Row }>('dashboard?from=2026-01-01&to=2026-01-31')).data.current).toMatchObject({
    orders: 2,
    gross_revenue: '200.00',
  })
  await manager.post(`/orders/${other.id}/status`, { status: 'cancelled' })
  expect((await report<{ current: Row }>('dashboard?from=2026-01-01&to=2026-01-31')).data.current).toMatchObject({
    orders: 1,
    gross_revenue: '100.00',
    average_order_value: '100.00',
    new_customers: 1,
  })
})

it('shows agents what is assigned to them, and other workspaces nothing', async () => {
  const agent = await api.caller(tenant, 'agent')
  const mine = await report<{ current: Row }>('dashboard?from=2026-01-01&to=2026-12-31', agent)
  expect(mine.meta.scope).toBe('assigned')
  expect(mine.data.current).toMatchObject({ orders: 0, gross_revenue: '0.00', new_customers: 0 })
  const stranger = await api.caller(await api.tenant('b'), 'admin')
  expect((await report('customers/top', stranger)).data).toEqual([])
  expect((await api.anonymous.get('/analytics/dashboard')).status).toBe(401)
})

describe('parameters', () => {
  it.each([
    ['dashboard?from=2026-02-30', 'from'],
    ['dashboard?from=yesterday', 'from'],
    ['dashboard?from=2026-02-01&to=2026-01-01', 'from'],
    ['dashboard?from=2026-02-01&from=2026-02-02', 'from'],
    ['dashboard?to[]=2026-02-01', 'to[]'],
    ['dashboard?timezone=Mars/Olympus', 'timezone'],
    ['dashboard?timezone=%2B02:00', 'timezone'],
    ['dashboard?currency=XYZ', 'currency'],
    ['dashboard?currency=eur', 'currency'],
    ['dashboard?compare=yesterday', 'compare'],
    ['dashboard?buyers=some', 'buyers'],
    ['dashboard?page=2', 'page'],
    ['revenue?interval=hour', 'interval'],
    ['revenue?from=1900-01-01&interval=day', 'interval'],
    ['customers/top?limit=0', 'limit'],
    ['customers/top?limit=101', 'limit'],
    ['customers/top?limit=ten', 'limit'],
    ['customers/top?by=luck', 'by'],
  ])('refuse %s', async (path, field) => {
    const { status, body } = await manager.get<{ error: { code: string; details: Record<string, string[]> } }>(
      `/analytics/${path}`,
    )
    expect(status).toBe(400)
    expect(body.error.code).toBe('VALIDATION_ERROR')
    expect(Object.keys(body.error.details)).toEqual([field])
  })

  it('say in words what is wrong', async () => {
    const { body } = await manager.get<{ error: unknown }>(
      '/analytics/revenue?from=2026-1-1&timezone=Berlin&currency=EURO&interval=hour&x=1',
    )
    expect(body.error).toMatchObject({
      details: {
        from: ['must be a day such as 2026-01-31'],
        timezone: ['must be a time zone such as Europe/Berlin'],
        currency: ['must be a currency code such as EUR'],
        interval: ['must be one of day, week, month, year'],
        x: ['is not known here'],
      },
    })
  })
})
