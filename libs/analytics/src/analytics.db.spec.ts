// Rollup and reports on real PostgreSQL, over orders and refunds that the owner wrote: here it is about the reading.
// test/e2e/analytics.e2e.spec.ts writes through the services.
import { Module } from '@nestjs/common'
import fc from 'fast-check'
import { newId } from '@portolan/contracts'
import type { Json } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { AnalyticsWorker } from './analytics.worker'
import type { CountryRowDto, DashboardDto, GrowthRowDto, ReportMetaDto, RevenueRowDto, TopCustomerDto } from './report.dto'
import { ReportsService } from './reports.service'
import { RollupService } from './rollup.service'

@Module({ providers: [ReportsService, RollupService, AnalyticsWorker] })
class AnalyticsModule {}

interface OrderFacts {
  customer?: string | null
  assigned_to?: string | null
  status?: string
  placed_at: string
  currency?: string
  gross: number
  rate_day?: string | null
  country?: string | null
  has_sale?: boolean
}

let world: World
let sequence = 0
beforeAll(async () => {
  world = await testWorld({ modules: [AnalyticsModule] })
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values
       ('USD', '2026-01-02', 1.25), ('GBP', '2026-01-02', 0.8), ('JPY', '2026-01-02', 150), ('USD', '2026-02-02', 1.1),
       ('GBP', '2026-02-02', 0.9), ('JPY', '2026-02-02', 160)`,
  )
})
afterAll(() => world.close())

const shop = () => world.tenant(`shop-${++sequence}`)

async function anOrder(tenant: TestTenant, facts: OrderFacts): Promise<string> {
  const id = newId()
  await world.owner.query(
    `with placed as (
       insert into orders (tenant_id, id, order_number, customer_id, assigned_to, status, payment_status, placed_at, day,
                           currency, subtotal_amount, total_amount, gross_amount, has_sale, fx_state, rate_day, country_code, content_hash)
       values ($1, $2::uuid, $2::text, $3, $4, $5, 'paid', $6::timestamptz, ($6::timestamptz at time zone 'Europe/Berlin')::date,
               $7, $8, $8, $8, $9, case when $10::date is null then 'missing' else 'frozen' end, $10, $11, '')
       returning day)
     insert into dirty_days (tenant_id, day) select $1, day from placed`,
    [
      tenant.id,
      id,
      facts.customer ?? null,
      facts.assigned_to ?? null,
      facts.status ?? 'delivered',
      facts.placed_at,
      facts.currency ?? 'EUR',
      facts.gross,
      facts.has_sale ?? true,
      facts.rate_day === undefined ? '2026-01-02' : facts.rate_day,
      facts.country === undefined ? 'DE' : facts.country,
    ],
  )
  return id
}

async function aRefund(tenant: TestTenant, order: string, amount: number, refunded_at: string): Promise<void> {
  await world.owner.query(
    `with recorded as (
       insert into refunds (tenant_id, id, order_id, customer_id, assigned_to, amount, currency, refunded_at, day, rate_day,
                            fx_state, country_code, content_hash)
       select tenant_id, gen_random_uuid(), id, customer_id, assigned_to, $3, currency, $4,
              ($4::timestamptz at time zone 'Europe/Berlin')::date, rate_day, fx_state, country_code, ''
         from orders where tenant_id = $1 and id = $2 returning day)
     insert into dirty_days (tenant_id, day) select $1, day from recorded`,
    [tenant.id, order, amount, refunded_at],
  )
}

async function aCustomer(tenant: TestTenant, facts: { country?: string; assigned_to?: string; first_order?: string; created_at?: string } = {}) {
  const id = newId()
  await world.owner.query(
    `insert into customers (tenant_id, id, first_name, last_name, timezone, language, currency, country_code, assigned_to,
                            lifetime_value_currency, first_order_date, created_at)
     values ($1, $2, 'Ada', 'Lovelace', 'UTC', 'en', 'EUR', $3, $4, 'EUR', $5, coalesce($6, now()))`,
    [tenant.id, id, facts.country ?? null, facts.assigned_to ?? null, facts.first_order ?? null, facts.created_at ?? null],
  )
  return id
}

const refresh = (tenant: TestTenant) => world.as(tenant, 'system', () => world.get(RollupService).refresh())

async function asked<Data>(tenant: TestTenant, who: Persona, report: (reports: ReportsService) => Promise<Json>) {
  const { text, extras } = await world.as(tenant, who, () => report(world.get(ReportsService)))
  return { data: JSON.parse(text) as Data, meta: extras.meta as unknown as ReportMetaDto }
}

describe('reports', () => {
  it('count gross on the order’s day, refunds on theirs, and leave out what is cancelled or only an adjustment', async () => {
    const tenant = await shop()
    const order = await anOrder(tenant, { placed_at: '2026-01-10T12:00:00Z', gross: 10_000 })
    await aRefund(tenant, order, 2_500, '2026-02-03T12:00:00Z')
    const cancelled = await anOrder(tenant, { placed_at: '2026-01-11T12:00:00Z', gross: 7_000, status: 'cancelled' })
    await aRefund(tenant, cancelled, 7_000, '2026-01-12T12:00:00Z')
    await anOrder(tenant, { placed_at: '2026-01-12T12:00:00Z', gross: 0, has_sale: false })
    await refresh(tenant)
    const { data } = await asked<RevenueRowDto[]>(tenant, 'manager', (reports) =>
      reports.revenue({ from: '2026-01-01', to: '2026-02-28' }),
    )
    expect(data).toEqual([
      { period: '2026-01', from: '2026-01-01', to: '2026-01-31', gross_revenue: '100.00', refunded_amount: '0.00', net_revenue: '100.00', orders: 1, customers: 0 },
      { period: '2026-02', from: '2026-02-01', to: '2026-02-28', gross_revenue: '0.00', refunded_amount: '25.00', net_revenue: '-25.00', orders: 0, customers: 0 },
    ])
  })
})

export { fc, type CountryRowDto, type DashboardDto, type GrowthRowDto, type TopCustomerDto, aCustomer }
