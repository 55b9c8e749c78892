import { OrdersWorkerModule } from '@portolan/orders'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { Files, type Upload } from '@portolan/platform'
import { Readable } from 'node:stream'
import { importsEntities, ImportsService, ImportsWorkerModule } from '.'
import { ImportsApiModule } from './imports.module'
import type { ImportDto } from './import.dto'
import { customersEntities } from '@portolan/customers'
import { ordersEntities } from '@portolan/orders'

let world: World
let shop: TestTenant
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'

beforeAll(async () => {
  world = await testWorld({
    modules: [OrdersWorkerModule, ImportsApiModule, ImportsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...importsEntities],
  })
  shop = await world.tenant('a')
})
afterAll(() => world.close())
beforeEach(() => world.owner.query('truncate imports, orders, refunds, customers cascade'))

async function upload(content: string | Buffer, fields: Record<string, string>): Promise<Upload> {
  const file = await world.get(Files).store(Readable.from([Buffer.from(content)]))
  return { file, filename: 'orders.csv', fields: new Map(Object.entries(fields)) }
}

const mapping = 'uci-online-retail'
const options = (more: object = {}) => JSON.stringify({ currency: 'GBP', timezone: 'Europe/London', ...more })

async function send(content: string | Buffer, fields: Record<string, string> = { mapping, options: options() }) {
  const made = await world.as(shop, 'manager', async () =>
    world.get(ImportsService).accept(await upload(content, fields)),
  )
  return made.toJSON() as ImportDto
}
async function read(id: string): Promise<ImportDto> {
  return (await world.as(shop, 'manager', () => world.get(ImportsService).one(id))).toJSON() as ImportDto
}
async function bring(content: string | Buffer, fields?: Record<string, string>): Promise<ImportDto> {
  const { id } = await send(content, fields)
  await world.drain()
  return read(id)
}
const lines = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`
const rowsOf = async <Row extends object>(sql: string) => (await world.owner.query<Row>(sql)).rows

it('brings in orders, refunds and adjustments, with customers, guests and their countries', async () => {
  const result = await bring(
    lines(
      '536365,85123A,WHITE HANGING HEART ,6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
      'C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,EIRE',
      '536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:27:00,3.395,17850,United Kingdom',
      '536589,21777,,-10,2010-12-01 16:50:00,0,,Unspecified',
    ),
  )
  expect(result).toMatchObject({ status: 'completed', total_rows: 4, processed_rows: 4, created: 3, rejected: 0 })
  expect(
    await rowsOf(
      'select order_number, gross_amount, placed_at, country_code, has_sale, customer_id is null as guest from orders order by 1',
    ),
  ).toEqual([
    {
      order_number: '536365',
      gross_amount: '3567',
      placed_at: new Date('2010-12-01T08:26:00Z'),
      country_code: 'GB',
      has_sale: true,
      guest: false,
    },
    {
      order_number: '536589',
      gross_amount: '0',
      placed_at: new Date('2010-12-01T16:50:00Z'),
      country_code: null,
      has_sale: false,
      guest: true,
    },
  ])
  expect(await rowsOf('select refund_number, amount, order_id, country_code, currency from refunds')).toEqual([
    { refund_number: 'C536379', amount: '2750', order_id: null, country_code: 'IE', currency: 'GBP' },
  ])
  expect(await rowsOf('select source, external_id from customer_identities order by 2')).toEqual([
    { source: 'uci-online-retail', external_id: '14527' },
    { source: 'uci-online-retail', external_id: '17850' },
  ])
  expect(await rowsOf('select product_name, sku, total_price from order_items order by sku')).toEqual([
    { product_name: '21777', sku: '21777', total_price: '0' },
    { product_name: 'WHITE METAL LANTERN', sku: '71053', total_price: '2037' },
    { product_name: 'WHITE HANGING HEART', sku: '85123A', total_price: '1530' },
  ])
})
