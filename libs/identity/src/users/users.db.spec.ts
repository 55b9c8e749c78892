import { newId, type Role } from '@portolan/contracts'
import { HttpModule } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { identityEntities, IdentityApiModule } from '../identity.module'
import { ProfileService } from './profile.service'
import type { EditUserDto, NewUserDto, UserDto } from './user.dto'
import { UsersService } from './users.service'

let world: World
let users: UsersService
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [HttpModule, IdentityApiModule], entities: identityEntities })
  users = world.get(UsersService)
  a = await world.tenant('a')
  b = await world.tenant('b')
})
afterAll(() => world.close())

const grace = (more: Partial<NewUserDto> = {}): NewUserDto => ({
  email: 'grace@a-shop.example',
  first_name: 'Grace',
  last_name: 'Ølund',
  role: 'agent',
  password: 'the harbour at dawn',
  ...more,
})
const list = async (who: Persona, query: Record<string, string> = {}, tenant = a) =>
  JSON.parse((await world.as(tenant, who, () => users.list({ per_page: '100', ...query }))).text) as UserDto[]
const read = async (id: string, who: Persona = 'admin', tenant = a) =>
  JSON.parse((await world.as(tenant, who, () => users.one(id))).text) as UserDto
const edit = (id: string, edits: EditUserDto, version: number | null = null) =>
  world.as(a, 'admin', () => users.edit(id, edits, version))
const make = async (role: Role): Promise<string> => {
  const user = grace({ email: `${newId()}@a-shop.example`, role })
  return (JSON.parse((await world.as(a, 'admin', () => users.create(user))).text) as UserDto).id
}
const row = async (tenant: TestTenant, id: string) =>
  (await world.owner.query('select * from memberships where tenant_id = $1 and user_id = $2', [tenant.id, id]))
    .rows[0] as object

describe('colleagues', () => {
  it('are known to every member by name, role and status', async () => {
    for (const who of ['manager', 'agent', 'readonly'] as const) {
      const seen = await list(who)
      expect(seen.map(({ first_name, role }) => [first_name, role])).toEqual([
        ['admin', 'admin'],
        ['manager', 'manager'],
        ['agent', 'agent'],
        ['other_agent', 'agent'],
        ['readonly', 'readonly'],
      ])
    }
  })

  it('keep their e-mail address, settings and last sign-in from all but administrators and themselves', async () => {
    const hidden = { email: null, language: null, timezone: null, last_login_at: null }
    const seen = await list('agent')
    expect(seen.filter(({ id }) => id !== a.agent.id)).toEqual(
      seen.slice(0, 4).map(() => expect.objectContaining(hidden) as UserDto),
    )
    expect(seen.find(({ id }) => id === a.agent.id)?.email).toBe(a.agent.email)
    expect((await list('admin')).map(({ email }) => email)).toContain(a.agent.email)
  })

  it('cannot be found by an e-mail address that is not shown', async () => {
    expect(await list('agent', { email: a.manager.email })).toEqual([])
    expect(await list('agent', { q: a.manager.email })).toEqual([])
    expect(await list('admin', { email: a.manager.email.toUpperCase() })).toHaveLength(1)
    expect(await list('admin', { q: 'manager@a' })).toHaveLength(1)
  })

  it('are listed by role, status, search and name', async () => {
    expect((await list('agent', { role: 'agent,admin' })).map(({ role }) => role)).toEqual(['admin', 'agent', 'agent'])
    expect(await list('agent', { status: 'inactive' })).toEqual([])
    expect((await list('agent', { q: 'OTHER' })).map(({ id }) => id)).toEqual([a.other_agent.id])
    expect((await list('agent', { sort: '-first_name', per_page: '1' }))[0]?.first_name).toBe('readonly')
  })
})

