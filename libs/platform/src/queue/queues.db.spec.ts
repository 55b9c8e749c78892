import { newId } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { Outbox } from '../outbox/outbox'
import { InstallationQueues } from './installation-queues'
import { JobsApiModule } from './jobs-api.module'
import { JobRunner } from './job-runner'
import { JobsService } from './jobs.service'
import type { ReplayJobsDto } from './queue.dto'
import { QueuesService } from './queues.service'

let world: World
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [JobsApiModule] })
  a = await world.tenant('a')
  b = await world.tenant('b')
})
afterAll(() => world.close())
beforeEach(() =>
  world.owner.query('truncate job_heads, job_payloads, outbox_heads, outbox_events, queue_pauses cascade'),
)

const append = (tenant: TestTenant) =>
  world.as(tenant, 'manager', () =>
    world.db.tx(() => world.get(Outbox).append('tag.changed', { ids: [newId()], action: 'created' })),
  )
const queue = async (tenant: TestTenant, name = 'events') =>
  (await world.as(tenant, 'manager', () => world.get(QueuesService).list())).find((one) => one.name === name)

async function dead(tenant: TestTenant): Promise<string> {
  const id = newId()
  await world.owner.query(
    `with head as (
       insert into job_heads (id, tenant_id, queue, name, state, attempts, finished_at)
       values ($1, $2, 'events', 'event.handle', 'dead', 6, now()))
     insert into job_payloads (tenant_id, id, payload, correlation, last_error)
     values ($2, $1, '{"consumer": "audit"}', 'c', 'no')`,
    [id, tenant.id],
  )
  return id
}

it('a paused queue runs the others’ jobs and keeps its own until somebody resumes it', async () => {
  await world.as(a, 'manager', () => world.get(QueuesService).pause('events'))
  await append(a)
  await append(b)
  await world.drain()
  expect(await queue(a)).toMatchObject({ running: 0, dead: 0, paused_at: expect.any(String) as string })
  expect((await queue(a))?.due).toBeGreaterThan(0)
  expect(await queue(b)).toMatchObject({ due: 0, lag_seconds: null, paused_at: null, done_last_hour: 1 })
  await world.as(a, 'manager', () => world.get(QueuesService).resume('events'))
  await world.drain()
  expect(await queue(a)).toMatchObject({ due: 0, paused_at: null })
  const { rows } = await world.owner.query<{ action: string }>(
    `select action from audit_log where tenant_id = $1 and action like 'queue.%' order by occurred_at`,
    [a.id],
  )
  expect(rows.map(({ action }) => action)).toEqual(['queue.paused', 'queue.resumed'])
})

it('a queue that the installation has paused runs nobody’s jobs until it goes on', async () => {
  const all = world.get(InstallationQueues)
  const events = async () => (await all.list()).find(({ name }) => name === 'events')
  await all.pause('events')
  await all.pause('events')
  await append(a)
  await append(b)
  await world.drain()
  expect(await events()).toMatchObject({ due: 2, running: 0, paused_at: expect.any(String) as string })
  expect(await queue(a)).toMatchObject({ paused_for_all: true, paused_at: null })
  await all.resume('events')
  await world.drain()
  expect(await events()).toMatchObject({ due: 0, paused_at: null })
  await expect(all.pause('eventz')).rejects.toMatchObject({ reason: 'queue.missing' })
})

it('there is no queue of another name', async () => {
  const pausing = world.as(a, 'manager', () => world.get(QueuesService).pause('eventz'))
  await expect(pausing).rejects.toMatchObject({ reason: 'queue.missing' })
})

it('dead letters start anew by selection; others’ and those that are alive stay as they are', async () => {
  const [mine, also, foreign] = [await dead(a), await dead(a), await dead(b)]
  expect(await queue(a)).toMatchObject({ dead: 2 })
  const answer = await world.as(a, 'manager', () =>
    world.get(JobsService).replayMany({ ids: [mine, also, foreign, newId()] }),
  )
  expect(answer).toEqual({ replayed: 2, skipped: 2 })
  const again = await world.as(a, 'manager', () => world.get(JobsService).replayMany({ ids: [mine] }))
  expect(again).toEqual({ replayed: 0, skipped: 1 })
  expect(await queue(b)).toMatchObject({ dead: 1 })
})

it('dead letters start anew by span of time and queue', async () => {
  const [old, recent, foreign] = [await dead(a), await dead(a), await dead(b)]
  await world.owner.query(`update job_heads set finished_at = now() - interval '2 days' where id = $1`, [old])
  const replay = (dto: ReplayJobsDto) => world.as(a, 'manager', () => world.get(JobsService).replayMany(dto))
  const yesterday = new Date(Date.now() - 86_400_000).toISOString()
  expect(await replay({ from: yesterday, queues: ['mail'] })).toEqual({ replayed: 0, skipped: 0 })
  expect(await replay({ from: yesterday })).toEqual({ replayed: 1, skipped: 0 })
  expect(await replay({ from: '2026-01-01T00:00:00Z', to: yesterday })).toEqual({ replayed: 1, skipped: 0 })
  const { rows } = await world.owner.query(`select id, state from job_heads where id = any($1) order by id`, [
    [old, recent, foreign],
  ])
  expect(rows).toEqual([old, recent, foreign].sort().map((id) => ({ id, state: id === foreign ? 'dead' : 'pending' })))
  for (const wrong of [{}, { ids: [old], from: yesterday }]) {
    await expect(replay(wrong)).rejects.toMatchObject({ kind: 'invalid' })
  }
})

it('a long job gives way when another workspace’s job is due', async () => {
  const runner = world.get(JobRunner)
  const clock = jest.spyOn(Date, 'now')
  let now = 1_000_000
  clock.mockImplementation(() => (now += 20_000))
  const order: string[] = []
  const handlers = world.get(JobRunner)['handlers'].jobs
  const original = handlers.get('analytics.rebuild')
  handlers.set('analytics.rebuild', async (job) => {
    const [row] = await world.db.read<{ tenant: string }>('select current_tenant() as tenant')
    order.push(row?.tenant === a.id ? 'a' : 'b')
    const chunk = ((job.checkpoint as number | null) ?? 0) + 1
    job.checkpoint = chunk
    return chunk < 3 ? 'again' : 'done'
  })
  for (const tenant of [a, b]) {
    await world.as(tenant, 'system', () => world.db.tx(() => world.get(Outbox).enqueue('analytics.rebuild', {})))
  }
  await runner.drain('maintenance')
  clock.mockRestore()
  if (original) handlers.set('analytics.rebuild', original)
  expect(order.slice(0, 4).sort()).toEqual(['a', 'a', 'b', 'b'])
  expect(order).toHaveLength(6)
})
