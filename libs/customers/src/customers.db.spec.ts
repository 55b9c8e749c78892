import { newId } from '@portolan/contracts'
import type { Json, JsonPage, ListQuery } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { CustomerDto } from './customer.answer.dto'
import type { CreateCustomerDto } from './customer.dto'
import { CustomersService, CustomersWorkerModule, customersEntities, TagsService } from './index'

let world: World
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [CustomersWorkerModule], entities: customersEntities })
  a = await world.tenant('a')
  b = await world.tenant('b')
})
afterAll(() => world.close())

const customers = () => world.get(CustomersService)
const read = (json: Json): CustomerDto => JSON.parse(json.text) as CustomerDto
const rows = (page: JsonPage): CustomerDto[] => JSON.parse(page.text) as CustomerDto[]
const as = <Result>(who: Persona, work: () => Promise<Result>, tenant = a) => world.as(tenant, who, work)
const aCustomer = async (dto: CreateCustomerDto, who: Persona = 'manager', tenant = a) =>
  read(await as(who, () => customers().create(dto), tenant))
const list = async (query: ListQuery, who: Persona = 'manager', tenant = a) =>
  as(who, () => customers().list(query), tenant)
const namesOf = (page: JsonPage) => rows(page).map(({ first_name }) => first_name)
const names = async (query: ListQuery, who: Persona = 'manager', tenant = a) => namesOf(await list(query, who, tenant))
const eventsOf = async (id: string) => {
  const { rows: found } = await world.owner.query<{ name: string; payload: Record<string, unknown> }>(
    'select name, payload::json as payload from outbox_events where payload->$1 ? $2 order by id',
    ['ids', id],
  )
  return found
}
const refusal = async (work: () => Promise<unknown>, who: Persona = 'manager', tenant = a) =>
  as(who, work, tenant).then(
    (): Record<string, unknown> => ({ kind: 'nothing' }),
    ({ kind, reason, message, details }: Record<string, unknown>) => ({ kind, reason, message, details }),
  )

describe('a new customer', () => {
  it('answers with every field, the workspace’s defaults, and empty figures', async () => {
    const ada = await aCustomer({ first_name: ' Ada ', email: 'Ada.New@Example.com', tags: ['Wholesale', 'wholesale'] })
    expect(ada).toMatchObject({
      first_name: 'Ada',
      last_name: null,
      email: 'Ada.New@Example.com',
      timezone: 'Europe/Berlin',
      language: 'en',
      currency: 'EUR',
      status: 'active',
      custom_fields: {},
      lifetime_value: '0.00',
      lifetime_value_currency: 'EUR',
      total_orders: 0,
      average_order_value: '0.00',
      last_order_date: null,
      version: 1,
      tags: [{ name: 'Wholesale', colour: '#64748b' }],
      identities: [],
    })
    expect(await eventsOf(ada.id)).toEqual([{ name: 'customer.created', payload: { ids: [ada.id] } }])
  })

  it('needs a name, a company, an e-mail or a phone', async () => {
    expect(await refusal(() => customers().create({ first_name: '  ', city: 'Rome' }))).toMatchObject({
      kind: 'invalid',
      details: { email: [expect.stringContaining('give a name')] },
    })
  })

  it('is refused with a card number in any text, and nothing is written', async () => {
    const before = (await list({ count: 'exact' })).pagination.total
    const dto = { first_name: 'Eve', custom_fields: { note: 'visa 4111 1111 1111 1111' } }
    expect(await refusal(() => customers().create(dto))).toMatchObject({
      kind: 'unprocessable',
      reason: 'card_number.refused',
      details: { custom_fields: ['must not hold a card number'] },
    })
    expect((await list({ count: 'exact' })).pagination.total).toBe(before)
  })

  it('may not have the e-mail of another, whatever its capitals; another tenant’s is no matter', async () => {
    await aCustomer({ email: 'taken@example.com' })
    expect(await refusal(() => customers().create({ email: 'TAKEN@example.com' }))).toMatchObject({
      kind: 'conflict',
      reason: 'customer.email_taken',
    })
    await aCustomer({ email: 'taken@example.com' }, 'manager', b)
  })

  it('keeps Arabic, Chinese, Cyrillic and emoji as they are', async () => {
    const dto = { first_name: 'فاطمة', last_name: '王小明', company_name: 'Борщ & Söhne 🫐' }
    expect(await aCustomer(dto)).toMatchObject(dto)
  })
})

