// Memory does not grow with the rows. EXPORT_ROWS=1000000 measures what a large shop would see, and prints it.
import { rm, stat } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { customersEntities } from '@portolan/customers'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { config } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { importsEntities } from '../import.entity'
import { ImportsApiModule, ImportsWorkerModule } from '../imports.module'
import { ExportRun } from './export-run'
import type { ExportDto } from './export.dto'
import { ExportsService } from './exports.service'

const rows = Number(process.env.EXPORT_ROWS ?? 20_000)
const megabyte = 1024 * 1024
const minutes = 60_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is really held; the size of the process also counts garbage that nobody has needed to collect yet. */
function heldMegabytes(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / megabyte
}

let world: World
let shop: TestTenant

beforeAll(async () => {
  world = await testWorld({
    modules: [OrdersWorkerModule, ImportsApiModule, ImportsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...importsEntities],
  })
  shop = await world.tenant('large')
  await world.owner.query(
    `insert into customers (tenant_id, id, first_name, last_name, email, phone, country_code, city, status,
                            language, timezone, currency, lifetime_value_currency, created_at)
     select $1, gen_random_uuid(), 'Ada', 'No. ' || n, n || '@shop.example', '+4930' || n, 'DE',
            'Hamburg', 'active', 'de', 'Europe/Berlin', 'EUR', 'EUR',
            '2026-01-01T00:00:00Z'::timestamptz + make_interval(secs => n)
       from generate_series(1, $2::integer) n`,
    [shop.id, rows],
  )
  await world.owner.query('analyze customers')
}, 20 * minutes)
afterAll(async () => {
  await rm(join(config.DATA_DIR, 'written', shop.id), { recursive: true, force: true })
  await world.close()
})

it.each(['csv', 'json'])(
  'writes a %s file of many rows in memory that does not grow with them',
  async (format) => {
    const made = await world.as(shop, 'manager', () => world.get(ExportsService).request('customers', { format }))
    const { id } = made.toJSON() as ExportDto
    const held: number[] = []
    const run = world.get(ExportRun)
    const step = run.step.bind(run)
    let chunk = 0
    const watched = jest.spyOn(run, 'step').mockImplementation((job) => {
      if (++chunk % Math.ceil(rows / 10_000) === 2 % Math.ceil(rows / 10_000)) held.push(heldMegabytes())
      return step(job)
    })
    const began = performance.now()
    await world.drain()
    const seconds = (performance.now() - began) / 1000
    watched.mockRestore()
    const read = await world.as(shop, 'manager', () => world.get(ExportsService).one(id))
    expect(read.toJSON()).toMatchObject({ status: 'completed', total_rows: rows, processed_rows: rows, left_out: 0 })
    const [name = ''] = readdirSync(join(config.DATA_DIR, 'written', shop.id))
      .sort()
      .reverse()
    const { size } = await stat(join(config.DATA_DIR, 'written', shop.id, name))
    const [least, most] = [Math.min(...held), Math.max(...held)]
    const figures = [`${rows} rows`, `${(size / megabyte).toFixed(0)} MB`, `${seconds.toFixed(0)} s`]
    const memory = `${least.toFixed(0)} to ${most.toFixed(0)} MB of memory held, at ${held.length} moments`
    if (process.env.EXPORT_ROWS) process.stdout.write(`${format}: ${[...figures, memory].join(', ')}\n`)
    expect(held.length).toBeGreaterThan(5)
    // What else the process held may go meanwhile; what the rows add would be there in the second half.
    const half = Math.floor(held.length / 2)
    expect(Math.min(...held.slice(half)) - Math.min(...held.slice(0, half))).toBeLessThan(20)
  },
  20 * minutes,
)
