import { Passwords } from '../../libs/identity/src/users/passwords'
import { Caller, testApi, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '@portolan/testing'

const password = 'the harbour at dawn'

interface SignedIn {
  data: { access_token: string; refresh_token?: string; token_type: string; expires_in: number; user: OwnUser }
}
interface OwnUser {
  id: string
  email: string
  role: string
  version: number
  tenant: { slug: string }
}
interface Refusal {
  error: { code: string; reason: string; message: string; details?: Record<string, string[]> }
}

let api: TestApi
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  api = await testApi()
  a = await api.tenant('a')
  b = await api.tenant('b')
  await api.owner.query(`insert into credentials (user_id, password_hash) select id, $1 from users`, [
    await api.get(Passwords).hash(password),
  ])
})
afterAll(() => api.close())

const login = (body: object, headers?: Record<string, string>) =>
  api.anonymous.post<SignedIn>('/auth/login', body, headers)
const bearer = (token: string) => new Caller(`${api.origin}/api/v1`, { authorization: `Bearer ${token}` })
const signedIn = async (email: string) => (await login({ email, password })).body.data
const own = () => ({ origin: api.origin })
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? ''

describe('signing in', () => {
  it('answers tokens in the envelope', async () => {
    const { status, body, headers } = await login({ email: a.manager.email, password })
    expect(status).toBe(200)
    expect(body).toEqual({
      data: {
        access_token: expect.any(String) as string,
        refresh_token: expect.any(String) as string,
        token_type: 'Bearer',
        expires_in: 900,
        user: expect.objectContaining({ email: a.manager.email, role: 'manager' }) as OwnUser,
      },
      meta: { timestamp: expect.any(String) as string, request_id: expect.any(String) as string },
    })
    expect(headers.getSetCookie()).toEqual([])
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('refuses an unknown address and a wrong password byte for byte alike', async () => {
    const id = { 'x-request-id': 'the-same-request' }
    const answers = [
      await login({ email: a.manager.email, password: 'the harbour at dusk' }, id),
      await login({ email: 'nobody@a-shop.example', password: 'the harbour at dusk' }, id),
    ]
    const [known, unknown] = answers.map(({ text }) => text.replace(/"timestamp":"[^"]*"/, ''))
    expect(answers.map(({ status }) => status)).toEqual([401, 401])
    expect(unknown).toBe(known)
  })

  it.each([
    [{ email: 'a@b.example' }, 'password'],
    [{ email: 1, password }, 'email'],
    [{ email: '', password }, 'email'],
    [{ email: 'a@b.example', password: 'x'.repeat(1001) }, 'password'],
    [{ email: 'a@b.example', password, session: 'header' }, 'session'],
    [{ email: 'a@b.example', password, is_admin: true }, 'is_admin'],
    [{ email: { $ne: null }, password }, 'email'],
  ])('refuses %j by field', async (body, field) => {
    const { status, body: refusal } = await api.anonymous.post<Refusal>('/auth/login', body)
    expect(status).toBe(400)
    expect(refusal.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { [field]: expect.arrayContaining([expect.any(String)]) as string[] },
    })
  })

  it('says when the workspace is closed, and for how long', async () => {
    await api.owner.query(`update tenants set status = 'maintenance' where id = $1`, [b.id])
    const { status, headers } = await login({ email: b.agent.email, password })
    expect([status, headers.get('retry-after')]).toEqual([503, '60'])
    await api.owner.query(`update tenants set status = 'suspended' where id = $1`, [b.id])
    expect((await login({ email: b.agent.email, password })).status).toBe(403)
    await api.owner.query(`update tenants set status = 'active' where id = $1`, [b.id])
  })
})

describe('access tokens', () => {
  it('open what the role may, and nothing else', async () => {
    const agent = bearer((await signedIn(a.agent.email)).access_token)
    expect((await agent.get('/users')).status).toBe(200)
    const { status, body } = await agent.post<Refusal>('/users', {})
    expect([status, body.error.reason]).toEqual([403, 'permission.denied'])
  })

  it('end at once on signing out', async () => {
    const { access_token } = await signedIn(a.agent.email)
    const caller = bearer(access_token)
    expect((await caller.post('/auth/logout')).status).toBe(204)
    const after = await caller.get<Refusal>('/users/me')
    expect([after.status, after.body.error.reason]).toEqual([401, 'session.ended'])
    expect((await caller.post('/auth/logout')).status).toBe(401)
  })

  it.each([
    ['deactivated', { status: 'inactive' }, { status: 'active' }],
    ['given another role', { role: 'readonly' }, { role: 'agent' }],
  ])('end at once when the member is %s', async (_, edit, back) => {
    const admin = await api.caller(a, 'admin')
    const caller = bearer((await signedIn(a.agent.email)).access_token)
    expect((await caller.get('/users/me')).status).toBe(200)
    expect((await admin.patch(`/users/${a.agent.id}`, edit)).status).toBe(200)
    expect((await caller.get('/users/me')).status).toBe(401)
    expect((await admin.patch(`/users/${a.agent.id}`, back)).status).toBe(200)
  })

  it('meet a closed workspace with its reason', async () => {
    const caller = bearer((await signedIn(b.agent.email)).access_token)
    await api.owner.query(`update tenants set status = 'maintenance' where id = $1`, [b.id])
    const closed = await caller.get<Refusal>('/users/me')
    expect([closed.status, closed.body.error.reason, closed.headers.get('retry-after')]).toEqual([
      503,
      'tenant.maintenance',
      '60',
    ])
    await api.owner.query(`update tenants set status = 'active' where id = $1`, [b.id])
    expect((await caller.get('/users/me')).status).toBe(200)
  })

  it('are not refresh tokens, nor the other way round', async () => {
    const { access_token, refresh_token } = await signedIn(a.agent.email)
    expect((await bearer(refresh_token ?? '').get('/users/me')).status).toBe(401)
    expect((await api.anonymous.post('/auth/refresh', { refresh_token: access_token.slice(0, 200) })).status).toBe(401)
  })
})

describe('refreshing with the body', () => {
  it('rotates the token, and a second use ends the sign-in', async () => {
    const first = await signedIn(a.agent.email)
    const { status, body } = await api.anonymous.post<SignedIn>('/auth/refresh', { refresh_token: first.refresh_token })
    expect(status).toBe(200)
    expect(body.data.refresh_token).not.toBe(first.refresh_token)
    expect((await api.anonymous.post('/auth/refresh', { refresh_token: first.refresh_token })).status).toBe(401)
    expect((await bearer(body.data.access_token).get('/users/me')).status).toBe(401)
    expect((await api.anonymous.post('/auth/refresh', { refresh_token: body.data.refresh_token })).status).toBe(401)
  })
})

describe('the cookie of the console', () => {
  const withCookie = async () => {
    const { body, headers } = await login({ email: a.agent.email, password, session: 'cookie' })
    return { data: body.data, setCookie: headers.getSetCookie()[0] ?? '', cookie: cookieOf(headers) }
  }

  it('keeps the refresh token from scripts and from other sites', async () => {
    const { data, setCookie } = await withCookie()
    expect(data).not.toHaveProperty('refresh_token')
    expect(setCookie).toMatch(
      /^portolan_refresh=[\w-]{43}; Path=\/api\/v1\/auth; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    )
  })

  it('is traded for the next one', async () => {
    const { cookie } = await withCookie()
    const { status, body, headers } = await api.anonymous.post<SignedIn>('/auth/refresh', {}, { cookie, ...own() })
    expect(status).toBe(200)
    expect(body.data).not.toHaveProperty('refresh_token')
    expect(cookieOf(headers)).not.toBe(cookie)
    const again = await api.anonymous.post('/auth/refresh', undefined, { cookie: cookieOf(headers), ...own() })
    expect(again.status).toBe(200)
  })

  it.each([
    ['no origin', {}],
    ['another site', { origin: 'https://evil.example' }],
    ['a sibling port', { origin: 'http://127.0.0.1:1' }],
    ['an opaque page', { origin: 'null' }],
  ])('is refused, unused, to a page of %s', async (_, headers: Record<string, string>) => {
    const { cookie, data } = await withCookie()
    const refused = await api.anonymous.post<Refusal>('/auth/refresh', {}, { cookie, ...headers })
    expect([refused.status, refused.body.error.reason]).toEqual([403, 'auth.foreign_origin'])
    const logout = await bearer(data.access_token).post<Refusal>('/auth/logout', undefined, { cookie, ...headers })
    expect([logout.status, logout.body.error.reason]).toEqual([403, 'auth.foreign_origin'])
    expect((await api.anonymous.post('/auth/refresh', {}, { cookie, ...own() })).status).toBe(200)
  })

  it('does not take what a form can send', async () => {
    const { cookie } = await withCookie()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const response = await fetch(`${api.origin}/api/v1/auth/refresh`, {
        method: 'POST',
        body: '{}',
        headers: { cookie, 'content-type': type, ...own() },
      })
      expect(response.status).toBe(415)
    }
  })

  it('is taken back on signing out and when it is no longer good', async () => {
    const { cookie, data } = await withCookie()
    const out = await bearer(data.access_token).post('/auth/logout', undefined, { cookie, ...own() })
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringMatching(/^portolan_refresh=; .*Expires=Thu, 01 Jan 1970/),
    ])
    const stale = await api.anonymous.post('/auth/refresh', {}, { cookie, ...own() })
    expect([stale.status, stale.headers.getSetCookie()[0]]).toEqual([
      401,
      expect.stringMatching(/^portolan_refresh=; /),
    ])
    expect((await api.anonymous.post('/auth/refresh', {}, own())).status).toBe(401)
  })
})