describe('editing', () => {
  it('changes what is given, merges custom fields and counts the version', async () => {
    const { id } = await aCustomer({
      first_name: 'Bea',
      phone: '+49 30 901820',
      custom_fields: { size: 40, old: { x: 1, y: 2 } },
    })
    const dto = { phone: null, status: 'vip' as const, custom_fields: { size: 41, old: { x: null } } }
    const changed = await as('manager', () => customers().change(id, dto, 1))
    expect(changed.extras.version).toBe(2)
    expect(read(changed)).toMatchObject({
      phone: null,
      status: 'vip',
      custom_fields: { size: 41, old: { y: 2 } },
      version: 2,
    })
    expect((await eventsOf(id)).at(-1)).toEqual({
      name: 'customer.updated',
      payload: {
        ids: [id],
        changes: {
          [id]: {
            phone: ['+49 30 901820', null],
            status: ['active', 'vip'],
            custom_fields: [
              { size: 40, old: { x: 1, y: 2 } },
              { size: 41, old: { y: 2 } },
            ],
          },
        },
      },
    })
  })

  it('replaces everything but the assignment', async () => {
    const { id } = await aCustomer({ first_name: 'Cem', city: 'Izmir', language: 'tr', assigned_to: a.agent.id })
    const replaced = read(await as('manager', () => customers().replace(id, { last_name: 'Demir' }, null)))
    expect(replaced).toMatchObject({
      first_name: null,
      last_name: 'Demir',
      city: null,
      language: 'en',
      assigned_to: a.agent.id,
    })
  })

  it('that changes nothing is no edit', async () => {
    const { id } = await aCustomer({ first_name: 'Dia', custom_fields: { b: 1, a: 2 } })
    const same = await as('manager', () =>
      customers().change(id, { first_name: 'Dia', custom_fields: { a: 2, b: 1 } }, null),
    )
    expect(same.extras.version).toBe(1)
    expect(await eventsOf(id)).toHaveLength(1)
  })

  it('of an older version is refused, and the row stays', async () => {
    const { id } = await aCustomer({ first_name: 'Eli' })
    await as('manager', () => customers().change(id, { city: 'Bern' }, 1))
    expect(await refusal(() => customers().change(id, { city: 'Basel' }, 1))).toMatchObject({
      kind: 'stale',
      reason: 'version.stale',
    })
    expect(read(await as('manager', () => customers().one(id)))).toMatchObject({ city: 'Bern', version: 2 })
  })

  it('of one field each by twenty people at once loses no edit', async () => {
    const { id } = await aCustomer({ first_name: 'Fay' })
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        as('manager', () => customers().change(id, { custom_fields: { [`f${n}`]: n } }, null)),
      ),
    )
    const fay = read(await as('manager', () => customers().one(id)))
    expect(Object.keys(fay.custom_fields)).toHaveLength(20)
    expect(fay.version).toBe(21)
  })
})

describe('the trash', () => {
  it('frees the e-mail, hides the customer, and gives her back', async () => {
    const { id } = await aCustomer({ first_name: 'Gus', email: 'gus@example.com' })
    const total = async () => (await list({})).pagination.total
    const before = await total()
    await as('manager', () => customers().remove(id))
    expect(await total()).toBe(before - 1)
    expect(await refusal(() => customers().one(id))).toMatchObject({ kind: 'missing', reason: 'customer.missing' })
    expect(await refusal(() => customers().change(id, { city: 'x' }, null))).toMatchObject({ kind: 'missing' })
    expect(await names({ deleted: 'true', email: 'gus@example.com' })).toEqual(['Gus'])
    expect(await names({ email: 'gus@example.com' })).toEqual([])

    const heir = await aCustomer({ first_name: 'Heir', email: 'gus@example.com' })
    expect(await refusal(() => customers().restore(id))).toMatchObject({ reason: 'customer.email_taken' })
    await as('manager', () => customers().remove(heir.id))
    expect(read(await as('manager', () => customers().restore(id)))).toMatchObject({
      first_name: 'Gus',
      deleted_at: null,
    })
    expect(await total()).toBe(before)
    expect((await eventsOf(id)).map(({ name }) => name)).toEqual([
      'customer.created',
      'customer.deleted',
      'customer.restored',
    ])
  })
})

