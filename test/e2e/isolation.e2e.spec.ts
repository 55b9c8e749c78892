// One tenant's rows do not exist for another, nor an unassigned customer's for an agent: through every route that the
// OpenAPI document knows, and in SQL through every tenant table. A new route or table is covered without writing a test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { newId } from '@portolan/contracts'
import { tables } from '@portolan/platform'
import { testApi, type Answer, type Caller, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '../../libs/testing/src/world'
import { bodies, fill } from './filled-tenant'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const document = JSON.parse(readFileSync(join(__dirname, '../../openapi/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, object>>
}
const routes = Object.entries(document.paths)
  .filter(([path]) => path.includes('{'))
  .flatMap(([path, item]) =>
    Object.keys(item).map((method) => [method.toUpperCase() as Method, path.slice(7)] as const),
  )

let api: TestApi
let a: TestTenant
let b: TestTenant
let ids: Record<string, string>

beforeAll(async () => {
  api = await testApi()
  a = await api.tenant('a')
  b = await api.tenant('b')
  ids = await fill(api, a)
  await fill(api, b)
})
afterAll(() => api.close())

function call(caller: Caller, method: Method, path: string, id: (name: string) => string): Promise<Answer> {
  const [first = ''] = path.slice(1).split('/')
  const filled = path
    .replace('{id}', id(first))
    .replace('{tag_id}', id('tags'))
    .replace('{shipment_id}', id('shipments'))
    .replace('{run_id}', id('runs'))
  const body = bodies[`${method} ${path}`] ?? (method === 'PUT' || method === 'PATCH' ? {} : undefined)
  return caller.send(method, filled, body, {})
}

async function fingerprint(tenant: TestTenant): Promise<string> {
  const parts: string[] = []
  for (const table of tables.tenant) {
    const sql = `select coalesce(md5(string_agg(t::text, '' order by t::text)), '') as hash from ${table} t where tenant_id = $1`
    parts.push(`${table} ${(await api.owner.query<{ hash: string }>(sql, [tenant.id])).rows[0]?.hash}`)
  }
  return parts.join('\n')
}

const comparable = ({ status, text }: Answer) => ({ status, text: text.replace(/"meta":\{[^}]*\}/, '') })

it.each(routes)(
  '%s %s answers another tenant as if the row were not there, and changes nothing',
  async (method, path) => {
    const stranger = await api.caller(b, 'admin')
    const before = await fingerprint(a)
    const known = await call(stranger, method, path, (name) => ids[name] ?? newId())
    const unknown = await call(stranger, method, path, () => newId())
    expect(comparable(known)).toEqual(comparable(unknown))
    expect([400, 404, 422]).toContain(known.status)
    if (method === 'GET' || bodies[`${method} ${path}`]) expect(known.status).toBe(404)
    expect(await fingerprint(a)).toBe(before)
  },
)

const agentRoutes = routes.filter(([, path]) => /^\/(customers|orders|refunds|returns)\//.test(path))

it.each(agentRoutes)('%s %s does not exist for an agent whom it is not assigned to', async (method, path) => {
  const agent = await api.caller(a, 'agent')
  const before = await fingerprint(a)
  const known = await call(agent, method, path, (name) => ids[name] ?? newId())
  const unknown = await call(agent, method, path, () => newId())
  expect(comparable(known)).toEqual(comparable(unknown))
  expect([400, 403, 404, 422]).toContain(known.status)
  expect(await fingerprint(a)).toBe(before)
})

it('shows an agent without customers nothing in lists, searches, counts and reports', async () => {
  const agent = await api.caller(a, 'agent')
  for (const path of [
    '/customers',
    '/customers?q=ada',
    '/orders',
    '/orders?q=ada',
    '/refunds',
    '/returns',
    '/orders?count=exact',
  ]) {
    const { body } = await agent.get<{ data: unknown[]; meta: { pagination: { total: number } } }>(path)
    expect([path, body.data, body.meta.pagination.total]).toEqual([path, [], 0])
  }
  const reports = ['revenue', 'revenue/country', 'customers/growth', 'customers/top?by=lifetime_value']
  for (const report of reports) {
    const { body } = await agent.get<{ data: { gross_revenue?: string }[]; meta: { scope: string } }>(
      `/analytics/${report}`,
    )
    expect(body.meta.scope).toBe('assigned')
    expect(body.data.filter(({ gross_revenue }) => Number(gross_revenue ?? 0) !== 0)).toEqual([])
  }
})

describe('in SQL, as the runtime role inside tenant A', () => {
  let app: Client

  beforeAll(async () => {
    app = new Client({ connectionString: api.database.url })
    await app.connect()
  })
  afterAll(() => app.end())

  async function inside<Result>(work: () => Promise<Result>): Promise<Result> {
    await app.query('begin')
    await app.query('select enter($1, null, $2, null)', [a.id, 'system'])
    try {
      return await work()
    } finally {
      await app.query('rollback')
    }
  }

  // An unfinished import's documents and queues that were drained are the only ones without rows here.
  const empty = ['import_documents', 'dirty_days', 'outbox_heads', 'job_order']

  it.each(tables.tenant)('%s shows rows of A only, and takes none of B', async (table) => {
    const foreign = await api.owner.query<{ row: string }>(
      `select to_jsonb(t) as row from ${table} t where tenant_id = $1 limit 1`,
      [b.id],
    )
    if (!foreign.rowCount) expect(empty).toContain(table)
    const tenants = await inside(() => app.query<{ tenant_id: string }>(`select distinct tenant_id from ${table}`))
    expect(tenants.rows.filter(({ tenant_id }) => tenant_id !== a.id)).toEqual([])
    const insert = inside(() => app.query(`insert into ${table} (tenant_id) values ($1)`, [b.id]))
    await expect(insert).rejects.toMatchObject({ code: '42501' })
    const taken = await inside(() =>
      app.query(`delete from ${table} where tenant_id = $1`, [b.id]).catch((error: { code: string }) => error.code),
    )
    // Append-only tables refuse every delete; the others find nothing to delete.
    expect(typeof taken === 'string' ? taken : taken.rowCount).toBe(typeof taken === 'string' ? '42501' : 0)
  })

  it.each(tables.tenant)('%s lets no row of A move to B', async (table) => {
    const { rowCount } = await api.owner.query(`select from ${table} where tenant_id = $1 limit 1`, [a.id])
    const moved = await inside(() =>
      app.query(`update ${table} set tenant_id = $1`, [b.id]).catch((error: { code: string }) => error.code),
    )
    // Refused, or not even seen: stored answers belong to one person.
    expect(typeof moved === 'string' ? moved : moved.rowCount).toBe(typeof moved === 'string' ? '42501' : 0)
    if (!rowCount) expect(empty).toContain(table)
    else if (table !== 'idempotency_keys') expect(moved).toBe('42501')
  })
})
