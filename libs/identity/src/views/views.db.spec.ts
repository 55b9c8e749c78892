import { column, defineResource, filter, type Json, type JsonPage, Lists, sort } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { identityEntities } from '../identity.module'
import type { CreateViewDto, EditViewDto, ViewDto } from './view.dto'
import { ViewsService } from './views.service'

let world: World
let a: TestTenant
let b: TestTenant

class RowDto {
  id!: string
  email!: string | null
  created_at!: string
}

// A list like that of customers, without their lib.
const customersResource = defineResource<RowDto>({
  name: 'customer',
  answer: RowDto,
  from: 'customers c',
  deletedAt: 'c.deleted_at',
  fields: { id: 'c.id', email: 'c.email', created_at: column.time('c.created_at') },
  filters: { email: filter.text('c.email'), created_at: filter.time('c.created_at') },
  sorts: { created_at: sort.time('c.created_at') },
  defaultSort: '-created_at',
  own: {
    prefix: 'custom_fields.',
    async read(db, names) {
      const [rows] = await db.readAll([
        {
          sql: `select key from custom_fields where tenant_id = current_tenant() and 'custom_fields.' || key = any($1)`,
          params: [names],
        },
      ])
      const known = (rows as { key: string }[]).map(({ key }) => `custom_fields.${key}`)
      return {
        filters: new Map(known.map((name) => [name, filter.text('c.city')])),
        sorts: new Map(known.map((name) => [name, sort.text('c.city')])),
      }
    },
  },
})

beforeAll(async () => {
  world = await testWorld({
    modules: [{ module: class ViewsPart {}, providers: [ViewsService] }],
    entities: identityEntities,
  })
  world.get(Lists).add('customers', customersResource)
  a = await world.tenant('a')
  b = await world.tenant('b')
})
afterAll(() => world.close())

const views = () => world.get(ViewsService)
const as = <Result>(who: Persona, work: () => Promise<Result>, tenant = a) => world.as(tenant, who, work)
const parsed = (json: Json) => JSON.parse(json.text) as ViewDto
const save = async (dto: Partial<CreateViewDto> = {}, who: Persona = 'manager', tenant = a) =>
  parsed(await as(who, () => views().create({ list: 'customers', name: 'View', ...dto }), tenant))
const edit = (id: string, dto: EditViewDto, who: Persona = 'manager') => as(who, () => views().change(id, dto, null))
const names = async (who: Persona, tenant = a) => {
  const page: JsonPage = await as(who, () => views().list({ list: 'customers' }), tenant)
  return (JSON.parse(page.text) as ViewDto[]).map(({ name }) => name)
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    ({ reason, details, code }: { reason?: string; details?: object; code?: string }) => ({ reason, details, code }),
  )
const defineField = (key: string) =>
  world.owner.query(
    `insert into custom_fields (tenant_id, id, applies_to, key, labels, type, position)
     values ($1, gen_random_uuid(), 'customers', $2, '{"en": "x"}', 'text', 1)`,
    [a.id, key],
  )

it('are one’s own until a manager shares them', async () => {
  const own = await save({ name: 'Mine' }, 'agent')
  expect(own).toMatchObject({ shared: false, owner_id: a.agent.id, is_default: false, columns: [], sort: null })
  const shared = await save({ name: 'Ours', shared: true })
  expect(await names('agent')).toEqual(['Mine', 'Ours'])
  expect(await names('readonly')).toEqual(['Ours'])
  expect(await names('admin')).toEqual(['Ours'])
  expect(await names('admin', b)).toEqual([])
  expect(await refusal(as('admin', () => views().one(own.id)))).toMatchObject({ reason: 'view.missing' })
  expect(await refusal(edit(own.id, { shared: true }, 'agent'))).toMatchObject({ reason: 'view.share_refused' })
  expect(await refusal(edit(shared.id, { name: 'Theirs' }, 'agent'))).toMatchObject({ reason: 'view.share_refused' })
  expect(await refusal(as('agent', () => views().remove(shared.id)))).toMatchObject({ reason: 'view.share_refused' })
  expect(parsed(await edit(shared.id, { name: 'Ours, all' }, 'admin'))).toMatchObject({ name: 'Ours, all', version: 2 })
  expect(await refusal(edit(shared.id, { shared: false }, 'admin'))).toMatchObject({ reason: 'view.not_own' })
  await edit(shared.id, { shared: false })
  expect(await names('agent')).toEqual(['Mine'])
})

