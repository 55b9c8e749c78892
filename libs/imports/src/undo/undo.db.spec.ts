// Files of customers and orders that are brought in and taken back, on a real database.
import { CustomersService, customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { OrdersService, ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { config, Files, JobRunner } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { importsEntities, ImportsService, ImportsWorkerModule } from '..'
import type { ImportDto } from '../import.dto'
import { ImportsApiModule } from '../imports.module'
import type { ImportKind } from '../mappings/mappings'
import { UndoService } from './undo.service'

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
    `truncate imports, import_rows, import_documents, import_changes, orders, refunds, customers, tags, tenant_counts,
              job_heads, job_payloads, outbox_events, outbox_heads, dirty_days cascade`,
  )
})

const retail = { mapping: 'uci-online-retail', options: JSON.stringify({ currency: 'EUR', timezone: 'Europe/London' }) }
const people = {
  Id: 'external_id',
  Mail: 'email',
  First: 'first_name',
  Last: 'last_name',
  City: 'city',
  Land: 'country',
  Tags: 'tags',
  Agent: 'assigned_to',
  Shoe: 'custom_fields.shoe_size',
}
const peopleHeader = Object.keys(people).join(',')

async function send(kind: ImportKind, content: string, fields: Record<string, string>): Promise<ImportDto> {
  const made = await world.as(shop, 'manager', async () => {
    const file = await world.get(Files).store(Readable.from([Buffer.from(content)]))
    const upload = { file, filename: `${kind}.csv`, fields: new Map(Object.entries(fields)), key: null }
    return world.get(ImportsService).accept(upload, kind)
  })
  return made.toJSON() as ImportDto
}
const read = async (id: string) =>
  (await world.as(shop, 'manager', () => world.get(ImportsService).one(id))).toJSON() as ImportDto
async function bring(kind: ImportKind, content: string, fields: Record<string, string>): Promise<ImportDto> {
  const { id } = await send(kind, content, fields)
  await world.drain()
  return read(id)
}
const bringPeople = (rows: string[], options: object = {}) =>
  bring('customers', `${[peopleHeader, ...rows].join('\n')}\n`, {
    mapping: JSON.stringify(people),
    options: JSON.stringify({ source: 'till', ...options }),
  })
const bringOrders = (...rows: string[]) =>
  bring(
    'orders',
    `${['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...rows].join('\n')}\n`,
    retail,
  )
const ask = (id: string) => world.as(shop, 'manager', () => world.get(UndoService).undo(id))
async function undo(id: string): Promise<ImportDto> {
  await ask(id)
  await world.drain()
  return read(id)
}
async function kept(id: string): Promise<Record<string, unknown>[]> {
  const page = await world.as(shop, 'manager', () => world.get(UndoService).kept(id, {}))
  return JSON.parse(page.text) as Record<string, unknown>[]
}
const rowsOf = async <Row extends object>(sql: string, params: unknown[] = []) =>
  (await world.owner.query<Row>(sql, params)).rows
const asManager = <Result>(work: () => Promise<Result>) => world.as(shop, 'manager', work)
const customerId = async (email: string) =>
  (await rowsOf<{ id: string }>('select id from customers where email_lower = $1', [email]))[0]?.id ?? ''

/** Everything that people know of the shop, without versions and times of editing. */
async function business(): Promise<unknown[]> {
  const bare = (row: string, ...without: string[]) =>
    `to_jsonb(${row}) ${['version', 'updated_at', ...without].map((name) => `- '${name}'`).join(' ')}`
  return rowsOf(
    `select 'customer' as what, ${bare('c')} as row from customers c
      union all select 'identity', ${bare('i')} from customer_identities i
      union all select 'tag', ${bare('t')} from tags t
      union all select 'put', ${bare('ct')} from customer_tags ct
      union all select 'order', ${bare('o')} from orders o
      union all select 'item', ${bare('l')} from order_items l
      union all select 'refund', ${bare('r')} from refunds r
      union all select 'line', ${bare('rl')} from refund_items rl
      union all select 'count', jsonb_build_object('name', name, 'count', sum(count)) from tenant_counts group by name having sum(count) <> 0
      order by 1, 2`,
  )
}

