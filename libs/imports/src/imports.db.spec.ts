import { OrdersWorkerModule } from '@portolan/orders'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { config, Files, JobRunner, type Upload } from '@portolan/platform'
import { readdirSync, utimesSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Chunks } from './chunks'
import { importsEntities, ImportsService, ImportsWorkerModule, RejectionsService } from '.'
import { ImportsApiModule } from './imports.module'
import { ImportRetention } from './import-retention'
import { ImportRun } from './import-run'
import type { ImportDto } from './import.dto'
import type { ImportKind } from './mappings/mappings'
import { customersEntities } from '@portolan/customers'
import { ordersEntities } from '@portolan/orders'

let world: World
let shop: TestTenant
let other: TestTenant
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'

beforeAll(async () => {
  world = await testWorld({
    modules: [OrdersWorkerModule, ImportsApiModule, ImportsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...importsEntities],
  })
  shop = await world.tenant('a')
  other = await world.tenant('b')
})
afterAll(async () => {
  await rm(join(config.DATA_DIR, 'files', shop.id), { recursive: true, force: true })
  await world.close()
})
beforeEach(async () => {
  await world.owner.query(
    'truncate imports, import_rows, import_documents, orders, refunds, customers, job_heads, job_payloads, outbox_events, outbox_heads cascade',
  )
})

async function upload(content: string | Buffer, fields: Record<string, string>): Promise<Upload> {
  const file = await world.get(Files).store(Readable.from([Buffer.from(content)]))
  return { file, filename: 'orders.csv', fields: new Map(Object.entries(fields)), key: null }
}

const mapping = 'uci-online-retail'
const options = (more: object = {}) => JSON.stringify({ currency: 'GBP', timezone: 'Europe/London', ...more })

