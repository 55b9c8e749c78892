// Two hundred writes, forty at once, on ten customers: figures, refundable remainders and rollup stay what a slow
// recomputation of the rows says.
import { AnalyticsWorkerModule, RollupService } from '@portolan/analytics'
import { roundRatio } from '@portolan/contracts'
import { DomainError, type Json } from '@portolan/platform'
import { anOrder, aRefund, aSale, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { OrderDto } from './order.answer.dto'
import { ordersEntities } from './orders.entities'
import { OrdersWorkerModule } from './orders.module'
import { OrdersService } from './orders.service'
import { OrderRefundsService } from './refunds/order-refunds.service'
import { RefundsService } from './refunds/refunds.service'
import { ReturnsService } from './returns/returns.service'

let world: World
let shop: TestTenant
let orders: OrdersService
let refunds: RefundsService
let byHand: OrderRefundsService
let returns: ReturnsService
const customers = 10

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersWorkerModule, AnalyticsWorkerModule], entities: ordersEntities })
  shop = await world.tenant('shop')
  orders = world.get(OrdersService)
  refunds = world.get(RefundsService)
  byHand = world.get(OrderRefundsService)
  returns = world.get(ReturnsService)
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate)
     select c.currency, d::date, c.rate + extract(day from d) / 100
       from (values ('USD', 1.1), ('GBP', 0.85), ('JPY', 160)) c (currency, rate),
            generate_series('2026-01-01'::date, '2026-01-31', '1 day') d`,
  )
})
afterAll(() => world.close())

const buyer = (index: number) => ({
  source: 'shop',
  external_id: `buyer-${index % customers}`,
  profile: { email: `buyer-${index % customers}@example.com`, country_code: index % 2 ? 'DE' : 'FR' },
})
const currencies = ['EUR', 'USD', 'GBP', 'JPY'] as const
/** Every writer has an order of its own, or shares one with a few others; the same numbers in every run. */
const order = (index: number, turn: number) =>
  anOrder({
    external_id: `order-${index}`,
    customer: (index + turn) % 7 === 0 ? null : buyer(index + (turn % 3)),
    currency: currencies[index % currencies.length] ?? 'EUR',
    placed_at: `2026-01-${String(5 + ((index + turn) % 20)).padStart(2, '0')}T23:15:00Z`,
    items: [
      // The same pieces at the same price each time: what was given back before stays within what the source says.
      aSale(String(10 + ((index * 7) % 90)), { quantity: 1 + (index % 3) }),
      aSale('2', { kind: 'adjustment', quantity: -1, product_name: `Correction ${turn % 3}` }),
    ],
  })

/** The same order's first line, refund and return are wanted by many at once. */
async function writer(index: number, ids: readonly string[]): Promise<unknown> {
  const id = ids[index % ids.length] ?? ''
  switch (index % 10) {
    case 0:
      return orders.placeMany([order(index % 40, index), order((index + 1) % 40, index)])
    case 1:
      return byHand.refundOrder(id, { amount: '3', refunded_at: '2026-01-20T10:00:00Z' })
    case 2:
      return orders.setStatus(id, index % 3 ? 'shipped' : 'cancelled')
    case 3:
      return refunds.recordMany([
        aRefund({ external_id: `c-${index % 30}`, customer: buyer(index), amount: BigInt(100 + index) }),
      ])
    case 4:
      return byHand.refundOrder(id, { items: [await firstLine(id)] })
    case 5:
      return comeBack(id)
    case 6:
      return changeRefund(id, index)
    case 7:
      return orders.setPayment(id, { payment_status: index % 2 ? 'failed' : 'paid' }, null)
    case 8:
      return sell(id, index)
    default:
      return orders.change(id, { shipping_amount: String(index % 9) }, null)
  }
}

const parse = <Row>(json: Json): Row => JSON.parse(json.text) as Row

async function firstLine(id: string) {
  const [line] = parse<OrderDto>(await orders.one(id)).items ?? []
  return { order_item_id: line?.id ?? '', quantity: 1 }
}

/** One more to whoever has that order. */
async function sell(id: string, index: number): Promise<void> {
  const { customer_id } = parse<OrderDto>(await orders.one(id))
  const items = [{ product_name: 'Cup', quantity: 1, unit_price: String(1 + index / 4) }]
  const currency = currencies[index % currencies.length] ?? 'EUR'
  await orders.place({ customer_id: customer_id ?? undefined, currency, placed_at: '2026-01-12T09:00:00Z', items })
}

async function comeBack(id: string): Promise<void> {
  const items = [await firstLine(id)]
  const { id: asked } = parse<{ id: string }>(await returns.request(id, { reason: 'damaged', items }))
  for (const status of ['approved', 'received', 'refunded'] as const) await returns.setStatus(asked, { status })
}

/** One that somebody else may change or take back just now. */
async function changeRefund(id: string, index: number): Promise<unknown> {
  const [refund] = (parse<OrderDto>(await orders.one(id)).refunds ?? []).filter(({ source }) => source === 'manual')
  if (!refund) return byHand.refundOrder(id, { amount: '1' })
  return index % 2 ? byHand.remove(refund.id) : byHand.edit(refund.id, { amount: '2' }, null)
}

/** Expected refusals: a closed order, a refund too large, an order that changes while somebody edits it. */
const refusals =
  /^(order\.(closed|transition|has_refunds|not_editable|amounts|pieces|lines_in_use|payment_transition)|refund\.(too_large|currency|missing|of_return|amount)|return\.(order_status|transition))$/

interface Fact {
  customer_id: string
  kind: string
  amount: string
  currency: string
  rate_day: string
  placed_at: string
}

async function slowFigures() {
  const { rows: facts } = await world.owner.query<Fact>(
    `select o.customer_id, 'order' as kind, (select sum(i.total_price) from order_items i where i.order_id = o.id and i.kind = 'sale')::text as amount,
            o.currency, o.rate_day::text, o.placed_at::text
       from orders o where o.tenant_id = $1 and o.customer_id is not null and o.status <> 'cancelled' and o.deleted_at is null
      union all
     select r.customer_id, 'refund', r.amount::text, r.currency, r.rate_day::text, r.refunded_at::text
       from refunds r left join orders o on o.id = r.order_id
      where r.tenant_id = $1 and r.customer_id is not null and (o.id is null or o.status <> 'cancelled' and o.deleted_at is null)`,
    [shop.id],
  )
  const { rows: rates } = await world.owner.query<{ key: string; rate: string }>(
    `select currency || day::text as key, round(rate * 1000000)::text as rate from exchange_rates`,
  )
  const rateOf = new Map(rates.map(({ key, rate }) => [key, BigInt(rate)]))
  const figures = new Map<string, { net: bigint; orders: number }>()
  const scale = 10n ** 18n
  for (const { customer_id, kind, amount, currency, rate_day } of facts) {
    const rate = currency === 'EUR' ? 1_000_000n : (rateOf.get(currency + rate_day) ?? 0n)
    const minorFactor = currency === 'JPY' ? 100n : 1n
    const euros = roundRatio(BigInt(amount) * minorFactor * 1_000_000n * scale, rate)
    const figure = figures.get(customer_id) ?? { net: 0n, orders: 0 }
    figure.net += kind === 'order' ? euros : -euros
    figure.orders += kind === 'order' ? 1 : 0
    figures.set(customer_id, figure)
  }
  return [...figures].map(([id, { net, orders: n }]) => ({
    id,
    lifetime_value: String(roundRatio(net, scale)),
    total_orders: n,
  }))
}

it('keeps figures and rollup equal to a slow recomputation', async () => {
  const first = Array.from({ length: 40 }, (_, index) => order(index, 0))
  const ids = (await world.as(shop, 'system', () => orders.placeMany(first))).map(({ id }) => id)

  const results: PromiseSettledResult<unknown>[] = []
  for (let wave = 0; wave < 5; wave++) {
    const writers = Array.from({ length: 40 }, (_, index) => wave * 40 + index)
    const write = (index: number) => world.as(shop, 'manager', () => writer(index, ids))
    results.push(...(await Promise.allSettled(writers.map(write))))
  }
  const unexpected = results.filter(
    (result) =>
      result.status === 'rejected' && !(result.reason instanceof DomainError && refusals.test(result.reason.reason)),
  )
  expect(unexpected).toEqual([])
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(120)

  const { rows: figures } = await world.owner.query<{ id: string }>(
    `select id, lifetime_value, total_orders from customers where tenant_id = $1 and (total_orders > 0 or lifetime_value <> 0)`,
    [shop.id],
  )
  const byId = (rows: { id: string }[]) => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))
  expect(byId(figures)).toEqual(
    byId((await slowFigures()).filter(({ lifetime_value, total_orders }) => lifetime_value !== '0' || total_orders)),
  )

  await world.drain()
  const before = await cells()
  await world.as(shop, 'system', () => world.get(RollupService).refresh())
  expect(before).toEqual(await liveCells())
}, 120_000)

it('refunded no order beyond its total', async () => {
  const { rows } = await world.owner.query(
    `select o.id from orders o where o.tenant_id = $1
        and (select coalesce(sum(amount), 0) from refunds r where r.order_id = o.id) > o.total_amount`,
    [shop.id],
  )
  expect(rows).toEqual([])
})

it('returned and refunded no more pieces than were sold, and paid each return once', async () => {
  const { rows } = await world.owner.query(
    `select i.id from order_items i
      where i.tenant_id = $1 and i.kind = 'sale' and (
        i.quantity < (select coalesce(sum(x.quantity), 0) from refund_items x where x.order_item_id = i.id)
        or i.quantity < (select coalesce(sum(x.quantity), 0) from return_items x join returns r on r.id = x.return_id
                          where x.order_item_id = i.id and r.status not in ('rejected', 'cancelled')))
     union all
     select r.id from returns r where r.tenant_id = $1 and (r.status = 'refunded') <> (r.refund_id is not null)`,
    [shop.id],
  )
  expect(rows).toEqual([])
})

it('says of every payment what its refunds come to', async () => {
  const { rows } = await world.owner.query(
    `select o.id, o.payment_status, o.total_amount, f.refunded, o.status from orders o
      cross join lateral (select coalesce(sum(r.amount), 0) as refunded from refunds r where r.order_id = o.id) f
      where o.tenant_id = $1 and o.payment_status in ('partially_refunded', 'refunded')
        and o.payment_status is distinct from case when f.refunded = 0 then null when f.refunded >= o.total_amount then 'refunded' else 'partially_refunded' end`,
    [shop.id],
  )
  expect(rows).toEqual([])
})

it('counted its orders and refunds', async () => {
  const { rows } = await world.owner.query<{ counted: string; there: string }>(
    `select (select sum(count) from tenant_counts where tenant_id = $1 and name = n.name) as counted,
            case n.name when 'orders' then (select count(*) from orders where tenant_id = $1)
                        else (select count(*) from refunds where tenant_id = $1) end as there
       from (values ('orders'), ('refunds')) n (name)`,
    [shop.id],
  )
  for (const { counted, there } of rows) expect(counted).toBe(there)
})

async function cells(): Promise<unknown[]> {
  const { rows } = await world.owner.query<object>(
    `select day::text, rate_day::text, currency, country_code, known_buyer, gross_amount::text, refunded_amount::text, orders, refunds
       from revenue_daily where tenant_id = $1 order by 1, 2, 3, 4, 5`,
    [shop.id],
  )
  return rows
}

async function liveCells(): Promise<unknown[]> {
  const { rows } = await world.owner.query<object>(
    `select day::text, rate_day::text, currency, country_code, known_buyer, sum(gross)::bigint::text as gross_amount,
            sum(refunded)::bigint::text as refunded_amount, sum(n)::integer as orders, sum(m)::integer as refunds
       from (
         select day, rate_day, currency, coalesce(country_code, '') as country_code, customer_id is not null as known_buyer,
                gross_amount as gross, 0 as refunded, 1 as n, 0 as m
           from orders where tenant_id = $1 and deleted_at is null and status <> 'cancelled' and has_sale
          union all
         select r.day, r.rate_day, r.currency, coalesce(r.country_code, ''), r.customer_id is not null, 0, r.amount, 0, 1
           from refunds r left join orders o on o.id = r.order_id
          where r.tenant_id = $1 and (o.id is null or o.status <> 'cancelled' and o.deleted_at is null)
       ) f
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
    [shop.id],
  )
  return rows
}
