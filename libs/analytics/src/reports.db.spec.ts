// Reports on real PostgreSQL over rows that the owner wrote: here it is about the reading.
import { Module } from '@nestjs/common'
import { DomainError, type Json } from '@portolan/platform'
import { RevenueRows, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type {
  CountryRowDto,
  DashboardDto,
  GrowthRowDto,
  ReportMetaDto,
  RevenueRowDto,
  TopCustomerDto,
} from './report.dto'
import { keyFiguresStatement } from './report.queries'
import type { Asked } from './report.ground'
import { ReportsService } from './reports.service'
import { RollupService } from './rollup.service'

@Module({ providers: [ReportsService, RollupService] })
class ReportsModule {}

let world: World
let rows: RevenueRows
let shops = 0
beforeAll(async () => {
  world = await testWorld({ modules: [ReportsModule] })
  rows = new RevenueRows(world.owner)
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate)
     values ('USD', '2026-01-02', 1.25), ('GBP', '2026-01-02', 0.8), ('JPY', '2026-01-02', 160), ('USD', '2026-02-02', 2)`,
  )
})
afterAll(() => world.close())

const aShop = () => world.tenant(`shop-${++shops}`)
const noon = (day: string) => `${day}T12:00:00Z`
const year = { from: '2026-01-01', to: '2026-12-31' }

async function report<Data>(tenant: TestTenant, who: Persona, ask: (reports: ReportsService) => Promise<Json>) {
  await world.as(tenant, 'system', async () => {
    while ((await world.get(RollupService).recompute()) > 0);
  })
  const { text, extras } = await world.as(tenant, who, () => ask(world.get(ReportsService)))
  return { data: JSON.parse(text) as Data, meta: extras.meta as unknown as ReportMetaDto }
}
const dashboard = (
  tenant: TestTenant,
  query: Parameters<ReportsService['dashboard']>[0] = year,
  who: Persona = 'manager',
) => report<DashboardDto>(tenant, who, (reports) => reports.dashboard(query))

const figures = (gross: string, refunded: string, net: string, orders: number, customers: number) => ({
  gross_revenue: gross,
  refunded_amount: refunded,
  net_revenue: net,
  orders,
  customers,
})

describe('revenue', () => {
  it('counts gross on the order’s day and refunds on theirs, and neither of what is cancelled or an adjustment', async () => {
    const tenant = await aShop()
    const order = await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 10_000 })
    await rows.refund(tenant, order, 2_500, noon('2026-02-03'))
    const cancelled = await rows.order(tenant, { placed_at: noon('2026-01-11'), gross: 7_000, status: 'cancelled' })
    await rows.refund(tenant, cancelled, 7_000, noon('2026-01-12'))
    await rows.order(tenant, { placed_at: noon('2026-01-12'), gross: 0, has_sale: false })
    const { data } = await report<RevenueRowDto[]>(tenant, 'manager', (reports) =>
      reports.revenue({ from: '2026-01-05', to: '2026-02-28' }),
    )
    expect(data).toEqual([
      { period: '2026-01', from: '2026-01-05', to: '2026-01-31', ...figures('100.00', '0.00', '100.00', 1, 0) },
      { period: '2026-02', from: '2026-02-01', to: '2026-02-28', ...figures('0.00', '25.00', '-25.00', 0, 0) },
    ])
  })

  it('has a row for every period, also for those without any order', async () => {
    const tenant = await aShop()
    await rows.order(tenant, { placed_at: noon('2026-01-04'), gross: 100 })
    await rows.order(tenant, { placed_at: noon('2026-01-19'), gross: 300 })
    const weeks = await report<RevenueRowDto[]>(tenant, 'manager', (reports) =>
      reports.revenue({ from: '2026-01-04', to: '2026-01-20', interval: 'week' }),
    )
    expect(weeks.data.map(({ period, from, to, gross_revenue }) => [period, from, to, gross_revenue])).toEqual([
      ['2026-W01', '2026-01-04', '2026-01-04', '1.00'],
      ['2026-W02', '2026-01-05', '2026-01-11', '0.00'],
      ['2026-W03', '2026-01-12', '2026-01-18', '0.00'],
      ['2026-W04', '2026-01-19', '2026-01-20', '3.00'],
    ])
    const years = await report<RevenueRowDto[]>(tenant, 'manager', (reports) =>
      reports.revenue({ from: '2024-06-01', to: '2026-01-31', interval: 'year' }),
    )
    expect(years.data.map(({ period, net_revenue }) => [period, net_revenue])).toEqual([
      ['2024', '0.00'],
      ['2025', '0.00'],
      ['2026', '4.00'],
    ])
  })

  it('sets the periods of an earlier range beside its own', async () => {
    const tenant = await aShop()
    await rows.order(tenant, { placed_at: noon('2025-01-10'), gross: 500 })
    await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 800 })
    const { data } = await report<RevenueRowDto[]>(tenant, 'manager', (reports) =>
      reports.revenue({ from: '2026-01-01', to: '2026-02-28', compare: 'previous_year' }),
    )
    expect(data.map(({ period, gross_revenue, previous }) => [period, gross_revenue, previous?.gross_revenue])).toEqual(
      [
        ['2026-01', '8.00', '5.00'],
        ['2026-02', '0.00', '0.00'],
      ],
    )
  })

  it('cuts days in the zone that is asked for', async () => {
    const tenant = await aShop()
    await rows.order(tenant, { placed_at: '2026-01-31T23:30:00Z', gross: 100 })
    const months = async (timezone?: string) => {
      const { data, meta } = await report<RevenueRowDto[]>(tenant, 'manager', (reports) =>
        reports.revenue({ from: '2026-01-01', to: '2026-02-28', timezone }),
      )
      return [meta.timezone, ...data.map(({ orders }) => orders)]
    }
    expect(await months()).toEqual(['Europe/Berlin', 0, 1])
    expect(await months('UTC')).toEqual(['UTC', 1, 0])
    expect(await months('America/New_York')).toEqual(['America/New_York', 1, 0])
  })
})

describe('countries', () => {
  it('and guests add up to the total, the unknown ones too', async () => {
    const tenant = await aShop()
    const ada = await rows.customer(tenant)
    await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 1_000, customer: ada, country: 'FR' })
    await rows.order(tenant, { placed_at: noon('2026-01-11'), gross: 2_000, customer: ada, country: 'FR' })
    await rows.order(tenant, { placed_at: noon('2026-01-12'), gross: 500, customer: ada, country: null })
    await rows.order(tenant, { placed_at: noon('2026-01-13'), gross: 50, country: null })
    const countries = (buyers: 'all' | 'known') =>
      report<CountryRowDto[]>(tenant, 'manager', (reports) => reports.countries({ ...year, buyers }))
    expect((await countries('all')).data).toEqual([
      { country_code: 'FR', country_name: 'France', ...figures('30.00', '0.00', '30.00', 2, 1) },
      { country_code: null, country_name: null, ...figures('5.50', '0.00', '5.50', 2, 1) },
    ])
    expect((await countries('known')).data.map((row) => row.gross_revenue)).toEqual(['30.00', '5.00'])
    expect((await dashboard(tenant)).data.current).toMatchObject(figures('35.50', '0.00', '35.50', 4, 1))
    expect((await dashboard(tenant, { ...year, buyers: 'known' })).data.current).toMatchObject({ orders: 3 })
  })

  it('are named in the reader’s language', async () => {
    const tenant = await aShop()
    await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 1_000, country: 'JP' })
    const names = await world.db.as({ language: 'zh' }, () =>
      report<CountryRowDto[]>(tenant, 'manager', (reports) => reports.countries(year)),
    )
    expect(names.data[0]?.country_name).toBe('日本')
  })
})

describe('money', () => {
  it('is converted at the rate day of each cell and rounded once, halves away from zero', async () => {
    const tenant = await aShop()
    const order = await rows.order(tenant, { placed_at: noon('2026-01-05'), gross: 2, currency: 'USD' })
    await rows.order(tenant, { placed_at: noon('2026-01-06'), gross: 3, currency: 'USD', rate_day: '2026-02-02' })
    await rows.refund(tenant, order, 2, noon('2026-01-07'))
    // 0.02 / 1.25 + 0.03 / 2 = 0.016 + 0.015 = 0.031; each alone would be 0.02.
    expect((await dashboard(tenant)).data.current).toMatchObject(figures('0.03', '0.02', '0.01', 2, 0))
    // 0.02 + 0.03 dollars in yen: 0.02 / 1.25 * 160 = 2.56; no yen is known on 2 February.
    const yen = await dashboard(tenant, { ...year, to: '2026-01-05', currency: 'JPY' })
    expect(yen.data.current).toMatchObject({ gross_revenue: '3', average_order_value: '3' })
    const half = await aShop()
    await rows.order(half, { placed_at: noon('2026-01-05'), gross: 1, currency: 'USD', rate_day: '2026-02-02' })
    expect((await dashboard(half)).data.current.gross_revenue).toBe('0.01')
  })

  it('needs no rate in its own currency, and is left out and counted where a rate is missing', async () => {
    const tenant = await aShop()
    await rows.order(tenant, { placed_at: noon('2026-01-05'), gross: 4_000, currency: 'AED', rate_day: null })
    await rows.order(tenant, { placed_at: noon('2026-01-05'), gross: 1_000 })
    const euros = await dashboard(tenant)
    expect(euros.meta).toMatchObject({ currency: 'EUR', orders_without_rate: 1, refunds_without_rate: 0 })
    expect(euros.data.current).toMatchObject({
      ...figures('10.00', '0.00', '10.00', 2, 0),
      average_order_value: '10.00',
    })
    expect(euros.data.by_currency).toEqual([
      { currency: 'AED', ...figures('40.00', '0.00', '40.00', 1, 0) },
      { currency: 'EUR', ...figures('10.00', '0.00', '10.00', 1, 0) },
    ])
    const dirhams = await dashboard(tenant, { ...year, currency: 'AED' })
    expect(dirhams.meta.orders_without_rate).toBe(1)
    expect(dirhams.data.current.gross_revenue).toBe('40.00')
  })

  it('takes the rates that convert_minor() takes: the workspace’s own first, also one of some days before', async () => {
    const tenant = await aShop()
    await world.owner.query(
      `insert into tenant_exchange_rates (tenant_id, id, currency, day, rate)
       values ($1, gen_random_uuid(), 'AED', '2026-01-02', 4), ($1, gen_random_uuid(), 'USD', '2026-01-01', 2),
              ($1, gen_random_uuid(), 'KWD', '2025-12-30', 0.3)`,
      [tenant.id],
    )
    for (const currency of ['AED', 'USD', 'GBP', 'KWD', 'EUR', 'SEK'])
      await rows.order(tenant, { placed_at: noon('2026-01-05'), gross: 12_345, currency })
    for (const currency of ['EUR', 'USD', 'KWD', 'JPY', 'GBP']) {
      const { data, meta } = await dashboard(tenant, { ...year, currency })
      const [row] = await world.as(tenant, 'manager', () =>
        world.db.read<{ gross: string; missing: number }>(
          `select money_text(round(sum(convert_minor(gross_amount, currency, $1, rate_day)))::bigint, $1) as gross,
                  (count(*) filter (where convert_minor(gross_amount, currency, $1, rate_day) is null))::integer as missing
             from orders_v1`,
          [currency],
        ),
      )
      expect([currency, data.current.gross_revenue, meta.orders_without_rate]).toEqual([
        currency,
        row?.gross,
        row?.missing,
      ])
    }
  })
})

describe('an agent', () => {
  it('gets reports of what is assigned to her, and they say so', async () => {
    const tenant = await aShop()
    const mine = await rows.customer(tenant, {
      assigned_to: tenant.agent.id,
      first_order: noon('2026-01-10'),
      total_orders: 1,
    })
    const others = await rows.customer(tenant, {
      assigned_to: tenant.other_agent.id,
      first_order: noon('2026-01-10'),
      total_orders: 1,
    })
    await rows.order(tenant, {
      placed_at: noon('2026-01-10'),
      gross: 100,
      customer: mine,
      assigned_to: tenant.agent.id,
    })
    await rows.order(tenant, {
      placed_at: noon('2026-01-10'),
      gross: 900,
      customer: others,
      assigned_to: tenant.other_agent.id,
    })
    await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 5_000 })
    const { data, meta } = await dashboard(tenant, year, 'agent')
    expect(meta.scope).toBe('assigned')
    expect(data.current).toMatchObject({ ...figures('1.00', '0.00', '1.00', 1, 1), new_customers: 1 })
    const top = await report<TopCustomerDto[]>(tenant, 'agent', (reports) => reports.topCustomers({}))
    expect(top.data.map(({ id }) => id)).toEqual([mine])
    const growth = await report<GrowthRowDto[]>(tenant, 'agent', (reports) =>
      reports.growth({ ...year, interval: 'year' }),
    )
    expect(growth.data.map((row) => row.cumulative_customers).reduce((sum, count) => sum + count, 0)).toBe(1)
    expect((await dashboard(tenant, year, 'readonly')).data.current.orders).toBe(3)
    expect((await dashboard(tenant, year, 'readonly')).meta.scope).toBe('tenant')
  })

  it('sees nothing of the rollup', async () => {
    const tenant = await aShop()
    await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 100 })
    await dashboard(tenant)
    const count = (who: Persona) =>
      world.as(tenant, who, () => world.db.read<{ n: string }>('select count(*) as n from revenue_daily'))
    expect(await count('agent')).toEqual([{ n: '0' }])
    expect(await count('readonly')).toEqual([{ n: '1' }])
  })
})

describe('ranges', () => {
  it('go from the first day that has anything to today, when none is asked for', async () => {
    const tenant = await aShop()
    await rows.order(tenant, { placed_at: noon('2011-03-04'), gross: 100 })
    const { meta, data } = await dashboard(tenant, {})
    expect(meta.from).toBe('2011-03-04')
    expect(meta.to > '2026-01-01').toBe(true)
    expect(data.current.orders).toBe(1)
  })

  it.each([
    [{ from: '2026-02-01', to: '2026-01-31' }, { from: ['must not be after 2026-01-31'] }],
    [
      { from: '1900-01-01', to: '2026-01-31', interval: 'day' as const },
      { interval: [expect.stringContaining('20000') as string] },
    ],
  ])('are refused by field: %j', async (query, details) => {
    const tenant = await aShop()
    const refused: unknown = await report(tenant, 'manager', (reports) => reports.revenue(query)).catch(
      (error: unknown) => error,
    )
    expect(refused).toBeInstanceOf(DomainError)
    expect(refused).toMatchObject({ kind: 'invalid', details })
  })

  it('before or without any order give an empty report', async () => {
    const tenant = await aShop()
    expect((await dashboard(tenant, {})).data).toMatchObject({
      current: { ...figures('0.00', '0.00', '0.00', 0, 0), average_order_value: null, new_customers: 0 },
      previous: null,
      by_currency: [],
    })
    expect((await report<[]>(tenant, 'manager', (reports) => reports.countries({}))).data).toEqual([])
    expect((await report<[]>(tenant, 'manager', (reports) => reports.topCustomers({}))).data).toEqual([])
    expect((await report<[]>(tenant, 'manager', (reports) => reports.growth({}))).data).toEqual([])
  })
})

describe('customers', () => {
  it('are won on the day of their first order, without orders on that of their row', async () => {
    const tenant = await aShop()
    await rows.customer(tenant, { country: 'FR', first_order: noon('2025-12-05') })
    await rows.customer(tenant, { country: 'FR', first_order: noon('2026-01-05') })
    await rows.customer(tenant, { country: 'FR', created_at: noon('2026-03-05') })
    await rows.customer(tenant, { first_order: noon('2026-03-06') })
    const { data } = await report<GrowthRowDto[]>(tenant, 'manager', (reports) =>
      reports.growth({ from: '2026-01-01', to: '2026-03-31' }),
    )
    expect(data.map((row) => [row.country_code, row.period, row.new_customers, row.cumulative_customers])).toEqual([
      ['FR', '2026-01', 1, 2],
      ['FR', '2026-02', 0, 2],
      ['FR', '2026-03', 1, 3],
      [null, '2026-01', 0, 0],
      [null, '2026-02', 0, 0],
      [null, '2026-03', 1, 1],
    ])
    expect((await dashboard(tenant, { from: '2026-01-01', to: '2026-03-31' })).data.current.new_customers).toBe(3)
  })

  it('that were won in a range are read by an index, as the runtime role', async () => {
    const tenant = await aShop()
    const asked = {
      range: year,
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      buyers: 'all',
      scope: 'tenant',
      ownZone: true,
    }
    const { sql, params } = keyFiguresStatement(asked as Asked)
    await world.owner.query(
      `insert into customers (tenant_id, id, first_name, country_code, timezone, language, currency, lifetime_value_currency, created_at)
       select $1, gen_random_uuid(), 'Ada', 'DE', 'Europe/Berlin', 'de', 'EUR', 'EUR', '2026-01-01'::timestamptz - n * interval '1 hour'
         from generate_series(1, 5000) n`,
      [tenant.id],
    )
    await world.owner.query('analyze customers')
    const plan = await world.as(tenant, 'manager', () =>
      world.db.read<{ 'QUERY PLAN': string }>(`explain ${sql}`, params),
    )
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Index Cond:.*first_order_date.*>=/)
  })

  it('with the highest net revenue come first, or those with the most orders', async () => {
    const tenant = await aShop()
    const big = await rows.customer(tenant, { first_name: 'Big', lifetime_value: 9_000, total_orders: 1 })
    const loyal = await rows.customer(tenant, { first_name: 'Loyal', lifetime_value: 2_000, total_orders: 2 })
    const back = await rows.customer(tenant, { first_name: 'Back', lifetime_value: 0, total_orders: 1 })
    await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 9_000, customer: big })
    await rows.order(tenant, { placed_at: noon('2026-01-11'), gross: 1_000, customer: loyal })
    await rows.order(tenant, { placed_at: noon('2026-02-11'), gross: 1_000, customer: loyal })
    const returned = await rows.order(tenant, { placed_at: noon('2026-02-12'), gross: 99_000, customer: back })
    await rows.refund(tenant, returned, 99_000, noon('2026-02-13'))
    const top = async (query: Parameters<ReportsService['topCustomers']>[0]) =>
      (await report<TopCustomerDto[]>(tenant, 'manager', (reports) => reports.topCustomers(query))).data
    expect(
      (await top({})).map(({ id, name, net_revenue, lifetime_value }) => [id, name, net_revenue, lifetime_value]),
    ).toEqual([
      [big, 'Big Lovelace', '90.00', '90.00'],
      [loyal, 'Loyal Lovelace', '20.00', '20.00'],
      [back, 'Back Lovelace', '0.00', '0.00'],
    ])
    expect((await top({ by: 'orders', limit: 1 })).map(({ id }) => id)).toEqual([loyal])
    expect(
      (await top({ from: '2026-02-01', to: '2026-02-12' })).map(({ id, net_revenue }) => [id, net_revenue]),
    ).toEqual([
      [back, '990.00'],
      [loyal, '10.00'],
    ])
  })
})

it('keeps tenants apart', async () => {
  const [one, two] = [await aShop(), await aShop()]
  await rows.order(one, { placed_at: noon('2026-01-10'), gross: 100 })
  await rows.order(two, { placed_at: noon('2026-01-10'), gross: 700 })
  expect((await dashboard(one)).data.current.gross_revenue).toBe('1.00')
  expect((await dashboard(two)).data.current.gross_revenue).toBe('7.00')
})

it('what was read once is kept until the rollup moves, a rate is set, or customers come or go', async () => {
  const tenant = await aShop()
  await rows.order(tenant, { placed_at: noon('2026-01-10'), gross: 100 })
  const { data: first } = await dashboard(tenant)
  expect(first.current.gross_revenue).toBe('1.00')
  const again = async () => {
    const { text } = await world.as(tenant, 'manager', () => world.get(ReportsService).dashboard(year))
    return (JSON.parse(text) as DashboardDto).current
  }
  // What nobody does shows who has looked.
  await world.owner.query('update revenue_daily set gross_amount = 500 where tenant_id = $1', [tenant.id])
  expect(await again()).toEqual(first.current)
  await rows.customer(tenant, { created_at: noon('2026-03-05') })
  const { gross_revenue, new_customers } = await again()
  expect([gross_revenue, new_customers]).toEqual(['5.00', first.current.new_customers + 1])
  await world.owner.query('update revenue_daily set gross_amount = 100 where tenant_id = $1', [tenant.id])
  expect((await again()).gross_revenue).toBe('5.00')
  await world.as(tenant, 'system', () => world.db.tx(() => world.get(RollupService).advance()))
  expect((await again()).gross_revenue).toBe('1.00')
})
