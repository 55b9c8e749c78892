import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { cloneDatabase, type TestDatabase } from '@portolan/testing'

let database: TestDatabase
let owner: Client
const folder = mkdtempSync(join(tmpdir(), 'portolan-seed-'))

beforeAll(async () => {
  database = await cloneDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
  rmSync(folder, { recursive: true })
})

/** Settings are read when the libs are loaded, so they are loaded anew for this database. */
async function runSeed(): Promise<{
  accounts: { tenant: string; role: string; email: string; password: string }[]
  told: string[]
}> {
  process.env.DATABASE_URL = database.url
  const told: string[] = []
  let accounts: ReturnType<typeof import('./accounts').prepareAccounts> = []
  await jest.isolateModulesAsync(async () => {
    const { prepareAccounts } = await import('./accounts')
    const { seed } = await import('./seed')
    accounts = prepareAccounts(join(folder, 'accounts.json'))
    await seed(accounts, (line) => told.push(line))
  })
  return { accounts, told }
}

const rowsOf = async (sql: string) => (await owner.query<Record<string, string>>(sql)).rows

it('makes two workspaces with people, orders and finished rollups, and nothing twice', async () => {
  const { accounts } = await runSeed()
  expect(accounts.map(({ tenant, role }) => `${tenant} ${role}`)).toEqual(
    ['harbour-vine', 'atelier-nord'].flatMap((tenant) =>
      ['admin', 'manager', 'agent', 'readonly'].map((role) => `${tenant} ${role}`),
    ),
  )
  const counts = `
    select t.slug, (select count(*) from customers c where c.tenant_id = t.id) as customers,
           (select count(*) from orders o where o.tenant_id = t.id) as orders,
           (select count(*) from refunds r where r.tenant_id = t.id) as refunds,
           (select count(*) from returns r where r.tenant_id = t.id) as returns,
           (select count(*) from (select from shipments s where s.tenant_id = t.id group by s.order_id having count(*) > 1) s) as in_two_parcels,
           (select count(*) from products p where p.tenant_id = t.id) as products,
           (select count(*) from order_items_v1 i where i.tenant_id = t.id and i.counts and not exists (
              select from products_v1 p where p.tenant_id = i.tenant_id and p.source = i.source and p.external_id = i.product_id)) as unlinked,
           (select count(*) from custom_fields f where f.tenant_id = t.id) as fields,
           (select count(distinct v.field_id) from (select tenant_id, field_id from customer_field_values union all
              select tenant_id, field_id from order_field_values) v where v.tenant_id = t.id) as fields_filled,
           (select count(*) from views v where v.tenant_id = t.id and v.is_shared) as views,
           (select count(*) from dirty_days d where d.tenant_id = t.id) as dirty,
           (select sum(orders) from revenue_daily d where d.tenant_id = t.id) as counted,
           (select count(*) from orders_v1 o where o.tenant_id = t.id and o.counts_as_order) as counting,
           (select count(*) from orders o where o.tenant_id = t.id and o.fx_state = 'missing') as without_rate
      from tenants t order by t.slug desc`
  const [first, second] = await rowsOf(counts)
  expect(first).toMatchObject({
    slug: 'harbour-vine',
    customers: '2000',
    orders: '6000',
    products: '24',
    unlinked: '0',
    fields: '4',
    fields_filled: '4',
    views: '4',
    dirty: '0',
    without_rate: '1',
  })
  expect(second).toMatchObject({ slug: 'atelier-nord', customers: '60', orders: '150', dirty: '0', without_rate: '0' })
  expect(first?.counted).toBe(first?.counting)
  expect([Number(first?.returns) > 5, Number(first?.in_two_parcels) > 3]).toEqual([true, true])
  const again = await runSeed()
  expect(again.accounts).toEqual(accounts)
  const [firstAgain, secondAgain] = await rowsOf(counts)
  expect([firstAgain, secondAgain]).toEqual([first, second])
}, 120_000)
