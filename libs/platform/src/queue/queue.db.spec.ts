import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { Database } from '../database/database'
import { Outbox, type DomainEvent } from '../outbox/outbox'
import { DirtyDays } from '../rollup/dirty-days'
import { Claims } from './claims'
import { Handlers, OnEvent, OnEvents, OnJob, type RunningJob } from './handlers'
import { JobRunner } from './job-runner'
import { Relay } from './relay'
import { Scheduler } from './scheduler'

@Injectable()
class Recorder {
  readonly seen: DomainEvent[] = []
  readonly chunks: { checkpoint: unknown; cancelled: boolean }[] = []
  readonly together: string[][] = []
  fail: Error | null = null
  /** Looks at the rows of events that came together. */
  during: (ids: readonly string[]) => Promise<unknown> = () => Promise.resolve()
  insideChunk: () => Promise<unknown> = () => Promise.resolve()

  constructor(
    private readonly db: Database,
    private readonly days: DirtyDays,
  ) {}

  @OnEvent('recorder', ['customer.created'])
  async onCreated(event: DomainEvent): Promise<void> {
    await this.days.mark(['2020-01-01'])
    if (this.fail) throw this.fail
    this.seen.push(event)
  }

  @OnEvents('recorder.together', ['tag.changed'])
  async onTags(events: readonly DomainEvent[]): Promise<void> {
    const ids = events.flatMap(({ payload }) => payload.ids)
    await this.db.query(
      `insert into dirty_days (tenant_id, day) select current_tenant(), date '2022-01-01' + place::integer
         from unnest($1::uuid[]) with ordinality as rows (id, place)`,
      [ids],
    )
    await this.during(ids)
    this.together.push(ids)
  }

  @OnJob('analytics.rebuild')
  async onRebuild(job: RunningJob<'analytics.rebuild'>): Promise<'again' | 'done'> {
    const done = (job.checkpoint as number | null) ?? 0
    this.chunks.push({ checkpoint: job.checkpoint, cancelled: job.cancelled })
    await this.db.query(`insert into dirty_days (tenant_id, day) values (current_tenant(), '2021-01-01')`)
    if (this.fail && done === 1) throw this.fail
    job.checkpoint = done + 1
    await this.insideChunk()
    job.progress = { processed: done + 1, total: 3 }
    return done + 1 < 3 && !job.cancelled ? 'again' : 'done'
  }
}

let world: World
let a: TestTenant
let b: TestTenant
let recorder: Recorder

beforeAll(async () => {
  world = await testWorld({ modules: [{ module: class RecorderModule {}, providers: [Recorder] }] })
  a = await world.tenant('a')
  b = await world.tenant('b')
  recorder = world.get(Recorder)
})
afterAll(() => world.close())
beforeEach(async () => {
  recorder.seen.length = 0
  recorder.chunks.length = 0
  recorder.together.length = 0
  recorder.fail = null
  recorder.during = () => Promise.resolve()
  recorder.insideChunk = () => Promise.resolve()
  await world.owner.query(
    'truncate dirty_days, job_payloads, job_heads, outbox_events, outbox_heads, audit_log cascade',
  )
})

const heads = async () =>
  (
    await world.owner.query<{ state: string; attempts: number; due: boolean }>(
      'select state, attempts, run_at <= now() as due from job_heads order by id',
    )
  ).rows
const days = async (day: string) => (await world.owner.query('select from dirty_days where day = $1', [day])).rowCount

function created(tenant: TestTenant, ids = [newId()]): Promise<void> {
  return world.as(tenant, 'manager', () => world.db.tx(() => world.get(Outbox).append('customer.created', { ids })))
}

describe('events', () => {
  it('reach every consumer once, in their tenant, with their actor', async () => {
    const id = newId()
    await created(a, [id])
    await created(b)
    await world.drain()
    expect(recorder.seen).toHaveLength(2)
    expect(recorder.seen.find(({ payload }) => payload.ids[0] === id)).toMatchObject({
      name: 'customer.created',
      actor: a.manager.id,
    })
    const { rows } = await world.owner.query('select action, actor, subject_ids from audit_log where tenant_id = $1', [
      a.id,
    ])
    expect(rows).toEqual([{ action: 'customer.created', actor: a.manager.id, subject_ids: [id] }])
  })

  it('never leave when the transaction that made them rolls back', async () => {
    const work = world.as(a, 'manager', () =>
      world.db.tx(async () => {
        await world.get(Outbox).append('customer.created', { ids: [newId()] })
        throw new Error('no')
      }),
    )
    await expect(work).rejects.toThrow('no')
    expect(await world.get(Relay).drain()).toBe(0)
  })

  it('refuse a payload that the catalogue does not know', async () => {
    await expect(created(a, ['not an id'])).rejects.toThrow()
  })

  it('undo the effects of a handler that fails, and try again later', async () => {
    recorder.fail = new Error('the disk is full')
    await created(a)
    await expect(world.drain()).rejects.toThrow('the disk is full')
    expect(await days('2020-01-01')).toBe(0)
    expect(await heads()).toContainEqual({ state: 'pending', attempts: 1, due: false })
    recorder.fail = null
    await world.owner.query('update job_heads set run_at = now()')
    await world.get(JobRunner).drain('events')
    expect(recorder.seen).toHaveLength(1)
    expect(await days('2020-01-01')).toBe(1)
  })
})