describe('tags', () => {
  it('are put on and taken off, once each, with the event’s names', async () => {
    const { id } = await aCustomer({ first_name: 'Ida' })
    await as('manager', () => customers().putTags(id, ['North', 'south ']))
    const tagged = read(await as('manager', () => customers().putTags(id, ['NORTH', 'east'])))
    expect(tagged.tags?.map(({ name }) => name)).toEqual(['east', 'North', 'south'])
    expect(tagged.version).toBe(1)
    const north = tagged.tags?.find(({ name }) => name === 'North')
    await as('manager', () => customers().removeTag(id, north?.id ?? ''))
    expect(await refusal(() => customers().removeTag(id, north?.id ?? ''))).toMatchObject({ reason: 'tag.missing' })
    expect((await eventsOf(id)).at(-1)?.payload.changes).toEqual({
      [id]: {
        tags: [
          ['east', 'North', 'south'],
          ['east', 'south'],
        ],
      },
    })
    expect(await names({ tag: 'SOUTH' })).toEqual(['Ida'])
    expect(await names({ tag: 'north' })).toEqual([])
    expect(rows(await list({ tag: 'south', include: 'tags' }))[0]?.tags).toHaveLength(2)
  })

  it('are used by agents and defined by others', async () => {
    const { id } = await aCustomer({ first_name: 'Jan' }, 'agent')
    expect(await refusal(() => customers().putTags(id, ['unheard of']), 'agent')).toMatchObject({
      reason: 'tag.unknown',
    })
    await as('manager', () => world.get(TagsService).create({ name: 'Heard of' }))
    expect(read(await as('agent', () => customers().putTags(id, ['heard of']))).tags).toHaveLength(1)
    const own = as('agent', () => world.get(TagsService).create({ name: 'mine' }))
    await expect(own).rejects.toMatchObject({ code: '42501' })
  })

  it('are renamed, counted and deleted', async () => {
    const tags = world.get(TagsService)
    const one = await aCustomer({ first_name: 'Kim', tags: ['temporary'] })
    const { id } = one.tags?.[0] ?? { id: '' }
    const renamed = await as('manager', () => tags.change(id, { name: 'Passing', colour: '#FF0000' }, 1))
    expect(JSON.parse(renamed.text)).toMatchObject({ name: 'Passing', colour: '#ff0000', customers: 1, version: 2 })
    expect(await refusal(() => tags.change(id, { name: 'x' }, 1))).toMatchObject({ kind: 'stale' })
    await as('manager', () => tags.create({ name: 'Ünique' }))
    expect(await refusal(() => tags.create({ name: 'ünique' }))).toMatchObject({ reason: 'tag.name_taken' })
    expect(await as('manager', () => tags.remove(id))).toEqual({ id, customers: 1 })
    expect(read(await as('manager', () => customers().one(one.id))).tags).toEqual([])
    expect(await refusal(() => tags.one(id))).toMatchObject({ reason: 'tag.missing' })
  })
})

describe('assignment', () => {
  it('gives an agent what she makes, and no other way to take or give', async () => {
    const mine = await aCustomer({ first_name: 'Lea' }, 'agent')
    expect(mine.assigned_to).toBe(a.agent.id)
    for (const assigned_to of [null, a.other_agent.id]) {
      expect(await refusal(() => customers().create({ first_name: 'x', assigned_to }), 'agent')).toMatchObject({
        kind: 'forbidden',
        reason: 'customer.assign_refused',
      })
      expect(await refusal(() => customers().change(mine.id, { assigned_to }, null), 'agent')).toMatchObject({
        kind: 'forbidden',
      })
    }
    expect(read(await as('agent', () => customers().one(mine.id))).assigned_to).toBe(a.agent.id)
    await as('agent', () => customers().change(mine.id, { assigned_to: a.agent.id, city: 'Oslo' }, null))
  })

  it('goes to active members of the workspace only', async () => {
    const { id } = await aCustomer({ first_name: 'Moe' })
    for (const assigned_to of [b.agent.id, newId()]) {
      expect(await refusal(() => customers().change(id, { assigned_to }, null))).toMatchObject({
        kind: 'unprocessable',
        reason: 'customer.assignee_unknown',
      })
    }
    await as('manager', () => customers().change(id, { assigned_to: a.other_agent.id }, null))
    expect(await names({ assigned_to: a.other_agent.id })).toContain('Moe')
    expect(await names({ assigned_to: 'none', first_name: 'x' }).catch(() => 'refused')).toBe('refused')
  })
})