describe('members of another workspace', () => {
  it('are nowhere to be seen', async () => {
    const theirs = new Set((await list('admin', {}, b)).map(({ id }) => id))
    expect((await list('admin')).filter(({ id }) => theirs.has(id))).toEqual([])
    await expect(read(b.agent.id)).rejects.toMatchObject({ kind: 'missing', reason: 'user.missing' })
    expect(await list('admin', { email: b.agent.email })).toEqual([])
  })

  it('cannot be changed, from either side', async () => {
    for (const [here, there] of [
      [a, b],
      [b, a],
    ] as const) {
      const before = await row(there, there.agent.id)
      const attempts: (() => Promise<unknown>)[] = [
        () => users.edit(there.agent.id, { role: 'admin' }, null),
        () => users.deactivate(there.agent.id),
      ]
      for (const attempt of attempts) {
        await expect(world.as(here, 'admin', attempt)).rejects.toMatchObject({ reason: 'user.missing' })
      }
      expect(await row(there, there.agent.id)).toEqual(before)
    }
  })

  it('cannot be read or written by SQL either', async () => {
    await world.as(a, 'admin', () =>
      world.db.tx(async () => {
        const sql = world.db.query.bind(world.db)
        expect(await sql('select from memberships where tenant_id = $1', [b.id])).toEqual([])
        expect(await sql('select from members_v1 where tenant_id = $1', [b.id])).toEqual([])
        expect(await sql(`update memberships set role = 'admin' where tenant_id = $1 returning role`, [b.id])).toEqual(
          [],
        )
        expect(await sql('delete from memberships where tenant_id = $1 returning role', [b.id])).toEqual([])
      }),
    )
    const intrude = world.as(a, 'admin', () =>
      world.db.tx(() =>
        world.db.query(`insert into memberships (tenant_id, user_id, role) values ($1, $2, 'admin')`, [
          b.id,
          a.admin.id,
        ]),
      ),
    )
    await expect(intrude).rejects.toMatchObject({ code: '42501' })
  })
})

describe('memberships by SQL', () => {
  const asPersona = (who: Persona, sql: string, params: unknown[] = []) =>
    world.as(a, who, () => world.db.tx(() => world.db.query(sql, params)))

  it.each(['manager', 'agent', 'readonly'] as const)('give a %s nothing but the own profile', async (who) => {
    const { id } = a[who]
    await expect(
      asPersona(who, `update memberships set role = 'admin' where user_id = $1`, [id]),
    ).rejects.toMatchObject({ code: '42501' })
    await expect(
      asPersona(who, `insert into memberships (tenant_id, user_id, role) values ($1, $2, 'agent')`, [a.id, b.agent.id]),
    ).rejects.toMatchObject({ code: '42501' })
    expect(
      await asPersona(who, `update memberships set last_name = 'x' where user_id <> $1 returning 1`, [id]),
    ).toEqual([])
    expect(await asPersona(who, 'delete from memberships returning 1')).toEqual([])
    expect(await asPersona(who, `update memberships set last_name = last_name returning 1`)).toHaveLength(1)
  })
})

describe('a new member', () => {
  it('has the role and profile given, and a password nobody can read', async () => {
    const made = JSON.parse((await world.as(a, 'admin', () => users.create(grace({ language: 'de' })))).text) as UserDto
    expect(made).toMatchObject({
      email: 'grace@a-shop.example',
      first_name: 'Grace',
      role: 'agent',
      language: 'de',
      version: 1,
    })
    const { rows } = await world.owner.query<{ password_hash: string }>(
      'select password_hash from credentials where user_id = $1',
      [made.id],
    )
    expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$/)
  })

  it('is refused when they are a member already, in any case of the address', async () => {
    const again = world.as(a, 'admin', () => users.create(grace({ email: 'GRACE@a-shop.example' })))
    await expect(again).rejects.toMatchObject({ reason: 'user.exists', details: { email: [expect.any(String)] } })
  })

  it('with an account elsewhere looks like any other, and shows nothing of it', async () => {
    const here = await read((await list('admin', { q: 'grace' }))[0]?.id ?? '')
    const given = grace({ first_name: 'G.', last_name: 'O.', role: 'readonly' })
    const there = JSON.parse((await world.as(b, 'admin', () => users.create(given))).text) as UserDto
    expect(there).toMatchObject({
      id: here.id,
      first_name: 'G.',
      last_name: 'O.',
      role: 'readonly',
      language: null,
      last_login_at: null,
    })
    expect(await read(here.id)).toEqual(here)
    await world.as(b, 'admin', () => users.deactivate(here.id))
    expect((await read(here.id)).status).toBe('active')
  })
})

