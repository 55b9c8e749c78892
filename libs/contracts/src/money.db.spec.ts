// The database formats amounts by functions of its own; they must agree with contracts for every currency.
import { Client } from 'pg'
import { cloneDatabase, type TestDatabase } from '@portolan/testing'
import { currencies, currencyExponent } from './currencies'
import { formatMoney } from './money'

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await cloneDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

it('counts the decimals of every currency as contracts do', async () => {
  const { rows } = await client.query<{ code: string; exponent: number }>(
    'select code, currency_exponent(code) as exponent from unnest($1::text[]) as code',
    [currencies],
  )
  expect(rows).toEqual(currencies.map((code) => ({ code, exponent: currencyExponent(code) })))
})

it('writes amounts of every currency as contracts do', async () => {
  const amounts = [0n, 1n, -1n, 9n, -10n, 12345n, -99999n, 10n ** 15n - 1n, -(10n ** 15n - 1n)]
  const { rows } = await client.query<{ code: string; minor: string; text: string }>(
    `select code, minor::text, money_text(minor, code) as text
       from unnest($1::text[]) as code cross join unnest($2::bigint[]) as minor`,
    [currencies, amounts.map(String)],
  )
  const wrong = rows.filter(({ code, minor, text }) => text !== formatMoney(BigInt(minor), code))
  expect(rows).toHaveLength(currencies.length * amounts.length)
  expect(wrong).toEqual([])
})
