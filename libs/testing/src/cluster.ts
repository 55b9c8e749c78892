// The databases of the tests. One server for a run (TEST_DATABASE_URL, or an embedded one under .portolan/test), one
// template made by the real migrations, and a clone of it for every spec file. Global setup makes the first two and
// hands them to the workers through the environment.
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyRoles, asRole, repositoryRoot, rolesFile, withClient } from '../../../apps/cli/src/embedded'
import { migrateUp } from '../../platform/src/database/migrate'

export interface TestDatabase {
  readonly name: string
  /** The runtime role, which row-level security binds: what the code under test connects as. */
  readonly url: string
  /** The owner, for setting up and looking. */
  readonly ownerUrl: string
  readonly superuserUrl: string
  drop(): Promise<void>
}

// Roles belong to the whole server, and runs share it: the passwords have to be the same in all of them.
const passwords = { owner: 'portolan-test-owner', app: 'portolan-test-app' }
const serverKey = 'PORTOLAN_TEST_SERVER'
const templateKey = 'PORTOLAN_TEST_TEMPLATE'

/** A database of one's own, from the template: all migrations, no rows but theirs. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const server = process.env[serverKey]
  const template = process.env[templateKey]
  if (!server || !template) throw new Error('no test server: this spec must be a .db.spec.ts or .e2e.spec.ts')
  const name = `portolan_test_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`
  await withClient(server, (client) =>
    client.query(`create database ${name} template ${template} owner portolan_owner`),
  )
  return {
    name,
    url: asRole(server, 'portolan_app', passwords.app, name),
    ownerUrl: asRole(server, 'portolan_owner', passwords.owner, name),
    superuserUrl: new URL(`/${name}`, server).href,
    drop: () => dropDatabase(server, name),
  }
}

/** Makes the template of these migrations, or finds it. Two runs at once: the second waits for the first. */
export async function prepareTemplate(server: string): Promise<void> {
  const template = `portolan_template_${fingerprint()}`
  await withClient(server, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('portolan_template'))`)
    const found = await client.query('select from pg_database where datname = $1', [template])
    if (!found.rowCount) await buildTemplate(server, template)
  })
  process.env[serverKey] = server
  process.env[templateKey] = template
}

/** Drops clones that a killed run left behind, and templates of older migrations. */
export async function dropOld(server: string): Promise<void> {
  const names = await withClient(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database
        where datname like 'portolan\\_test\\_%'
           or (datname like 'portolan\\_template\\_%' and datname <> $1
               and coalesce(shobj_description(oid, 'pg_database'), '2000-01-01')::timestamptz < now() - interval '1 day')`,
      [process.env[templateKey]],
    )
    return rows.map(({ datname }) => datname)
  })
  for (const name of names.filter(isOld)) await dropDatabase(server, name)
}

function isOld(name: string): boolean {
  const made = /^portolan_test_([0-9a-z]+)_/.exec(name)?.[1]
  return made === undefined || Number.parseInt(made, 36) < Date.now() - 3_600_000
}

// Built under another name: a template that has its final name is complete.
async function buildTemplate(server: string, template: string): Promise<void> {
  const unfinished = `${template}_unfinished`
  await dropDatabase(server, unfinished)
  await withClient(server, (client) => client.query(`create database ${unfinished}`))
  await applyRoles(new URL(`/${unfinished}`, server).href, passwords)
  await migrateUp(asRole(server, 'portolan_owner', passwords.owner, unfinished))
  await withClient(server, async (client) => {
    await client.query(`alter database ${unfinished} rename to ${template}`)
    await client.query(`comment on database ${template} is '${new Date().toISOString()}'`)
  })
}

async function dropDatabase(server: string, name: string): Promise<void> {
  await withClient(server, (client) => client.query(`drop database if exists ${name} with (force)`))
}

function fingerprint(): string {
  const folder = join(repositoryRoot(), 'migrations')
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  const hash = createHash('sha256').update(readFileSync(rolesFile()))
  for (const file of files.sort()) hash.update(`\n-- ${file}\n`).update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 16)
}
