import type { Json, ListQuery } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { CustomerDto } from '../customer.answer.dto'
import type { CreateCustomerDto } from '../customer.dto'
import { CustomersService, CustomersWorkerModule, customersEntities } from '../index'
import type { CreateCustomFieldDto, CustomFieldDto } from './custom-field.dto'
import { CustomFieldsService } from './custom-fields.service'

let world: World
let a: TestTenant
let b: TestTenant
const defined = new Map<string, CustomFieldDto>()

const standardFields: Partial<CreateCustomFieldDto>[] = [
  { key: 'size', type: 'number' },
  { key: 'vat', type: 'text', unique: true },
  { key: 'birthday', type: 'date' },
  { key: 'wants_mail', type: 'boolean' },
  { key: 'tier', type: 'select', options: ['gold', 'silver'] },
]

beforeAll(async () => {
  world = await testWorld({ modules: [CustomersWorkerModule], entities: customersEntities })
  a = await world.tenant('a')
  b = await world.tenant('b')
  for (const field of standardFields) defined.set(String(field.key), await define(field))
})
afterAll(() => world.close())

const customers = () => world.get(CustomersService)
const fields = () => world.get(CustomFieldsService)
const as = <Result>(who: Persona, work: () => Promise<Result>, tenant = a) => world.as(tenant, who, work)
const parsed = <Answer>(json: Json) => JSON.parse(json.text) as Answer
const define = async (dto: Partial<CreateCustomFieldDto>, tenant = a) => {
  const whole = { applies_to: 'customers' as const, key: 'x', type: 'text' as const, labels: { en: 'X' }, ...dto }
  return parsed<CustomFieldDto>(await as('manager', () => fields().create(whole), tenant))
}
const add = async (dto: CreateCustomerDto, who: Persona = 'manager', tenant = a) =>
  parsed<CustomerDto>(await as(who, () => customers().create({ first_name: 'Ada', ...dto }), tenant))
const edit = async (id: string, custom_fields: Record<string, unknown>, tenant = a) =>
  parsed<CustomerDto>(await as('manager', () => customers().change(id, { custom_fields }, null), tenant))
const found = async (query: ListQuery, who: Persona = 'manager', tenant = a) => {
  const page = await as(who, () => customers().list(query), tenant)
  return (JSON.parse(page.text) as CustomerDto[]).map(({ last_name }) => last_name)
}
const refusal = async (work: () => Promise<unknown>, who: Persona = 'manager', tenant = a) =>
  as(who, work, tenant).then(
    (): Record<string, unknown> => ({ kind: 'nothing' }),
    ({ kind, reason, details }: Record<string, unknown>) => ({ kind, reason, details }),
  )
const values = async (id: string) =>
  (
    await world.owner.query<{ text_value: string | null; number_value: number | null; unique_value: string | null }>(
      'select text_value, number_value, unique_value from customer_field_values where customer_id = $1',
      [id],
    )
  ).rows

describe('the values of a customer', () => {
  it('are checked on every write, each by its name, and nothing of a refused one is written', async () => {
    const { id } = await add({ custom_fields: { size: 40 } })
    const wrong = { size: 'big', tier: 'bronze', shoe: 1 }
    const details = {
      'custom_fields.size': [expect.stringContaining('must be a number')],
      'custom_fields.tier': ['must be one of gold, silver'],
      'custom_fields.shoe': [expect.stringContaining('is not a field')],
    }
    const dto = { first_name: 'Ada', custom_fields: wrong }
    expect(await refusal(() => customers().create(dto))).toMatchObject({ kind: 'invalid', details })
    expect(await refusal(() => customers().replace(id, dto, null))).toMatchObject({ kind: 'invalid', details })
    expect(await refusal(() => customers().change(id, dto, null))).toMatchObject({ kind: 'invalid', details })
    const still = parsed<CustomerDto>(await as('manager', () => customers().one(id)))
    expect(still).toMatchObject({ custom_fields: { size: 40 }, version: 1 })
  })

  it('follow the row, whatever way it is written', async () => {
    const { id } = await add({ custom_fields: { size: 40, vat: 'DE1' } })
    expect(await values(id)).toHaveLength(2)
    await edit(id, { size: null, vat: 'DE2' })
    expect(await values(id)).toMatchObject([{ text_value: 'de2', unique_value: 'de2' }])
    await world.owner.query(`update customers set custom_fields = '{"size": 7}' where id = $1`, [id])
    expect(await values(id)).toMatchObject([{ number_value: 7, text_value: null }])
  })

  it('may be written by an agent for her own customers', async () => {
    const { id } = await add({ last_name: 'Own', custom_fields: { size: 1.5 } }, 'agent')
    expect(await values(id)).toHaveLength(1)
    expect(await found({ 'custom_fields.size': '1.5' }, 'agent')).toEqual(['Own'])
    expect(await found({ 'custom_fields.size': '1.5' }, 'other_agent')).toEqual([])
    const seen = (who: Persona) =>
      as(who, () => world.db.read('select from customer_field_values where customer_id = $1', [id]))
    expect(await seen('other_agent')).toEqual([])
    expect(await seen('agent')).toHaveLength(1)
  })
})

