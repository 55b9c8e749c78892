import fc from 'fast-check'
import { newId } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { DomainError } from '../../errors'
import type { Json, JsonPage } from '../json'
import { column, nested } from './definition'
import { filter } from './filters'
import type { ListQuery } from './plan'
import { defineResource } from './resource'
import { sort } from './sorts'

class ThingDto {
  id!: string
  name!: string
  price!: string
  currency!: string
  made_at!: string
  seen_at!: string | null
  parts?: { label: string }[]
  newest_part?: { label: string } | null
}

const things = defineResource({
  name: 'thing',
  answer: ThingDto,
  from: 'things t',
  deletedAt: 't.deleted_at',
  agentScope: 't.assigned_to',
  version: 't.version',
  fields: {
    id: 't.id',
    name: 't.name',
    price: column.money('t.price', 't.currency'),
    currency: 't.currency',
    made_at: column.time('t.made_at'),
    seen_at: column.time('t.seen_at'),
  },
  include: {
    parts: nested.many(
      `select p.label from parts p where p.tenant_id = current_tenant() and p.thing_id = t.id order by p.label desc`,
    ),
    newest_part: nested.one(
      `select p.label from parts p where p.tenant_id = current_tenant() and p.thing_id = t.id order by p.label desc`,
    ),
  },
  filters: {
    name: filter.text('t.name'),
    currency: filter.code('t.currency', (code) => /^[A-Z]{3}$/.test(code), { aliases: ['money'] }),
    price: filter.money('t.price', { column: 't.currency' }),
    worth: filter.money('t.price', 'tenant'),
    rank: filter.integer('t.rank', { nullable: true }),
    made_at: filter.time('t.made_at'),
    assigned_to: filter.uuid('t.assigned_to', { nullable: true }),
  },
  sorts: {
    made_at: sort.time('t.made_at'),
    seen_at: sort.time('t.seen_at', { nullable: true }),
    rank: sort.integer('t.rank', { nullable: true }),
    name: sort.text('t.name'),
  },
  defaultSort: '-made_at',
  count: 'things',
  hot: ['currency'],
  search: { looksThrough: 'the name', where: (text) => `strpos(t.name, ${text}) > 0` },
})

interface Row {
  id: string
  name: string
  rank: number | null
  seen_at: string | null
}

let world: World
let tenant: TestTenant
let other: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [] })
  await world.owner.query(`
    create table things (
      tenant_id uuid not null references tenants, id uuid not null, name text not null, price bigint not null,
      currency text not null, rank integer, made_at timestamptz not null, seen_at timestamptz, assigned_to uuid,
      deleted_at timestamptz, version integer not null default 1, primary key (tenant_id, id));
    create table parts (
      tenant_id uuid not null, id uuid not null, thing_id uuid not null, label text not null, primary key (tenant_id, id));
    select protect_assigned_table('things');
    select protect_shared_table('parts')`)
  tenant = await world.tenant('a')
  other = await world.tenant('b')
  await world.owner.query(
    `insert into things (tenant_id, id, name, price, currency, rank, made_at, seen_at, assigned_to)
     select $1, gen_random_uuid(), 'thing ' || n, n * 100, case when n % 10 = 0 then 'JPY' else 'EUR' end,
            nullif(n % 7, 0), timestamptz '2026-01-01' + make_interval(hours => n / 3, secs => n * 0.000001),
            case when n % 4 > 0 then timestamptz '2026-02-01' + make_interval(days => n % 5) end,
            case when n % 5 = 0 then $2::uuid end
       from generate_series(1, 120) n`,
    [tenant.id, tenant.agent.id],
  )
  await world.owner.query(
    `insert into things (tenant_id, id, name, price, currency, made_at) values ($1, gen_random_uuid(), 'theirs', 1, 'EUR', now())`,
    [other.id],
  )
  await world.owner.query(
    `insert into parts select tenant_id, gen_random_uuid(), id, 'part ' || lpad(n::text, 2, '0')
       from things, generate_series(1, 12) n where name = 'thing 1'`,
  )
  await world.as(tenant, 'system', () => world.db.tx(() => world.db.query(`select count_rows('things', 120)`)))
})
afterAll(() => world.close())

const list = (query: ListQuery, who: 'manager' | 'agent' = 'manager'): Promise<JsonPage> =>
  world.as(tenant, who, () => things.list(world.db, query))
const rowsOf = (page: JsonPage): ThingDto[] => JSON.parse(page.text) as ThingDto[]
const names = async (query: ListQuery) => rowsOf(await list({ per_page: '100', ...query })).map(({ name }) => name)
const first = async (name: string): Promise<ThingDto> => {
  const [row] = rowsOf(await list({ name }))
  if (!row) throw new Error(`no ${name}`)
  return row
}
const refused = async (query: ListQuery): Promise<DomainError> => {
  const error: unknown = await list(query).catch((caught: unknown) => caught)
  if (error instanceof DomainError) return error
  throw new Error(`expected a DomainError, got ${String(error)}`)
}

