// Drafts: detected, looked at, put right in place, tried, started; rejected rows that are brought in again.
import { customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { config, Files, type Upload, type UploadForm } from '@portolan/platform'
import { aSpreadsheet, testWorld, type TestTenant, type World } from '@portolan/testing'
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { importsEntities, ImportsService, ImportsWorkerModule } from '..'
import type { ImportDto } from '../import.dto'
import { ImportsApiModule } from '../imports.module'
import { SavedMappingsService } from '../mappings/saved-mappings.service'
import { DraftsService } from './drafts.service'

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
beforeEach(async () => {
  await world.owner.query(
    `truncate imports, import_rows, import_documents, import_changes, import_mappings, orders, refunds, customers, tags,
              job_heads, job_payloads, outbox_events, outbox_heads cascade`,
  )
})

const drafts = () => world.get(DraftsService)
const asManager = <Result>(work: () => Promise<Result>) => world.as(shop, 'manager', work)
/** A form as the API hands it on. */
function formOf(content: string | Buffer, fields: Record<string, string>): UploadForm {
  const receive = async (files: Files): Promise<Upload> => {
    const file = await files.store(Readable.from([Buffer.from(content)]))
    return { file, filename: 'people.csv', fields: new Map(Object.entries(fields)), key: null }
  }
  return { receive } as unknown as UploadForm
}
const make = async (content: string | Buffer, fields: Record<string, string> = {}) =>
  (await asManager(() => drafts().make(formOf(content, { kind: 'customers', ...fields })))).toJSON() as ImportDto
const look = (id: string, query: Record<string, string> = {}) => asManager(() => drafts().look(id, query))
const start = (id: string, dry_run = false) => asManager(() => drafts().start(id, { dry_run }))
const read = async (id: string) => (await asManager(() => world.get(ImportsService).one(id))).toJSON() as ImportDto
const rowsOf = async <Row extends object>(sql: string) => (await world.owner.query<Row>(sql)).rows
const german = (...rows: string[]) => ['Kundennummer;E-Mail;Vorname;Nachname;Land;Notiz', ...rows, ''].join('\r\n')

describe('a draft', () => {
  it('finds out how the file is to be read, and what its columns are', async () => {
    const windows = Buffer.from(
      german('7;ada@shop.example;Ada;M\xfcller;Deutschland;x', '8;bob@shop.example;Bob;Gro\xdf;AT;'),
      'latin1',
    )
    const draft = await make(windows)
    expect(draft).toMatchObject({
      status: 'draft',
      kind: 'customers',
      options: { delimiter: ';', encoding: 'windows-1252', header: true },
    })
    const preview = await look(draft.id)
    expect(preview.detected).toMatchObject({ format: 'csv', delimiter: ';', encoding: 'windows-1252', ambiguous: [] })
    expect(preview.columns.map(({ name, field }) => [name, field])).toEqual([
      ['Kundennummer', 'external_id'],
      ['E-Mail', 'email'],
      ['Vorname', 'first_name'],
      ['Nachname', 'last_name'],
      ['Land', 'country'],
      ['Notiz', null],
    ])
    expect(preview.columns[3]?.samples).toEqual(['Müller', 'Groß'])
    expect(preview.rows.map(({ line, problems }) => [line, problems])).toEqual([
      [2, []],
      [3, []],
    ])
    expect(await rowsOf('select from job_heads union all select from customers')).toEqual([])
  })

  it('is changed without sending the file again, and started', async () => {
    const { id } = await make(german('7;ada@shop.example;Ada;L;DE;tall'))
    const columns = { 'E-Mail': 'email', Notiz: 'custom_fields.note' }
    const edited = (
      await asManager(() => drafts().edit(id, { columns, options: { source: 'till', on_duplicate: 'skip' } }))
    ).toJSON() as ImportDto
    expect(edited.options).toMatchObject({ source: 'till', on_duplicate: 'skip' })
    await start(id)
    await world.drain()
    expect(await read(id)).toMatchObject({ status: 'completed', created: 1 })
    expect(await rowsOf('select email, first_name, custom_fields from customers')).toEqual([
      { email: 'ada@shop.example', first_name: null, custom_fields: { note: 'tall' } },
    ])
    await expect(start(id)).rejects.toMatchObject({ reason: 'import.not_a_draft' })
    await expect(asManager(() => drafts().edit(id, { options: {} }))).rejects.toMatchObject({
      reason: 'import.not_a_draft',
    })
  })

  it('shows bad cells by column, and takes corrections and rows that are left out', async () => {
    const { id } = await make(
      german('7;nowhere;Ada;L;DE;', '8;bob@shop.example;Bob;L;DE;', '9;eve@shop.example;Eve;L;DE;'),
    )
    expect((await look(id)).rows[0]?.problems).toEqual([
      { column: 'E-Mail', field: 'email', reason: expect.stringContaining('must be') as string },
    ])
    const cells = ['7', 'ada@shop.example', 'Ada', 'L', 'DE', '']
    expect(
      await asManager(() => drafts().fix(id, 2, { cells: ['7', 'still wrong', 'Ada', 'L', 'DE', ''] })),
    ).toMatchObject({ state: 'fixed', problems: [{ column: 'E-Mail' }] })
    expect(await asManager(() => drafts().fix(id, 2, { cells }))).toMatchObject({ state: 'fixed', problems: [] })
    await asManager(() => drafts().fix(id, 4, {}))
    await expect(asManager(() => drafts().fix(id, 3, { cells: ['too', 'few'] }))).rejects.toMatchObject({
      kind: 'invalid',
    })
    expect((await look(id)).rows.map(({ state }) => state)).toEqual(['fixed', 'as_sent', 'skipped'])
    await start(id)
    await world.drain()
    expect(await read(id)).toMatchObject({ status: 'completed', total_rows: 2, created: 2, rejected: 0 })
    expect(await rowsOf('select email from customers order by 1')).toEqual([
      { email: 'ada@shop.example' },
      { email: 'bob@shop.example' },
    ])
  })

  it('is a draft again after it was only tried, with counts and the rows that were refused', async () => {
    const { id } = await make(german('7;ada@shop.example;Ada;L;DE;', '8;bob;Bob;L;DE;'))
    await start(id, true)
    await world.drain()
    expect(await read(id)).toMatchObject({ status: 'draft', created: 1, rejected: 1, options: { dry_run: true } })
    expect((await look(id, { rows: 'rejected' })).rows).toMatchObject([{ line: 3, problems: [{ column: 'E-Mail' }] }])
    expect(await rowsOf('select from customers')).toEqual([])
    await asManager(() => drafts().fix(id, 3, { cells: ['8', 'bob@shop.example', 'Bob', 'L', 'DE', ''] }))
    await start(id)
    await world.drain()
    expect(await read(id)).toMatchObject({ status: 'completed', created: 2, rejected: 0, options: { dry_run: false } })
  })

  it('is thrown away with its file, and not once it has run', async () => {
    const stored = () => readdirSync(join(config.DATA_DIR, 'files', shop.id)).length
    const before = stored()
    const { id } = await make(german('7;ada@shop.example;Ada;L;DE;'))
    await asManager(() => drafts().discard(id))
    await expect(read(id)).rejects.toMatchObject({ kind: 'missing' })
    const other = await make(german('7;ada@shop.example;Ada;L;DE;'))
    await start(other.id)
    await expect(asManager(() => drafts().discard(other.id))).rejects.toMatchObject({ reason: 'import.not_a_draft' })
    await world.drain()
    for (let turn = 0; turn < 100 && stored() > before; turn++) await new Promise(setImmediate)
    expect(stored()).toBe(before)
  })

  it('says what its mapping lacks, and starts when it has it', async () => {
    const { id } = await make('a,b\n1,2\n')
    const preview = await look(id)
    expect(preview.mapping_problems).toEqual([expect.stringContaining('needs a column for one of')])
    await expect(start(id)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(asManager(() => drafts().edit(id, { columns: { a: 'email', b: 'email' } }))).rejects.toMatchObject({
      details: { mapping: [expect.stringContaining('gives email twice')] },
    })
    await expect(asManager(() => drafts().edit(id, { columns: { constructor: 'email' } }))).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it('without names of columns calls them by their places', async () => {
    const { id } = await make('ada@shop.example,Ada\nbob@shop.example,Bob\n')
    const preview = await look(id)
    expect(preview.columns.map(({ name, field }) => [name, field])).toEqual([
      ['Column 1', 'email'],
      ['Column 2', null],
    ])
    await start(id)
    await world.drain()
    expect(await read(id)).toMatchObject({ created: 2, total_rows: 2 })
  })
})

it('rejected rows are put right in place and brought in again by an import of their own, and both are undone', async () => {
  const { id } = await make(german('7;ada@shop.example;Ada;L;DE;', '8;bob;Bob;L;DE;', '9;eve;Eve;L;DE;'))
  await start(id)
  await world.drain()
  expect(await read(id)).toMatchObject({ status: 'completed', created: 1, rejected: 2 })
  expect((await look(id)).rows.map(({ line }) => line)).toEqual([3, 4])
  await asManager(() => drafts().fix(id, 3, { cells: ['8', 'bob@shop.example', 'Bob', 'L', 'DE', ''] }))
  await expect(asManager(() => drafts().fix(id, 2, {}))).rejects.toMatchObject({ kind: 'missing' })
  const again = (await asManager(() => drafts().retry(id))).toJSON() as ImportDto
  await world.drain()
  expect(await read(again.id)).toMatchObject({
    status: 'completed',
    retry_of: id,
    total_rows: 2,
    created: 1,
    rejected: 1,
  })
  expect((await look(again.id)).rows.map(({ line }) => line)).toEqual([4])
  await expect(asManager(() => drafts().retry(id))).rejects.toMatchObject({ reason: 'import.nothing_to_retry' })
})

it('a saved mapping is used by its name', async () => {
  const columns = { Mail: 'email', Name: 'last_name' }
  await asManager(() => world.get(SavedMappingsService).create({ kind: 'customers', name: 'Till', columns }))
  const { id, mapping } = await make('Mail,Name\nada@shop.example,Ada\n', { mapping: 'till' })
  expect(mapping).toBe('Till')
  await start(id)
  await world.drain()
  expect(await read(id)).toMatchObject({ created: 1, mapping: 'Till' })
  await expect(
    asManager(() => world.get(SavedMappingsService).create({ kind: 'customers', name: 'TILL', columns })),
  ).rejects.toMatchObject({ reason: 'import_mapping.name_taken' })
})

describe('columns of the workspace’s own fields', () => {
  const header = 'Bestellnummer;Datum;Artikel;Menge;Preis;Gewicht;Anlass'
  const file = [header, '1;05.01.2026;Tasse;1;10,00;2,5;Geburtstag', '2;05.01.2026;Tasse;1;10,00;schwer;', ''].join(
    '\n',
  )

  beforeAll(async () => {
    await world.owner.query(
      `insert into custom_fields (tenant_id, id, applies_to, key, labels, type, position)
       values ($1, gen_random_uuid(), 'orders', 'weight', '{"en": "Weight", "de": "Gewicht"}', 'number', 1),
              ($1, gen_random_uuid(), 'orders', 'anlass', '{"en": "Occasion"}', 'text', 2),
              ($1, gen_random_uuid(), 'customers', 'notiz', '{"en": "Note"}', 'number', 1)`,
      [shop.id],
    )
  })
  afterAll(() => world.owner.query('truncate custom_fields cascade'))

  it('are found by what people call them in any language, judged in the preview, and kept in a saved mapping', async () => {
    const { id } = await make(file, { kind: 'orders' })
    const preview = await look(id)
    expect(preview.columns.slice(5).map(({ field, suggested }) => [field, suggested])).toEqual([
      ['custom_fields.weight', 'custom_fields.weight'],
      ['custom_fields.anlass', 'custom_fields.anlass'],
    ])
    const bad = {
      column: 'Gewicht',
      field: 'custom_fields.weight',
      reason: expect.stringContaining('number') as string,
    }
    expect(preview.rows.map(({ problems }) => problems)).toEqual([[], [bad]])
    const columns = Object.fromEntries(preview.columns.map(({ name, field }) => [name, field ?? '']))
    await asManager(() => world.get(SavedMappingsService).create({ kind: 'orders', name: 'Kasse', columns }))
    const again = await make(file, { kind: 'orders', mapping: 'kasse' })
    await start(again.id)
    await world.drain()
    expect(await read(again.id)).toMatchObject({ mapping: 'Kasse', created: 1, rejected: 1 })
    expect(await rowsOf('select custom_fields from orders')).toEqual([
      { custom_fields: { weight: 2.5, anlass: 'Geburtstag' } },
    ])
    const rejected = await look(again.id)
    expect(rejected.rows[0]?.problems).toEqual([bad])
    await asManager(() => drafts().fix(again.id, 3, { cells: ['2', '05.01.2026', 'Tasse', '1', '10,00', '3', ''] }))
    await asManager(() => drafts().retry(again.id))
    await world.drain()
    expect(await rowsOf(`select custom_fields from orders where order_number = '2'`)).toEqual([
      { custom_fields: { weight: 3 } },
    ])
  })

  it('are judged in files of customers, and read from spreadsheets', async () => {
    const { id } = await make(german('7;ada@shop.example;Ada;L;DE;viel', '8;bob@shop.example;Bob;L;DE;1'))
    expect((await look(id)).rows.map(({ problems }) => problems.map(({ column }) => column))).toEqual([['Notiz'], []])
    const sheet = await make(
      aSpreadsheet([
        ['Order', 'Date', 'Item', 'Quantity', 'Price', 'Weight', 'Occasion'],
        ['1', new Date('2026-01-05T00:00:00Z'), 'Cup', 1, 10, 2.5, 'wedding'],
      ]),
      { kind: 'orders' },
    )
    await start(sheet.id)
    await world.drain()
    expect(await rowsOf('select custom_fields from orders')).toEqual([
      { custom_fields: { weight: 2.5, anlass: 'wedding' } },
    ])
  })
})

describe('a spreadsheet', () => {
  it('is read like a CSV file: days, numbers, shared texts, cells that are left out', async () => {
    const sheet = aSpreadsheet([
      ['Order', 'Date', 'Article', 'Pieces', 'Price', 'Note'],
      ['1', new Date('2026-01-31T12:30:00Z'), 'Cup & saucer', 2, 0.1 + 0.2],
      ['2', new Date('2026-02-01T00:00:00Z'), '=1+1', 1, 1234.5, 'x'],
    ])
    const { id, options } = await make(sheet, {
      kind: 'orders',
      options: JSON.stringify({ timezone: 'UTC', currency: 'EUR' }),
    })
    expect(options).toMatchObject({ header: true, sheet: null })
    expect((await look(id)).rows.map(({ cells, problems }) => [cells, problems])).toEqual([
      [['1', '2026-01-31 12:30:00', 'Cup & saucer', '2', '0.3'], []],
      [['2', '2026-02-01', '=1+1', '1', '1234.5', 'x'], []],
    ])
    await asManager(() =>
      drafts().edit(id, {
        columns: {
          Order: 'order_number',
          Date: 'placed_at',
          Article: 'product_name',
          Pieces: 'quantity',
          Price: 'unit_price',
        },
      }),
    )
    await start(id)
    await world.drain()
    expect(await read(id)).toMatchObject({ status: 'completed', created: 2, rejected: 0 })
    expect(await rowsOf('select order_number, total_amount, placed_at from orders order by 1')).toEqual([
      { order_number: '1', total_amount: '60', placed_at: new Date('2026-01-31T12:30:00Z') },
      { order_number: '2', total_amount: '123450', placed_at: new Date('2026-02-01T00:00:00Z') },
    ])
  })
})