describe('a file of customers', () => {
  const ada = `7,ada@shop.example,Ada,Lovelace,London,United Kingdom,vip;wholesale,agent@a-shop.example,38`

  it('makes people with their accounts, tags, members and custom fields', async () => {
    const done = await bringPeople([ada, ',bob@shop.example,Bob,,,,,,', '9,,,,,,,,'])
    expect(done).toMatchObject({ kind: 'customers', status: 'completed', total_rows: 3, created: 3, rejected: 0 })
    const [first] = await rowsOf(
      `select c.*, (select array_agg(t.name order by t.name) from customer_tags ct join tags t on t.id = ct.tag_id where ct.customer_id = c.id) as tags,
              (select array_agg(i.source || ' ' || i.external_id) from customer_identities i where i.customer_id = c.id) as accounts
         from customers c where email = 'ada@shop.example'`,
    )
    expect(first).toMatchObject({
      first_name: 'Ada',
      city: 'London',
      country_code: 'GB',
      assigned_to: shop.agent.id,
      custom_fields: { shoe_size: '38' },
      tags: ['vip', 'wholesale'],
      accounts: ['till 7'],
      timezone: 'Europe/London',
    })
    expect(await rowsOf(`select payload -> 'ids' as ids from outbox_events where name = 'customer.created'`)).toEqual([
      { ids: [expect.any(String), expect.any(String), expect.any(String)] },
    ])
  })

  it('has many rows, and one that the database refuses stays out alone', async () => {
    await world.owner.query(`alter table customers add constraint unlucky check (last_name <> 'Unlucky')`)
    const rows = Array.from(
      { length: 700 },
      (_, n) => `,p${n}@shop.example,P${n},${n === 400 ? 'Unlucky' : 'Row'},,,,,`,
    )
    const done = await bringPeople(rows)
    await world.owner.query('alter table customers drop constraint unlucky')
    expect(done).toMatchObject({ status: 'completed', created: 699, rejected: 1 })
    expect(await rowsOf('select line, error from import_rows')).toEqual([
      { line: 402, error: 'the database cannot hold one of its values' },
    ])
    expect(await rowsOf('select count(*)::int as n from import_changes')).toEqual([{ n: 699 }])
    expect(await undo(done.id)).toMatchObject({ status: 'undone', undo: { removed: 699, kept: 0 } })
    expect(await rowsOf('select from customers')).toEqual([])
  })

  it('finds people by their account, then by their e-mail, and changes only what it says', async () => {
    await bringPeople([ada])
    const again = await bringPeople(['7,ada@new.example,,,Paris,,,,', '8,ada@new.example,,King,,,news,,'])
    expect(again).toMatchObject({ created: 0, updated: 2, unchanged: 0, rejected: 0 })
    expect(await rowsOf('select first_name, last_name, email, city, version from customers')).toEqual([
      { first_name: 'Ada', last_name: 'King', email: 'ada@new.example', city: 'Paris', version: 3 },
    ])
    expect(await rowsOf('select external_id from customer_identities order by 1')).toEqual([
      { external_id: '7' },
      { external_id: '8' },
    ])
    expect(await bringPeople(['7,ada@new.example,,,Paris,,,,'])).toMatchObject({ updated: 0, unchanged: 1 })
  })

  it('passes over who is there, or refuses her, as told', async () => {
    await bringPeople([ada])
    const before = await business()
    expect(await bringPeople(['7,,,,Paris,,,,'], { on_duplicate: 'skip' })).toMatchObject({ unchanged: 1, rejected: 0 })
    expect(await bringPeople(['7,,,,Paris,,,,'], { on_duplicate: 'create' })).toMatchObject({ created: 0, rejected: 1 })
    expect(await bringPeople(['7,,,,Paris,,,,'], { dry_run: true })).toMatchObject({ updated: 1 })
    expect(await business()).toEqual(before)
  })

  it('rejects rows by field and reason, and brings in the rest', async () => {
    await bringPeople([ada, '8,bob@shop.example,Bob,,,,,,'])
    const done = await bringPeople([
      ',not-an-address,Eve,,,,,,',
      ',eve@shop.example,Eve,,,Atlantis,,,',
      ',eve@shop.example,Eve,,,,,nobody@else.example,',
      '7,bob@shop.example,,,,,,,',
      ',,,,Nowhere,,,,',
      ',good@shop.example,4111 1111 1111 1111,,,,,,',
      ',fine@shop.example,Fine,,,,,,',
    ])
    expect(done).toMatchObject({ status: 'completed', created: 1, rejected: 6 })
    expect(
      (await rowsOf<{ error: string }>('select error from import_rows order by line')).map((row) => row.error),
    ).toEqual([
      expect.stringContaining('email must be'),
      'country must be a country such as Germany or DE',
      'assigned_to There is no such active member',
      'email Another customer has this e-mail address',
      expect.stringContaining('email'),
      expect.stringContaining('first_name'),
    ])
  })

  it('refuses rows one by one whose value of a unique field is another’s, in the file or before it', async () => {
    await world.owner.query(
      `insert into custom_fields (tenant_id, id, applies_to, key, labels, type, position, is_unique)
       values ($1, gen_random_uuid(), 'customers', 'shoe_size', '{"en": "Shoe size"}', 'text', 1, true)`,
      [shop.id],
    )
    await bringPeople(['7,ada@shop.example,,,,,,,A', '8,bob@shop.example,,,,,,,B'])
    const done = await bringPeople([
      '1,eve@shop.example,,,,,,,C',
      '2,mia@shop.example,,,,,,,c',
      '3,leo@shop.example,,,,,,,B',
      '4,ida@shop.example,,,,,,,A',
      '5,max@shop.example,,,,,,,D',
      '7,,,,,,,,E',
      '8,,,,Bonn,,,,b',
    ])
    expect(done).toMatchObject({ status: 'completed', created: 3, updated: 2, rejected: 2 })
    expect(await rowsOf('select line, error from import_rows order by line')).toEqual([
      { line: 3, error: 'custom_fields.shoe_size is the value of another one already' },
      { line: 4, error: 'custom_fields.shoe_size is the value of another one already' },
    ])
    expect(await rowsOf(`select unique_value from customer_field_values order by 1`)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((unique_value) => ({ unique_value })),
    )
    await undo(done.id)
    expect(await rowsOf(`select unique_value from customer_field_values order by 1`)).toEqual(
      ['a', 'b'].map((unique_value) => ({ unique_value })),
    )
    const moved = await bringPeople(['7,,,,,,,,Z'])
    const bob = await customerId('bob@shop.example')
    await asManager(() => world.get(CustomersService).change(bob, { custom_fields: { shoe_size: 'a' } }, null))
    expect((await undo(moved.id)).undo).toMatchObject({ kept: 1 })
    expect(await kept(moved.id)).toMatchObject([{ reason: 'value_taken', fields: ['custom_fields.shoe_size'] }])
    await world.owner.query('truncate custom_fields cascade')
  })

  it('refuses people in the trash, whoever they are to the shop', async () => {
    await bringPeople([ada])
    const id = await customerId('ada@shop.example')
    await asManager(() => world.get(CustomersService).remove(id))
    expect(await bringPeople(['7,,,,Paris,,,,'])).toMatchObject({ updated: 0, rejected: 1 })
  })
})