describe('a list', () => {
  it('is one page of the tenant’s own rows with a total, newest first', async () => {
    const page = await list({ per_page: '10' })
    expect(page.pagination).toEqual({ page: 1, perPage: 10, total: 120, totalIsEstimate: false })
    expect(rowsOf(page)).toHaveLength(10)
    expect(rowsOf(page)[0]).toEqual(expect.objectContaining({ name: 'thing 120', price: '12000', currency: 'JPY' }))
  })

  it('answers the second page and an empty page behind the last', async () => {
    expect(rowsOf(await list({ page: '2', per_page: '100' }))).toHaveLength(20)
    const behind = await list({ page: '3', per_page: '100' })
    expect(behind.text).toBe('[]')
    expect(behind.pagination.total).toBe(120)
  })

  it('answers later pages in the same order, with nested rows and fields as on the first', async () => {
    const whole = await names({})
    expect(await names({ page: '4', per_page: '7' })).toEqual(whole.slice(21, 28))
    const [row] = rowsOf(await list({ page: '120', per_page: '1', fields: 'name', include: 'parts' }))
    expect(row).toEqual({ name: 'thing 1', parts: expect.any(Array) as unknown })
  })

  it('answers only the fields that were asked for', async () => {
    const [row] = rowsOf(await list({ fields: 'name,id', per_page: '1' }))
    expect(Object.keys(row ?? {})).toEqual(['id', 'name'])
  })

  it('adds the ten newest nested rows on request', async () => {
    const [row] = rowsOf(await list({ name: 'thing 1', include: 'parts,newest_part' }))
    expect(row?.parts).toHaveLength(10)
    expect(row?.parts?.[0]).toEqual({ label: 'part 12' })
    expect(row?.newest_part).toEqual({ label: 'part 12' })
    const [bare] = rowsOf(await list({ name: 'thing 2', include: 'parts,newest_part' }))
    expect(bare).toEqual(expect.objectContaining({ parts: [], newest_part: null }))
  })

  it('shows an agent what is assigned to them, and counts that alone', async () => {
    const page = await list({}, 'agent')
    expect(page.pagination.total).toBe(24)
    expect(rowsOf(page)).toHaveLength(24)
  })
})

describe('filters', () => {
  it('take any of several values, aliases and none', async () => {
    expect(await names({ name: 'thing 3,thing 4' })).toEqual(['thing 4', 'thing 3'])
    expect(await names({ money: 'jpy' })).toHaveLength(12)
    expect(await names({ rank: 'none' })).toHaveLength(17)
    expect(await names({ rank: 'none,1' })).toHaveLength(17 + 18)
  })

  it('compare money in the currency of each row', async () => {
    // thing 100 costs 10000 yen; 100 is 100.00 euro for thing 100's neighbours.
    expect(await names({ 'price[gte]': '1000', currency: 'JPY' })).toHaveLength(12)
    expect(await names({ 'price[gte]': '119' })).toHaveLength(12 + 1)
    expect(await names({ price: '1.00,2.00' })).toEqual(['thing 2', 'thing 1'])
    expect(await names({ price: '1.001' })).toEqual([])
    expect(await names({ 'price[gt]': '1.995', 'price[lte]': '3.001' })).toEqual(['thing 3', 'thing 2'])
  })

  it('compare money in the tenant’s currency', async () => {
    expect(await names({ 'worth[gte]': '119.00' })).toEqual(['thing 120', 'thing 119'])
  })

  it('take whole days in the tenant’s zone and exact times', async () => {
    // Berlin's second of January starts at 23:00 UTC on the first, which things 69 and later reach.
    expect(await names({ 'made_at[lt]': '2026-01-02' })).toHaveLength(68)
    expect(await names({ 'made_at[lte]': '2026-01-01' })).toHaveLength(68)
    expect(await names({ made_at: '2026-01-01' })).toHaveLength(68)
    expect(await names({ 'made_at[gte]': '2026-01-02T00:00:00Z' })).toHaveLength(120 - 71)
  })

  it('count what matches', async () => {
    expect((await list({ currency: 'EUR', per_page: '5' })).pagination.total).toBe(108)
    expect((await list({ currency: 'EUR', per_page: '5', count: 'exact' })).pagination.total).toBe(108)
  })

  it('search the text with metacharacters as they are', async () => {
    expect(await names({ q: 'ing 12' })).toEqual(['thing 120', 'thing 12'])
    expect(await names({ q: "'%_" })).toEqual([])
  })
})