describe('users', () => {
  it('are answered whole to administrators and by name to colleagues', async () => {
    const asAdmin = await (await api.caller(a, 'admin')).get<{ data: { email: string | null }[] }>('/users')
    const asAgent = await (await api.caller(a, 'agent')).get<{ data: { email: string | null }[] }>('/users')
    expect(asAdmin.body.data.every(({ email }) => email)).toBe(true)
    expect(asAgent.body.data.filter(({ email }) => email)).toHaveLength(1)
  })

  it('are made, read, edited with If-Match, and deactivated', async () => {
    const admin = await api.caller(a, 'admin')
    const made = await admin.post<{ data: { id: string; version: number } }>('/users', {
      email: 'grace@a-shop.example',
      first_name: 'Grace',
      last_name: '',
      role: 'agent',
      password,
    })
    expect(made.status).toBe(201)
    const path = `/users/${made.body.data.id}`
    expect((await admin.get(path)).headers.get('etag')).toBe('W/"1"')
    expect((await admin.patch(path, { role: 'manager' }, { 'if-match': 'W/"1"' })).status).toBe(200)
    const late = await admin.patch<Refusal>(path, { role: 'admin' }, { 'if-match': 'W/"1"' })
    expect([late.status, late.body.error.reason]).toEqual([412, 'version.stale'])
    expect((await admin.delete(path)).status).toBe(204)
    expect((await admin.get<{ data: { status: string; role: string } }>(path)).body.data).toMatchObject({
      status: 'inactive',
      role: 'manager',
    })
  })

  it.each([
    [{ email: 'not an address' }, ['email']],
    [{ password: 'short' }, ['password']],
    [{ password: 12 }, ['password']],
    [{ role: 'owner' }, ['role']],
    [{ language: 'tlh', timezone: 'Mars/Olympus' }, ['language', 'timezone']],
    [{ tenant_id: 'x', id: 'y', password_hash: 'z' }, ['tenant_id', 'id', 'password_hash']],
    [{ first_name: '', last_name: null }, ['first_name', 'last_name']],
    [{ first_name: '  ', last_name: 'a\r\nBcc: x@y.example' }, ['first_name', 'last_name']],
  ])('are refused by field: %j', async (wrong, fields) => {
    const good = { email: 'x@a-shop.example', first_name: 'X', last_name: 'Y', role: 'agent', password }
    const { status, body } = await (await api.caller(a, 'admin')).post<Refusal>('/users', { ...good, ...wrong })
    expect(status).toBe(400)
    expect(Object.keys(body.error.details ?? {}).sort()).toEqual([...fields].sort())
  })

  it('may not carry a card number in a name', async () => {
    const agent = await api.caller(a, 'agent')
    const { status, body } = await agent.patch<Refusal>('/users/me', { last_name: '4111 1111 1111 1111' })
    expect([status, Object.keys(body.error.details ?? {})]).toEqual([422, ['last_name']])
  })

  it('of another workspace answer like an id that nobody has', async () => {
    const admin = await api.caller(a, 'admin')
    const id = { 'x-request-id': 'the-same-request' }
    const bare = ({ text }: { text: string }) => text.replace(/"timestamp":"[^"]*"/, '')
    const nobodys = '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'
    expect(bare(await admin.get(`/users/${b.agent.id}`, id))).toBe(bare(await admin.get(`/users/${nobodys}`, id)))
    for (const answer of [
      await admin.patch(`/users/${b.agent.id}`, { role: 'admin' }),
      await admin.delete(`/users/${b.agent.id}`),
    ]) {
      expect(answer.status).toBe(404)
    }
  })

  it('keep the last administrator', async () => {
    const admin = await api.caller(b, 'admin')
    const answer = await admin.delete<Refusal>(`/users/${b.admin.id}`)
    expect([answer.status, answer.body.error.reason]).toEqual([409, 'user.last_admin'])
  })

  it('change their password with the current one, and stay signed in', async () => {
    const caller = bearer((await signedIn(b.readonly.email)).access_token)
    const wrong = await caller.patch<Refusal>('/users/me', { password: 'the harbour at noon', current_password: 'x' })
    expect([wrong.status, wrong.body.error.details]).toEqual([
      422,
      { current_password: ['is not the current password'] },
    ])
    const missing = await caller.patch<Refusal>('/users/me', { password: 'the harbour at noon' })
    expect([missing.status, Object.keys(missing.body.error.details ?? {})]).toEqual([400, ['current_password']])
    const changed = await caller.patch('/users/me', { password: 'the harbour at noon', current_password: password })
    expect(changed.status).toBe(200)
    expect((await caller.get('/users/me')).status).toBe(200)
    expect((await login({ email: b.readonly.email, password })).status).toBe(401)
    expect((await login({ email: b.readonly.email, password: 'the harbour at noon' })).status).toBe(200)
  })
})

