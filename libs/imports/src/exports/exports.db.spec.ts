import { readdirSync, utimesSync, type ReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { customersEntities, CustomersService } from '@portolan/customers'
import { ordersEntities, OrdersService, OrdersWorkerModule } from '@portolan/orders'
import { config, JobRunner, type DomainError } from '@portolan/platform'
import { anOrder, testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { CsvRows } from '../csv/csv-rows'
import { restoreCell } from '../csv/cells'
import { importsEntities } from '../import.entity'
import { ImportsApiModule, ImportsWorkerModule } from '../imports.module'
import { ExportDownloadService } from './export-download.service'
import { ExportRetention } from './export-retention'
import { ExportRun } from './export-run'
import type { ExportDto, ExportKind } from './export.dto'
import { ExportsService } from './exports.service'

let world: World
let shop: TestTenant

beforeAll(async () => {
  world = await testWorld({
    modules: [OrdersWorkerModule, ImportsApiModule, ImportsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...importsEntities],
  })
  shop = await world.tenant('a')
})
afterAll(async () => {
  await rm(join(config.DATA_DIR, 'written', shop.id), { recursive: true, force: true })
  await world.close()
})
beforeEach(async () => {
  await world.owner.query(
    'truncate exports, orders, customers, job_heads, job_payloads, outbox_events, outbox_heads cascade',
  )
  await rm(join(config.DATA_DIR, 'written', shop.id), { recursive: true, force: true })
})

const request = async (kind: ExportKind, query: Record<string, string>, who: Persona = 'manager') =>
  (await world.as(shop, who, () => world.get(ExportsService).request(kind, query))).toJSON() as ExportDto
const read = async (id: string, who: Persona = 'manager') =>
  (await world.as(shop, who, () => world.get(ExportsService).one(id))).toJSON() as ExportDto
const customer = (changes: object) =>
  world.as(shop, 'manager', () => world.get(CustomersService).create(changes as never))
const files = () => readdirSync(join(config.DATA_DIR, 'written', shop.id))

/** Files are removed behind the commit. */
async function filesLeft(count: number): Promise<string[]> {
  while (files().length > count) await new Promise(setImmediate)
  return files()
}

async function download(id: string, who: Persona = 'manager'): Promise<string> {
  const { url } = await world.as(shop, who, () => world.get(ExportDownloadService).link(id))
  const token = new URL(url, 'http://shop.example').searchParams.get('token') ?? ''
  const file = await world.db.as({ tenant: null, user: null, role: null }, () =>
    world.get(ExportDownloadService).file(id, token),
  )
  return text(file.getStream())
}

async function taken(kind: ExportKind, query: Record<string, string>): Promise<string> {
  const { id } = await request(kind, query)
  await world.drain()
  return download(id)
}

/** Rows as an import reads them. */
async function rowsOf(content: string): Promise<string[][]> {
  const bytes = Buffer.from(content)
  const file = {
    head: (length: number) => Promise.resolve(bytes.subarray(0, length)),
    open: () => Readable.from([bytes]) as unknown as ReadStream,
  }
  const rows = CsvRows.open(file, ',')
  const found: string[][] = []
  for (let row = await rows.next(); row; row = await rows.next()) found.push(row.cells.map(restoreCell))
  return found
}

async function manyCustomers(count: number): Promise<void> {
  await world.owner.query(
    `insert into customers (tenant_id, id, first_name, last_name, status, language, timezone, currency, lifetime_value_currency, created_at)
     select $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Ada', 'No. ' || n, 'active', 'en', 'UTC', 'EUR', 'EUR',
            '2026-01-01T00:00:00Z'::timestamptz + make_interval(secs => n)
       from generate_series(1, $2::integer) n`,
    [shop.id, count],
  )
}

describe('a CSV file', () => {
  const dangerous = ['=HYPERLINK("http://x")', '+1', '-1', '@x', '＝1', `";=1`, `'=1`, "'quoted", '=1\n+2', ' =1']

  it('starts no formula in a spreadsheet, and an import restores what was there', async () => {
    for (const name of dangerous) await customer({ first_name: 'x', city: name.trim().split('\n')[0], last_name: 'x' })
    const content = await taken('customers', { fields: 'city', sort: 'created_at' })
    expect(content).not.toMatch(/(^|[\n,"])[=+\-@＝]/u)
    const [header, ...rows] = await rowsOf(content)
    expect(header).toEqual(['city'])
    expect(rows.flat()).toEqual(dangerous.map((name) => name.trim().split('\n')[0]))
  })

  it('has addresses in the columns that an import reads, lists joined, and money as decimals', async () => {
    const shipping_address = { name: 'Ada', line1: 'Kai 1, "Hof"', city: 'Hamburg', country_code: 'DE' }
    await world.as(shop, 'system', () =>
      world.get(OrdersService).placeMany([anOrder({ order_number: '#1', shipping_address, tags: ['gift', 'rush'] })]),
    )
    const content = await taken('orders', { fields: 'order_number,total_amount,shipping_address,tags' })
    const [header = [], row = []] = await rowsOf(content)
    expect(Object.fromEntries(header.map((name, index) => [name, row[index]]))).toMatchObject({
      order_number: '#1',
      total_amount: '10.00',
      shipping_line1: 'Kai 1, "Hof"',
      shipping_company: '',
      shipping_country: 'DE',
      tags: 'gift, rush',
    })
  })

  it('takes tags as a column, and refuses nested rows that no cell can hold', async () => {
    await customer({ first_name: 'Ada', tags: ['vip', 'early'] })
    const [header, row] = await rowsOf(await taken('customers', { fields: 'first_name', include: 'tags' }))
    expect([header, row]).toEqual([
      ['first_name', 'tags'],
      ['Ada', 'early, vip'],
    ])
    await expect(request('customers', { include: 'orders' })).rejects.toMatchObject({
      details: { include: ['orders fits into JSON only; ask for format=json'] },
    })
  })
})

describe('a JSON file', () => {
  it('is an array of rows as the list answers them, with all of their nested rows', async () => {
    const { text: json } = await customer({ first_name: 'Ada', custom_fields: { size: 'L' }, tags: ['vip'] })
    const { id } = JSON.parse(json) as { id: string }
    const commands = Array.from({ length: 12 }, (_, index) =>
      anOrder({ external_id: `o${index}`, order_number: `${index}`, customer: { id } as never }),
    )
    await world.as(shop, 'system', () => world.get(OrdersService).placeMany(commands))
    const query = { format: 'json', fields: 'first_name,custom_fields,total_orders', include: 'tags,orders' }
    const [ada] = JSON.parse(await taken('customers', query)) as [Record<string, unknown>]
    expect(ada).toMatchObject({ first_name: 'Ada', custom_fields: { size: 'L' }, tags: [{ name: 'vip' }] })
    expect(ada.orders).toHaveLength(12)
  })

  it('of no rows is an empty array', async () => {
    expect(JSON.parse(await taken('orders', { format: 'json' }))).toEqual([])
  })
})

it('has the rows of the filter in the order that was asked for', async () => {
  for (const [first_name, country_code] of [
    ['Ada', 'DE'],
    ['Bea', 'FR'],
    ['Cleo', 'DE'],
  ])
    await customer({ first_name, country_code })
  const rows = await rowsOf(await taken('customers', { fields: 'first_name', country_code: 'DE', sort: '-created_at' }))
  expect(rows.flat()).toEqual(['first_name', 'Cleo', 'Ada'])
  const found = await rowsOf(await taken('customers', { fields: 'first_name', q: 'bea' }))
  expect(found.flat()).toEqual(['first_name', 'Bea'])
})

it.each<[Record<string, string>, string]>([
  [{ format: 'xml' }, 'format'],
  [{ page: '2' }, 'page'],
  [{ per_page: '10' }, 'per_page'],
  [{ cursor: 'x' }, 'cursor'],
  [{ fields: 'password' }, 'fields'],
  [{ sort: 'password' }, 'sort'],
  [{ nonsense: '1' }, 'nonsense'],
])('%j is refused by its name, and nothing is begun', async (query, field) => {
  const refused = request('customers', query)
  await expect(refused).rejects.toMatchObject({ kind: 'invalid' })
  expect(Object.keys(((await refused.catch((error: unknown) => error)) as DomainError).details ?? {})).toEqual([field])
  const { rows } = await world.owner.query('select from exports union all select from job_heads')
  expect(rows).toEqual([])
})

describe('while it is being written', () => {
  /** Runs the job chunk by chunk; `between` is called after each that was committed. */
  async function inChunks(id: string, between: (chunk: number) => Promise<void>): Promise<void> {
    const run = world.get(ExportRun)
    const original = run.step.bind(run)
    let chunk = 0
    const spy = jest.spyOn(run, 'step').mockImplementation(async (job) => {
      await between(chunk++)
      return original(job)
    })
    await world.drain()
    spy.mockRestore()
    expect((await read(id)).status).not.toBe('running')
  }

  it('rows that are edited, added or deleted neither come twice nor fall out', async () => {
    await manyCustomers(2500)
    const { id } = await request('customers', { fields: 'last_name', sort: '-updated_at' })
    await inChunks(id, async (chunk) => {
      if (chunk !== 2) return
      await world.owner
        .query(`update customers set updated_at = now() + interval '1 hour', last_name = last_name || ' edited'
         where last_name in ('No. 1', 'No. 2400')`)
      await world.owner.query(`update customers set deleted_at = now() where last_name = 'No. 10'`)
      await customer({ first_name: 'x', last_name: 'late' })
    })
    const names = (await rowsOf(await download(id))).slice(1).flat()
    const wanted = Array.from({ length: 2500 }, (_, index) => `No. ${index + 1}`)
    // The other one had been written already.
    wanted[0] = 'No. 1 edited'
    wanted.splice(wanted.indexOf('No. 10'), 1)
    expect([...names].sort()).toEqual(wanted.sort())
    expect(await read(id)).toMatchObject({ total_rows: 2500, processed_rows: 2500, left_out: 1 })
  })

  it('another worker goes on in a copy where the first one stopped, even if that one still writes', async () => {
    await manyCustomers(3500)
    const { id } = await request('customers', { fields: 'last_name', sort: 'created_at' })
    const run = world.get(ExportRun)
    const original = run.step.bind(run)
    let chunk = 0
    const dying = jest.spyOn(run, 'step').mockImplementation(async (job) => {
      const outcome = await original(job)
      // The file has been written to; the transaction is not committed.
      if (++chunk === 3 || chunk === 5) throw new Error('killed')
      return outcome
    })
    for (let turn = 0; turn < 6; turn++) {
      await world.owner.query('update job_heads set run_at = now()')
      await world.get(JobRunner).drain('exports')
    }
    dying.mockRestore()
    const names = (await rowsOf(await download(id))).slice(1).flat()
    expect(names).toEqual(Array.from({ length: 3500 }, (_, index) => `No. ${index + 1}`))
    expect(await filesLeft(1)).toHaveLength(1)
  })

  it('a lost file is begun again', async () => {
    await manyCustomers(1500)
    const { id } = await request('customers', { fields: 'last_name', sort: 'created_at' })
    const run = world.get(ExportRun)
    const original = run.step.bind(run)
    let chunk = 0
    const spy = jest.spyOn(run, 'step').mockImplementation(async (job) => {
      if (++chunk === 3) {
        for (const name of files()) await rm(join(config.DATA_DIR, 'written', shop.id, name))
      }
      return original(job)
    })
    await world.get(JobRunner).drain('exports')
    await world.owner.query('update job_heads set run_at = now()')
    await world.get(JobRunner).drain('exports')
    spy.mockRestore()
    expect((await rowsOf(await download(id))).slice(1)).toHaveLength(1500)
    expect(await read(id)).toMatchObject({ status: 'completed', processed_rows: 1500 })
  })

  it('a custom field that is removed keeps its column, empty from then on', async () => {
    await world.owner.query(
      `insert into custom_fields (tenant_id, id, applies_to, key, labels, type, position)
       select $1, gen_random_uuid(), 'customers', key, '{"en": "x"}', 'text', position
         from unnest(array['size', 'colour']) with ordinality _ (key, position)`,
      [shop.id],
    )
    await manyCustomers(1500)
    await world.owner.query(`update customers set custom_fields = '{"size": "=L", "colour": "red"}'`)
    const { id, columns } = await request('customers', { fields: 'custom_fields', sort: 'created_at' })
    expect(columns).toEqual(['custom_fields.size', 'custom_fields.colour'])
    await inChunks(id, async (chunk) => {
      if (chunk !== 2) return
      await world.owner.query(`delete from custom_fields where key = 'size'`)
      await world.owner.query(`update customers set custom_fields = custom_fields - 'size'`)
    })
    const rows = await rowsOf(await download(id))
    expect([rows[0], rows[1], rows[1500]]).toEqual([columns, ['=L', 'red'], ['', 'red']])
    expect((await read(id)).status).toBe('completed')
    const later = await request('customers', { fields: 'custom_fields' })
    expect(later.columns).toEqual(['custom_fields.colour'])
    await world.owner.query('delete from custom_fields')
  })

  it('it stops when somebody cancels it, and its file is removed', async () => {
    await manyCustomers(2500)
    const { id } = await request('customers', {}, 'readonly')
    await inChunks(id, async (chunk) => {
      if (chunk === 2) await world.as(shop, 'readonly', () => world.get(ExportsService).cancel(id))
    })
    expect(await read(id)).toMatchObject({ status: 'cancelled', processed_rows: 1000 })
    expect(await filesLeft(0)).toEqual([])
    await expect(world.as(shop, 'manager', () => world.get(ExportsService).cancel(id))).rejects.toMatchObject({
      reason: 'export.finished',
    })
    await expect(download(id)).rejects.toMatchObject({ reason: 'export.without_file' })
  })

  it('a workspace has five at once', async () => {
    for (let count = 0; count < 5; count++) await request('orders', {})
    await expect(request('orders', {})).rejects.toMatchObject({ reason: 'export.too_many' })
    await world.drain()
    await request('orders', {})
  })
})

describe('a link', () => {
  it('ends with its maker’s right to export, with the file, and with its hours', async () => {
    const { id } = await request('customers', {}, 'readonly')
    await world.drain()
    const links = world.get(ExportDownloadService)
    const { url, expires_at } = await world.as(shop, 'readonly', () => links.link(id))
    const token = new URL(url, 'http://shop.example').searchParams.get('token') ?? ''
    const open = (given = token, file = id) =>
      world.db.as({ tenant: null, user: null, role: null }, () => links.file(file, given))
    const hours = (Date.parse(expires_at) - Date.now()) / 3_600_000
    expect(Math.round(hours)).toBe(24)
    const { options } = await open()
    expect(options.disposition).toMatch(/^attachment; filename="customers-\d{4}-\d\d-\d\d\.csv"$/)

    const over = { kind: 'missing', reason: 'export.link_over' }
    await expect(open(`${token}x`)).rejects.toMatchObject(over)
    await expect(open('')).rejects.toMatchObject(over)
    const another = await request('customers', {})
    await expect(open(token, another.id)).rejects.toMatchObject(over)
    const role = (name: string) =>
      world.owner.query('update memberships set role = $1 where user_id = $2', [name, shop.readonly.id])
    await role('agent')
    await expect(open()).rejects.toMatchObject(over)
    await role('readonly')
    const dates = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(expires_at) + 1000)
    await expect(open()).rejects.toMatchObject(over)
    dates.mockRestore()
    await world.as(shop, 'manager', () => world.get(ExportsService).remove(id))
    await expect(open()).rejects.toMatchObject(over)
    expect(files()).toEqual([])
  })

  it('is made for one’s own exports, or by managers', async () => {
    const { id } = await request('customers', {})
    await world.drain()
    await expect(download(id, 'readonly')).rejects.toMatchObject({ reason: 'export.missing' })
    await expect(read(id, 'agent')).rejects.toMatchObject({ reason: 'export.missing' })
    expect(await download(id, 'admin')).toContain('first_name')
  })
})

it('removes files a week after, and keeps the history for 90 days', async () => {
  const { id } = await request('customers', {})
  await world.drain()
  const [name = ''] = await filesLeft(1)
  const path = join(config.DATA_DIR, 'written', shop.id, name)
  const age = (days: number) => {
    const time = new Date(Date.now() - days * 86_400_000)
    utimesSync(path, time, time)
    const sql = `update exports set finished_at = now() - make_interval(days => $1), expires_at = now() - make_interval(days => $1 - 7)`
    return world.owner.query(sql, [days])
  }
  const prune = () => world.db.as({ tenant: null, role: 'system' }, () => world.get(ExportRetention).prune())
  await age(6)
  await prune()
  expect(files()).toEqual([name])
  await age(8)
  await prune()
  expect(files()).toEqual([])
  expect((await read(id)).status).toBe('expired')
  await world.owner.query(`update exports set finished_at = now() - interval '91 days'`)
  await prune()
  await expect(read(id)).rejects.toMatchObject({ reason: 'export.missing' })
})
