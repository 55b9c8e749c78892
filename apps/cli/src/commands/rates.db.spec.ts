import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { Client } from 'pg'
import { cloneDatabase, createTenant, type TestDatabase } from '@portolan/testing'

let database: TestDatabase
let owner: Client
let folder: string

beforeAll(async () => {
  database = await cloneDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  folder = await mkdtemp(join(tmpdir(), 'portolan-rates-'))
})
afterAll(async () => {
  await owner.end()
  await database.drop()
  await rm(folder, { recursive: true })
})

/** Runs the command against the database of this spec: settings are read when the libs are loaded. */
async function load(name: string, content?: Buffer): Promise<string> {
  const file = join(folder, name)
  if (content) await writeFile(file, content)
  const told: string[] = []
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  process.env.DATABASE_URL = database.url
  try {
    await jest.isolateModulesAsync(async () => {
      const { registerRates } = await import('./rates')
      const program = new Command().exitOverride()
      registerRates(program)
      await program.parseAsync(['rates', 'load', file], { from: 'user' })
    })
  } finally {
    output.mockRestore()
  }
  return told.join('')
}

const history = Buffer.from('Date,USD,GBP,\n2011-12-09,1.3384,0.85315,\n2010-12-01,1.3115,0.8393,\n')

it('loads a file of the ECB’s, and loads nothing the second time', async () => {
  const tenant = await createTenant(owner, 'a')
  await owner.query(
    `insert into orders (tenant_id, id, order_number, status, payment_status, placed_at, day, currency, subtotal_amount,
                         total_amount, gross_amount, has_sale, fx_state, content_hash)
     values ($1, gen_random_uuid(), '1', 'pending', 'paid', '2011-12-09T12:00:00Z', '2011-12-09', 'GBP', 100, 100, 100, true, 'missing', '')`,
    [tenant.id],
  )
  expect(await load('eurofxref-hist.csv.gz', gzipSync(history))).toContain('4 rates are new')
  expect(await load('eurofxref-hist.csv', history)).toContain('nothing new')
  const { rows } = await owner.query(
    `select currency, rate from exchange_rates where day = '2011-12-09' order by currency`,
  )
  expect(rows).toEqual([
    { currency: 'GBP', rate: '0.85315' },
    { currency: 'USD', rate: '1.3384' },
  ])
  const waiting = await owner.query(`select name from job_heads where tenant_id = $1`, [tenant.id])
  expect(waiting.rows).toContainEqual({ name: 'rates.apply' })
})

it('says what is wrong with a file', async () => {
  await expect(load('missing.csv')).rejects.toThrow('there is no file')
  await expect(load('other.csv', Buffer.from('a,b\n1,2\n'))).rejects.toThrow('first column is not called Date')
})