async function send(
  content: string | Buffer,
  fields: Record<string, string> = { mapping, options: options() },
  kind: ImportKind = 'orders',
) {
  const made = await world.as(shop, 'manager', async () =>
    world.get(ImportsService).accept(await upload(content, fields), kind),
  )
  return made.toJSON() as ImportDto
}
async function read(id: string): Promise<ImportDto> {
  return (await world.as(shop, 'manager', () => world.get(ImportsService).one(id))).toJSON() as ImportDto
}
async function bring(content: string | Buffer, fields?: Record<string, string>): Promise<ImportDto> {
  const { id } = await send(content, fields)
  await world.drain()
  return read(id)
}
const lines = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`
const rowsOf = async <Row extends object>(sql: string) => (await world.owner.query<Row>(sql)).rows

it('brings in orders, refunds and adjustments, with customers, guests and their countries', async () => {
  const result = await bring(
    lines(
      '536365,85123A,WHITE HANGING HEART ,6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
      'C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,EIRE',
      '536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:27:00,3.395,17850,United Kingdom',
      '536589,21777,,-10,2010-12-01 16:50:00,0,,Unspecified',
    ),
  )
  expect(result).toMatchObject({ status: 'completed', total_rows: 4, processed_rows: 4, created: 3, rejected: 0 })
  expect(
    await rowsOf(
      'select order_number, gross_amount, placed_at, country_code, has_sale, customer_id is null as guest from orders order by 1',
    ),
  ).toEqual([
    {
      order_number: '536365',
      gross_amount: '3567',
      placed_at: new Date('2010-12-01T08:26:00Z'),
      country_code: 'GB',
      has_sale: true,
      guest: false,
    },
    {
      order_number: '536589',
      gross_amount: '0',
      placed_at: new Date('2010-12-01T16:50:00Z'),
      country_code: null,
      has_sale: false,
      guest: true,
    },
  ])
  expect(await rowsOf('select refund_number, amount, order_id, country_code, currency from refunds')).toEqual([
    { refund_number: 'C536379', amount: '2750', order_id: null, country_code: 'IE', currency: 'GBP' },
  ])
  expect(await rowsOf('select source, external_id from customer_identities order by 2')).toEqual([
    { source: 'uci-online-retail', external_id: '14527' },
    { source: 'uci-online-retail', external_id: '17850' },
  ])
  expect(await rowsOf('select product_name, sku, total_price from order_items order by sku')).toEqual([
    { product_name: '21777', sku: '21777', total_price: '0' },
    { product_name: 'WHITE METAL LANTERN', sku: '71053', total_price: '2037' },
    { product_name: 'WHITE HANGING HEART', sku: '85123A', total_price: '1530' },
  ])
})

/** `count` orders of two lines each, their rows far apart. */
function manyOrders(count: number): string {
  const row = (line: number, index: number) =>
    `${600000 + index},SKU${line},Thing ${line},${line},2011-05-0${1 + (index % 9)} 10:00:00,1.25,${index % 50},France`
  const half = (line: number) => Array.from({ length: count }, (_, index) => row(line, index))
  return lines(...half(1), ...half(2))
}

describe('the same file', () => {
  const file = lines(
    '536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
    'C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,EIRE',
  )

  it('changes nothing the second time', async () => {
    await bring(file)
    const events = await rowsOf('select id from outbox_events order by id')
    const again = await bring(file)
    expect(again).toMatchObject({ status: 'completed', created: 0, updated: 0, unchanged: 2 })
    const more = await rowsOf<{ name: string }>(
      `select name from outbox_events where id <> all(array(select unnest('{${events.map((event) => (event as { id: string }).id).join(',')}}'::uuid[])))`,
    )
    expect(more.map(({ name }) => name)).toEqual(['import.finished'])
    expect(await rowsOf('select version from orders union all select version from refunds')).toEqual([
      { version: 1 },
      { version: 1 },
    ])
  })

  it('brings documents up to date that differ, or passes over them when told so', async () => {
    await bring(file)
    const changed = file.replace('2.55', '2.56').replace('27.50', '28.50')
    const skipped = await bring(changed, { mapping, options: options({ on_duplicate: 'skip' }) })
    expect(skipped).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect(await rowsOf('select gross_amount from orders')).toEqual([{ gross_amount: '1530' }])
    expect(await bring(changed)).toMatchObject({ created: 0, updated: 2, unchanged: 0 })
    expect(await rowsOf('select gross_amount from orders')).toEqual([{ gross_amount: '1536' }])
    expect(await rowsOf('select amount from refunds')).toEqual([{ amount: '2850' }])
  })

  it('is only tried in a dry run', async () => {
    expect(await bring(file, { mapping, options: options({ dry_run: true }) })).toMatchObject({
      status: 'completed',
      created: 2,
    })
    expect(await rowsOf('select from orders union all select from refunds union all select from customers')).toEqual([])
  })
})

describe('rows that are wrong', () => {
  const file = lines(
    '1,A,Apple,2,2011-01-01 10:00:00,1.00,7,France',
    '2,A,Apple,many,2011-01-01 10:00:00,1.00,7,France',
    '2,B,Bean,1,2011-01-01 10:00:00,1.00,7,France',
    '3,A,Apple,1,yesterday,1.00,7,France',
    ',A,Apple,1,2011-01-01 10:00:00,1.00,7,France',
    '4,A,Apple,1,2011-01-01 10:00:00',
    '5,A,"=HYPERLINK(""x"")",1,2011-01-01 10:00:00,one,7,France',
    'C6,A,Apple,1,2011-01-01 10:00:00,1.00,7,France',
    '7,A,"Apple, green",1,2011-01-01 10:00:00,1.00,7,France',
  )

  const rejectionsOf = async (id: string) => {
    const stream = await world.as(shop, 'manager', () => world.get(RejectionsService).file(id))
    const parts: Buffer[] = []
    for await (const part of stream.getStream()) parts.push(Buffer.from(part as Buffer))
    return Buffer.concat(parts).toString('utf8')
  }

  it('take their document with them, and the rest goes on', async () => {
    const result = await bring(file)
    expect(result).toMatchObject({ status: 'completed', total_rows: 9, processed_rows: 9, created: 2, rejected: 7 })
    expect(await rowsOf('select order_number from orders order by 1')).toEqual([
      { order_number: '1' },
      { order_number: '7' },
    ])
    const [first, ...rejected] = (await rejectionsOf(result.id)).trim().split('\r\n')
    expect(first).toBe(`${header},rejected_line,rejected_because`)
    expect(rejected.map((row) => /^.*,(\d+),"?([^"]*)"?$/.exec(row)?.slice(1))).toEqual([
      ['3', 'quantity must be a whole number other than 0'],
      ['4', 'line 3 of the same document is wrong'],
      ['5', 'placed_at must be a time such as 2026-01-31 12:00:00, not yesterday'],
      ['6', 'the number of the document is empty'],
      ['7', 'has 5 cells where the header has 8'],
      ['8', 'unit_price must be a decimal number such as 129.90'],
      ['9', 'the quantity of a cancellation must be negative'],
    ])
    expect(rejected[5]).toContain(`"'=HYPERLINK(""x"")"`)
    expect(await rowsOf('select count(*)::int from import_rows')).toEqual([{ count: 7 }])
  })

  it('can be sent again as they came, once they are put right', async () => {
    const { id } = await bring(file)
    const repaired = (await rejectionsOf(id))
      .replace('many', '3')
      .replace('yesterday', '2011-01-02 10:00:00')
      .replace('one', '1.00')
    expect(await bring(repaired)).toMatchObject({ status: 'completed', created: 3, rejected: 3 })
    expect(await rowsOf(`select product_name from order_items where product_name like '%HYPER%'`)).toEqual([
      { product_name: '=HYPERLINK("x")' },
    ])
  })

  it('that only the domain can refuse are refused alone', async () => {
    const fields = {
      order_number: 'No',
      external_id: 'Id',
      placed_at: 'At',
      sku: 'Sku',
      quantity: 'N',
      unit_price: 'Price',
    }
    const own = JSON.stringify(Object.fromEntries(Object.entries(fields).map(([field, column]) => [column, field])))
    const orders = (ids: string[]) =>
      `No,Id,At,Sku,N,Price\n${ids.map((id, index) => `#${index},${id},2026-01-01,A,1,1.00\n`).join('')}`
    await bring(orders(['x']), { mapping: own })
    const result = await bring(orders(['y', 'a', 'b', 'c', 'd']), { mapping: own })
    expect(result).toMatchObject({ status: 'completed', created: 4, rejected: 1 })
    expect(await rejectionsOf(result.id)).toContain('There is an order #0 from this source already')
  })
})

describe('a file that cannot be read to its end', () => {
  it.each([
    ['a quote that stays open', `${manyOrders(3000)}x,"y\n`, 'file.quote_open', 6002],
    [
      'bytes that are no text',
      Buffer.concat([Buffer.from(manyOrders(3000)), Buffer.from([0xff, 0x0a])]),
      'file.encoding',
      6002,
    ],
  ])('is imported not at all: %s', async (_, content, reason, line) => {
    const result = await bring(content)
    expect(result).toMatchObject({ status: 'failed', created: 0, error: { reason, line } })
    expect(result.error?.message).toContain(`Line ${line}`)
    expect(await rowsOf('select from orders union all select from import_rows')).toEqual([])
  })

  it.each([
    ['no text at all', '', /empty/],
    ['no rows', `${header}\n`, null],
    ['no header', '536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n', /Line 1: holds data/],
    ['a missing column', header.replace('UnitPrice,', '') + '\n', /Line 1: lacks the column "UnitPrice"/],
    ['a column twice', `${header},Country\n`, /Line 1: the column "Country" stands there twice/],
    ['a column named __proto__', `__proto__,${header}\n`, /Line 1: a column must not be named __proto__/],
    ['a spreadsheet', Buffer.from('PK\x03\x04zip'), /spreadsheet/],
  ])('is refused at once where its first line tells: %s', async (_, content, message) => {
    if (message === null) {
      expect(await bring(content)).toMatchObject({ status: 'failed', error: { reason: 'file.empty' } })
      return
    }
    await expect(send(content)).rejects.toMatchObject({
      kind: 'unprocessable',
      message: expect.stringMatching(message) as string,
    })
    expect(await rowsOf('select from imports union all select from job_heads')).toEqual([])
  })
})

