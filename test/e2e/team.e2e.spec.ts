// Somebody joins, works and goes: what she may see, and that access ends the second she is deactivated.
import sharp from 'sharp'
import { Passwords } from '../../libs/identity/src/users/passwords'
import { Caller, testApi, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '@portolan/testing'

const password = 'the harbour at dawn'

interface Refusal {
  error: { code: string; reason: string; details?: Record<string, string[]> }
}
interface Row {
  data: { id: string; assigned_to: string | null; avatar_url: string | null; status: string; version: number }
}
interface Rows {
  data: Row['data'][]
  meta: { pagination: { total: number } }
}

let api: TestApi
let a: TestTenant
let b: TestTenant
let admin: Caller

beforeAll(async () => {
  api = await testApi()
  a = await api.tenant('a')
  b = await api.tenant('b')
  await api.owner.query(`insert into credentials (user_id, password_hash) select id, $1 from users`, [
    await api.get(Passwords).hash(password),
  ])
  admin = await api.caller(a, 'admin')
})
afterAll(() => api.close())

const bearer = (token: string) => new Caller(`${api.origin}/api/v1`, { authorization: `Bearer ${token}` })
const signIn = async (email: string, secret = password) =>
  (
    await api.anonymous.post<{ data: { access_token: string; refresh_token: string; user: { id: string } } } & Refusal>(
      '/auth/login',
      { email, password: secret },
    )
  ).body
const customerOf = async (assigned_to: string, first_name = 'Grace') =>
  (await admin.post<Row>('/customers', { first_name, assigned_to })).body.data.id
const assigneeOf = async (id: string) => (await admin.get<Row>(`/customers/${id}`)).body.data.assigned_to
const newAgent = async (email: string) =>
  (await admin.post<Row>('/users', { email, password, first_name: 'Nina', last_name: 'Berg', role: 'agent' })).body.data
    .id
const pictureForm = (content: Buffer, name = 'me.png') => {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(content)]), name)
  return form
}
const pixels = () => sharp({ create: { width: 400, height: 300, channels: 3, background: '#0b57d0' } })

it('an invited agent sets a password from the mail, sees only her customers, and is out the second she is deactivated', async () => {
  const invited = await admin.post<Row>('/invitations', {
    email: 'vera@new.example',
    role: 'agent',
    first_name: 'Vera',
  })
  expect(invited.status).toBe(201)
  await api.drain()
  const caught = await admin.get<{ data: { body_text: string }[] }>('/caught-mails?recipient=vera@new.example')
  const token = /invitation#([\w-]{43})/.exec(caught.body.data[0]?.body_text ?? '')?.[1] ?? ''
  const accepted = await api.anonymous.post('/auth/invitations/accept', { token, password: 'her own long password' })
  expect(accepted.status).toBe(200)
  const { data } = await signIn('vera@new.example', 'her own long password')
  const vera = bearer(data.access_token)
  const [hers, others] = [await customerOf(data.user.id, 'Hers'), await customerOf(a.agent.id, 'Not hers')]
  expect((await vera.get<Rows>('/customers')).body.data.map(({ id }) => id)).toEqual([hers])
  expect((await vera.get(`/customers/${others}`)).status).toBe(404)
  expect((await vera.patch(`/customers/${hers}`, { city: 'Lisboa' })).status).toBe(200)

  const asked = await admin.delete<Refusal>(`/users/${data.user.id}`)
  expect([asked.status, asked.body.error.reason]).toEqual([409, 'user.has_customers'])
  expect(asked.body.error.details?.customers).toEqual(['1'])
  expect((await vera.get('/customers')).status).toBe(200)

  expect((await admin.delete(`/users/${data.user.id}?hand_over_to=${a.agent.id}`)).status).toBe(204)
  expect((await vera.get('/customers')).status).toBe(401)
  expect((await api.anonymous.post('/auth/refresh', { refresh_token: data.refresh_token })).status).toBe(401)
  expect((await signIn('vera@new.example', 'her own long password')).error.reason).toBe('auth.no_workspace')
  await api.drain()
  expect(await assigneeOf(hers)).toBe(a.agent.id)
  const audit = await admin.get<{ data: { actor: string }[] }>(`/audit-log?subject_id=${hers}&action=customer.updated`)
  expect(audit.body.data.map(({ actor }) => actor)).toContain(a.admin.id)
})

