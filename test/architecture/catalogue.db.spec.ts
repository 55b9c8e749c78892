// Holds every table, view and function of the database to DESIGN §3, read from PostgreSQL's own catalogue: a new table
// is covered without writing a test.
import { Client } from 'pg'
import { definerFunctions, migrateDown, migrateUp, migrationFiles, tables } from '@portolan/platform'
import { cloneDatabase, type TestDatabase } from '@portolan/testing'

let database: TestDatabase
let owner: Client
let app: Client

beforeAll(async () => {
  database = await cloneDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  app = new Client({ connectionString: database.url })
  await owner.connect()
  await app.connect()
})
afterAll(async () => {
  await owner.end()
  await app.end()
  await database.drop()
})

const tenantTables: readonly string[] = tables.tenant
const names = async (sql: string, params: unknown[] = []) =>
  (await owner.query<{ name: string }>(sql, params)).rows.map(({ name }) => name)

describe('tables', () => {
  it('stand in exactly one class', async () => {
    const inDatabase = await names(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
    )
    expect([...tables.global, ...tables.tenant].sort()).toEqual(inDatabase)
  })

  it('of tenants enable and force row-level security, with policies for both roles', async () => {
    const open = await names(
      `select relname as name from pg_class c
        where relnamespace = 'public'::regnamespace and relname = any($1)
          and not (relrowsecurity and relforcerowsecurity
            and exists (select from pg_policies p where p.tablename = relname and roles = '{portolan_app}' and permissive = 'PERMISSIVE'
                         and qual like '%current_tenant%' and with_check like '%current_tenant%')
            and exists (select from pg_policies p where p.tablename = relname and roles = '{portolan_owner}' and qual = 'true'))`,
      [tenantTables],
    )
    expect(open).toEqual([])
  })

  it('have no policy for everybody, and no second way round the tenant', async () => {
    const wide = await names(
      `select tablename || '.' || policyname as name from pg_policies
        where schemaname = 'public' and (roles = '{public}'
           or permissive = 'PERMISSIVE' and roles = '{portolan_app}' and policyname <> 'tenant_rows')`,
    )
    expect(wide).toEqual([])
  })

  it('of tenants start every key with tenant_id', async () => {
    const keys = await names(
      `select c.conrelid::regclass || '.' || c.conname as name from pg_constraint c
        where c.contype in ('p', 'u') and c.conrelid::regclass::text = any($1)
          and (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1]) <> 'tenant_id'`,
      [tenantTables],
    )
    const indexes = await names(
      `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indexrelid
         join pg_am a on a.oid = c.relam
        where i.indrelid::regclass::text = any($1) and a.amname = 'btree'
          and (select attname from pg_attribute where attrelid = i.indrelid and attnum = i.indkey[0]) is distinct from 'tenant_id'`,
      [tenantTables],
    )
    expect([...keys, ...indexes]).toEqual([])
  })

  it('of tenants reference rows of their own tenant only', async () => {
    const crossing = await names(
      `select c.conrelid::regclass || '.' || c.conname as name from pg_constraint c
        where c.contype = 'f' and c.conrelid::regclass::text = any($1) and c.confrelid::regclass::text = any($1)
          and not ((select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1]) = 'tenant_id'
               and (select attname from pg_attribute where attrelid = c.confrelid and attnum = c.confkey[1]) = 'tenant_id')`,
      [tenantTables],
    )
    const people = await names(
      `select c.conrelid::regclass || '.' || c.conname as name from pg_constraint c
        where c.contype = 'f' and c.conrelid::regclass::text = any($1) and c.conrelid::regclass::text <> 'memberships'
          and c.confrelid = 'users'::regclass`,
      [tenantTables],
    )
    expect([...crossing, ...people]).toEqual([])
  })

  it('of tenants go with their tenant, by themselves or with the row that they are below', async () => {
    const staying = await names(
      `select t.name from unnest($1::text[]) as t (name)
        where not exists (
          select from pg_constraint c
           where c.contype = 'f' and c.confdeltype = 'c' and c.conrelid = t.name::regclass
             and (c.confrelid = 'tenants'::regclass or c.confrelid::regclass::text = any($1) and c.confrelid <> c.conrelid)
             and not exists (select from pg_attribute a
                              where a.attrelid = c.conrelid and a.attnum = any(c.conkey) and not a.attnotnull))`,
      [tenantTables],
    )
    // Half a million rows of a file have no keys to others (migration 0040). An entry of a timeline has a customer or an
    // order, by a check of its own.
    expect(staying).toEqual(['timeline_entries', 'import_rows', 'import_documents', 'import_changes'])
  })

  it('have constraints with human names', async () => {
    const hashed = await names(
      `select conname as name from pg_constraint where connamespace = 'public'::regnamespace and conname ~ '[0-9a-f]{16}'
          and conrelid <> 'migrations'::regclass`,
    )
    expect(hashed).toEqual([])
  })
})

describe('views and functions', () => {
  it('read with the rights of who asks', async () => {
    const views = await names(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace
          and (relkind = 'm' or relkind = 'v' and not coalesce(reloptions @> '{security_invoker=true}', false))`,
    )
    expect(views).toEqual([])
  })

  it('run with the owner’s rights only when they are on the short list, with a fixed search path', async () => {
    const { rows } = await owner.query<{ name: string; fixed: boolean }>(
      `select p.proname as name, coalesce(array_to_string(p.proconfig, ','), '') like '%search_path=%' as fixed
         from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`,
    )
    expect(rows).toEqual([...definerFunctions].sort().map((name) => ({ name, fixed: true })))
  })
})

describe('the runtime role', () => {
  it('is bound by row-level security, owns nothing and truncates nothing', async () => {
    const { rows } = await app.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
              exists (select from pg_class where relowner = pg_roles.oid) as owns,
              exists (select from information_schema.role_table_grants
                       where grantee = current_user and privilege_type in ('TRUNCATE', 'TRIGGER')) as truncates
         from pg_roles where rolname = current_user`,
    )
    expect(rows).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: false, truncates: false },
    ])
  })

  it.each(tenantTables)('sees and takes nothing of %s without a tenant', async (table) => {
    expect((await app.query(`select from ${table} limit 1`)).rowCount).toBe(0)
    // The policy is asked before constraints are, so an incomplete row shows it.
    const write = app.query(`insert into ${table} (tenant_id) values (gen_random_uuid())`)
    await expect(write).rejects.toMatchObject({ code: '42501' })
  })
})

describe('migrations', () => {
  it('go down to nothing and up again to the same', async () => {
    const schema = () =>
      names(
        `select table_name || '.' || column_name || ' ' || data_type as name from information_schema.columns
          where table_schema = 'public' and table_name <> 'migrations' order by 1`,
      )
    const before = await schema()
    for (const _ of migrationFiles()) await migrateDown(database.ownerUrl)
    expect(await schema()).toEqual([])
    await migrateUp(database.ownerUrl)
    expect(await schema()).toEqual(before)
  })
})
