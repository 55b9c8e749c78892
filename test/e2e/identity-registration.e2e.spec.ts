// Registration is a setting, and settings are read once: this file opens it before anything is loaded.
import type { TestApi } from '../../libs/testing/src/api'

const password = 'the harbour at dawn'
let api: TestApi

beforeAll(async () => {
  process.env.REGISTRATION = 'true'
  const { testApi } = await import('../../libs/testing/src/api')
  api = await testApi()
})
afterAll(() => api.close())

interface Refusal {
  error: { reason: string; details?: Record<string, string[]> }
}

const ada = (more: object = {}) => ({
  name: 'Hansen & Daughters',
  slug: 'hansen',
  default_currency: 'DKK',
  timezone: 'Europe/Copenhagen',
  email: 'ada@hansen.example',
  password,
  first_name: 'Ada',
  last_name: 'Hansen',
  ...more,
})
const register = (more: object = {}) => api.anonymous.post<Refusal>('/auth/register', ada(more))
const login = (body: object) =>
  api.anonymous.post<{ data: { user: { role: string; tenant: object } } }>('/auth/login', body)
const count = async (table: 'tenants' | 'users' | 'memberships') =>
  (await api.owner.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count

describe('registration', () => {
  it('makes a workspace with its first administrator, who signs in', async () => {
    const { status, body } = await register()
    expect(status).toBe(202)
    expect(body).toMatchObject({ data: { name: 'Hansen & Daughters', slug: 'hansen', email: 'ada@hansen.example' } })
    const signedIn = await login({ email: 'ada@hansen.example', password })
    expect(signedIn.body.data.user).toMatchObject({
      role: 'admin',
      tenant: { slug: 'hansen', default_currency: 'DKK', timezone: 'Europe/Copenhagen' },
    })
  })

  it('answers the same for an address that has an account, and makes nothing', async () => {
    const before = [await count('tenants'), await count('users'), await count('memberships')]
    const { status, body } = await register({ slug: 'hansen-2', email: 'ADA@hansen.example' })
    expect(status).toBe(202)
    expect(body).toMatchObject({ data: { name: 'Hansen & Daughters', slug: 'hansen-2', email: 'ADA@hansen.example' } })
    expect([await count('tenants'), await count('users'), await count('memberships')]).toEqual(before)
  })

  it('names a short name that is taken', async () => {
    const { status, body } = await register({ email: 'eve@hansen.example' })
    expect([status, body.error.reason, Object.keys(body.error.details ?? {})]).toEqual([
      409,
      'tenant.slug_taken',
      ['slug'],
    ])
  })

  it.each([
    [{ slug: 'Hansen' }, 'slug'],
    [{ slug: 'a--b' }, 'slug'],
    [{ slug: '../etc' }, 'slug'],
    [{ password: 'password1234' }, 'password'],
    [{ password: 'short' }, 'password'],
    [{ email: 'ada' }, 'email'],
    [{ name: '   ' }, 'name'],
    [{ status: 'suspended' }, 'status'],
    [{ role: 'admin' }, 'role'],
    [{ tenant_id: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' }, 'tenant_id'],
  ])('refuses %j by field', async (wrong, field) => {
    const { status, body } = await register({ slug: 'other', ...wrong })
    expect([status, Object.keys(body.error.details ?? {})]).toEqual([400, [field]])
  })
})