describe('a unique field', () => {
  it('names the field that is taken, whatever its capitals, and frees it with the trash', async () => {
    const first = await add({ custom_fields: { vat: 'AT-77' } })
    const taken = {
      kind: 'conflict',
      reason: 'custom_field.value_taken',
      details: { 'custom_fields.vat': [expect.any(String)] },
    }
    expect(await refusal(() => customers().create({ first_name: 'Eve', custom_fields: { vat: 'at-77' } }))).toEqual(
      taken,
    )
    await as('manager', () => customers().remove(first.id))
    await add({ custom_fields: { vat: 'At-77' } })
    expect(await refusal(() => customers().restore(first.id))).toEqual(taken)
    expect(await refusal(() => customers().restore(first.id))).toEqual(taken)
  })

  it('holds when twenty write the same value at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        refusal(() => customers().create({ first_name: `N${n}`, custom_fields: { vat: 'RACE' } })),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind === 'nothing')).toHaveLength(1)
    expect(outcomes.filter(({ reason }) => reason === 'custom_field.value_taken')).toHaveLength(19)
  })

  it('is refused to a field whose rows share a value, and holds from then on once they differ', async () => {
    const code = await define({ key: 'code' })
    const [one, two] = [await add({ custom_fields: { code: 'x' } }), await add({ custom_fields: { code: 'X' } })]
    const make = () => fields().change(code.id, { unique: true }, null)
    expect(await refusal(make)).toMatchObject({ reason: 'custom_field.not_unique' })
    await edit(two.id, { code: 'y' })
    expect(await refusal(make)).toEqual({ kind: 'nothing' })
    expect(await refusal(() => customers().change(two.id, { custom_fields: { code: 'x' } }, null))).toMatchObject({
      details: { 'custom_fields.code': [expect.any(String)] },
    })
    await as('manager', () => fields().change(code.id, { unique: false }, null))
    await edit(two.id, { code: 'x' })
    expect((await values(one.id)).concat(await values(two.id)).map((row) => row.unique_value)).toEqual([null, null])
  })

  it('that becomes one while values are written leaves no two alike', async () => {
    const race = await define({ key: 'race' })
    const outcomes = await Promise.all([
      ...Array.from({ length: 6 }, (_, n) =>
        refusal(() => customers().create({ first_name: `R${n}`, custom_fields: { race: 'one' } })),
      ),
      refusal(() => fields().change(race.id, { unique: true }, null)),
      ...Array.from({ length: 6 }, (_, n) =>
        refusal(() => customers().create({ first_name: `S${n}`, custom_fields: { race: 'one' } })),
      ),
    ])
    const became = outcomes[6]?.kind === 'nothing'
    const made = outcomes.filter(({ kind }, index) => index !== 6 && kind === 'nothing').length
    expect(became ? made <= 1 : made >= 1).toBe(true)
  })
})

