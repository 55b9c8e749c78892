import { Command } from 'commander'
import { Client } from 'pg'
import { cloneDatabase, type TestDatabase } from '@portolan/testing'

let database: TestDatabase
let owner: Client
let registerTenant: (program: Command) => void

beforeAll(async () => {
  database = await cloneDatabase()
  process.env.DATABASE_URL = database.url
  // Settings are read when the libs are loaded, and the test's own are loaded already.
  await jest.isolateModulesAsync(async () => {
    ;({ registerTenant } = await import('./tenant'))
  })
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

async function portolan(...words: string[]): Promise<string> {
  const told: string[] = []
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  const complaints = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const program = new Command()
    registerTenant(program)
    for (const command of program.commands.flatMap((group) => [group, ...group.commands])) command.exitOverride()
    await program.parseAsync(words, { from: 'user' })
  } finally {
    output.mockRestore()
    complaints.mockRestore()
  }
  return told.join('')
}

const hansen = [
  '--name',
  'Hansen & Daughters',
  '--slug',
  'hansen',
  '--email',
  'Ada@hansen.example',
  '--first-name',
  'Ada',
]
const create = (...more: string[]) => portolan('tenant', 'create', ...hansen, ...more)

describe('portolan tenant create', () => {
  it('makes a workspace with its administrator and shows a password once', async () => {
    const told = await create('--currency', 'DKK', '--timezone', 'Europe/Copenhagen', '--language', 'de')
    expect(told).toMatch(/workspace hansen is there/)
    const password = /signs in with (\S+)/.exec(told)?.[1] ?? ''
    const { rows } = await owner.query<{ password_hash: string }>(
      `select t.default_currency, t.timezone, t.language, m.role, m.first_name, u.email, c.password_hash
         from tenants t join memberships m on m.tenant_id = t.id join users u on u.id = m.user_id
         join credentials c on c.user_id = u.id where t.slug = 'hansen'`,
    )
    expect(rows).toEqual([
      {
        default_currency: 'DKK',
        timezone: 'Europe/Copenhagen',
        language: 'de',
        role: 'admin',
        first_name: 'Ada',
        email: 'Ada@hansen.example',
        password_hash: expect.any(String) as string,
      },
    ])
    const { verify } = await import('@node-rs/argon2')
    expect(await verify(rows[0]?.password_hash ?? '', password)).toBe(true)
  })

  it('leaves an account that is there its password', async () => {
    const told = await create('--slug', 'hansen-outlet', '--password', 'the harbour at dawn')
    expect(told).toMatch(/has an account already and keeps its password/)
    expect(told).not.toMatch(/signs in with/)
  })

  it('names a short name that is taken', async () => {
    await expect(create()).rejects.toThrow('Another workspace has this short name')
  })

  it.each([
    ['--slug', 'Hansen Outlet'],
    ['--currency', 'XXZ'],
    ['--timezone', 'Mars/Olympus'],
    ['--language', 'tlh'],
    ['--email', 'ada'],
    ['--password', 'password1234'],
  ])('refuses %s %s and makes nothing', async (option, value) => {
    await expect(create('--slug', 'third', option, value)).rejects.toThrow(option)
    expect((await owner.query(`select from tenants where slug not like 'hansen%'`)).rowCount).toBe(0)
  })
})

describe('portolan tenant status', () => {
  it('closes a workspace and opens it again', async () => {
    const status = async () =>
      (await owner.query<{ status: string }>(`select status from tenants where slug = 'hansen'`)).rows[0]?.status
    expect(await portolan('tenant', 'status', 'hansen', 'maintenance')).toMatch(/status of hansen is maintenance/)
    expect(await status()).toBe('maintenance')
    await portolan('tenant', 'status', 'hansen', 'active')
    expect(await status()).toBe('active')
  })

  it('names a workspace or a status that is not there', async () => {
    await expect(portolan('tenant', 'status', 'nobody', 'active')).rejects.toThrow('There is no such tenant')
    await expect(portolan('tenant', 'status', 'hansen', 'asleep')).rejects.toThrow('asleep')
  })
})