describe('events that are claimed together', () => {
  const tags = Array.from({ length: 5 }, () => newId())
  const changed = async () => {
    for (const id of tags) {
      await world.as(a, 'manager', () =>
        world.db.tx(() => world.get(Outbox).append('tag.changed', { ids: [id], action: 'updated' })),
      )
    }
    await world.get(Relay).drain()
  }
  const run = () => world.get(JobRunner).drain('events')
  const states = async () => (await heads()).map(({ state }) => state)
  const audited = async () => (await world.owner.query('select from audit_log')).rowCount
  const effects = async () => (await world.owner.query('select from dirty_days')).rowCount

  it('are handled in one transaction, in the order in which they happened', async () => {
    await changed()
    await run()
    expect(recorder.together).toEqual([tags])
    expect([await effects(), await audited()]).toEqual([5, 5])
    expect(new Set(await states())).toEqual(new Set(['done']))
  })

  it('fail alone: the others are done once, and the one that failed is tried again later', async () => {
    const bad = String(tags[2])
    recorder.during = (ids) => (ids.includes(bad) ? Promise.reject(new Error('not this one')) : Promise.resolve())
    await changed()
    await run()
    expect(recorder.together.flat()).toEqual(tags.filter((id) => id !== bad))
    expect([await effects(), await audited()]).toEqual([4, 5])
    expect((await heads()).filter(({ state }) => state !== 'done')).toEqual([
      { state: 'pending', attempts: 1, due: false },
    ])
    recorder.during = () => Promise.resolve()
    await world.owner.query('update job_heads set run_at = now()')
    await run()
    expect(recorder.together.flat().sort()).toEqual([...tags].sort())
  })

  it('are left to whoever holds their lease by now', async () => {
    await changed()
    const take = jest.spyOn(Claims.prototype, 'take')
    take.mockImplementationOnce(async (...asked) => {
      const claimed = await world.get(Claims).take(...asked)
      await world.owner.query(
        `update job_heads set lease_token = gen_random_uuid() where id = (
           select id from job_payloads where payload ->> 'consumer' = 'recorder.together'
            order by payload ->> 'event_id' = (select id::text from outbox_events where payload -> 'ids' ->> 0 = $1) desc limit 1)`,
        [tags[0]],
      )
      return claimed
    })
    await run()
    take.mockRestore()
    expect(recorder.together).toEqual([tags.slice(1)])
    expect((await states()).filter((state) => state === 'running')).toHaveLength(1)
  })
})

describe('chunked jobs', () => {
  const enqueue = (tenant: TestTenant) =>
    world.as(tenant, 'system', () => world.db.tx(() => world.get(Outbox).enqueue('analytics.rebuild', {})))
  const run = () => world.get(JobRunner).drain('maintenance')

  it('commit every chunk with its checkpoint and progress', async () => {
    const id = await enqueue(a)
    await run()
    expect(recorder.chunks.map(({ checkpoint }) => checkpoint)).toEqual([null, 1, 2])
    const { rows } = await world.owner.query('select processed, total from job_payloads where id = $1', [id])
    expect(rows).toEqual([{ processed: '3', total: '3' }])
    expect(await days('2021-01-01')).toBe(3)
  })

  it('go on from the last committed chunk after a failure', async () => {
    recorder.fail = new Error('killed')
    await enqueue(a)
    await run()
    expect(await days('2021-01-01')).toBe(1)
    recorder.fail = null
    await world.owner.query('update job_heads set run_at = now()')
    await run()
    expect(await days('2021-01-01')).toBe(3)
  })

  it('hear of a cancellation between chunks', async () => {
    const id = await enqueue(a)
    await world.owner.query('update job_payloads set cancel_requested = true where id = $1', [id])
    await run()
    expect(recorder.chunks).toEqual([{ checkpoint: null, cancelled: true }])
  })

  it('take turns between tenants', async () => {
    for (const tenant of [a, a, a, b]) await enqueue(tenant)
    const order: (string | undefined)[] = []
    const rebuild = jest.spyOn(world.get(Handlers).jobs, 'get').mockImplementation(() => async () => {
      const [row] = await world.db.read<{ tenant: string }>('select current_tenant() as tenant')
      order.push(row?.tenant)
    })
    await run()
    rebuild.mockRestore()
    expect(order.indexOf(b.id)).toBeLessThanOrEqual(1)
  })

  it('become dead letters when three workers die over them', async () => {
    await enqueue(a)
    await world.owner.query(
      `update job_heads set state = 'running', lost_leases = 2, lease_token = gen_random_uuid(), lease_until = now() - interval '1 s'`,
    )
    await run()
    expect(recorder.chunks).toHaveLength(0)
    expect(await heads()).toMatchObject([{ state: 'dead' }])
  })

  it('leave the job to whoever holds its lease now', async () => {
    const id = await enqueue(a)
    recorder.insideChunk = () =>
      world.db.query('update job_heads set lease_token = gen_random_uuid() where id = $1', [id])
    await run()
    expect(recorder.chunks).toHaveLength(1)
    expect(await heads()).toMatchObject([{ state: 'running', attempts: 1 }])
  })
})

describe('schedules', () => {
  it('add one job however many workers tick', async () => {
    await world.owner.query('truncate schedules')
    await Promise.all(Array.from({ length: 5 }, () => world.get(Scheduler).tick()))
    const { rows } = await world.owner.query("select count(*)::int from job_heads where name = 'jobs.prune'")
    expect(rows).toEqual([{ count: 1 }])
  })
})