describe('a list', () => {
  let tenant: TestTenant
  const sizes = async (query: ListQuery) => found(query, 'manager', tenant)

  beforeAll(async () => {
    tenant = await world.tenant('sizes')
    for (const field of standardFields) await define(field, tenant)
    const rows: [string, Record<string, unknown>][] = [
      ['A', { size: 40, birthday: '1990-05-01', wants_mail: true, tier: 'gold', vat: 'Eins' }],
      ['B', { size: 9.5, birthday: '2001-01-31', wants_mail: false, tier: 'silver' }],
      ['C', { size: 40, birthday: '1970-12-31' }],
      ['D', {}],
      ['E', { size: -3 }],
      ['F', {}],
    ]
    for (const [last_name, custom_fields] of rows) await add({ last_name, custom_fields }, 'manager', tenant)
  })

  it.each<[ListQuery, string[]]>([
    [{ 'custom_fields.size': '40' }, ['A', 'C']],
    [{ 'custom_fields.size[gte]': '9.5', 'custom_fields.size[lt]': '40' }, ['B']],
    [{ 'custom_fields.size': '40,none' }, ['A', 'C', 'D', 'F']],
    [{ 'custom_fields.birthday[lt]': '2000-01-01' }, ['A', 'C']],
    [{ 'custom_fields.wants_mail': 'true' }, ['A']],
    [{ 'custom_fields.tier': 'gold,silver', 'custom_fields.size[gt]': '10' }, ['A']],
    [{ 'custom_fields.vat': 'EINS' }, ['A']],
    [{ 'custom_fields.vat': 'none', 'custom_fields.size': '-3' }, ['E']],
  ])('finds %j', async (query, names) => {
    expect((await sizes({ ...query, sort: 'name' })).sort()).toEqual(names)
  })

  it('sorts by a field in both directions, rows without a value as the smallest, on pages and by cursor', async () => {
    const up = ['D', 'F', 'E', 'B', 'A', 'C']
    expect(await sizes({ sort: 'custom_fields.size' })).toEqual(up)
    expect(await sizes({ sort: '-custom_fields.size' })).toEqual([...up].reverse())
    for (const sort of ['custom_fields.size', '-custom_fields.size']) {
      const whole = await sizes({ sort })
      const walked: unknown[] = []
      let cursor: string | null | undefined
      do {
        const query: ListQuery = { sort, per_page: '1', ...(cursor ? { cursor } : {}) }
        const page = await as('manager', () => customers().list(query), tenant)
        walked.push(...(JSON.parse(page.text) as CustomerDto[]).map(({ last_name }) => last_name))
        cursor = page.nextCursor
      } while (cursor)
      expect(walked).toEqual(whole)
      expect([...(await sizes({ sort, per_page: '4' })), ...(await sizes({ sort, per_page: '4', page: '2' }))]).toEqual(
        whole,
      )
    }
  })

  it('refuses fields that there are none of, and values that a field does not read', async () => {
    const refused = async (query: ListQuery) =>
      (await refusal(() => customers().list(query), 'manager', tenant)).details
    expect(await refused({ 'custom_fields.shoe': '1' })).toHaveProperty(['custom_fields.shoe'])
    expect(await refused({ 'custom_fields.size': 'big' })).toEqual({
      'custom_fields.size': [expect.stringContaining('decimal')],
    })
    expect(await refused({ 'custom_fields.size[gte]': 'x' })).toHaveProperty(['custom_fields.size[gte]'])
    expect(await refused({ sort: 'custom_fields.shoe' })).toHaveProperty('sort')
    expect(await refused({ 'custom_fields.tier[gte]': 'gold' })).toHaveProperty(['custom_fields.tier[gte]'])
    const others = await refusal(() => customers().list({ 'custom_fields.size': '40' }), 'manager', b)
    expect(others.details).toHaveProperty(['custom_fields.size'])
  })

  it('comes to its values by an index, with the policies of the runtime role', async () => {
    const field = (
      await world.owner.query<{ id: string }>(`select id from custom_fields where tenant_id = $1 and key = 'size'`, [
        tenant.id,
      ])
    ).rows[0]?.id
    await world.owner.query(
      `with made as (
         insert into customers (tenant_id, id, first_name, timezone, language, currency, lifetime_value_currency, custom_fields, created_at)
         select $1, gen_random_uuid(), 'Bulk', 'UTC', 'en', 'EUR', 'EUR', jsonb_build_object('size', n), '2020-01-01'
           from generate_series(1000, 4999) n returning 1)
       select count(*) from made`,
      [tenant.id],
    )
    await world.owner.query('analyze customers')
    await world.owner.query('analyze customer_field_values')
    const plan = async (sql: string) =>
      JSON.stringify(await as('manager', () => world.db.read(`explain (format json) ${sql}`), tenant))
    const condition = `v.tenant_id = current_tenant() and v.field_id = '${field}'`
    const ranged = await plan(
      `select v.customer_id from customer_field_values v where ${condition} and v.number_value >= 4990::double precision`,
    )
    expect(ranged).toMatch(/customer_field_values_number_idx[^{}]*Index Cond[^{}]*number_value >= /)
  })
})