describe('a file of another habit', () => {
  const row = '1,A,Apple,2,2011-01-01 10:00:00,1.00,7,France'
  it.each<[string, string | Buffer]>([
    ['semicolons', lines(row).replaceAll(',', ';')],
    ['tabs', lines(row).replaceAll(',', '\t')],
    ['UTF-16', Buffer.from(`\uFEFF${lines(row)}`, 'utf16le')],
  ])('is read as it is: %s', async (_, content) => {
    expect(await bring(content)).toMatchObject({ status: 'completed', created: 1, rejected: 0 })
  })

  it('is refused where its sender says otherwise', async () => {
    const semicolons = lines(row).replaceAll(',', ';')
    await expect(send(semicolons, { mapping, options: options({ delimiter: ',' }) })).rejects.toMatchObject({
      message: expect.stringMatching(/separated by a semicolon, not a comma/) as string,
    })
    const wide = Buffer.from(`\uFEFF${lines(row)}`, 'utf16le')
    await expect(send(wide, { mapping, options: options({ encoding: 'utf-8' }) })).rejects.toMatchObject({
      message: expect.stringMatching(/Line 1: is UTF-16/) as string,
    })
  })

  it('has its days and numbers read by their column, and is told where both ways are possible', async () => {
    const own = JSON.stringify({ No: 'order_number', At: 'placed_at', Sku: 'sku', N: 'quantity', Price: 'unit_price' })
    const file = (day: string, price: string) => `No;At;Sku;N;Price\n1;${day};A;1;${price}\n2;04/05/2026;A;1;2,50\n`
    await bring(file('31/05/2026', '1.234,50'), { mapping: own, options: options() })
    expect(await rowsOf('select placed_at, total_amount from orders order by order_number')).toEqual([
      { placed_at: new Date('2026-05-30T23:00:00Z'), total_amount: '123450' },
      { placed_at: new Date('2026-05-03T23:00:00Z'), total_amount: '250' },
    ])
    const twofold = await bring(file('03/05/2026', '1,234').replace('2,50', '7'), {
      mapping: own,
      options: options({ source: 'x' }),
    })
    expect(twofold).toMatchObject({ created: 0, rejected: 2, options: { dates: null, decimal_mark: null } })
    const said = { source: 'x', dates: 'mdy', decimal_mark: '.' }
    await bring(file('03/05/2026', '1,234').replace('2,50', '7'), { mapping: own, options: options(said) })
    expect(await rowsOf(`select placed_at, total_amount from orders where source = 'x' order by order_number`)).toEqual(
      [
        { placed_at: new Date('2026-03-05T00:00:00Z'), total_amount: '123400' },
        { placed_at: new Date('2026-04-04T23:00:00Z'), total_amount: '700' },
      ],
    )
  })
})