describe('an agent', () => {
  it('meets another’s customer nowhere: lists, search, counts, filters, includes, ids', async () => {
    const theirs = await aCustomer({
      first_name: 'Otto',
      email: 'otto@hidden.example',
      assigned_to: a.other_agent.id,
      tags: ['visible'],
    })
    const ours = await aCustomer({ first_name: 'Pia', email: 'pia@hidden.example', tags: ['visible'] })
    const mine = await aCustomer({ first_name: 'Nia', email: 'nia@hidden.example', tags: ['visible'] }, 'agent')
    expect(await names({ q: 'hidden' }, 'agent')).toEqual(['Nia'])
    expect(await names({ q: 'ot' }, 'agent')).toEqual([])
    expect(await names({ tag: 'visible' }, 'agent')).toEqual(['Nia'])
    expect(await names({ email: 'otto@hidden.example' }, 'agent')).toEqual([])
    expect(await names({ assigned_to: a.other_agent.id }, 'agent')).toEqual([])
    expect(await names({ id: `${theirs.id},${mine.id}` }, 'agent')).toEqual(['Nia'])
    const seen = await list({ per_page: '100', include: 'tags,orders' }, 'agent')
    expect(rows(seen).every(({ assigned_to }) => assigned_to === a.agent.id)).toBe(true)
    expect(seen.pagination.total).toBe(rows(seen).length)
    const tag = JSON.parse((await as('agent', () => world.get(TagsService).list({ name: 'visible' }))).text) as {
      customers: number
    }[]
    expect(tag).toMatchObject([{ customers: 1 }])

    const unknown = newId()
    const attempts = (id: string) => [
      () => customers().one(id),
      () => customers().change(id, { city: 'Rome' }, null),
      () => customers().replace(id, { first_name: 'Rob' }, null),
      () => customers().putTags(id, ['visible']),
      () => customers().removeTag(id, unknown),
      () => customers().remove(id),
      () => customers().restore(id),
      () => customers().timeline(id, {}),
      () => customers().identities(id, {}),
    ]
    for (const id of [theirs.id, ours.id]) {
      for (const [index, attempt] of attempts(id).entries()) {
        expect(await refusal(attempt, 'agent')).toEqual(await refusal(attempts(unknown)[index]!, 'agent'))
      }
    }
    expect(read(await as('manager', () => customers().one(theirs.id)))).toMatchObject({
      first_name: 'Otto',
      city: null,
      version: 1,
    })
  })
})

describe('isolation', () => {
  it('keeps tenants apart by lists, search, ids and tags', async () => {
    const theirs = await aCustomer({ first_name: 'Quin', email: 'quin@secret.example', tags: ['b only'] }, 'manager', b)
    expect(await names({ q: 'secret' })).toEqual([])
    expect(await names({ id: theirs.id })).toEqual([])
    for (const attempt of [
      () => customers().one(theirs.id),
      () => customers().change(theirs.id, { city: 'x' }, null),
      () => customers().remove(theirs.id),
      () => customers().restore(theirs.id),
      () => customers().putTags(theirs.id, ['x']),
      () => customers().timeline(theirs.id, {}),
    ]) {
      expect(await refusal(attempt, 'admin')).toMatchObject({ kind: 'missing', reason: 'customer.missing' })
    }
    const tagId = theirs.tags?.[0]?.id ?? ''
    expect(await refusal(() => world.get(TagsService).remove(tagId), 'admin')).toMatchObject({ reason: 'tag.missing' })
    const own = await aCustomer({ first_name: 'Ray' })
    expect(await refusal(() => customers().removeTag(own.id, tagId))).toMatchObject({ reason: 'tag.missing' })
    expect(await refusal(() => customers().findOrCreateMany([{ id: theirs.id }]))).toMatchObject({
      reason: 'customer.unknown',
    })
    const forged = as('system' as Persona, () =>
      world.db.tx(() =>
        world.db.query(
          'insert into customer_identities (tenant_id, id, customer_id, source, external_id) values ($1, $2, $3, $4, $5)',
          [a.id, newId(), theirs.id, 'forged', '1'],
        ),
      ),
    )
    await expect(forged).rejects.toMatchObject({ code: '23503' })
    expect(read(await as('manager', () => customers().one(theirs.id), b))).toMatchObject({
      first_name: 'Quin',
      version: 1,
    })
  })

  it('lets readonly members read, and write nothing by policy', async () => {
    const { id } = await aCustomer({ first_name: 'Sol' })
    expect(read(await as('readonly', () => customers().one(id))).first_name).toBe('Sol')
    const attempts: (() => Promise<unknown>)[] = [
      () => customers().create({ first_name: 'x' }),
      () => customers().change(id, { city: 'x' }, null),
      () => customers().remove(id),
      () => customers().putTags(id, ['x']),
    ]
    for (const attempt of attempts) {
      await expect(as('readonly', attempt)).rejects.toThrow()
    }
    expect(read(await as('manager', () => customers().one(id)))).toMatchObject({ city: null, version: 1, tags: [] })
  })

  it('finds nothing and raises when no tenant is set', async () => {
    const search = world.db.as({ tenant: null, role: 'manager' }, () => world.db.read(`select search_customers('an')`))
    await expect(search).rejects.toMatchObject({ code: '42501' })
  })
})

