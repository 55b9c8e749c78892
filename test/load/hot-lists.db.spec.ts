// Every list that is declared to be fast is: its statements are explained as they run, on a large shop, as the runtime
// role, for an administrator and for an agent. None reads a whole table, and none sorts more than a page.
import { CustomersApiModule, customersEntities, customersResource } from '@portolan/customers'
import { ordersEntities, OrdersApiModule, ordersResource } from '@portolan/orders'
import type { ListQuery, Reader, ReadOptions, Resource, Statement } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'

const people = 12_000
const page = 26
const large = ['customers', 'orders', 'order_items', 'refunds', 'shipments', 'customer_identities']

let world: World
let shop: TestTenant

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

beforeAll(async () => {
  const entities = [...customersEntities, ...ordersEntities]
  world = await testWorld({ modules: [CustomersApiModule, OrdersApiModule], entities })
  shop = await world.tenant('large')
  await world.owner.query(
    `insert into customers (tenant_id, id, first_name, last_name, email, phone, phone_e164, country_code, timezone, language, currency,
                            lifetime_value_currency, status, assigned_to, lifetime_value, total_orders, last_order_date, created_at, updated_at)
     select $1, gen_random_uuid(), 'Ada', 'Row ' || n, 'row' || n || '@example.com', '+4930' || 1000000 + n, '+4930' || 1000000 + n,
            (array['DE','FR','GB','US','NL','SE','JP','IT','ES','AT'])[1 + n % 10], (array['Europe/Berlin','Asia/Tokyo','America/Lima'])[1 + n % 3],
            'de', 'EUR', 'EUR', case when n % 20 = 3 then 'vip' else 'active' end, case when n % 50 = 1 then $2::uuid end, n * 7919 % 100000,
            n % 9, now() - n * interval '1 hour', now() - n * interval '1 minute', now() - n * interval '2 minutes'
       from generate_series(1, $3::integer) n`,
    [shop.id, shop.agent.id, people],
  )
  await world.owner.query(
    `insert into orders (tenant_id, id, order_number, source, external_id, customer_id, assigned_to, status, payment_status, placed_at, day,
                         currency, subtotal_amount, total_amount, gross_amount, has_sale, fx_state, rate_day, total_amount_usd, country_code,
                         content_hash, created_at, updated_at)
     select tenant_id, gen_random_uuid(), 'L-' || n, 'shop', n::text, id, assigned_to,
            (array['delivered','delivered','shipped','pending','cancelled'])[1 + n % 5], 'paid', created_at, created_at::date, 'EUR', n, n, n, true,
            'frozen', created_at::date, n, country_code, 'hash', created_at, created_at
       from (select c.*, row_number() over () as n from customers c where tenant_id = $1) c`,
    [shop.id],
  )
  await world.owner.query('analyze customers, orders')
})
afterAll(() => world.close())

/** Reads like the database's door, and keeps the plan of everything that it reads. */
class Explained implements Reader {
  readonly plans: { readonly sql: string; readonly plan: Node }[] = []

  async readAll(statements: readonly Statement[], options?: ReadOptions): Promise<unknown[][]> {
    for (const { sql, params, prepare } of statements) {
      if (sql.startsWith('explain')) continue
      await this.explain('analyze', sql, params)
      // What is prepared runs by a plan that knows no values.
      if (prepare && params?.length) await this.explain('generic_plan', sql, params)
    }
    return world.db.readAll(statements, options)
  }

  private async explain(how: string, sql: string, params?: readonly unknown[]): Promise<void> {
    const [rows] = await world.db.readAll([{ sql: `explain (${how}, format json) ${sql}`, params }])
    const text = (rows?.[0] as { 'QUERY PLAN': string })['QUERY PLAN']
    this.plans.push({ sql, plan: (JSON.parse(text) as [{ Plan: Node }])[0].Plan })
  }
}

