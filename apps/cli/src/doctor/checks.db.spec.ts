import { migrationsMissing } from '@portolan/platform'
import { cloneDatabase, type TestDatabase } from '@portolan/testing'
import { checks, nodeVersion, type Finding } from './checks'

let database: TestDatabase
const roomy = { migrationsMissing, freeBytes: () => 5 * 1024 ** 3 }

beforeAll(async () => (database = await cloneDatabase()))
afterAll(() => database.drop())

function settings() {
  return {
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    REDIS_URL: process.env.REDIS_URL ?? '',
    JWT_SECRET: 'a secret of thirty-two characters',
    ENCRYPTION_KEYS: [],
  }
}

const named = (findings: Finding[], name: string) => findings.find((finding) => finding.name === name)

it('finds nothing wrong with a migrated database and its runtime role', async () => {
  const findings = await checks(settings(), roomy)
  expect(findings.filter(({ state }) => state !== 'fine')).toEqual([])
})

it('refuses a role that could see past row-level security', async () => {
  const findings = await checks({ ...settings(), DATABASE_URL: database.superuserUrl }, roomy)
  expect(named(findings, 'runtime role')).toMatchObject({ state: 'broken', message: /use portolan_app/ })
  const owner = await checks({ ...settings(), DATABASE_URL: database.ownerUrl }, roomy)
  expect(named(owner, 'runtime role')?.state).toBe('broken')
})

it('says what to run when migrations are missing', async () => {
  const findings = await checks(settings(), { ...roomy, migrationsMissing: async () => ['orders_0030', 'rates_0031'] })
  expect(named(findings, 'schema')?.message).toBe('2 migrations are missing, from orders_0030; run portolan migrate')
})

it('goes on after a server that does not answer', async () => {
  const dead = { DATABASE_URL: 'postgres://a@127.0.0.1:1/a', REDIS_URL: 'redis://127.0.0.1:1' }
  const findings = await checks(dead, { ...roomy, freeBytes: () => 1000 })
  expect(Object.fromEntries(findings.map(({ name, state }) => [name, state]))).toEqual({
    node: 'fine',
    secret: 'broken',
    'encryption keys': 'broken',
    database: 'broken',
    'runtime role': 'broken',
    schema: 'broken',
    'text search': 'broken',
    redis: 'doubtful',
    disk: 'doubtful',
  })
})

it.each([
  ['20.19.0', 'fine'],
  ['22.1.0', 'fine'],
  ['20.18.3', 'broken'],
  ['18.20.0', 'broken'],
])('judges Node %s as %s', (version, state) => {
  expect(nodeVersion(version).state).toBe(state)
})
