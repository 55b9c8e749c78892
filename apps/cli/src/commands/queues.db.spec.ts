import { Command } from 'commander'
import { Client } from 'pg'
import { newId } from '@portolan/contracts'
import { cloneDatabase, createTenant, type TestDatabase, type TestTenant } from '@portolan/testing'

let database: TestDatabase
let owner: Client
let tenant: TestTenant

beforeAll(async () => {
  database = await cloneDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  tenant = await createTenant(owner, 'a')
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})
beforeEach(() => owner.query('truncate job_heads, job_payloads, queue_pauses cascade'))

/** Runs a command of ours against the database of this spec: settings are read when the libs are loaded. */
async function portolan(...words: string[]): Promise<string[]> {
  const told: string[] = []
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  process.env.DATABASE_URL = database.url
  try {
    await jest.isolateModulesAsync(async () => {
      const { registerQueues } = await import('./queues')
      const program = new Command().exitOverride()
      registerQueues(program)
      await program.parseAsync(['queues', ...words], { from: 'user' })
    })
  } finally {
    output.mockRestore()
  }
  return told.join('').trimEnd().split('\n')
}

async function job(state: 'pending' | 'running' | 'dead'): Promise<string> {
  const id = newId()
  await owner.query(
    `insert into job_heads (id, tenant_id, queue, name, state) values ($1, $2, 'mail', 'mail.send', $3)`,
    [id, tenant.id, state],
  )
  return id
}

const mailLine = async () => (await portolan()).find((line) => line.startsWith('mail '))

it('shows what waits, runs and has failed in each queue, and since when it is paused', async () => {
  for (const state of ['pending', 'pending', 'running', 'dead'] as const) await job(state)
  expect(await mailLine()).toBe('mail          2 due  1 running  1 failed for good')
  expect(await portolan('pause', 'mail')).toEqual(['mail is paused for every workspace.'])
  expect(await mailLine()).toMatch(/1 failed for good {2}paused since \d{4}-\d\d-\d\dT/)
  expect(await portolan('resume', 'mail')).toEqual(['mail goes on.'])
  expect(await mailLine()).toBe('mail          2 due  1 running  1 failed for good')
})

it('waits for what runs when it is told to', async () => {
  const running = await job('running')
  const isPaused = async () => (await owner.query('select from queue_pauses')).rowCount === 1
  const finish = async () => {
    while (!(await isPaused()));
    await owner.query(`update job_heads set state = 'done' where id = $1`, [running])
  }
  const [told] = await Promise.all([portolan('pause', 'mail', '--wait'), finish()])
  expect(told).toEqual(['mail is paused for every workspace.', 'None of its jobs runs any more.'])
})

it('names a queue that is not there', async () => {
  await expect(portolan('pause', 'mails')).rejects.toMatchObject({ reason: 'queue.missing' })
})
