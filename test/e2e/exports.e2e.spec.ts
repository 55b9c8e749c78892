// Files that go out over HTTP, as other people's programs fetch them.
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '../../libs/testing/src/world'

interface Export {
  data: { id: string; status: string; query: object; columns: string[]; total_rows: number | null }
}
interface Refusal {
  error: { code: string; reason: string; message: string; details?: Record<string, string[]> }
}
interface Link {
  data: { url: string; expires_at: string }
}

let api: TestApi
let shop: TestTenant
let manager: Caller

beforeAll(async () => {
  api = await testApi()
  shop = await api.tenant('a')
  manager = await api.caller(shop, 'manager')
  for (const [first_name, country_code] of [
    ['Ada', 'DE'],
    ['Bea', 'FR'],
  ])
    await manager.post('/customers', { first_name, country_code, email: `${first_name}@shop.example` })
})
afterAll(() => api.close())

async function exported(path: string, caller = manager): Promise<string> {
  const { body, status, text } = await caller.get<Export>(path)
  if (status !== 202) throw new Error(text)
  await api.drain()
  return body.data.id
}

it('is accepted at once, written in the background, and downloaded by a link without a token', async () => {
  const accepted = await manager.get<Export>('/customers/export?format=csv&country=DE&fields=first_name,email')
  const { id } = accepted.body.data
  expect([accepted.status, accepted.headers.get('location')]).toEqual([202, `/api/v1/exports/${id}`])
  expect(accepted.body.data).toMatchObject({
    status: 'queued',
    query: { country: 'DE', fields: 'first_name,email' },
    columns: ['first_name', 'email'],
    total_rows: null,
  })
  const early = await manager.post<Refusal>(`/exports/${id}/links`)
  expect([early.status, early.body.error.reason]).toEqual([409, 'export.without_file'])
  await api.drain()
  expect((await manager.get<Export>(`/exports/${id}`)).body.data).toMatchObject({ status: 'completed', total_rows: 1 })

  const { status, body } = await manager.post<Link>(`/exports/${id}/links`)
  expect(status).toBe(201)
  const file = await fetch(api.origin + body.data.url)
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="customers-\d{4}-\d\d-\d\d\.csv"$/)
  expect(await file.text()).toBe('first_name,email\r\nAda,Ada@shop.example\r\n')
})

it('is open to readonly members, to agents not', async () => {
  const readonly = await api.caller(shop, 'readonly')
  const id = await exported('/orders/export?format=json', readonly)
  const { body } = await readonly.post<Link>(`/exports/${id}/links`)
  expect(await (await fetch(api.origin + body.data.url)).json()).toEqual([])
  const agent = await api.caller(shop, 'agent')
  for (const path of ['/customers/export', '/orders/export', '/exports'])
    expect((await agent.get(path)).status).toBe(403)
})

it('names every parameter that it cannot read', async () => {
  const { status, body } = await manager.get<Refusal>('/orders/export?page=2&status=lost&include=items')
  expect([status, Object.keys(body.error.details ?? {}).sort()]).toEqual([400, ['page', 'status']])
  const unfit = await manager.get<Refusal>('/orders/export?include=items')
  expect(unfit.body.error.details).toEqual({ include: ['items fits into JSON only; ask for format=json'] })
})

it('takes no link of another tenant, no access token for a link, and no link for an access token', async () => {
  const id = await exported('/customers/export')
  const { url } = (await manager.post<Link>(`/exports/${id}/links`)).body.data
  const token = new URL(url, api.origin).searchParams.get('token') ?? ''
  const other = await api.caller(await api.tenant('b'), 'admin')
  const theirs = await exported('/customers/export', other)
  const { url: theirUrl } = (await other.post<Link>(`/exports/${theirs}/links`)).body.data
  const crossed = theirUrl.replace(theirs, id)
  const access = manager.headers.authorization?.slice('Bearer '.length)
  for (const path of [crossed, `/api/v1/exports/${id}/file?token=${access}`, `/api/v1/exports/${id}/file`]) {
    const answer = await fetch(api.origin + path)
    expect([answer.status, ((await answer.json()) as Refusal).error.reason]).toEqual([404, 'export.link_over'])
  }
  const asAccess = await fetch(`${api.origin}/api/v1/customers`, { headers: { authorization: `Bearer ${token}` } })
  expect(asAccess.status).toBe(401)
})

it('tells the audit log who took what out', async () => {
  const id = await exported('/orders/export?format=json')
  await manager.post(`/exports/${id}/links`)
  expect((await manager.delete(`/exports/${id}`)).status).toBe(204)
  await api.drain()
  const { rows } = await api.owner.query<{ action: string; actor: string }>(
    'select action, actor from audit_log where subject_ids[1] = $1 order by occurred_at',
    [id],
  )
  const actions = ['export.requested', 'export.finished', 'export.shared', 'export.deleted']
  expect(rows).toEqual(actions.map((action) => ({ action, actor: shop.manager.id })))
})
