// A year of a real shop, from the file to the reports: the figures of ../shared/data/EXPECTED.md, to the penny.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { RatesService } from '@portolan/orders'
import { sharedData, type TestTenant } from '@portolan/testing'
import { countryNamed } from '../../libs/imports/src/orders/country-names'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'
import { describeOnlineRetailReports } from './online-retail-reports'

const file = sharedData('online-retail.csv.gz')
const rates = sharedData('eurofxref-hist.csv.gz')

interface Import {
  data: { id: string; status: string; [count: string]: unknown }
}

let api: TestApi
let shop: TestTenant
let manager: Caller

async function importFile(content: Buffer<ArrayBuffer>, name = 'online-retail.csv.gz'): Promise<Import['data']> {
  const form = new FormData()
  form.set('mapping', 'uci-online-retail')
  form.set('options', JSON.stringify({ currency: 'GBP', timezone: 'Europe/London' }))
  form.set('file', new Blob([content]), name)
  const accepted = await manager.post<Import>('/orders/import', form)
  expect([accepted.status, accepted.text]).toEqual([202, expect.any(String)])
  await api.drain()
  return (await manager.get<Import>(`/imports/${accepted.body.data.id}`)).body.data
}

async function rowsOf<Row>(sql: string): Promise<Row[]> {
  return (await api.owner.query(sql)).rows as Row[]
}

const describeWithData = file && rates ? describe : describe.skip

describeWithData('UCI Online Retail', () => {
  beforeAll(async () => {
    api = await testApi()
    shop = await api.tenant('retail')
    await api.owner.query(`update tenants set timezone = 'Europe/London', default_currency = 'GBP' where id = $1`, [
      shop.id,
    ])
    manager = await api.caller(shop, 'manager')
    await api.get(RatesService).load(gunzipSync(readFileSync(rates ?? '')))
  }, 120_000)
  afterAll(() => api.close())

  it('is imported whole through the API', async () => {
    expect(await importFile(readFileSync(file ?? ''))).toMatchObject({
      status: 'completed',
      total_rows: 541_909,
      processed_rows: 541_909,
      created: 25_900,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      error: null,
    })
  }, 900_000)

  it('makes 4,372 customers of 19,960 sales, 3,836 cancellations and 2,104 adjustments', async () => {
    const [counted] = await rowsOf(
      `select (select count(*)::int from customers_v1) as customers,
              (select count(*)::int from orders_v1 where counts_as_order) as sales,
              (select count(*)::int from orders_v1 where not counts_as_order) as adjustments,
              (select count(*)::int from refunds_v1 where counts and order_id is null) as cancellations,
              (select sum(gross_amount)::text from orders_v1) as gross,
              (select sum(amount)::text from refunds_v1) as cancelled,
              (select count(*)::int from orders_v1 where rate_day is null) as without_rate`,
    )
    expect(counted).toEqual({
      customers: 4372,
      sales: 19_960,
      adjustments: 2104,
      cancellations: 3836,
      gross: '1066668454',
      cancelled: '89681249',
      without_rate: 0,
    })
  })

  it('has the gross and the cancelled amount of every country', async () => {
    const found = await rowsOf<{ country: string; gross: string; cancelled: string }>(
      `select coalesce(country_code, '') as country, sum(gross)::text as gross, sum(cancelled)::text as cancelled
         from (select country_code, gross_amount as gross, 0 as cancelled from orders_v1
               union all select country_code, 0, amount from refunds_v1) documents group by 1 order by 1`,
    )
    expect(found.map(({ country, gross, cancelled }) => [country, gross, cancelled])).toEqual(expectedCountries())
  })

  it('leaves places that are no country unknown, and keeps guests', async () => {
    expect(
      await rowsOf(`select count(*)::int as orders from orders_v1 where country_code is null and counts_as_order`),
    ).toEqual([{ orders: 26 + 13 + 4 }])
    expect(
      await rowsOf(`select count(*)::int as guests from orders_v1 where customer_id is null and counts_as_order`),
    ).toEqual([{ guests: 19_960 - 18_532 }])
  })

  describe('in the reports', () => {
    if (file) describeOnlineRetailReports(() => manager, dirname(file))
    else it.skip('is not looked at without the file', () => undefined)
  })

  it('changes nothing when a tenth of its documents is imported again', async () => {
    const [header = '', ...lines] = gunzipSync(readFileSync(file ?? ''))
      .toString('utf8')
      .split('\n')
    const tenth = lines.filter((line) => /^[^,]*7,/.test(line))
    const documents = new Set(tenth.map((line) => line.slice(0, line.indexOf(','))))
    const state = () =>
      rowsOf(`select (select sum(version)::int from orders) as orders, (select sum(version)::int from refunds) as refunds,
                     (select sum(version)::int from customers) as customers,
                     (select count(*)::int from outbox_events where name not in ('import.finished')) as events`)
    const before = await state()
    expect(await importFile(Buffer.from([header, ...tenth].join('\n')), 'a-tenth.csv')).toMatchObject({
      status: 'completed',
      created: 0,
      updated: 0,
      unchanged: documents.size,
    })
    expect(await state()).toEqual(before)
    expect(await rowsOf('select from import_rows limit 1')).toEqual([])
  }, 900_000)
})

/** Code, gross and cancelled in pence, by code; what is no country under ''. */
function expectedCountries(): [string, string, string][] {
  const text = readFileSync(`${dirname(file ?? '')}/EXPECTED.md`, 'utf8')
  const start = text.indexOf('| country | GROSS')
  const lines = text.slice(start, text.indexOf('\n## ', start)).split('\n').slice(2).filter(Boolean)
  const sums = new Map<string, [bigint, bigint]>()
  for (const line of lines) {
    const [name = '', gross, , , , , , cancelled] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    const code = countryNamed(name) ?? ''
    const [before, cancelledBefore] = sums.get(code) ?? [0n, 0n]
    sums.set(code, [before + pence(gross), cancelledBefore - pence(cancelled)])
  }
  return [...sums]
    .map(([code, [gross, cancelled]]): [string, string, string] => [code, String(gross), String(cancelled)])
    .sort()
}

function pence(text: string | undefined): bigint {
  return BigInt((text ?? '').replace('.', ''))
}