describe('deactivating', () => {
  it('hands over every customer with its orders, in steps that show how far they are', async () => {
    const id = await newAgent('many@new.example')
    const kept = await customerOf(id)
    const order = await admin.post<Row>('/orders', {
      customer_id: kept,
      currency: 'EUR',
      items: [{ product_name: 'Cup', quantity: 1, unit_price: '2.00' }],
    })
    await api.owner.query(
      `insert into customers (tenant_id, id, first_name, timezone, language, currency, assigned_to, lifetime_value_currency)
       select $1, gen_random_uuid(), 'Many ' || n, 'UTC', 'en', 'EUR', $2, 'EUR' from generate_series(1, 700) n`,
      [a.id, id],
    )
    const asked = await admin.delete<Refusal>(`/users/${id}`)
    expect(asked.body.error.details?.customers).toEqual(['701'])
    expect((await admin.delete(`/users/${id}?hand_over_to=${a.other_agent.id}`)).status).toBe(204)
    await api.drain()
    expect((await admin.get<Rows>(`/customers?assigned_to=${id}`)).body.meta.pagination.total).toBe(0)
    const taken = await admin.get<Rows>(`/customers?assigned_to=${a.other_agent.id}&count=exact`)
    expect(taken.body.meta.pagination.total).toBe(701)
    const successor = await api.caller(a, 'other_agent')
    expect((await successor.get(`/orders/${order.body.data.id}`)).status).toBe(200)
    const jobs = await admin.get<{ data: { state: string; processed: number; total: number }[] }>(
      '/jobs?name=customers.hand-over&sort=-created_at',
    )
    expect(jobs.body.data[0]).toMatchObject({ state: 'done', processed: 701, total: 701 })
  })

  it('leaves customers to nobody where that is said, and nobody is asked where there are none', async () => {
    const id = await newAgent('few@new.example')
    expect((await admin.delete(`/users/${id}`)).status).toBe(204)
    expect((await admin.patch(`/users/${id}`, { status: 'active' })).status).toBe(200)
    const customer = await customerOf(id)
    const edited = await admin.patch<Refusal>(`/users/${id}`, { status: 'inactive' })
    expect([edited.status, edited.body.error.reason]).toEqual([409, 'user.has_customers'])
    expect((await admin.delete(`/users/${id}?hand_over_to=none`)).status).toBe(204)
    await api.drain()
    expect(await assigneeOf(customer)).toBeNull()
  })

  it('refuses a successor who is nobody here, gone, or the person herself, and changes nothing', async () => {
    const [id, gone] = [await newAgent('stays@new.example'), await newAgent('gone@new.example')]
    await admin.delete(`/users/${gone}`)
    await customerOf(id)
    for (const successor of [id, gone, b.agent.id]) {
      const refused = await admin.delete<Refusal>(`/users/${id}?hand_over_to=${successor}`)
      expect([refused.status, refused.body.error.reason]).toEqual([422, 'user.successor_refused'])
    }
    const nonsense = await admin.delete<Refusal>(`/users/${id}?hand_over_to=somebody`)
    expect([nonsense.status, Object.keys(nonsense.body.error.details ?? {})]).toEqual([400, ['hand_over_to']])
    expect((await admin.get<Row>(`/users/${id}`)).body.data.status).toBe('active')
  })

  it('keeps the last administrator', async () => {
    const refused = await admin.delete<Refusal>(`/users/${a.admin.id}?hand_over_to=none`)
    expect([refused.status, refused.body.error.reason]).toEqual([409, 'user.last_admin'])
  })
})

describe('a picture', () => {
  it('of a member is shown to members of the workspace only, as it was encoded here', async () => {
    const reader = await api.caller(a, 'readonly')
    const made = await reader.post<Row>('/users/me/avatar', pictureForm(await pixels().png().toBuffer()))
    expect(made.status).toBe(200)
    const { avatar_url } = made.body.data
    expect(avatar_url).toMatch(new RegExp(`^/api/v1/users/${a.readonly.id}/avatar\\?v=[\\w-]{16}$`))
    const { headers } = await api.caller(a, 'agent')
    const shown = await fetch(api.origin + avatar_url, { headers })
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('x-content-type-options')]).toEqual([
      200,
      'image/webp',
      'nosniff',
    ])
    expect(shown.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect(await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).toMatchObject({ width: 256, height: 256 })
    expect((await fetch(api.origin + avatar_url)).status).toBe(401)
    const stranger = await api.caller(b, 'admin')
    expect((await stranger.get(`/users/${a.readonly.id}/avatar`)).status).toBe(404)
    expect((await reader.delete('/users/me/avatar')).status).toBe(204)
    expect((await reader.get(`/users/${a.readonly.id}/avatar`)).status).toBe(404)
    expect((await reader.get<Row>('/users/me')).body.data.avatar_url).toBeNull()
  })

  it.each([
    [
      'an SVG with a script',
      415,
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
    ['HTML called .png', 415, Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['damaged', 422, Buffer.from('GIF89a/*<svg onload=alert(1)>*/=1')],
    ['larger than 5 MB', 413, Buffer.alloc(5 * 1024 * 1024 + 1, 0xff)],
  ])('that is %s is refused and leaves nothing', async (_, status, content) => {
    const agent = await api.caller(a, 'agent')
    const refused = await agent.post<Refusal>('/users/me/avatar', pictureForm(content))
    expect(refused.status).toBe(status)
    expect((await agent.get<Row>('/users/me')).body.data.avatar_url).toBeNull()
  })
})

describe('the own profile', () => {
  it('takes a new password with the old one, ends the other sign-ins and keeps this one', async () => {
    const [here, there] = [await signIn(b.agent.email), await signIn(b.agent.email)]
    const [mine, other] = [bearer(here.data.access_token), bearer(there.data.access_token)]
    const edit = (current_password: string) =>
      mine.patch<Refusal>('/users/me', { password: 'the harbour at noon', current_password })
    expect((await edit('wrong')).body.error.reason).toBe('password.wrong')
    expect((await other.get('/users/me')).status).toBe(200)
    expect((await edit(password)).status).toBe(200)
    expect((await mine.get('/users/me')).status).toBe(200)
    expect((await other.get('/users/me')).status).toBe(401)
    expect((await api.anonymous.post('/auth/refresh', { refresh_token: there.data.refresh_token })).status).toBe(401)
    expect((await api.anonymous.post('/auth/refresh', { refresh_token: here.data.refresh_token })).status).toBe(200)
  })

  it('names the language that messages are said in, unless the request does', async () => {
    await (await api.caller(a, 'manager')).patch('/users/me', { language: 'de' })
    const { data } = await signIn(a.manager.email)
    const claims = JSON.parse(Buffer.from(data.access_token.split('.')[1] ?? '', 'base64url').toString()) as object
    expect(claims).toMatchObject({ locale: 'de' })
  })
})
