import { Command } from 'commander'
import { Client } from 'pg'
import { cloneDatabase, createTenant, RevenueRows, type TestDatabase } from '@portolan/testing'

let database: TestDatabase
let owner: Client

beforeAll(async () => {
  database = await cloneDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

/** Runs a command of ours against the database of this spec: settings are read when the libs are loaded. */
async function portolan(...words: string[]): Promise<string> {
  const told: string[] = []
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  process.env.DATABASE_URL = database.url
  try {
    await jest.isolateModulesAsync(async () => {
      const { registerAnalytics } = await import('./analytics')
      const program = new Command().exitOverride()
      registerAnalytics(program)
      await program.parseAsync(words, { from: 'user' })
    })
  } finally {
    output.mockRestore()
  }
  return told.join('')
}

it('computes the rollup of a workspace anew', async () => {
  const tenant = await createTenant(owner, 'a')
  const rows = new RevenueRows(owner)
  await rows.order(tenant, { placed_at: '2026-01-10T12:00:00Z', gross: 12_990 })
  await rows.order(tenant, { placed_at: '2026-03-10T12:00:00Z', gross: 10 })
  await owner.query('delete from dirty_days')
  expect(await portolan('analytics', 'rebuild', '--tenant', tenant.slug)).toContain('2 days')
  const cells = await owner.query('select day::text, gross_amount, orders from revenue_daily order by day')
  expect(cells.rows).toEqual([
    { day: '2026-01-10', gross_amount: '12990', orders: 1 },
    { day: '2026-03-10', gross_amount: '10', orders: 1 },
  ])
})

it('names a workspace that is not there', async () => {
  await expect(portolan('analytics', 'rebuild', '--tenant', 'nobody')).rejects.toThrow('there is no workspace nobody')
})
