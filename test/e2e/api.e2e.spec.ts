import { testApi, type TestApi } from '../../libs/testing/src/api'

let api: TestApi

beforeAll(async () => {
  api = await testApi()
})
afterAll(() => api.close())

const fetchText = async (path: string, headers: Record<string, string> = {}, origin = api.origin) => {
  const answer = await fetch(origin + path, { headers, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

it('is alive and ready', async () => {
  expect(await fetchText('/health/live')).toEqual(expect.objectContaining({ status: 200, text: '{"status":"live"}' }))
  const ready = await fetchText('/health/ready')
  expect(ready.status).toBe(200)
  expect(JSON.parse(ready.text)).toEqual(
    expect.objectContaining({ checks: { database: 'up', migrations: 'up', redis: expect.any(String) as string } }),
  )
})

it('shows metrics by route template to this machine alone', async () => {
  await (await api.caller(await api.tenant('a'), 'admin')).get('/jobs?per_page=1')
  const told = await Promise.all(api.origins.map((origin) => fetchText('/metrics', {}, origin)))
  const route = 'http_request_duration_seconds_count{method="GET",route="/api/v1/jobs",status="200"}'
  expect(told.filter(({ text }) => text.includes(route))).toHaveLength(1)
  for (const { text } of told) expect(text).toContain('portolan_outbox_events 0')
  expect((await fetchText('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(404)
})

it('documents itself', async () => {
  const document = JSON.parse((await fetchText('/api/schema')).text) as {
    openapi: string
    paths: Record<string, Record<string, { operationId: string; responses: object; parameters: { name: string }[] }>>
  }
  expect(document.openapi).toBe('3.1.0')
  const list = document.paths['/api/v1/jobs']?.get
  expect(list?.operationId).toBe('jobsList')
  expect(Object.keys(list?.responses ?? {})).toEqual(expect.arrayContaining(['200', '400', '401', '403', '429']))
  expect(list?.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['page', 'cursor', 'sort', 'state']))
  expect((await fetchText('/api/docs')).text).toContain('swagger-ui')
})

it('has one answer for addresses that nobody has', async () => {
  const nowhere = await fetchText('/api/v1/nowhere')
  expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8'])
})

it('hides nothing behind HEAD, slashes or encoded letters', async () => {
  for (const path of ['/api/v1/jobs', '/api/v1/jobs/', '/%61pi/v1/jobs']) {
    expect((await fetchText(path)).status).toBe(401)
    expect((await fetch(api.origin + path, { method: 'HEAD' })).status).toBe(401)
  }
})

it('ends a token with its sign-in, at once', async () => {
  const tenant = await api.tenant('a')
  const manager = await api.caller(tenant, 'manager')
  expect((await manager.get('/jobs')).status).toBe(200)
  await api.owner.query('update sessions set ended_at = now() where user_id = $1', [tenant.manager.id])
  const { status, body } = await manager.get<{ error: { reason: string } }>('/jobs')
  expect([status, body.error.reason]).toEqual([401, 'session.ended'])
})

it('closes a workspace in maintenance or suspension to its members', async () => {
  const tenant = await api.tenant('closing')
  const admin = await api.caller(tenant, 'admin')
  for (const [state, status] of [
    ['maintenance', 503],
    ['suspended', 403],
    ['active', 200],
  ] as const) {
    await api.owner.query('update tenants set status = $2 where id = $1', [tenant.id, state])
    const answer = await admin.get('/jobs')
    expect(answer.status).toBe(status)
    expect(answer.headers.get('retry-after')).toBe(state === 'maintenance' ? '60' : null)
  }
})

it('compresses long answers and sends the headers that browsers obey', async () => {
  const schema = await fetchText('/api/schema', { 'accept-encoding': 'gzip' })
  expect(schema.headers.get('content-encoding')).toBe('gzip')
  expect(schema.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(schema.headers.get('x-content-type-options')).toBe('nosniff')
})

it('leads a browser back from a shop to the console, whatever the shop signs with it', async () => {
  const answer = await api.anonymous.get('/integrations/shopify/callback?code=c&shop=s&state=x&hmac=h&of_tomorrow=1')
  expect([answer.status, answer.headers.get('location')]).toEqual([302, expect.stringContaining('refused=state')])
})
