import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  await createTenant(owner, 'a')
  folder = await mkdtemp(join(tmpdir(), 'portolan-import-'))
})
afterAll(async () => {
  await owner.end()
  await database.drop()
  await rm(folder, { recursive: true })
})

async function exportOrders(...flags: string[]): Promise<string> {
  const told: string[] = []
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  process.env.DATABASE_URL = database.url
  try {
    await jest.isolateModulesAsync(async () => {
      const { registerExport } = await import('./export')
      const program = new Command().exitOverride()
      registerExport(program)
      await program.parseAsync(['export', 'orders', '--tenant', 'a-shop', ...flags], { from: 'user' })
    })
  } finally {
    output.mockRestore()
  }
  return told.join('')
}

/** Runs the command against the database of this spec: settings are read when the libs are loaded. */
async function importOrders(content: string, ...flags: string[]): Promise<string> {
  const file = join(folder, 'orders.csv')
  await writeFile(file, content)
  const told: string[] = []
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  process.env.DATABASE_URL = database.url
  try {
    await jest.isolateModulesAsync(async () => {
      const { registerImport } = await import('./import')
      const program = new Command().exitOverride()
      registerImport(program)
      const all = ['import', 'orders', file, '--tenant', 'a-shop', '--mapping', 'uci-online-retail', ...flags]
      await program.parseAsync(all, { from: 'user' })
    })
  } finally {
    output.mockRestore()
  }
  return told.join('')
}

const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n'
const good = '489434,85048,"15CM CHRISTMAS GLASS BALL 20 LIGHTS",12,12/1/2009 7:45,6.95,13085.0,United Kingdom\n'
const bad = '489435,22350,CAT BOWL,many,12/1/2009 7:46,2.55,13085.0,United Kingdom\n'
const orders = async () =>
  (await owner.query<{ order_number: string }>('select order_number, currency, placed_at from orders')).rows

it('brings in a file, tells what became of it, and keeps what was rejected', async () => {
  const rejected = join(folder, 'rejected.csv')
  const flags = ['--currency', 'GBP', '--timezone', 'Europe/London', '--rejected', rejected]
  expect(await importOrders(header + good + bad, '--dry-run', ...flags)).toContain('It would be: 1 new')
  expect(await orders()).toEqual([])
  const told = await importOrders(header + good + bad, ...flags)
  expect(told).toContain('Done: 1 new, 0 changed, 0 unchanged.')
  expect(told).toContain('Rejected: 1 rows')
  expect(await readFile(rejected, 'utf8')).toBe(
    `${header.trim()},rejected_line,rejected_because\r\n${bad.trim()},3,quantity must be a whole number other than 0\r\n`,
  )
  expect(await orders()).toEqual([
    { order_number: '489434', currency: 'GBP', placed_at: new Date('2009-12-01T07:45:00Z') },
  ])
})

it('takes out what the list has, and leaves nothing behind', async () => {
  const out = join(folder, 'orders.json')
  const flags = ['--out', out, '--format', 'json', '--fields', 'order_number,currency', '--include', 'items']
  expect(await exportOrders(...flags, '--filter', 'currency=GBP', '--filter', 'placed_at[gte]=2009-01-01')).toContain(
    `1 orders in ${out}.`,
  )
  expect(JSON.parse(await readFile(out, 'utf8'))).toEqual([
    { order_number: '489434', currency: 'GBP', items: [expect.objectContaining({ sku: '85048' })] },
  ])
  expect((await owner.query('select from exports')).rowCount).toBe(0)
  await expect(exportOrders(...flags, '--filter', 'colour=red')).rejects.toThrow('colour')
})

it('says what is wrong with the call and with the file', async () => {
  await expect(importOrders(header + good, '--currency', 'XYZ')).rejects.toThrow('options.currency must be an ISO 4217')
  const tabs = header.replaceAll(',', '\t')
  await expect(importOrders(tabs, '--delimiter', ',')).rejects.toThrow('separated by a tab')
  await expect(importOrders(tabs)).rejects.toThrow('no rows below')
  await expect(importOrders('a,b\n1,2\n')).rejects.toThrow('Line 1: lacks the column')
  await expect(importOrders(`${header}${good}489436,"x\n`)).rejects.toThrow('Line 3: opens a quote')
})