describe('a file of orders that fills the workspace’s own fields', () => {
  const columns = {
    No: 'order_number',
    Day: 'placed_at',
    Item: 'product_name',
    Pieces: 'quantity',
    Price: 'unit_price',
    Mail: 'customer_email',
    Weight: 'custom_fields.weight',
    Gift: 'custom_fields.gift',
    Bill: 'custom_fields.bill',
    Due: 'custom_fields.due',
  }
  const bringOwn = (...rows: string[]) =>
    bring('orders', `${[Object.keys(columns).join(';'), ...rows].join('\n')}\n`, {
      mapping: JSON.stringify(columns),
      options: JSON.stringify({ source: 'till', currency: 'EUR', delimiter: ';', decimal_mark: ',', dates: 'dmy' }),
    })
  const fieldsByNumber = () =>
    rowsOf<{ order_number: string; custom_fields: object }>(
      'select order_number, custom_fields from orders order by order_number',
    )
  const idOf = async (number: string) =>
    (await rowsOf<{ id: string }>('select id from orders where order_number = $1', [number]))[0]?.id ?? ''
  const edit = async (number: string, custom_fields: Record<string, unknown>) => {
    const id = await idOf(number)
    await asManager(() => world.get(OrdersService).change(id, { custom_fields }, null))
  }
  const first = [
    '1;05.01.2026;Cup;1;10,00;ada@shop.example;;paper;R-1;31.01.2026',
    '1;05.01.2026;Pen;1;1,00;;"1.002,5";box;;',
    '2;05.01.2026;Cup;1;10,00;bob@shop.example;heavy;;R-2;',
    '3;05.01.2026;Cup;1;10,00;eve@shop.example;1;ribbon;R-3;',
    '4;05.01.2026;Cup;1;10,00;mia@shop.example;1;box;r-1;',
    '5;05.01.2026;Cup;1;10,00;leo@shop.example;;;;',
  ]

  beforeAll(async () => {
    await world.owner.query(
      `insert into custom_fields (tenant_id, id, applies_to, key, labels, type, position, is_unique, options)
       select $1, gen_random_uuid(), 'orders', key, '{"en": "x"}', type, 1, key = 'bill', options::text[]
         from (values ('weight', 'number', '{}'), ('gift', 'select', '{paper,box}'), ('bill', 'text', '{}'), ('due', 'date', '{}'))
           as f (key, type, options)`,
      [shop.id],
    )
  })
  afterAll(() => world.owner.query('truncate custom_fields cascade'))

  it('takes the first value of each order in the field’s type, and refuses by name what breaks a rule', async () => {
    expect(await bringOwn(...first)).toMatchObject({ status: 'completed', created: 2, rejected: 3 })
    expect(await fieldsByNumber()).toEqual([
      { order_number: '1', custom_fields: { weight: 1002.5, gift: 'paper', bill: 'R-1', due: '2026-01-31' } },
      { order_number: '5', custom_fields: {} },
    ])
    expect(await rowsOf('select line, error from import_rows order by line')).toEqual([
      { line: 4, error: expect.stringMatching(/^custom_fields.weight must be a number/) as string },
      { line: 5, error: 'custom_fields.gift must be one of paper, box' },
      { line: 6, error: 'custom_fields.bill is the value of another one already' },
    ])
    // Nobody came along with an order that was refused.
    expect(await rowsOf('select email from customers order by 1')).toEqual([
      { email: 'ada@shop.example' },
      { email: 'leo@shop.example' },
    ])
    expect(await bringOwn(first[0] ?? '', first[1] ?? '')).toMatchObject({ unchanged: 1 })
  })

  it('needs what is required of new orders, and leaves those from before alone', async () => {
    await bringOwn(...first)
    await world.owner.query(`update custom_fields set is_required = true where key = 'gift'`)
    const done = await bringOwn('5;05.01.2026;Cup;2;10,00;;2;;;', '6;05.01.2026;Cup;1;10,00;;2;;;')
    expect(done).toMatchObject({ updated: 1, rejected: 1 })
    const bare = await bringOrders('9001,A,Cup,1,2011-01-05 10:00:00,1.00,,France')
    expect(bare).toMatchObject({ created: 0, rejected: 1 })
    expect(await rowsOf('select error from import_rows where import_id = any($1)', [[done.id, bare.id]])).toEqual([
      { error: 'custom_fields.gift is needed' },
      { error: 'custom_fields.gift is needed' },
    ])
    await world.owner.query(`update custom_fields set is_required = false where key = 'gift'`)
  })

  it('is undone field by field: what somebody has written since stays, and a value that is another order’s', async () => {
    await bringOwn(...first)
    const before = await business()
    const second = await bringOwn(
      '1;05.01.2026;Cup;1;10,00;ada@shop.example;3;;R-9;01.02.2026',
      '1;05.01.2026;Pen;1;1,00;;;;;',
      '5;05.01.2026;Cup;1;10,00;leo@shop.example;7;;;',
    )
    expect(second).toMatchObject({ updated: 2 })
    const changed = { weight: 3, gift: 'paper', bill: 'R-9', due: '2026-02-01' }
    expect((await fieldsByNumber())[0]).toEqual({ order_number: '1', custom_fields: changed })
    expect((await undo(second.id)).undo).toMatchObject({ restored: 2, kept: 0 })
    expect(await business()).toEqual(before)

    const third = await bringOwn('1;05.01.2026;Cup;1;10,00;ada@shop.example;3;;R-9;01.02.2026', first[1] ?? '')
    await edit('1', { due: '2026-03-01' })
    await edit('5', { bill: 'R-1' })
    expect((await undo(third.id)).undo).toMatchObject({ restored: 1, kept: 1 })
    expect(await kept(third.id)).toMatchObject([
      { subject: 'order', reason: 'changed', fields: ['custom_fields.due', 'custom_fields.bill'] },
    ])
    const standing = { weight: 1002.5, gift: 'paper', bill: 'R-9', due: '2026-03-01' }
    expect((await fieldsByNumber())[0]).toEqual({ order_number: '1', custom_fields: standing })
  })
})

