import { newId } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import type { Statement } from '../database/transaction'
import { Outbox } from '../outbox/outbox'
import { Handlers } from './handlers'
import { JobRunner } from './job-runner'
import { JobsApiModule } from './jobs-api.module'
import { jobsResource } from './jobs.resource'
import { JobsService } from './jobs.service'
import { QueuesService } from './queues.service'
import { Scheduler } from './scheduler'

let world: World
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [JobsApiModule] })
  a = await world.tenant('a')
  b = await world.tenant('b')
})
afterAll(() => world.close())

const jobs = () => world.get(JobsService)
const enqueue = () => world.as(a, 'system', () => world.db.tx(() => world.get(Outbox).enqueue('analytics.rebuild', {})))

it('are listed for their own tenant only', async () => {
  const id = await enqueue()
  const own = await world.as(a, 'manager', () => jobs().list({}))
  expect(own.text).toContain(id)
  await expect(world.as(b, 'manager', () => jobs().one(id))).rejects.toMatchObject({ reason: 'job.missing' })
})

it('are listed in the order of their index, however many there are', async () => {
  await world.owner.query(
    `with heads as (
       insert into job_heads (id, tenant_id, queue, name, state, finished_at, created_at)
       select gen_random_uuid(), $1, 'events', 'event.handle', 'done', now(), now() - n * interval '1 s' from generate_series(1, 5000) n
       returning id)
     insert into job_payloads (tenant_id, id, payload, correlation) select $1, id, '{}', 'c' from heads`,
    [b.id],
  )
  await world.owner.query('analyze job_heads, job_payloads')
  const plans: string[] = []
  const readAll = async (statements: readonly Statement[]) => {
    for (const { sql, params } of statements.slice(0, 1))
      plans.push(JSON.stringify(await world.db.read(`explain ${sql}`, params)))
    return world.db.readAll(statements)
  }
  await world.as(b, 'manager', () => jobsResource.list({ readAll }, {}))
  expect(plans[0]).toContain('job_heads_tenant_idx')
  expect(plans[0]).toContain('job_heads_failed_idx')
  expect(plans[0]).not.toMatch(/->\s+(Incremental )?Sort/)
})

it('start anew when they had failed for good, and only then', async () => {
  const id = await enqueue()
  const replay = () => world.as(a, 'manager', () => jobs().replay(id))
  await expect(replay()).rejects.toMatchObject({ reason: 'job.not_dead' })
  await world.owner.query("update job_heads set state = 'dead', attempts = 6, finished_at = now() where id = $1", [id])
  expect(JSON.parse((await replay()).text)).toMatchObject({ id, state: 'pending', attempts: 0, finished_at: null })
})

it('stop when they are asked to, where they can', async () => {
  const enqueueImport = () =>
    world.as(a, 'system', () => world.db.tx(() => world.get(Outbox).enqueue('imports.run', { import_id: a.id })))
  const cancel = (id: string, tenant = a) => world.as(tenant, 'manager', () => jobs().cancel(id))
  const id = await enqueueImport()
  await expect(cancel(id, b)).rejects.toMatchObject({ reason: 'job.missing' })
  await cancel(id)
  const { rows } = await world.owner.query('select cancel_requested from job_payloads where id = $1', [id])
  expect(rows).toEqual([{ cancel_requested: true }])
  await world.owner.query("update job_heads set state = 'done', finished_at = now() where id = $1", [id])
  await expect(cancel(id)).rejects.toMatchObject({ reason: 'job.not_cancellable' })
  await expect(cancel(await enqueue())).rejects.toMatchObject({ reason: 'job.not_cancellable' })
})

it('list the rows that they could not do', async () => {
  const id = await enqueue()
  await world.owner.query(
    `insert into job_failures (tenant_id, job_id, id, reason, message) values ($1, $2, $1, 'customer.missing', 'Gone')`,
    [a.id, id],
  )
  const list = (tenant: TestTenant) => world.as(tenant, 'manager', () => jobs().failures(id, {}))
  expect(JSON.parse((await list(a)).text)).toEqual([
    { id: a.id, job_id: id, reason: 'customer.missing', message: 'Gone' },
  ])
  await expect(list(b)).rejects.toMatchObject({ reason: 'job.missing' })
  expect(await world.as(a, 'agent', () => world.db.read('select from job_failures'))).toEqual([])
})

describe('of the installation', () => {
  const at = (tenant: TestTenant, who: 'manager' | 'agent' = 'manager') =>
    world.as(tenant, who, async () => JSON.parse((await jobs().list({ name: 'jobs.prune' })).text) as { id: string }[])
  const handled = async (name: 'jobs.prune', handler: () => Promise<unknown>) => {
    const { jobs: all } = world.get(Handlers)
    const usual = all.get(name)
    all.set(name, handler)
    await world.get(JobRunner).drain('maintenance')
    if (usual) all.set(name, usual)
  }
  const due = () => world.owner.query(`update schedules set next_run_at = now() where name = 'jobs.prune'`)

  it('are shown once they have failed, with their reason, in every workspace, and start anew by hand or by the clock', async () => {
    await world.owner.query('truncate job_heads, job_payloads cascade')
    const [id, other] = [newId(), newId()]
    await world.owner.query(
      `insert into job_heads (id, queue, name, state, attempts)
       values ($1, 'maintenance', 'jobs.prune', 'pending', 5), ($2, 'maintenance', 'jobs.prune', 'cancelled', 1)`,
      [id, other],
    )
    await handled('jobs.prune', () => Promise.reject(new Error('the disk is full')))
    const failed = { id, scope: 'installation', name: 'jobs.prune', state: 'dead', last_error: 'the disk is full' }
    for (const tenant of [a, b]) expect(await at(tenant)).toMatchObject([failed])
    expect(await at(a, 'agent')).toEqual([])
    const queues = await world.as(a, 'manager', () => world.get(QueuesService).list())
    expect(queues.find(({ name }) => name === 'maintenance')).toMatchObject({ dead: 1 })
    await expect(world.as(a, 'manager', () => jobs().cancel(id))).rejects.toMatchObject({
      reason: 'job.not_cancellable',
    })
    const again = JSON.parse((await world.as(a, 'manager', () => jobs().replay(id))).text) as object
    expect(again).toMatchObject({ id, state: 'pending', attempts: 0, correlation_id: id })
    await world.owner.query(`update job_heads set attempts = 5 where id = $1`, [id])
    await handled('jobs.prune', () => world.db.read(`select 'Ada Lovelace'::integer`))
    expect(await at(b)).toMatchObject([
      { state: 'dead', last_error: 'the database refused a statement (SQLSTATE 22P02); the log says more' },
    ])
    await world.get(Scheduler).tick()
    await due()
    await world.get(Scheduler).tick()
    const { rows } = await world.owner.query(
      `select id, state from job_heads where name = 'jobs.prune' and state <> 'cancelled'`,
    )
    expect(rows).toEqual([{ id, state: 'pending' }])
    await handled('jobs.prune', () => Promise.resolve())
    expect(await at(a)).toMatchObject([{ id, state: 'done' }])
  })
})

it('show their payload’s tables to nobody but caretakers', async () => {
  await enqueue()
  const seen = (who: 'agent' | 'readonly') => world.as(a, who, () => world.db.read('select from job_payloads'))
  expect(await seen('agent')).toEqual([])
  expect(await seen('readonly')).toEqual([])
})