describe('a running import', () => {
  const step = (id: string) =>
    world
      .get(JobRunner)
      .drain('imports')
      .then(() => read(id))

  it('goes on where another worker stopped, and writes nothing twice', async () => {
    const { id } = await send(manyOrders(3000))
    const original = world.get(ImportRun).step.bind(world.get(ImportRun))
    let chunks = 0
    // Every third chunk is lost: the work is done, and the worker dies before it is committed.
    const dying = jest.spyOn(world.get(ImportRun), 'step').mockImplementation(async (job) => {
      const outcome = await original(job)
      if (++chunks % 3 === 0) throw new Error('killed')
      return outcome
    })
    let state = await step(id)
    for (let turn = 0; state.status !== 'completed' && turn < 30; turn++) {
      await world.owner.query(`update job_heads set run_at = now(), attempts = 0`)
      state = await step(id)
    }
    dying.mockRestore()
    expect(chunks).toBeGreaterThan(6)
    expect(state).toMatchObject({
      status: 'completed',
      total_rows: 6000,
      processed_rows: 6000,
      created: 3000,
      unchanged: 0,
    })
    expect(await rowsOf('select count(*)::int, count(distinct order_number)::int as numbers from orders')).toEqual([
      { count: 3000, numbers: 3000 },
    ])
    expect(await rowsOf('select count(*)::int from order_items')).toEqual([{ count: 6000 }])
    await world.owner.query(`update job_payloads set last_error = null`)
  })

  it('reads its file to the end beside another one in the same process', async () => {
    const many = (first: number) => manyOrders(2600).replace(/^6(\d{5})/gm, `${first}$1`)
    const [one, two] = [await send(many(6)), await send(many(7))]
    await Promise.all([step(one.id), step(two.id)])
    await world.drain()
    for (const { id } of [one, two])
      expect(await read(id)).toMatchObject({ status: 'completed', total_rows: 5200, created: 2600, rejected: 0 })
  })

  it.each(['orders', 'customers'] as const)(
    'of %s stops between chunks when it is cancelled; what has been written stays',
    async (kind) => {
      const people = Array.from({ length: 4500 }, (_, index) => `p${index}@shop.example`)
      const { id } =
        kind === 'orders'
          ? await send(manyOrders(3000))
          : await send(['email', ...people].join('\n'), { mapping: '{"email":"email"}' }, kind)
      const cancelled = jest.spyOn(world.get(Files), 'remove').mockImplementation(async () => {
        // The file is let go when it has been read: from here on documents are written.
        await world.as(shop, 'manager', () => world.get(ImportsService).cancel(id)).catch(() => undefined)
      })
      await world.drain()
      cancelled.mockRestore()
      const state = await read(id)
      expect(state.status).toBe('cancelled')
      expect(await rowsOf(`select count(*)::int from ${kind}`)).toEqual([{ count: state.created }])
      expect(await rowsOf('select from import_rows union all select from import_documents')).toEqual([])
      await expect(world.as(shop, 'manager', () => world.get(ImportsService).cancel(id))).rejects.toMatchObject({
        reason: 'import.finished',
      })
    },
  )

  it('of people goes on where it was when its worker was lost, in smaller chunks where rows are large', async () => {
    const long = 'x'.repeat(900_000)
    const people = Array.from(
      { length: 1500 },
      (_, index) => `p${index}@shop.example,${index % 250 === 7 ? long : 'Ada'}`,
    )
    const { id } = await send(
      ['email,first_name', ...people].join('\n'),
      { mapping: '{"email":"email","first_name":"first_name"}' },
      'customers',
    )
    // Every step is another worker's, who knows nothing of what was read ahead.
    const next = jest.spyOn(Chunks.prototype, 'begin').mockImplementation(async () => undefined)
    await world.drain()
    next.mockRestore()
    expect(await read(id)).toMatchObject({ status: 'completed', total_rows: 1500, created: 1494, rejected: 6 })
    expect(await rowsOf('select count(*)::int from customers')).toEqual([{ count: 1494 }])
    expect(await rowsOf('select line from import_rows order by line limit 2')).toEqual([{ line: 9 }, { line: 259 }])
  })

  it('that is cancelled before it begins writes nothing', async () => {
    const { id } = await send(manyOrders(10))
    await world.as(shop, 'manager', () => world.get(ImportsService).cancel(id))
    await world.drain()
    expect(await read(id)).toMatchObject({ status: 'cancelled', created: 0, processed_rows: 0 })
    expect(await rowsOf('select from orders')).toEqual([])
  })

  it('whose job has failed for good says so', async () => {
    const { id } = await send(manyOrders(10))
    await world.owner.query(`update job_heads set state = 'dead'`)
    expect(await read(id)).toMatchObject({ status: 'failed', error: { reason: 'import.stopped' } })
  })
})

