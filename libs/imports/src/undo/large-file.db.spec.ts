// A large file of customers with 3 % bad rows: looked at, imported, its rejected rows put right and imported, then both
// undone, and the shop is as it was. `npm run test:large-import` takes 100,000 rows and tells how fast it was.
import { customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { config, Files, type Upload, type UploadForm } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { importsEntities, ImportsService, ImportsWorkerModule, RejectionsService } from '..'
import { DraftsService } from '../drafts/drafts.service'
import type { ImportDto } from '../import.dto'
import { ImportsApiModule } from '../imports.module'
import { UndoService } from './undo.service'

const size = Number(process.env.LARGE_IMPORT_ROWS ?? 3000)
const tells = process.env.LARGE_IMPORT_ROWS !== undefined

let world: World
let shop: TestTenant

beforeAll(async () => {
  world = await testWorld({
    modules: [CustomersWorkerModule, OrdersWorkerModule, ImportsApiModule, ImportsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...importsEntities],
  })
  shop = await world.tenant('a')
})
afterAll(async () => {
  await rm(join(config.DATA_DIR, 'files', shop.id), { recursive: true, force: true })
  await world.close()
})

const asManager = <Result>(work: () => Promise<Result>) => world.as(shop, 'manager', work)
const read = async (id: string) => (await asManager(() => world.get(ImportsService).one(id))).toJSON() as ImportDto
const header = 'Kundennummer;E-Mail;Vorname;Nachname;Ort;Land;Tags'

function rowOf(index: number, city: string): string {
  const [mail, country] = [
    index % 100 === 7 ? `p${index} at shop` : `p${index}@shop.example`,
    index % 100 === 13 ? 'Atlantis' : 'DE',
  ]
  const first = index % 100 === 21 ? `P${'x'.repeat(101)}` : `P${index}`
  return `${index};${mail};${first};Müller;${city};${country};${index % 3 ? '' : 'imported'}`
}
const fileOf = (count: number, city: string) =>
  `${[header, ...Array.from({ length: count }, (_, index) => rowOf(index, city))].join('\r\n')}\r\n`

async function bring(content: string): Promise<ImportDto> {
  const receive = async (files: Files): Promise<Upload> => {
    const file = await files.store(Readable.from([Buffer.from(content)]))
    const fields = new Map([
      ['kind', 'customers'],
      ['options', JSON.stringify({ source: 'old-crm' })],
    ])
    return { file, filename: 'people.csv', fields, key: null }
  }
  const drafts = world.get(DraftsService)
  const { id } = (await asManager(() => drafts.make({ receive } as unknown as UploadForm))).toJSON() as ImportDto
  const preview = await asManager(() => drafts.look(id, {}))
  expect(preview.mapping_problems).toEqual([])
  expect(preview.rows).toHaveLength(50)
  await asManager(() => drafts.start(id, {}))
  await timed('imported', () => world.drain())
  return read(id)
}

async function undo(id: string): Promise<ImportDto> {
  await asManager(() => world.get(UndoService).undo(id))
  await timed('undone', () => world.drain())
  return read(id)
}

/** Rows as people know them: without versions and times of editing. */
async function checksum(): Promise<unknown> {
  const bare = (row: string) => `hashtextextended((to_jsonb(${row}) - 'version' - 'updated_at')::text, 0)`
  const { rows } = await world.owner.query(
    `select (select sum(${bare('c')}) from customers c) as customers, (select sum(${bare('i')}) from customer_identities i) as accounts,
            (select sum(${bare('t')}) from tags t) as tags, (select sum(${bare('p')}) from customer_tags p) as put,
            (select sum(count) from tenant_counts where name = 'customers') as counted`,
  )
  return rows[0]
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const [start, before] = [performance.now(), process.memoryUsage().rss]
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
  await work()
  clearInterval(watch)
  const seconds = (performance.now() - start) / 1000
  const line = `${what}: ${Math.round(size / seconds)} rows/s, ${Math.round((peak - before) / 1e6)} MB above the start\n`
  if (tells) process.stdout.write(line)
}

it('leaves the shop as it was, once everything is undone', async () => {
  const before = await bring(fileOf(size / 10, 'Bonn'))
  expect(before).toMatchObject({ created: (size / 10) * 0.97, rejected: (size / 10) * 0.03 })
  const standing = await checksum()
  const first = await bring(fileOf(size, 'Köln'))
  expect(first).toMatchObject({
    status: 'completed',
    total_rows: size,
    rejected: size * 0.03,
    updated: (size / 10) * 0.97,
  })
  const rejected = await asManager(async () => text((await world.get(RejectionsService).file(first.id)).getStream()))
  const repaired = rejected
    .replace(/(p\d+) at shop/g, '$1@shop.example')
    .replaceAll('Atlantis', 'France')
    .replace(/Px+/g, 'Peter')
  const second = await bring(repaired)
  expect(second).toMatchObject({ status: 'completed', total_rows: size * 0.03, created: size * 0.03, rejected: 0 })
  expect(await undo(second.id)).toMatchObject({ status: 'undone', undo: { kept: 0 } })
  expect(await undo(first.id)).toMatchObject({ status: 'undone', undo: { kept: 0 } })
  expect(await checksum()).toEqual(standing)
}, 600_000)
