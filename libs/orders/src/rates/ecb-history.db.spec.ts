// The ECB's own history from 1999 on (source: ECB), against figures that were read from it by other means.
import { readFileSync } from 'node:fs'
import { sharedData, testWorld, type World } from '@portolan/testing'
import { ordersEntities } from '../orders.entities'
import { OrdersModule } from '../orders.module'
import { RatesService } from './rates.service'

const file = sharedData('eurofxref-hist.csv.gz')
let world: World

beforeAll(async () => {
  world = await testWorld({ modules: [OrdersModule], entities: ordersEntities })
  if (file) await world.get(RatesService).load(readFileSync(file))
}, 60_000)
afterAll(() => world.close())

const withFile = file ? it : it.skip
async function rateOn(day: string, currency: string): Promise<string | null> {
  const tenant = await world.tenant('a')
  const [row] = await world.as(tenant, 'manager', () =>
    world.db.read<{ rate: string | null }>('select eur_rate($1, $2)::text as rate', [currency, day]),
  )
  return row?.rate ?? null
}

withFile('has every day that was published', async () => {
  const { rows } = await world.owner.query(
    `select count(*)::integer as days, min(day)::text as first, max(day)::text as last from exchange_rates where currency = 'USD'`,
  )
  expect(rows).toEqual([{ days: 6983, first: '1999-01-04', last: '2026-04-13' }])
})

withFile.each([
  ['1999-01-04', 'USD', '1.1789'],
  ['1999-01-04', 'JPY', '133.73'],
  ['2000-10-26', 'USD', '0.8252'],
  ['2010-12-01', 'GBP', '0.8393'],
  ['2011-12-09', 'GBP', '0.85315'],
  ['2011-12-11', 'GBP', '0.85315'],
  ['2022-03-01', 'RUB', '117.201'],
  ['2022-03-11', 'RUB', '117.201'],
  ['2022-03-12', 'RUB', null],
  ['2022-12-30', 'HRK', '7.5365'],
  ['2025-12-31', 'BGN', '1.9558'],
  ['2012-06-01', 'ISK', null],
  ['2026-04-13', 'GBP', '0.87058'],
  ['1998-12-31', 'USD', null],
  ['2011-12-09', 'AED', null],
  ['2011-12-09', 'EUR', '1'],
])('on %s one euro is %s %s', async (day, currency, rate) => {
  expect(await rateOn(day, currency)).toBe(rate)
})
