// The report of products, over a catalogue and orders that came in by their own services.
import { CatalogModule, CatalogSync, type ShopVariant } from '@portolan/catalog'
import { ordersEntities, OrderRefundsService, OrdersService, OrdersWorkerModule } from '@portolan/orders'
import { Module } from '@nestjs/common'
import { aRefund, anOrder, aSale, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { RefundsService } from '@portolan/orders'
import type { ProductRowDto, ReportMetaDto } from './report.dto'
import { ReportsService } from './reports.service'

@Module({ providers: [ReportsService] })
class ReportsModule {}

let world: World
let shops = 0
beforeAll(async () => {
  world = await testWorld({ modules: [ReportsModule, CatalogModule, OrdersWorkerModule], entities: ordersEntities })
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-02', 1.25), ('USD', '2026-01-14', 1.25)`,
  )
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)
const ada = { source: 'shop', external_id: 'ada', profile: { email: 'ada@example.com' } }
const pot = (unit_price: string, more = {}) =>
  aSale(unit_price, { product_id: 'pot', sku: 'POT', product_name: 'Old name', ...more })

type Orders = Parameters<typeof anOrder>[0]
const place = async (shop: TestTenant, ...orders: NonNullable<Orders>[]) =>
  (await world.as(shop, 'system', () => world.get(OrdersService).placeMany(orders.map(anOrder)))).map(({ id }) => id)
const offer = (
  shop: TestTenant,
  variants: Partial<ShopVariant>[],
  more: { external_id?: string; source?: string } = {},
) =>
  world.as(shop, 'system', () =>
    world.get(CatalogSync).bring({
      ...{ source: 'shop', external_id: 'pot', name: 'Teapot', description: null, status: 'active', brand: null },
      ...{ categories: [], product_type: null, tags: [], images: [], currency: 'EUR', external_updated_at: null },
      variants: variants.map((variant, index) => ({
        ...{
          external_id: `v${index}`,
          sku: null,
          name: null,
          options: [],
          stock_quantity: null,
          barcode: null,
          image_url: null,
        },
        ...variant,
      })),
      ...more,
    }),
  )
async function report(
  shop: TestTenant,
  query: Parameters<ReportsService['products']>[0] = {},
  who: Persona = 'manager',
) {
  const asked = { from: '2026-01-01', to: '2026-01-31', ...query }
  const json = await world.as(shop, who, () => world.get(ReportsService).products(asked))
  return { rows: JSON.parse(json.text) as ProductRowDto[], meta: json.extras.meta as unknown as ReportMetaDto }
}
const inShort = ({ rows }: { rows: ProductRowDto[] }) =>
  rows.map((row) =>
    [row.name, row.units, row.refunded_units, row.gross_revenue, row.refunded_amount, row.orders, row.customers].join(
      ' ',
    ),
  )

describe('the report of products', () => {
  it('adds up to revenue, line by line, whether the product or its orders came first', async () => {
    const shop = await aShop()
    const [first] = await place(
      shop,
      {
        customer: ada,
        items: [pot('10', { quantity: 3 }), pot('5', { sku: 'POT-L' }), aSale('1', { kind: 'adjustment' })],
      },
      { customer: ada, items: [pot('8')], placed_at: '2026-01-31T23:30:00Z' },
      { items: [aSale('4'), aSale('2', { sku: 'CUP', product_name: 'Cup, new' })] },
      { items: [pot('99')], status: 'cancelled' },
      { items: [pot('7')], source: 'other' },
    )
    const { id } = await offer(shop, [{ sku: 'POT' }, { sku: 'POT-L' }])
    await place(shop, { items: [pot('20')] })
    const { rows } = await world.owner.query<{ id: string }>(
      `select id from order_items where order_id = $1 and sku = 'POT'`,
      [first],
    )
    await world.as(shop, 'manager', () =>
      world.get(OrderRefundsService).refundOrder(first ?? '', {
        items: [{ order_item_id: rows[0]?.id, quantity: 1 }],
        amount: '12.00',
        refunded_at: '2026-01-20T12:00:00Z',
      }),
    )
    await world.as(shop, 'system', () => world.get(RefundsService).recordMany([aRefund({ amount: 150n })]))
    const all = await report(shop)
    // Ours 30 + 5 + 20 less 10; 23:30 in Greenwich is February in Berlin. The refund gave two euros more than its line.
    expect(inShort(all)).toEqual([
      'Teapot 5 1 55.00 10.00 2 1',
      'Old name 1 0 7.00 0.00 1 0',
      'Cup, new 2 0 6.00 0.00 1 0',
      ' 0 0 0.00 3.50 0 0',
    ])
    expect(all.rows[0]).toMatchObject({ product_id: id, sku: null, net_revenue: '45.00', cost: null, margin: null })
    expect(inShort(await report(shop, { product_id: id }))).toEqual(['Teapot 5 1 55.00 10.00 2 1'])
    expect(inShort(await report(shop, { buyers: 'known', limit: 1 }))).toEqual(['Teapot 4 1 35.00 10.00 1 1'])
    expect(inShort(await report(shop, { timezone: 'UTC', product_id: id }))).toEqual(['Teapot 6 1 63.00 10.00 3 1'])
    const dashboard = await world.as(shop, 'manager', () =>
      world.get(ReportsService).dashboard({ from: '2026-01-01', to: '2026-01-31', timezone: 'UTC' }),
    )
    expect(JSON.parse(dashboard.text)).toMatchObject({ current: { gross_revenue: '76.00', refunded_amount: '13.50' } })
  })

  it('knows the margin of the pieces whose variant has a cost, each at the rate of its order', async () => {
    const shop = await aShop()
    await offer(shop, [
      { sku: 'POT', name: 'Small', price: 1000n, cost: 400n },
      { name: 'Large', price: 2000n, cost: 900n },
      { name: 'Huge', price: 3000n },
    ])
    await place(
      shop,
      {
        items: [
          pot('10', { quantity: 2 }),
          pot('20', { sku: null, variant_name: 'Large' }),
          pot('30', { sku: 'X', variant_name: 'Huge' }),
        ],
      },
      { items: [pot('12.50', { quantity: 2 })], currency: 'USD', placed_at: '2026-01-05T12:00:00Z' },
    )
    // 20 + 20 + 25 dollars at 1.25; four of POT at 4, and one at 9.
    expect((await report(shop)).rows).toMatchObject([
      { units: 6, gross_revenue: '90.00', units_with_cost: 5, cost: '25.00', margin: '35.00', margin_percent: 58.3 },
    ])
    expect((await report(shop, { currency: 'USD' })).rows).toMatchObject([
      { gross_revenue: '112.50', cost: '31.25', margin: '43.75' },
    ])
    const kwd = { items: [pot('3')], currency: 'KWD' }
    await place(shop, kwd, kwd)
    const { rows, meta } = await report(shop)
    expect(rows).toMatchObject([{ units: 8, gross_revenue: '90.00' }])
    expect(meta).toMatchObject({ orders_without_rate: 2, refunds_without_rate: 0, scope: 'tenant' })
  })

  it('covers for agents what is assigned to them', async () => {
    const shop = await aShop()
    const [mine] = await place(shop, { customer: ada, items: [pot('10')] }, { items: [pot('20')] })
    await world.owner.query('update orders set assigned_to = $1 where id = $2', [shop.agent.id, mine])
    const { rows, meta } = await report(shop, {}, 'agent')
    expect(rows).toMatchObject([{ gross_revenue: '10.00', orders: 1 }])
    expect(meta.scope).toBe('assigned')
  })
})