describe('a field', () => {
  it('keeps its key to itself, per kind of row', async () => {
    expect(
      await refusal(() => fields().create({ applies_to: 'customers', key: 'size', type: 'text', labels: { en: 'S' } })),
    ).toMatchObject({
      kind: 'conflict',
      reason: 'custom_field.key_taken',
    })
    expect(await define({ applies_to: 'orders', key: 'size' })).toMatchObject({
      applies_to: 'orders',
      position: 1,
      values: 0,
    })
  })

  it('of the type select needs options, and others have none', async () => {
    const make = (dto: Partial<CreateCustomFieldDto>) =>
      refusal(() => fields().create({ applies_to: 'customers', key: 'o', type: 'text', labels: { en: 'O' }, ...dto }))
    expect((await make({ type: 'select' })).details).toHaveProperty('options')
    expect((await make({ options: ['x'] })).details).toHaveProperty('options')
    expect((await make({ type: 'boolean', unique: true })).details).toHaveProperty('unique')
  })

  it('is defined by managers alone, in the database too', async () => {
    const make = () => fields().create({ applies_to: 'customers', key: 'mine', type: 'text', labels: { en: 'Mine' } })
    for (const who of ['agent', 'readonly'] as const)
      await expect(as(who, make)).rejects.toMatchObject({ code: '42501' })
  })

  it('moves to a place, and the others along', async () => {
    const tenant = await world.tenant('places')
    const made: CustomFieldDto[] = []
    for (const key of ['a', 'b', 'c', 'd']) made.push(await define({ key }, tenant))
    const order = async () => {
      const page = await as('manager', () => fields().list({}), tenant)
      return (JSON.parse(page.text) as CustomFieldDto[]).map(({ key, position }) => `${key}${position}`)
    }
    await as('manager', () => fields().change(made[0]?.id ?? '', { position: 3 }, null), tenant)
    expect(await order()).toEqual(['b1', 'c2', 'a3', 'd4'])
    await as('manager', () => fields().change(made[3]?.id ?? '', { position: 1 }, null), tenant)
    expect(await order()).toEqual(['d1', 'b2', 'c3', 'a4'])
    await as('manager', () => fields().remove(made[1]?.id ?? ''), tenant)
    expect(await order()).toEqual(['d1', 'c2', 'a3'])
  })

  it('is archived where rows have values, which stay readable, filterable and removable; deleted elsewhere', async () => {
    const tenant = await world.tenant('archive')
    const [kept, gone] = [await define({ key: 'kept', required: true }, tenant), await define({ key: 'gone' }, tenant)]
    const { id } = await add({ last_name: 'Kim', custom_fields: { kept: 'yes' } }, 'manager', tenant)
    expect(await as('manager', () => fields().remove(kept.id), tenant)).toEqual({
      id: kept.id,
      values: 1,
      archived: true,
    })
    expect(await as('manager', () => fields().remove(gone.id), tenant)).toEqual({
      id: gone.id,
      values: 0,
      archived: false,
    })
    expect(await refusal(() => fields().one(gone.id), 'manager', tenant)).toMatchObject({
      reason: 'custom_field.missing',
    })
    expect(await found({ 'custom_fields.kept': 'yes' }, 'manager', tenant)).toEqual(['Kim'])
    expect(
      await refusal(() => customers().change(id, { custom_fields: { kept: 'no' } }, null), 'manager', tenant),
    ).toMatchObject({
      details: { 'custom_fields.kept': ['is archived and takes no new value'] },
    })
    await add({ last_name: 'Lee' }, 'manager', tenant)
    expect((await edit(id, { kept: null }, tenant)).custom_fields).toEqual({})
  })

  it('finds what rows had before it was defined, and gives a unique value to the first of them', async () => {
    const tenant = await world.tenant('legacy')
    const before = [{ old: 'Same' }, { old: 'same' }, { old: { deep: 1 } }, {}]
    for (const [n, custom_fields] of before.entries())
      await add({ last_name: `L${n}`, custom_fields }, 'manager', tenant)
    await define({ key: 'old', unique: true }, tenant)
    await world.drain()
    expect((await found({ 'custom_fields.old': 'SAME' }, 'manager', tenant)).sort()).toEqual(['L0', 'L1'])
    expect(
      await refusal(() => customers().create({ first_name: 'X', custom_fields: { old: 'SAME' } }), 'manager', tenant),
    ).toMatchObject({
      reason: 'custom_field.value_taken',
    })
  })

  it('tells the audit log what was changed', async () => {
    const size = defined.get('size')
    await as('admin', () => fields().change(size?.id ?? '', { labels: { en: 'Size', de: 'Größe' } }, 1))
    const { rows } = await world.owner.query<{ payload: unknown }>(
      `select payload::json as payload from outbox_events where name = 'custom_field.changed' and payload->'ids' ? $1 order by id desc limit 1`,
      [size?.id],
    )
    expect(rows[0]?.payload).toMatchObject({
      action: 'updated',
      changes: { [size?.id ?? '']: { labels: [{ en: 'X' }, { en: 'Size', de: 'Größe' }] } },
    })
    expect(await refusal(() => fields().change(size?.id ?? '', { required: true }, 1))).toMatchObject({ kind: 'stale' })
  })
})
