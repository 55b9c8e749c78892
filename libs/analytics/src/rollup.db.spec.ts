// The rollup against the orders: whatever is written, a refreshed rollup answers what the orders themselves answer.
import { Module } from '@nestjs/common'
import fc from 'fast-check'
import { JobRunner, Outbox, type Json } from '@portolan/platform'
import { RevenueRows, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { AnalyticsWorker } from './analytics.worker'
import type { ReportMetaDto } from './report.dto'
import { ReportsService } from './reports.service'
import { RollupService } from './rollup.service'

@Module({ providers: [ReportsService, RollupService, AnalyticsWorker] })
class AnalyticsModule {}

let world: World
let rows: RevenueRows
let shops = 0
beforeAll(async () => {
  world = await testWorld({ modules: [AnalyticsModule] })
  rows = new RevenueRows(world.owner)
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-02', 1.1735), ('JPY', '2026-01-02', 183.77)`,
  )
})
afterAll(() => world.close())

const aShop = () => world.tenant(`shop-${++shops}`)
const system = <Result>(tenant: TestTenant, work: () => Promise<Result>) => world.as(tenant, 'system', work)
const rollup = () => world.get(RollupService)
const recompute = (tenant: TestTenant) =>
  system(tenant, async () => {
    while ((await rollup().recompute()) > 0);
  })
const refresh = (tenant: TestTenant) => system(tenant, () => rollup().refresh())
const isDirty = (tenant: TestTenant) => system(tenant, () => rollup().isDirty())

// Büsingen keeps Berlin's time, under a name of its own: asked for it, reports leave the rollup and read the orders.
const zones = { rollup: 'Europe/Berlin', orders: 'Europe/Busingen' }

async function everyReport(tenant: TestTenant, timezone: string): Promise<unknown[]> {
  const reports = world.get(ReportsService)
  const query = { from: '2026-01-01', to: '2026-03-31', currency: 'USD', timezone }
  const asks: (() => Promise<Json>)[] = [
    () => reports.dashboard({ ...query, compare: 'previous_period' }),
    () => reports.dashboard({ ...query, buyers: 'known', currency: 'AED' }),
    () => reports.revenue({ ...query, interval: 'day' }),
    () => reports.revenue({ ...query, interval: 'week', buyers: 'known' }),
    () => reports.countries(query),
    () => reports.growth(query),
  ]
  const answers = []
  for (const ask of asks) {
    const { text, extras } = await world.as(tenant, 'manager', ask)
    const { complete_to, timezone: _, ...meta } = extras.meta as unknown as ReportMetaDto
    answers.push({ data: JSON.parse(text) as unknown, meta, complete: Boolean(complete_to) })
  }
  return answers
}

const moment = fc
  .integer({ min: 0, max: 90 * 24 * 60 - 1 })
  .map((minutes) => new Date(Date.UTC(2025, 11, 31, 22) + minutes * 60_000).toISOString())
const placed = fc.record({
  placed_at: moment,
  gross: fc.integer({ min: 0, max: 100_000 }),
  status: fc.constantFrom('pending', 'delivered', 'cancelled', 'refunded'),
  currency: fc.constantFrom('EUR', 'USD', 'JPY', 'AED'),
  country: fc.constantFrom('DE', 'FR', null),
  buyer: fc.constantFrom(null, 0, 1),
  has_sale: fc.boolean(),
  refund: fc.option(fc.record({ part: fc.integer({ min: 1, max: 100 }), at: moment })),
})

it('answers what the orders answer, whatever was ordered and refunded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(placed, { minLength: 1, maxLength: 12 }), async (orders) => {
      const tenant = await aShop()
      const buyers = [await rows.customer(tenant, { country: 'FR' }), await rows.customer(tenant)]
      for (const { buyer, refund, ...order } of orders) {
        const customer = buyer === null ? null : buyers[buyer]
        const rate_day = order.currency === 'AED' ? null : '2026-01-02'
        const id = await rows.order(tenant, { ...order, customer, rate_day })
        if (refund) await rows.refund(tenant, id, refund.part, refund.at)
        if (order.gross % 3 === 0) await recompute(tenant)
      }
      await recompute(tenant)
      expect(await everyReport(tenant, zones.rollup)).toEqual(await everyReport(tenant, zones.orders))
    }),
    { numRuns: 15 },
  )
}, 60_000)