describe('imports and their rows', () => {
  it('are seen by those who may import, in their own workspace alone', async () => {
    await bring(lines('1,A,Apple,x,2011-01-01 10:00:00,1.00,7,France'))
    const seen = (tenant: TestTenant, who: 'admin' | 'manager' | 'agent' | 'readonly') =>
      world.as(tenant, who, async () => {
        const [row] = await world.db.read<{ n: number }>(
          'select (select count(*) from imports)::int + (select count(*) from import_rows)::int as n',
        )
        return row?.n
      })
    expect(await seen(shop, 'admin')).toBe(2)
    expect(await seen(shop, 'manager')).toBe(2)
    expect(await seen(shop, 'agent')).toBe(0)
    expect(await seen(shop, 'readonly')).toBe(0)
    expect(await seen(other, 'admin')).toBe(0)
  })
})

describe('retention', () => {
  it('forgets rejected rows after a month, and uploads that nobody waits for after a week', async () => {
    const wrong = lines('1,A,Apple,x,2011-01-01 10:00:00,1.00,7,France')
    const [old, fresh] = [await bring(wrong), await bring(wrong)]
    await world.owner.query(`update imports set finished_at = now() - interval '31 days' where id = $1`, [old.id])
    const abandoned = await world.as(shop, 'manager', () => upload('left behind', {}))
    const waiting = await send(wrong)
    const folder = join(config.DATA_DIR, 'files', shop.id)
    const past = new Date(Date.now() - 8 * 86_400_000)
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), past, past)
    const young = await world.as(shop, 'manager', () => upload('just arrived', {}))
    await world.as(shop, 'system', () => world.get(ImportRetention).prune())
    expect(await rowsOf('select import_id from import_rows')).toEqual([{ import_id: fresh.id }])
    const left = readdirSync(folder)
    expect(left).toContain(young.file.id)
    expect(left).not.toContain(abandoned.file.id)
    await world.drain()
    expect(await read(waiting.id)).toMatchObject({ status: 'completed', rejected: 1 })
  })
})

