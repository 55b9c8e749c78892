import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { Outbox } from '../outbox/outbox'
import { JobsApiModule } from './jobs-api.module'
import { JobsService } from './jobs.service'

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

it('show their payload’s tables to nobody but caretakers', async () => {
  await enqueue()
  const seen = (who: 'agent' | 'readonly') => world.as(a, who, () => world.db.read('select from job_payloads'))
  expect(await seen('agent')).toEqual([])
  expect(await seen('readonly')).toEqual([])
})