describe('search', () => {
  let c: TestTenant
  const found = async (q: string) => (await names({ q, per_page: '100' }, 'manager', c)).sort()

  beforeAll(async () => {
    c = await world.tenant('c')
    const people: CreateCustomerDto[] = [
      { first_name: '小明', last_name: '王', email: 'wang@example.cn' },
      { first_name: 'أحمد', last_name: 'الراشد' },
      { first_name: 'Иван', last_name: 'Петров' },
      { first_name: 'José', last_name: 'Müller-Íñiguez', phone: '+49 (170) 123-4567' },
      { first_name: 'Al', last_name: "O'Brien", company_name: '100% Wool_Works' },
      { first_name: 'Alice', email: 'alice.liddell@wonder.example' },
    ]
    for (const dto of people) await aCustomer(dto, 'manager', c)
  })

  it.each([
    ['小明', ['小明']],
    ['王', []],
    ['小明 王', ['小明']],
    ['أح', ['أحمد']],
    ['الراشد', ['أحمد']],
    ['иван', ['Иван']],
    ['ПЕТР', ['Иван']],
    ['José', ['José']],
    ['jose', ['José']],
    ['muller', ['José']],
    ['iniguez', ['José']],
    ['1701234567', ['José']],
    ['170', ['José']],
    ['al', ['Al', 'Alice']],
    ['liddell alice', ['Alice']],
    ['li', ['Alice']],
    ["o'brien", ['Al']],
    ['100%', ['Al']],
    ['wool_works', ['Al']],
    ['wo_l', []],
    ['lidell', ['Alice']],
    ['Mullerr', ['José']],
    ['woolworks', ['Al']],
    ['петровв иван', ['Иван']],
    ['lidl', []],
    ['%%%', []],
    ['a%e', []],
    ["'; drop table customers; --", []],
    ['nobody', []],
  ])('for %j finds %j', async (q, expected) => {
    if ([...q].length < 2)
      return expect(await refusal(() => customers().list({ q }), 'manager', c)).toMatchObject({ kind: 'invalid' })
    return expect(await found(q)).toEqual(expected)
  })

  it('looks in the middle of names without spaces', async () => {
    await aCustomer({ first_name: '欧阳小龙', company_name: '株式会社ポルトラン' }, 'manager', c)
    expect(await found('小龙')).toEqual(['欧阳小龙'])
    expect(await found('会社')).toEqual(['欧阳小龙'])
    expect(await found('ルト')).toEqual(['欧阳小龙'])
  })

  it('goes on from page to page either way, counts once, and is narrowed by filters', async () => {
    const page = (query: ListQuery) =>
      as('manager', () => customers().list({ q: 'example', per_page: '1', ...query }), c)
    const [first, reversed] = [await page({}), await page({ sort: 'created_at' })]
    expect([namesOf(first), first.pagination.total]).toEqual([['Alice'], 2])
    expect(namesOf(reversed)).toEqual(['小明'])
    const rest = [await page({ cursor: first.nextCursor }), await page({ page: '2' }), await page({ sort: 'name' })]
    expect(rest.map(namesOf)).toEqual([['小明'], ['小明'], ['Alice']])
    expect(rest[0]?.nextCursor).toBeNull()
    expect((await page({ status: 'vip' })).pagination.total).toBe(0)
    expect((await page({ status: 'active', q: 'lidell' })).pagination.total).toBe(1)
  })

  it('finds every match of a term that many have, the newest first, and an agent hers', async () => {
    const many = await world.tenant('many')
    await world.owner.query(
      `insert into customers (tenant_id, id, first_name, company_name, country_code, timezone, language, currency,
                              lifetime_value_currency, assigned_to, created_at, deleted_at)
       select $1, gen_random_uuid(), 'Person ' || n, case when n % 3 = 0 then 'Wholesale' end, 'DE', 'Europe/Berlin', 'de', 'EUR',
              'EUR', case when n % 2 = 0 then $2::uuid end, now() - n * interval '1 hour', case when n % 9 = 0 then now() end
         from generate_series(1, 900) n`,
      [many.id, many.agent.id],
    )
    // How many there are decides whether they are walked.
    await world.owner.query(
      `insert into tenant_counts (tenant_id, name, slot, count) values ($1, 'customers', 0, 800)`,
      [many.id],
    )
    const matches = (persona: 'manager' | 'agent') => as(persona, () => customers().list({ q: 'wholesale' }), many)
    const [all, hers] = [await matches('manager'), await matches('agent')]
    expect([all.pagination.total, namesOf(all).slice(0, 3)]).toEqual([200, ['Person 3', 'Person 6', 'Person 12']])
    expect([hers.pagination.total, namesOf(hers).slice(0, 3)]).toEqual([100, ['Person 6', 'Person 12', 'Person 24']])
  })

  it('of the trash finds what lies there', async () => {
    const { id } = await aCustomer({ first_name: 'Trashed', email: 'bin@example.com' }, 'manager', c)
    await as('manager', () => customers().remove(id), c)
    expect(await found('trashed')).toEqual([])
    expect(await names({ q: 'trashed', deleted: 'true' }, 'manager', c)).toEqual(['Trashed'])
  })
})