describe('an undo', () => {
  it('leaves people as they were: new ones are gone, changed ones changed back, versions go forward', async () => {
    await bringPeople(['7,ada@shop.example,Ada,,London,GB,vip,,38', '8,bob@shop.example,Bob,,,,,,'])
    const before = await business()
    const { id } = await bringPeople([
      '7,,Augusta,,Paris,FR,new;vip,agent@a-shop.example,39',
      '8,,,,,,,,',
      '9,bob@shop.example,Robert,,,,,,',
      ',eve@shop.example,Eve,,,,new,,',
    ])
    expect(await read(id)).toMatchObject({ created: 1, updated: 2, unchanged: 1 })
    const done = await undo(id)
    expect(done).toMatchObject({ status: 'undone', undo: { status: 'completed', kept: 0, restored: 2, removed: 3 } })
    expect(await business()).toEqual(before)
    expect(await rowsOf('select version from customers order by email')).toEqual([{ version: 3 }, { version: 3 }])
    expect(await kept(id)).toEqual([])
    const [event] = await rowsOf<{ payload: object }>(`select payload from outbox_events where name = 'import.undone'`)
    expect(event?.payload).toEqual({ ids: [id], restored: 2, removed: 3, kept: 0 })
  })

  it('keeps what people wrote since, field by field, and whoever has ordered since, and lists both', async () => {
    await bringPeople(['7,ada@shop.example,Ada,,London,,,,'])
    const { id } = await bringPeople([
      '7,,Augusta,,Paris,,,,',
      ',eve@shop.example,Eve,,,,,,',
      ',liz@shop.example,Liz,,,,,,',
    ])
    const [ada, eve, liz] = await Promise.all(
      ['ada@shop.example', 'eve@shop.example', 'liz@shop.example'].map(customerId),
    )
    await asManager(() => world.get(CustomersService).change(ada ?? '', { city: 'Rome' }, null))
    await asManager(() => world.get(CustomersService).change(liz ?? '', { city: 'Rome' }, null))
    await asManager(() =>
      world.get(OrdersService).place({
        customer_id: eve,
        currency: 'EUR',
        items: [{ product_name: 'Cup', quantity: 1, unit_price: '1.00' }],
      }),
    )
    expect(await undo(id)).toMatchObject({ status: 'undone', undo: { restored: 1, removed: 0, kept: 3 } })
    expect(await rowsOf('select first_name, city from customers order by email')).toEqual([
      { first_name: 'Ada', city: 'Rome' },
      { first_name: 'Eve', city: null },
      { first_name: 'Liz', city: 'Rome' },
    ])
    expect(await kept(id)).toEqual([
      expect.objectContaining({ line: 2, reason: 'changed', fields: ['city'], name: 'Ada', subject_id: ada }),
      expect.objectContaining({ line: 3, reason: 'used', fields: [], name: 'Eve' }),
      expect.objectContaining({ line: 4, reason: 'changed', name: 'Liz' }),
    ])
  })

  it('takes orders, refunds and the people who came with them away, and their days and figures follow', async () => {
    await bringOrders(
      '1,A,Apple,2,2011-01-01 10:00:00,1.255,7,France',
      'C2,A,Apple,-1,2011-01-02 10:00:00,1.00,7,France',
    )
    const before = await business()
    const { id } = await bringOrders(
      '1,A,Apple,3,2011-01-01 10:00:00,1.5,7,Spain',
      '1,B,Bean,1,2011-01-05 10:00:00,1.5,7,Spain',
      'C2,A,Apple,-2,2011-01-03 10:00:00,1.00,7,France',
      '3,A,Apple,1,2011-01-04 10:00:00,4.00,8,France',
      'C4,A,Apple,-1,2011-01-06 10:00:00,4.00,9,France',
    )
    expect(await read(id)).toMatchObject({ created: 2, updated: 2 })
    await world.owner.query('delete from dirty_days')
    expect(await undo(id)).toMatchObject({ status: 'undone', undo: { restored: 2, removed: 4, kept: 0 } })
    expect(await business()).toEqual(before)
    expect(
      (await rowsOf<{ day: string }>('select distinct day::text from dirty_days order by 1')).map(({ day }) => day),
    ).toEqual(['2011-01-01', '2011-01-02', '2011-01-03', '2011-01-04', '2011-01-06'])
    expect(
      await rowsOf(`select payload - 'ids' as payload from outbox_events where name = 'order.refund_deleted'`),
    ).toEqual([{ payload: { order_ids: [], amount: '4.00', currency: 'EUR' } }])
    expect(await bringOrders('1,A,Apple,3,2011-01-01 10:00:00,1.5,7,Spain')).toMatchObject({ updated: 1 })
  })

  it('keeps orders that were handled since', async () => {
    const { id } = await bringOrders(
      '1,A,Apple,2,2011-01-01 10:00:00,1.00,7,France',
      '2,A,Apple,2,2011-01-01 10:00:00,1.00,8,France',
    )
    const [order] = await rowsOf<{ id: string }>(`select id from orders where order_number = '1'`)
    await asManager(() => world.get(OrdersService).setNote(order?.id ?? '', 'rings twice', null))
    expect(await undo(id)).toMatchObject({ undo: { removed: 2, kept: 2 } })
    expect((await kept(id)).map(({ subject, reason, name }) => [subject, reason, name])).toEqual([
      ['order', 'changed', '1'],
      ['customer', 'used', null],
    ])
    expect(await rowsOf('select order_number from orders')).toEqual([{ order_number: '1' }])
  })

  it('leaves rows to a newer import, and takes them back once that one is undone', async () => {
    const first = await bringPeople(['7,ada@shop.example,Ada,,London,,,,'])
    const second = await bringPeople(['7,,,,Paris,,,,'])
    expect(await undo(first.id)).toMatchObject({ status: 'undone', undo: { removed: 0, kept: 1 } })
    expect(await kept(first.id)).toEqual([expect.objectContaining({ reason: 'newer_import' })])
    await undo(second.id)
    expect(await rowsOf('select city, version from customers')).toEqual([{ city: 'London', version: 3 }])
    expect(await undo(first.id)).toMatchObject({ status: 'undone', undo: { removed: 1, kept: 0 } })
    expect(await rowsOf('select from customers')).toEqual([])
  })

  it('is harmless the second time', async () => {
    const { id } = await bringPeople(['7,ada@shop.example,Ada,,London,,,,'])
    await ask(id)
    await ask(id)
    await world.drain()
    const after = await business()
    const events = await rowsOf('select id from outbox_events')
    expect(await undo(id)).toMatchObject({ status: 'undone', undo: { removed: 1, kept: 0 } })
    expect(await business()).toEqual(after)
    expect(await rowsOf('select id from outbox_events')).toHaveLength(events.length)
  })

  it('during a second import: each row ends as whoever came last left it, and nothing is lost', async () => {
    const rows = (city: string) =>
      Array.from({ length: 1200 }, (_, index) => `${index},p${index}@shop.example,P,,${city},,,,`)
    await bringPeople(rows('London'))
    const first = await bringPeople(rows('Paris'))
    const content = `${[peopleHeader, ...rows('Rome')].join('\n')}\n`
    const fields = { mapping: JSON.stringify(people), options: JSON.stringify({ source: 'till' }) }
    const second = await send('customers', content, fields)
    await ask(first.id)
    await Promise.all([world.get(JobRunner).drain('imports'), world.get(JobRunner).drain('imports')])
    await world.drain()
    expect(await rowsOf('select city, count(*)::int from customers group by 1')).toEqual([
      { city: 'Rome', count: 1200 },
    ])
    expect(await read(second.id)).toMatchObject({ status: 'completed', updated: 1200 })
    const undone = await read(first.id)
    expect(undone.status).toBe('undone')
    expect((undone.undo?.restored ?? 0) + (undone.undo?.kept ?? 0)).toBe(1200)
    expect(await undo(second.id)).toMatchObject({ undo: { restored: 1200, kept: 0 } })
    await undo(first.id)
    expect(await rowsOf('select city, count(*)::int from customers group by 1')).toEqual([
      { city: 'London', count: 1200 },
    ])
  })

  it.each([
    [
      'that runs',
      'import.undo_running',
      async () => (await send('customers', `${peopleHeader}\n1,,,,,,,,\n`, { mapping: JSON.stringify(people) })).id,
    ],
    [
      'that was only tried',
      'import.undo_dry_run',
      async () => (await bringPeople(['1,,,,,,,,'], { dry_run: true })).id,
    ],
    ['that changed nothing', 'import.undo_nothing_written', async () => (await bringPeople([',no address,,,,,,,'])).id],
    [
      'of last month',
      'import.undo_expired',
      async () => {
        const { id } = await bringPeople(['1,,,,,,,,'])
        await world.owner.query(`update imports set finished_at = now() - interval '31 days'`)
        return id
      },
    ],
  ])('is refused for an import %s', async (_, reason, make) => {
    const id = await make()
    await expect(ask(id)).rejects.toMatchObject({ reason })
    expect((await read(id)).undo).toBeNull()
  })
})