it('follows an order that moves to another day and country', async () => {
  const tenant = await aShop()
  const id = await rows.order(tenant, { placed_at: '2026-01-10T12:00:00Z', gross: 100 })
  await recompute(tenant)
  await world.owner.query(
    `update orders set day = '2026-02-01', placed_at = '2026-02-01T12:00:00Z', country_code = 'FR' where id = $1`,
    [id],
  )
  await world.owner.query(`insert into dirty_days (tenant_id, day) values ($1, '2026-01-10'), ($1, '2026-02-01')`, [
    tenant.id,
  ])
  await recompute(tenant)
  const cells = await world.owner.query(`select day::text, country_code from revenue_daily where tenant_id = $1`, [
    tenant.id,
  ])
  expect(cells.rows).toEqual([{ day: '2026-02-01', country_code: 'FR' }])
})

it('keeps of a buyer who came between two of her days, and is gone again, nothing', async () => {
  const tenant = await aShop()
  const customer = await rows.customer(tenant)
  const buys = (day: string, currency?: string) =>
    rows.order(tenant, { placed_at: `${day}T12:00:00Z`, gross: 100, customer, currency })
  for (const day of ['2026-01-10', '2026-01-20', '2026-03-01']) await buys(day)
  await recompute(tenant)
  const spans = async () => {
    const found = await world.owner.query<{ span: string }>(
      `select concat_ws(' ', currency, country_code, first_day, last_day, buyers) as span
         from buyer_spans where tenant_id = $1 order by 1`,
      [tenant.id],
    )
    return found.rows.map(({ span }) => span)
  }
  const before = await spans()
  expect(before).toContain('* * 2026-01-20 2026-03-01 -1')
  const id = await buys('2026-02-01', 'USD')
  await recompute(tenant)
  expect(await spans()).toEqual(
    expect.arrayContaining([
      '* * 2026-01-20 2026-02-01 -1',
      '* * 2026-02-01 2026-03-01 -1',
      'USD * 2026-02-01 2026-02-01 1',
    ]),
  )
  expect(await spans()).not.toContain('* * 2026-01-20 2026-03-01 -1')
  await world.owner.query(
    `with gone as (update orders set status = 'cancelled' where id = $1 returning tenant_id, day)
     insert into dirty_days (tenant_id, day) select tenant_id, day from gone`,
    [id],
  )
  await recompute(tenant)
  expect(await spans()).toEqual(before)
})

it('says up to when it is complete while marks wait', async () => {
  const tenant = await aShop()
  await rows.order(tenant, { placed_at: '2026-01-10T12:00:00Z', gross: 100 })
  const completeTo = async () => {
    const { extras } = await world.as(tenant, 'manager', () => world.get(ReportsService).dashboard({}))
    return (extras.meta as unknown as ReportMetaDto).complete_to
  }
  const [mark] = (
    await world.owner.query<{ at: string }>('select iso_time(marked_at) as at from dirty_days where tenant_id = $1', [
      tenant.id,
    ])
  ).rows
  expect(await completeTo()).toBe(mark?.at)
  await recompute(tenant)
  expect((await completeTo()) > String(mark?.at)).toBe(true)
})

it('is refreshed by several workers at once as by one', async () => {
  const tenant = await aShop()
  const buyers = [null, await rows.customer(tenant), await rows.customer(tenant)]
  for (let day = 10; day < 30; day++)
    await rows.order(tenant, { placed_at: `2026-01-${day}T12:00:00Z`, gross: 100, customer: buyers[day % 3] })
  await Promise.all(Array.from({ length: 8 }, () => refresh(tenant)))
  expect(await everyReport(tenant, zones.rollup)).toEqual(await everyReport(tenant, zones.orders))
})

