// What the reports must say once the UCI Online Retail file is imported with the ECB's rates: the figures of
// ../shared/data/EXPECTED.md, which were computed by another program. A spec imports the file and then calls this.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { countryNamed } from '../../libs/imports/src/orders/country-names'
import type { Caller } from '../../libs/testing/src/api'

type Row = Record<string, string | number | null>
interface Report<Data> {
  data: Data
  meta: { orders_without_rate: number; currency: string }
}

const range = 'from=2010-12-01&to=2011-12-31'

/** Adds specs about the reports of a workspace that holds the whole file and nothing else, in London's zone. */
export function describeOnlineRetailReports(manager: () => Caller, sharedData: string): void {
  const expected = new Expected(join(sharedData, 'EXPECTED.md'))
  const report = async <Data = Row[]>(path: string): Promise<Report<Data>> => {
    const { status, body, text } = await manager().get<Report<Data>>(`/analytics/${path}`)
    if (status !== 200) throw new Error(text)
    return body
  }
  const dashboard = async (query: string): Promise<Row> =>
    (await report<{ current: Row }>(`dashboard?${range}&${query}`)).data.current

  it('reports gross, cancellations and orders to the penny', async () => {
    expect(await dashboard('currency=GBP')).toMatchObject({
      gross_revenue: '10666684.54',
      refunded_amount: '896812.49',
      net_revenue: '9769872.05',
      orders: 19_960,
      refunds: 3836,
      customers: 4338,
      new_customers: 4338,
      orders_without_rate: 0,
    })
    expect(await dashboard('currency=GBP&buyers=known')).toMatchObject({
      gross_revenue: '8911407.90',
      refunded_amount: '611342.09',
      orders: 18_532,
      customers: 4338,
      average_order_value: '480.87',
    })
  })

  it('converts each order at the rate of its day', async () => {
    expect(await dashboard('currency=EUR&buyers=known')).toMatchObject({
      gross_revenue: '10282992.84',
      orders_without_rate: 0,
    })
    expect(await dashboard('currency=USD&buyers=known')).toMatchObject({
      gross_revenue: '14238689.95',
      orders_without_rate: 0,
    })
  })

  it.each(['all', 'known'] as const)('reports every country of %s buyers to the penny', async (buyers) => {
    const { data } = await report(`revenue/country?${range}&currency=GBP&buyers=${buyers}`)
    const found = Object.fromEntries(data.map((row) => [row.country_code ?? '', row]))
    for (const [code, { gross, orders, refunded }] of expected.countries(buyers)) {
      const row = found[code] ?? { gross_revenue: '0.00', orders: 0, refunded_amount: '0.00' }
      expect([code, row.gross_revenue, row.orders]).toEqual([code, pounds(gross), orders])
      if (buyers === 'all') expect([code, row.refunded_amount]).toEqual([code, pounds(refunded)])
    }
    expect(data.length).toBeLessThanOrEqual(expected.countries(buyers).size)
  })

  it('reports every month to the penny', async () => {
    const all = await report(`revenue?${range}&currency=GBP`)
    const known = await report(`revenue?${range}&currency=GBP&buyers=known`)
    expect(all.data.map(({ period, gross_revenue }) => [period, gross_revenue])).toEqual(
      expected.months().map(([month, gross]) => [month, gross]),
    )
    expect(
      known.data.map(({ period, gross_revenue, orders, customers }) => [period, gross_revenue, orders, customers]),
    ).toEqual(
      expected.months().map(([month, , gross, orders, customers]) => [month, gross, Number(orders), Number(customers)]),
    )
  })

  it('wins the customers of each month that the cohorts begin with', async () => {
    const { data } = await report(`customers/growth?${range}`)
    const won = new Map<string, number>()
    for (const { period, new_customers } of data)
      won.set(String(period), (won.get(String(period)) ?? 0) + Number(new_customers))
    expect([...won].sort()).toEqual(expected.cohorts())
    const last = data.filter(({ period }) => period === '2011-12')
    expect(last.reduce((sum, row) => sum + Number(row.cumulative_customers), 0)).toBe(4338)
  })

  it('knows the ten greatest customers', async () => {
    const { data } = await report(`customers/top?${range}&currency=GBP&limit=10`)
    expect(data.map(({ net_revenue }) => net_revenue)).toEqual(expected.topNet())
  })
}

interface CountryFigures {
  readonly gross: bigint
  readonly orders: number
  readonly refunded: bigint
}

/** Reads the tables of EXPECTED.md. */
class Expected {
  private readonly text: string

  constructor(file: string) {
    this.text = readFileSync(file, 'utf8')
  }

  countries(buyers: 'all' | 'known'): Map<string, CountryFigures> {
    const figures = new Map<string, CountryFigures>()
    for (const [name = '', gross, orders, clean, cleanOrders, , , cancelled] of this.table('Revenue by country')) {
      const code = countryNamed(name) ?? ''
      const before = figures.get(code) ?? { gross: 0n, orders: 0, refunded: 0n }
      figures.set(code, {
        gross: before.gross + pence(buyers === 'all' ? gross : clean),
        orders: before.orders + Number(buyers === 'all' ? orders : cleanOrders),
        refunded: before.refunded - pence(cancelled),
      })
    }
    return figures
  }

  /** Month, gross, gross of known buyers, their orders, their number. */
  months(): string[][] {
    return this.table('By month')
  }

  /** Months with the number of customers who bought for the first time. */
  cohorts(): [string, number][] {
    const block = this.text.slice(
      this.text.indexOf('CLEAN rows only:'),
      this.text.indexOf('All rows with a customer id'),
    )
    return [...block.matchAll(/(\d{4}-\d{2}) \[(\d+)/g)].map(([, month = '', size]) => [month, Number(size)])
  }

  topNet(): string[] {
    const block = this.text.slice(this.text.indexOf('Net of cancellations:'), this.text.indexOf('## RFM'))
    return [...block.matchAll(/ (\d+\.\d{2}) invoices/g)].map(([, amount = '']) => amount)
  }

  private table(heading: string): string[][] {
    const start = this.text.indexOf(`## ${heading}`)
    const section = this.text.slice(start, this.text.indexOf('\n## ', start + 3))
    const lines = section.split('\n').filter((line) => line.startsWith('|'))
    return lines.slice(2).map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
  }
}

function pence(text: string | undefined): bigint {
  return BigInt((text ?? '').replace('.', ''))
}

function pounds(amount: bigint): string {
  const digits = amount.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