describe('a mapping of one’s own', () => {
  const own = JSON.stringify({
    Order: 'order_number',
    Date: 'placed_at',
    Mail: 'customer_email',
    Name: 'customer_last_name',
    Land: 'shipping_country',
    City: 'shipping_city',
    Cur: 'currency',
    State: 'status',
    Freight: 'shipping_amount',
    Article: 'product_name',
    Pieces: 'quantity',
    Price: 'unit_price',
    Note: 'customer_note',
  })
  const file =
    'Order;Date;Mail;Name;Land;City;Cur;State;Freight;Article;Pieces;Price;Note\n' +
    '#1;2026-01-31T12:00:00+01:00;Ada@Example.com;李;Germany;Köln;JPY;shipped;500;Tea;2;150;card 4111 1111 1111 1111\n' +
    '#2;2026-02-01;;;FRA;;EUR;;;Mug;1;9.99;\n'

  it('brings in orders of any shop', async () => {
    const result = await bring(file, { mapping: own, options: options({ delimiter: ';', source: 'till' }) })
    expect(result).toMatchObject({ status: 'completed', created: 2, mapping: 'custom' })
    expect(
      await rowsOf(
        `select order_number, source, currency, total_amount, status, country_code, placed_at, shipping_address, customer_note
           from orders order by order_number`,
      ),
    ).toEqual([
      expect.objectContaining({
        order_number: '#1',
        source: 'till',
        currency: 'JPY',
        total_amount: '800',
        status: 'shipped',
        country_code: 'DE',
        placed_at: new Date('2026-01-31T11:00:00Z'),
        shipping_address: { city: 'Köln', country_code: 'DE' },
        customer_note: 'card [card 1111]',
      }),
      expect.objectContaining({
        order_number: '#2',
        currency: 'EUR',
        total_amount: '999',
        status: 'pending',
        country_code: 'FR',
        placed_at: new Date('2026-02-01T00:00:00Z'),
        customer_note: null,
      }),
    ])
    expect(await rowsOf('select email, last_name from customers')).toEqual([
      { email: 'ada@example.com', last_name: '李' },
    ])
  })
})