describe('an edit', () => {
  it('changes role and status, counts itself and is audited', async () => {
    const id = await make('agent')
    await edit(id, { role: 'manager' }, 1)
    expect(await read(id)).toMatchObject({ role: 'manager', status: 'active', version: 2 })
    await edit(id, { role: 'manager' })
    expect((await read(id)).version).toBe(2)
    await world.drain()
    const { rows } = await world.owner.query<{ changes: object }>(
      `select changes -> $1::text as changes from audit_log where action = 'user.updated' and $1::uuid = any(subject_ids)`,
      [id],
    )
    expect(rows).toEqual([{ changes: { role: ['agent', 'manager'] } }])
  })

  it('of an older version is refused and changes nothing', async () => {
    const id = await make('agent')
    await edit(id, { role: 'manager' }, 1)
    await expect(edit(id, { role: 'admin' }, 1)).rejects.toMatchObject({ kind: 'stale', reason: 'version.stale' })
    expect((await read(id)).role).toBe('manager')
  })

  it('that deactivates keeps the person on what they did', async () => {
    const id = await make('agent')
    await world.as(a, 'admin', () => users.deactivate(id))
    await world.as(a, 'admin', () => users.deactivate(id))
    expect(await read(id, 'agent')).toMatchObject({ first_name: 'Grace', status: 'inactive', version: 2 })
  })
})

describe('the last active administrator', () => {
  it('can be neither lowered nor deactivated', async () => {
    await expect(edit(a.admin.id, { role: 'manager' })).rejects.toMatchObject({ reason: 'user.last_admin' })
    await expect(edit(a.admin.id, { status: 'inactive' })).rejects.toMatchObject({ reason: 'user.last_admin' })
    const second = await make('admin')
    await edit(second, { status: 'inactive' })
    await expect(edit(a.admin.id, { role: 'agent' })).rejects.toMatchObject({ reason: 'user.last_admin' })
    expect((await read(a.admin.id)).role).toBe('admin')
  })

  it('stays when administrators lower each other at the same moment', async () => {
    const others = [await make('admin'), await make('admin'), await make('admin')]
    const answers = await Promise.allSettled([a.admin.id, ...others].map((id) => edit(id, { role: 'agent' })))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { reason: 'user.last_admin' } })
    const { rows } = await world.owner.query<{ user_id: string }>(
      `update memberships set role = 'admin' where tenant_id = $1 and role = 'admin' and status = 'active' returning user_id`,
      [a.id],
    )
    expect(rows).toHaveLength(1)
    await world.owner.query(`update memberships set role = 'admin' where tenant_id = $1 and user_id = $2`, [
      a.id,
      a.admin.id,
    ])
  })
})

describe('the own profile', () => {
  const own = async (who: Persona) =>
    JSON.parse((await world.as(a, who, () => world.get(ProfileService).one())).text) as UserDto & { tenant: object }

  it('names the person and the workspace', async () => {
    expect(await own('readonly')).toMatchObject({
      id: a.readonly.id,
      email: a.readonly.email,
      role: 'readonly',
      language: null,
      tenant: {
        id: a.id,
        name: 'a-shop',
        slug: 'a-shop',
        default_currency: 'EUR',
        language: 'en',
        timezone: 'Europe/Berlin',
      },
    })
  })

  it.each(['agent', 'readonly'] as const)('is kept by a %s', async (who) => {
    const { version } = await own(who)
    const profile = { first_name: '王小明', language: 'zh', timezone: 'Asia/Shanghai', avatar_url: null }
    await world.as(a, who, () => world.get(ProfileService).edit(profile, version))
    expect(await own(who)).toMatchObject({ ...profile, version: version + 1 })
    const late = world.as(a, who, () => world.get(ProfileService).edit({ first_name: 'x' }, version))
    await expect(late).rejects.toMatchObject({ reason: 'version.stale' })
    await world.as(a, who, () => world.get(ProfileService).edit({ language: null }, null))
    expect(await own(who)).toMatchObject({ first_name: '王小明', language: null })
  })

  it('takes a new password with the current one only', async () => {
    const id = await make('agent')
    const change = (current_password?: string) =>
      world.db.as({ tenant: a.id, user: id, role: 'agent', session: null }, () =>
        world.get(ProfileService).edit({ password: 'the harbour at noon', current_password }, null),
      )
    const hash = async () =>
      (
        await world.owner.query<{ password_hash: string }>('select password_hash from credentials where user_id = $1', [
          id,
        ])
      ).rows[0]
    const before = await hash()
    await expect(change()).rejects.toMatchObject({ reason: 'password.wrong' })
    await expect(change('the harbour at dusk')).rejects.toMatchObject({
      kind: 'unprocessable',
      details: { current_password: [expect.any(String)] },
    })
    expect(await hash()).toEqual(before)
    const both = await Promise.allSettled([change('the harbour at dawn'), change('the harbour at dawn')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await world.drain()
    const { rows } = await world.owner.query<{ text: string }>(
      `select changes::text as text from audit_log where action = 'user.updated' and $1 = any(subject_ids)`,
      [id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.text).not.toContain('argon2')
  })
})