describe('settings', () => {
  it('are read by all and changed by administrators', async () => {
    const agent = await api.caller(a, 'agent')
    const { status, body, headers } = await agent.get<{ data: { name: string; version: number } }>('/settings')
    expect([status, body.data.name, headers.get('etag')]).toEqual([200, 'a-shop', `W/"${body.data.version}"`])
    expect((await agent.patch('/settings', { name: 'x' })).status).toBe(403)
    const admin = await api.caller(a, 'admin')
    const changed = await admin.patch<{ data: object }>('/settings', { name: 'Hansen', countries_served: ['DE'] })
    expect([changed.status, changed.body.data]).toEqual([
      200,
      expect.objectContaining({ name: 'Hansen', countries_served: ['DE'], feature_flags: {} }),
    ])
  })

  it.each([
    [{ default_currency: 'XYZ' }, 'default_currency'],
    [{ timezone: '+01:00' }, 'timezone'],
    [{ countries_served: ['DE', 'Germany'] }, 'countries_served'],
    [{ countries_served: ['DE', 'DE'] }, 'countries_served'],
    [{ churn_window_days: '90' }, 'churn_window_days'],
    [{ churn_window_days: 0 }, 'churn_window_days'],
    [{ order_number_pattern: 'P-' }, 'order_number_pattern'],
    [{ feature_flags: { turbo: true } }, 'feature_flags'],
    [{ name: null }, 'name'],
    [{ slug: 'other' }, 'slug'],
    [{ status: 'suspended' }, 'status'],
  ])('refuse %j by field', async (edits, field) => {
    const { status, body } = await (await api.caller(a, 'admin')).patch<Refusal>('/settings', edits)
    expect([status, Object.keys(body.error.details ?? {})]).toEqual([400, [field]])
  })
})

describe('registration', () => {
  it('is closed unless the installation opens it', async () => {
    const workspace = { name: 'New', slug: 'new', email: 'n@new.example', password, first_name: 'N', last_name: '' }
    const { status, body } = await api.anonymous.post<Refusal>('/auth/register', workspace)
    expect([status, body.error.reason]).toEqual([403, 'auth.registration_closed'])
  })
})

describe('the audit log', () => {
  it('is for administrators and managers', async () => {
    await api.drain()
    const manager = await api.caller(a, 'manager')
    const { status, body } = await manager.get<{ data: { action: string }[] }>('/audit-log?action=user.signed_in')
    expect([status, body.data[0]?.action]).toEqual([200, 'user.signed_in'])
    expect((await (await api.caller(a, 'agent')).get('/audit-log')).status).toBe(403)
  })
})