describe('a walk by cursor', () => {
  const orders = ['made_at', '-made_at', 'seen_at', '-seen_at', 'rank', '-rank', 'name', '-name']

  it.each(orders)('meets every row once in the order of one long page, nulls and ties included: %s', async (order) => {
    const whole = await wholeList(order)
    const walked: string[] = []
    let cursor: string | null = null
    for (let steps = 0; steps < 100; steps++) {
      const page: JsonPage = await list({ sort: order, per_page: '7', ...(cursor ? { cursor } : {}) })
      walked.push(...rowsOf(page).map(({ id }) => id))
      cursor = page.nextCursor
      if (!cursor) break
    }
    expect(walked).toEqual(whole)
  })

  it('refuses a cursor of another order', async () => {
    const { nextCursor } = await list({ per_page: '5' })
    expect((await refused({ cursor: nextCursor, sort: 'name' })).details).toEqual({
      cursor: ['is not a cursor of this list in this order; start without it'],
    })
  })

  it('cannot be made to fail inside the database by any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String()), fc.constantFrom(...orders), async (cursor, order) => {
        const answer = await list({ cursor, sort: order }).catch((error: unknown) => error)
        return !(answer instanceof Error) || answer instanceof DomainError
      }),
      { numRuns: 60 },
    )
  })

  async function wholeList(order: string): Promise<string[]> {
    const key = order.replace('-', '')
    const direction = order.startsWith('-') ? 'desc nulls last' : 'asc nulls first'
    const { rows } = await world.owner.query<Row>(
      `select id from things where tenant_id = $1 order by ${key} ${direction}, id ${direction}`,
      [tenant.id],
    )
    return rows.map(({ id }) => id)
  }
})

describe('a total above ten thousand', () => {
  beforeAll(async () => {
    await world.owner.query(
      `insert into things (tenant_id, id, name, price, currency, made_at)
       select $1, gen_random_uuid(), 'many', 5, 'USD', timestamptz '2025-01-01' from generate_series(1, 12000)`,
      [tenant.id],
    )
    await world.owner.query('analyze things')
    await count(12_000)
  })
  afterAll(async () => {
    await world.owner.query(`delete from things where name = 'many'`)
    await count(-12_000)
  })
  const count = (difference: number) =>
    world.as(tenant, 'system', () => world.db.tx(() => world.db.query(`select count_rows('things', $1)`, [difference])))

  it('is the planner’s estimate, marked as such', async () => {
    const { pagination } = await list({ name: 'many' })
    expect(pagination.totalIsEstimate).toBe(true)
    expect(pagination.total).toBeGreaterThan(11_500)
    expect(pagination.total).toBeLessThan(12_200)
  })

  it('is exact on request', async () => {
    expect((await list({ name: 'many', count: 'exact' })).pagination).toEqual(
      expect.objectContaining({ total: 12_000, totalIsEstimate: false }),
    )
  })

  it('ends pages at row 10,000, and cursors not', async () => {
    expect((await refused({ name: 'many', page: '401' })).details?.page).toHaveLength(1)
    const last = await list({ name: 'many', page: '100', per_page: '100' })
    const beyond = await list({ name: 'many', per_page: '100', cursor: last.nextCursor })
    expect(rowsOf(beyond)).toHaveLength(100)
  })
})

describe('one row', () => {
  it('comes with its version, whole', async () => {
    const { id } = await first('thing 1')
    const answer: Json = await world.as(tenant, 'manager', () => things.one(world.db, id))
    expect(answer.extras.version).toBe(1)
    expect(JSON.parse(answer.text)).toEqual(expect.objectContaining({ id, name: 'thing 1', price: '1.00' }))
  })

  it.each(['unknown', newId()])('is missing for the id %s', async (id) => {
    await expect(world.as(tenant, 'manager', () => things.one(world.db, id))).rejects.toThrow('There is no such thing')
  })

  it('is missing for another tenant and for an agent to whom it is not assigned', async () => {
    const { id } = await first('thing 1')
    await expect(world.as(other, 'admin', () => things.one(world.db, id))).rejects.toThrow('There is no such thing')
    await expect(world.as(tenant, 'agent', () => things.one(world.db, id))).rejects.toThrow('There is no such thing')
  })

  it('is found inside the transaction that wrote it', async () => {
    const id = newId()
    const text = await world.as(tenant, 'manager', () =>
      world.db.tx(async () => {
        await world.db.query(
          `insert into things (tenant_id, id, name, price, currency, made_at, deleted_at) values (current_tenant(), $1, 'new', 1, 'EUR', now(), null)`,
          [id],
        )
        const answer = await things.one(world.db, id)
        await world.db.query(`update things set deleted_at = now() where tenant_id = current_tenant() and id = $1`, [
          id,
        ])
        return answer.text
      }),
    )
    expect(JSON.parse(text)).toEqual(expect.objectContaining({ id, name: 'new' }))
    await expect(world.as(tenant, 'manager', () => things.one(world.db, id))).rejects.toThrow(DomainError)
    expect(rowsOf(await list({ deleted: 'true' })).map((row) => row.id)).toEqual([id])
  })

  it('is one of many', async () => {
    const rows = rowsOf(await list({ per_page: '3' }))
    const found = await world.as(tenant, 'manager', () => things.many(world.db, [newId(), ...rows.map(({ id }) => id)]))
    expect([...found.keys()].sort()).toEqual(rows.map(({ id }) => id).sort())
  })
})