function nodesOf(plan: Node): Node[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

/** What is slow about a list, a line for each. */
async function slowness(
  who: 'admin' | 'agent',
  resource: Resource,
  query: ListQuery,
  mostSorted: number,
): Promise<string[]> {
  const reader = new Explained()
  await world.as(shop, who, () => resource.list(reader, query))
  const nodes = reader.plans.flatMap(({ plan }) => nodesOf(plan))
  const read = nodes.filter(isRead)
  const sorted = nodes.filter((node) => /Sort/.test(node['Node Type']) && largest(node) > mostSorted)
  return [
    ...read.map((node) => `reads all ${node['Relation Name']}`),
    ...sorted.map((node) => `sorts ${largest(node)} rows`),
  ]
}

/** Whether a whole table is read, and hardly for what is in it: to count every second row there is no better way. */
function isRead(node: Node): boolean {
  if (!node['Node Type'].endsWith('Seq Scan') || !large.includes(node['Relation Name'] ?? '')) return false
  return (node['Rows Removed by Filter'] ?? Infinity) > 3 * (node['Actual Rows'] ?? 0)
}

const largest = ({ Plans = [], ...node }: Node) =>
  Math.max(node['Actual Rows'] ?? 0, ...Plans.map((below) => below['Actual Rows'] ?? 0))

const values: Readonly<Record<string, () => Promise<string>>> = {
  country_code: async () => 'DE',
  status: async () => 'vip',
  assigned_to: async () => shop.agent.id,
  email: async () => 'row77@example.com',
  phone_e164: async () => '+49301000077',
  reachable_now: async () => 'true',
  id: async () => (await someone()).id,
  customer_id: async () => (await someone()).id,
}
const orderValues = { ...values, status: async () => 'cancelled' }

async function someone(): Promise<{ id: string }> {
  const { rows } = await world.owner.query<{ id: string }>(
    `select id from customers where tenant_id = $1 and assigned_to is not null limit 1`,
    [shop.id],
  )
  return rows[0] ?? { id: '' }
}

describe.each<[string, Resource, typeof values]>([
  ['customers', customersResource, values],
  ['orders', ordersResource, orderValues],
])('lists of %s', (_, resource, given) => {
  const { hot = [], sorts, defaultSort } = resource.definition
  const sets = ['', ...hot].map((set) => set.split(',').filter(Boolean))
  const both = Object.keys(sorts).flatMap((key) => [key, `-${key}`])

  it.each(sets.map((names) => ({ filters: names.join(' and ') || 'nothing', names })))(
    'filtered by $filters read an index, for an administrator as for an agent',
    async ({ names }) => {
      const pairs = await Promise.all(names.map(async (name) => [name, await given[name]?.()] as const))
      for (const who of ['admin', 'agent'] as const)
        expect([who, await slowness(who, resource, Object.fromEntries(pairs), page)]).toEqual([who, []])
    },
  )

  it('in any order read an index; an agent’s sort at most what is hers', async () => {
    const mine = people / 50
    for (const sort of both) {
      const allowed = sort.replace('-', '') === defaultSort.replace('-', '') ? page : mine
      expect([sort, await slowness('admin', resource, { sort }, page)]).toEqual([sort, []])
      expect([sort, await slowness('agent', resource, { sort }, allowed)]).toEqual([sort, []])
    }
  })
})

it('a search alone reads its page only, and its words by an index', async () => {
  const reader = new Explained()
  const found = await world.as(shop, 'admin', () => customersResource.list(reader, { q: 'row' }))
  expect([found.pagination.total > 10_000, new Set(reader.plans.map(({ sql }) => sql)).size]).toEqual([true, 1])
  const read = reader.plans.flatMap(({ plan }) => nodesOf(plan).filter((node) => node['Relation Name'] === 'customers'))
  // Once as it runs and once as any term's plan, which counts nothing.
  expect(read.map((node) => [node['Node Type'], node['Actual Rows']])).toEqual([
    ['Index Scan', 1],
    ['Index Scan', undefined],
  ])
  const { rows } = await world.owner.query<{ 'QUERY PLAN': string }>(
    `explain select id from customers where tenant_id = $1 and deleted_at is null and search_text like '%row77@%'`,
    [shop.id],
  )
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/customers_search_idx/)
})