it('leaves more days than one transaction should take to a job', async () => {
  const tenant = await aShop()
  await world.owner.query(
    `insert into dirty_days (tenant_id, day) select $1, day from generate_series('2025-01-01'::date, '2025-12-31', '1 day') day`,
    [tenant.id],
  )
  await refresh(tenant)
  expect(await isDirty(tenant)).toBe(true)
  await world.drain()
  expect(await isDirty(tenant)).toBe(false)
})

it('is recomputed once in five seconds at most, and what comes meanwhile by one job for all of it', async () => {
  const tenant = await aShop()
  await rows.order(tenant, { placed_at: '2026-01-10T12:00:00Z', gross: 100 })
  await refresh(tenant)
  expect(await isDirty(tenant)).toBe(false)
  await rows.order(tenant, { placed_at: '2026-01-11T12:00:00Z', gross: 100 })
  for (let event = 0; event < 3; event++) await refresh(tenant)
  expect(await isDirty(tenant)).toBe(true)
  const { rowCount } = await world.owner.query(
    `select from job_heads where tenant_id = $1 and name = 'analytics.refresh' and state = 'pending'`,
    [tenant.id],
  )
  expect(rowCount).toBe(1)
  // A job that comes too early waits for its time as well.
  await world.owner.query(`update job_heads set run_at = now() where tenant_id = $1`, [tenant.id])
  await world.get(JobRunner).drain('maintenance')
  expect(await isDirty(tenant)).toBe(true)
  await world.drain()
  expect(await everyReport(tenant, zones.rollup)).toEqual(await everyReport(tenant, zones.orders))
})

it('keeps no job waiting while somebody else recomputes', async () => {
  const tenant = await aShop()
  await rows.order(tenant, { placed_at: '2026-01-10T12:00:00Z', gross: 100 })
  await refresh(tenant)
  await rows.order(tenant, { placed_at: '2026-01-11T12:00:00Z', gross: 100 })
  await refresh(tenant)
  await world.owner.query(`update rollups set recomputed_at = now() - interval '1 minute' where tenant_id = $1`, [
    tenant.id,
  ])
  await world.owner.query(`update job_heads set run_at = now() where tenant_id = $1`, [tenant.id])
  await world.owner.query('begin')
  await world.owner.query('update rollups set number = number + 1 where tenant_id = $1', [tenant.id])
  await world.get(JobRunner).drain('maintenance')
  await world.owner.query('rollback')
  expect(await isDirty(tenant)).toBe(true)
  const { rowCount } = await world.owner.query(
    `select from job_heads where tenant_id = $1 and state = 'pending' and run_at > now()`,
    [tenant.id],
  )
  expect(rowCount).toBe(1)
  await world.drain()
  expect(await isDirty(tenant)).toBe(false)
})

it('is made anew from the orders by a rebuild, cells of days without orders included', async () => {
  const tenant = await aShop()
  const customer = await rows.customer(tenant)
  for (const day of [10, 11]) await rows.order(tenant, { placed_at: `2026-01-${day}T12:00:00Z`, gross: 100, customer })
  await refresh(tenant)
  await world.owner.query(`update revenue_daily set gross_amount = 5, day = day + 50 where tenant_id = $1`, [tenant.id])
  await world.owner.query(`delete from buyer_days where tenant_id = $1 and day = '2026-01-10'`, [tenant.id])
  await world.owner.query(`update buyer_spans set buyers = buyers * 7 where tenant_id = $1`, [tenant.id])
  await system(tenant, () => world.db.tx(() => world.get(Outbox).enqueue('analytics.rebuild', {})))
  await world.drain()
  expect(await everyReport(tenant, zones.rollup)).toEqual(await everyReport(tenant, zones.orders))
})

it('is for nobody who sees assigned customers alone', async () => {
  const tenant = await aShop()
  await rows.order(tenant, { placed_at: '2026-01-10T12:00:00Z', gross: 100, customer: await rows.customer(tenant) })
  await recompute(tenant)
  const seen = (who: Persona) =>
    world.as(tenant, who, () =>
      world.db.read(
        `select 1 from revenue_daily union all select 2 from buyer_days union all select 3 from buyer_spans`,
      ),
    )
  expect(await seen('manager')).not.toEqual([])
  expect(await seen('agent')).toEqual([])
})