describe('lists', () => {
  it('filter by country, status, value and days, and sort by name', async () => {
    const d = await world.tenant('d')
    await aCustomer({ first_name: 'Zoe', country_code: 'DE' }, 'manager', d)
    await aCustomer(
      { first_name: 'Abe', country_code: 'FR', status: 'vip', language: 'fr', currency: 'CHF' },
      'manager',
      d,
    )
    await aCustomer({ first_name: 'Max' }, 'manager', d)
    const seen = (query: ListQuery) => names(query, 'manager', d)
    expect(await seen({ sort: 'name' })).toEqual(['Abe', 'Max', 'Zoe'])
    expect(await seen({ country: 'de,FR', sort: '-name' })).toEqual(['Zoe', 'Abe'])
    expect(await seen({ country_code: 'none' })).toEqual(['Max'])
    expect(await seen({ status: 'vip', currency: 'chf', language: 'fr' })).toEqual(['Abe'])
    expect(await seen({ 'lifetime_value[gte]': '0.01' })).toEqual([])
    expect(await seen({ 'created_at[lt]': '2020-01-01' })).toEqual([])
    expect(await seen({ 'total_orders[lt]': '1', sort: 'name', per_page: '1' })).toEqual(['Abe'])
    expect((await list({}, 'manager', d)).pagination).toMatchObject({ total: 3, totalIsEstimate: false })
    expect(await refusal(() => customers().list({ colour: 'red' }), 'manager', d)).toMatchObject({ kind: 'invalid' })
  })
})

describe('the timeline', () => {
  it('tells what happened and which fields changed, but no personal value', async () => {
    const { id } = await aCustomer({ first_name: 'Tia' })
    await as('admin', () => customers().change(id, { email: 'tia@example.com', status: 'vip' }, null))
    await world.drain()
    const page = await as('readonly', () => customers().timeline(id, {}))
    expect(JSON.parse(page.text)).toMatchObject([
      {
        type: 'customer.updated',
        customer_id: id,
        actor: a.admin.id,
        actor_name: 'admin a-shop',
        data: { fields: ['email', 'status'], status: { from: 'active', to: 'vip' } },
      },
      { type: 'customer.created', actor: a.manager.id },
    ])
    expect(page.text).not.toContain('tia@example.com')
  })
})