it('are kept by readonly members too, and nobody writes in another’s name', async () => {
  const { id } = await save({ name: 'Read' }, 'readonly')
  await edit(id, { name: 'Read on' }, 'readonly')
  const forged = () =>
    world.db.tx(() =>
      world.db.query(
        `insert into views (tenant_id, id, owner_id, list, name, position)
         values (current_tenant(), gen_random_uuid(), $1, 'customers', 'Forged', 1)`,
        [a.admin.id],
      ),
    )
  for (const who of ['readonly', 'agent', 'manager'] as const) {
    expect(await refusal(as(who, forged))).toMatchObject({ code: '42501' })
  }
  await as('readonly', () => views().remove(id))
  expect(await refusal(as('readonly', () => views().one(id)))).toMatchObject({ reason: 'view.missing' })
})

it('hold only what the list can be asked for', async () => {
  const whole = {
    filters: { email: 'ada@example.com', 'created_at[gte]': '2026-01-01', deleted: 'true' },
    sort: '-created_at',
    columns: ['email', 'created_at'],
  }
  expect(await save(whole)).toMatchObject(whole)
  const wrong = {
    filters: { colour: 'red', 'created_at[gte]': 'soon', page: '2' },
    sort: 'colour',
    columns: ['email', 'colour'],
  }
  expect(await refusal(save(wrong))).toMatchObject({
    details: {
      'filters.colour': [expect.any(String)],
      'filters.created_at[gte]': [expect.any(String)],
      'filters.page': [expect.any(String)],
      sort: [expect.any(String)],
      columns: [expect.stringContaining('colour')],
    },
  })
})

it('tell which of their custom fields are gone, and can still be renamed', async () => {
  await defineField('size')
  await defineField('tier')
  const dto = {
    filters: { 'custom_fields.size': '40' },
    sort: '-custom_fields.tier',
    columns: ['custom_fields.size', 'email'],
  }
  const { id, missing_fields } = await save(dto)
  expect(missing_fields).toEqual([])
  await world.owner.query(`update custom_fields set archived_at = now() where key = 'size'`)
  expect(parsed(await as('manager', () => views().one(id))).missing_fields).toEqual([])
  await world.owner.query(`delete from custom_fields where tenant_id = $1`, [a.id])
  const gone = ['custom_fields.size', 'custom_fields.tier']
  expect(parsed(await edit(id, { name: 'Still here' }))).toMatchObject({ name: 'Still here', missing_fields: gone })
  expect(await refusal(edit(id, { sort: null }))).toMatchObject({
    details: { 'filters.custom_fields.size': [expect.any(String)], columns: [expect.any(String)] },
  })
  expect(parsed(await edit(id, { filters: {}, sort: null, columns: [] })).missing_fields).toEqual([])
})

it('open a list for the one who wants it so', async () => {
  const [shared, other] = [await save({ shared: true }), await save({ name: 'Other' })]
  const isDefault = async (id: string, who: Persona) => parsed(await as(who, () => views().one(id))).is_default
  await as('agent', () => views().setDefault(shared.id, 'as default'))
  expect(await isDefault(shared.id, 'agent')).toBe(true)
  expect(await isDefault(shared.id, 'manager')).toBe(false)
  await as('manager', () => views().setDefault(shared.id, 'as default'))
  await as('manager', () => views().setDefault(other.id, 'as default'))
  expect(await isDefault(shared.id, 'manager')).toBe(false)
  expect(await isDefault(other.id, 'manager')).toBe(true)
  expect(await refusal(as('agent', () => views().setDefault(other.id, 'as default')))).toMatchObject({
    reason: 'view.missing',
  })
  await as('agent', () => views().setDefault(shared.id, 'as any other'))
  expect(await isDefault(shared.id, 'agent')).toBe(false)
  await as('manager', () => views().remove(shared.id))
})
