// Who may not call is refused before anything happens, however the address is spelled; who comes at once meets one row.
import { sign, type SignOptions } from 'jsonwebtoken'
import { newId, permissions, roles, type Role } from '@portolan/contracts'
import { testApi, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '../../libs/testing/src/world'
import { filledPath, fingerprint, operations, sendText } from './every-operation'
import { bodies, fill } from './filled-tenant'

let api: TestApi
let tenant: TestTenant
let ids: Record<string, string>

beforeAll(async () => {
  api = await testApi()
  tenant = await api.tenant('a')
  ids = await fill(api, tenant)
})
afterAll(() => api.close())

const guarded = operations.filter(({ permission }) => permission !== null)
const named = guarded.map((operation) => [`${operation.method} ${operation.path}`, operation] as const)

it.each(named)('%s is for those whom the table of permissions names', async (name, { method, path, permission }) => {
  const allowed: readonly Role[] = permission ? permissions[permission] : []
  const before = await fingerprint(api)
  const body = JSON.stringify(bodies[name])
  for (const role of roles.filter((one) => !allowed.includes(one))) {
    const caller = await api.caller(tenant, role)
    const { status, error } = await sendText(caller, method, filledPath(path, ids), body)
    expect([role, status, error?.reason]).toEqual([role, 403, 'permission.denied'])
  }
  const { status, error } = await sendText(api.anonymous, method, filledPath(path, ids), body)
  expect([status, error?.reason]).toEqual([401, 'token.missing'])
  expect(await fingerprint(api)).toEqual(before)
})

describe('a token', () => {
  const key = process.env.JWT_SECRET ?? ''
  const claims = { role: 'admin', typ: 'access', client: 'api' }
  const right: SignOptions = { issuer: 'portolan', audience: 'portolan-api', expiresIn: 60 }
  it.each<[string, object, string, SignOptions]>([
    ['without an algorithm', claims, '', { ...right, algorithm: 'none' }],
    ['signed with another key', claims, `${key}!`, right],
    ['signed with another algorithm', claims, key, { ...right, algorithm: 'HS512' }],
    ['that refreshes', { ...claims, typ: 'refresh' }, key, right],
    ['without a kind', { ...claims, typ: undefined }, key, right],
    ['for somebody else', claims, key, { ...right, audience: 'shop' }],
    ['from somebody else', claims, key, { ...right, issuer: 'shop' }],
    ['that ended a second ago', claims, key, { ...right, expiresIn: -1 }],
    ['of a session that nobody began', claims, key, { ...right, jwtid: newId() }],
  ])('%s opens nothing', async (_, given, secret, options) => {
    const { id: user } = tenant.admin
    const { headers } = await api.caller(tenant, 'admin')
    const text = headers.authorization?.split('.')[1] ?? ''
    const { jti } = JSON.parse(Buffer.from(text, 'base64url').toString()) as { jti: string }
    const kept = Object.fromEntries(Object.entries({ ...given, tenant_id: tenant.id }).filter(([, value]) => value))
    const token = sign(kept, secret, { subject: user, jwtid: jti, ...options })
    const { base } = api.anonymous
    const answer = await sendText({ base, headers: { authorization: `Bearer ${token}` } }, 'GET', '/customers')
    expect(answer.status).toBe(401)
  })
})

describe('an address spelled otherwise', () => {
  const same = ['/%61pi/v1/customers', '/api/v1/customers/', '/api/v1/%63ustomers', '/api/v1/customers?']
  it.each(same)('%s is the same address', async (path) => {
    const { headers } = await api.caller(tenant, 'readonly')
    const base = api.origin
    expect((await sendText({ base, headers }, 'GET', path)).status).toBe(200)
    expect((await sendText({ base, headers }, 'POST', path, '{"first_name":"Mallory"}')).status).toBe(403)
    expect((await sendText({ base, headers: {} }, 'GET', path)).status).toBe(401)
    expect((await fetch(base + path, { method: 'HEAD' })).status).toBe(401)
  })

  const others = ['//api/v1/customers', '/api//v1/customers', '/api;/v1/customers', '/api/v1;/customers']
  it.each([...others, '/api/v1/customers;', '/API/v1/customers', '/api/v1/./customers/%2e%2e/audit-log'])(
    '%s tells nobody anything',
    async (path) => {
      const before = await fingerprint(api)
      const { status, text } = await sendText({ base: api.origin, headers: {} }, 'GET', path)
      expect([path, [401, 404].includes(status) || !text.includes('"data"')]).toEqual([path, true])
      expect((await sendText({ base: api.origin, headers: {} }, 'POST', path, '{}')).status).toBeGreaterThan(400)
      expect(await fingerprint(api)).toEqual(before)
    },
  )

  it('is no other method for a header that says so', async () => {
    const admin = await api.caller(tenant, 'admin')
    const before = await fingerprint(api)
    const path = filledPath('/customers/{id}', ids)
    for (const name of ['x-http-method-override', 'x-method-override', 'x-http-method']) {
      expect((await sendText(admin, 'GET', path, undefined, { [name]: 'DELETE' })).status).toBe(200)
    }
    expect((await sendText(admin, 'GET', `${path}?_method=DELETE`)).status).toBe(400)
    expect(await fingerprint(api)).toEqual(before)
  })
})

describe('at once', () => {
  it('two hundred customers with one e-mail are one customer', async () => {
    const admin = await api.caller(tenant, 'admin')
    const create = () => admin.post('/customers', { email: 'Twins@shop.example' })
    const answers = await Promise.all(Array.from({ length: 200 }, create))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, ...Array<number>(199).fill(409)])
    const { rows } = await api.owner.query("select from customers where lower(email) = 'twins@shop.example'")
    expect(rows).toHaveLength(1)
  })

  it.each(['/customers/{id}', '/orders/{id}', '/tags/{id}'])('one of two edits of %s wins', async (path) => {
    const admin = await api.caller(tenant, 'admin')
    const one = filledPath(path, ids)
    const etag = (await admin.get(one)).headers.get('etag') ?? ''
    const edits = { customers: ['first_name', 'x'], orders: ['internal_note', 'x'], tags: ['name', 'x'] } as const
    const [field, text] = edits[path.split('/')[1] as keyof typeof edits]
    const edit = (end: string) => admin.patch(one, { [field]: text + end }, { 'if-match': etag })
    const statuses = (await Promise.all([edit('1'), edit('2')])).map(({ status }) => status).sort()
    expect(statuses).toEqual([200, 412])
  })
})
