import { Injectable } from '@nestjs/common'
import { jobs, newId, queuePolicies } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { context } from '../database/context'
import { Database } from '../database/database'
import { Outbox, type DomainEvent } from '../outbox/outbox'
import { Claims, firstTurn } from './claims'
import { Handlers, OnEvent, OnJob, type RunningJob } from './handlers'
import { JobRunner } from './job-runner'
import { Relay } from './relay'

@Injectable()
class Recorder {
  readonly seen: string[] = []
  readonly correlations: string[] = []
  refuse: string | null = null
  during: () => Promise<unknown> = () => Promise.resolve()

  constructor(private readonly db: Database) {}

  @OnEvent('recorder.ordered', ['tag.changed'], { ordered: true })
  async onTag({ payload, correlation }: DomainEvent): Promise<void> {
    const { ids } = payload
    await this.during()
    if (this.refuse && ids.includes(this.refuse)) throw new Error('not yet')
    this.seen.push(...ids)
    this.correlations.push(correlation, context().correlation)
  }

  @OnJob('analytics.rebuild')
  async onRebuild(job: RunningJob<'analytics.rebuild'>): Promise<'again'> {
    this.seen.push(String(job.checkpoint))
    job.checkpoint = 'one chunk'
    await this.db.query(`insert into dirty_days (tenant_id, day) values (current_tenant(), '2021-01-01')`)
    return 'again'
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
  recorder.correlations.length = 0
  recorder.refuse = null
  recorder.during = () => Promise.resolve()
  await world.owner.query(
    'truncate job_order, job_payloads, job_heads, outbox_events, outbox_heads, queue_pauses cascade',
  )
})

const stateOf = async (id: string) =>
  (
    await world.owner.query<{ state: string; attempts: number }>(
      'select state, attempts from job_heads where id = $1',
      [id],
    )
  ).rows[0]
const changed = (ids: string[], tenant = a) =>
  world.as(tenant, 'manager', () =>
    world.db.tx(() => world.get(Outbox).append('tag.changed', { ids, action: 'updated' })),
  )
const heads = (tenant: string | null, count: number, queue = 'events') =>
  world.owner.query(
    `insert into job_heads (id, tenant_id, queue, name)
     select gen_random_uuid(), $1, $3, 'event.handle' from generate_series(1, $2)`,
    [tenant, count, queue],
  )
const take = (most: number, after = firstTurn) => world.get(Claims).take('events', { after, most })

describe('claims', () => {
  it('give every tenant its share, however much another has waiting', async () => {
    await heads(a.id, 50)
    await heads(b.id, 50)
    await heads(null, 1)
    const turns = (await take(9)).map(({ tenant_id }) => tenant_id)
    expect(turns.filter((tenant) => tenant === a.id)).toHaveLength(3)
    expect(turns.filter((tenant) => tenant === b.id)).toHaveLength(3)
    expect(turns).toContain(null)
    const alone = await take(1)
    const next = await take(1, alone[0]?.turn)
    expect(next).toHaveLength(1)
    expect(next[0]?.tenant_id).not.toBe(alone[0]?.tenant_id)
  })

  it('give all of a step to the one who waits alone', async () => {
    await heads(a.id, 50)
    expect(await take(20)).toHaveLength(20)
  })

  it('read a handful of rows of a tenant that has thousands waiting', async () => {
    await heads(a.id, 20_000)
    await heads(b.id, 1)
    await world.owner.query('analyze job_heads')
    const before = await rowsRead()
    const claimed = await take(20)
    expect(new Set(claimed.map(({ tenant_id }) => tenant_id))).toEqual(new Set([a.id, b.id]))
    expect((await rowsRead()) - before).toBeLessThan(500)
  })

  it('never give one job to two workers', async () => {
    await heads(a.id, 40)
    await heads(b.id, 40)
    const claimed = (await Promise.all(Array.from({ length: 8 }, () => take(10)))).flat()
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length)
  })

  it('leave what is not due, what another version knows, and what is paused', async () => {
    await heads(a.id, 1)
    await heads(b.id, 1)
    await world.owner.query(`insert into queue_pauses (queue, tenant_id) values ('events', $1)`, [a.id])
    await world.owner.query(
      `insert into job_heads (id, tenant_id, queue, name, run_at)
       values (gen_random_uuid(), $1, 'events', 'event.handle', now() + interval '1 h'),
              (gen_random_uuid(), $1, 'events', 'event.of-tomorrow', now())`,
      [b.id],
    )
    expect((await take(10)).map(({ tenant_id }) => tenant_id)).toEqual([b.id])
    await world.owner.query(`update queue_pauses set tenant_id = null`)
    await heads(b.id, 1)
    expect(await take(10)).toEqual([])
  })

  it('take a job whose worker fell silent alone, and count it', async () => {
    await heads(a.id, 3)
    await take(3)
    expect(await world.get(Claims).takeLost('events')).toBeUndefined()
    await world.owner.query(`update job_heads set lease_until = now() - interval '1 s'`)
    expect(await world.get(Claims).takeLost('events')).toMatchObject({ lost_leases: 1, attempts: 2 })
  })
})

describe('a worker that is asked to stop', () => {
  it('lets the chunk in hand commit and gives the job back untried', async () => {
    const id = await world.as(a, 'system', () => world.db.tx(() => world.get(Outbox).enqueue('analytics.rebuild', {})))
    let asked = 0
    await world.get(JobRunner).drain('maintenance', { stopped: () => asked++ > 1 })
    expect(recorder.seen).toEqual(['null'])
    expect(await stateOf(id)).toEqual({ state: 'pending', attempts: 0 })
    const { rows } = await world.owner.query('select checkpoint from job_payloads where id = $1', [id])
    expect(rows).toEqual([{ checkpoint: 'one chunk' }])
  })
})

describe('consumers that ask for order', () => {
  const [x, y] = [newId(), newId()]
  const run = () => world.get(JobRunner).drain('events')
  const due = () => world.owner.query(`update job_heads set run_at = now() where state = 'pending'`)

  it('get the events of a row one after the other, while other rows go on', async () => {
    recorder.refuse = x
    await changed([x])
    await changed([x, y])
    await changed([y])
    await changed([newId()])
    await world.get(Relay).drain()
    await run()
    // The third waits for the second, which waits for the first.
    expect(recorder.seen).toHaveLength(1)
    recorder.refuse = null
    await due()
    await run()
    expect(recorder.seen.slice(1)).toEqual([x, x, y, y])
    expect((await world.owner.query('select from job_order')).rowCount).toBe(0)
  })

  it('go on after a dead letter', async () => {
    recorder.refuse = x
    await changed([x])
    await world.get(Relay).drain()
    await changed([x])
    await world.get(Relay).drain()
    await world.owner.query(
      `update job_heads set state = 'running', lost_leases = 2, lease_token = gen_random_uuid(),
              lease_until = now() - interval '1 s' where state = 'pending' and name = 'event.handle'
          and id in (select job_id from job_order)`,
    )
    recorder.refuse = null
    await run()
    expect(recorder.seen).toEqual([x])
  })

  it('lose no job when two that it waits for finish at the same moment', async () => {
    await changed([x])
    await changed([y])
    await changed([x, y])
    await world.get(Relay).drain()
    // One for each of the two, who would get both at once.
    const singly = jest.replaceProperty(queuePolicies, 'events', { concurrency: 4, batch: 1 })
    let inside = 0
    let both: () => void
    const met = new Promise<void>((resolve) => (both = resolve))
    recorder.during = async () => {
      if (++inside === 2) both()
      if (inside <= 2) await met
    }
    const one = () => world.db.as({ tenant: null, role: 'system' }, () => run())
    await Promise.all([one(), one()])
    await run()
    singly.restore()
    expect(recorder.seen.sort()).toEqual([x, x, y, y].sort())
  })
})

it('an event, its job and what its handler does carry the correlation of the request', async () => {
  await world.db.as({ tenant: a.id, user: a.manager.id, role: 'manager', correlation: 'request-1' }, () =>
    world.db.tx(() => world.get(Outbox).append('tag.changed', { ids: [newId()], action: 'created' })),
  )
  await world.drain()
  expect(recorder.correlations).toEqual(['request-1', 'request-1'])
  const { rows } = await world.owner.query<{ correlation: string }>('select distinct correlation from job_payloads')
  expect(rows).toEqual([{ correlation: 'request-1' }])
})

it('the boot stops at a handler of what nobody knows, at a second one, and at a job without any', () => {
  const handlers = new Handlers()
  const nothing = () => Promise.resolve()
  const subscription = { consumer: 'x', names: ['order.eaten' as 'order.created'], ordered: false }
  const addJob = (name: string) => () => {
    handlers.addJob(name as 'jobs.prune', nothing)
  }
  expect(() => {
    handlers.addEvent(subscription, nothing)
  }).toThrow('order.eaten')
  expect(addJob('jobs.eaten')).toThrow('jobs.eaten')
  for (const name of Object.keys(jobs).filter((one) => one !== 'mail.send')) addJob(name)()
  expect(addJob('jobs.prune')).toThrow('two handlers')
  expect(() => {
    handlers.assertComplete()
  }).toThrow('no handler for mail.send')
})

/** Index entries and rows of job_heads that were looked at so far, by PostgreSQL's own count. */
async function rowsRead(): Promise<number> {
  const { rows } = await world.owner.query<{ read: string }>(
    `select (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where relname = 'job_heads')
          + (select seq_tup_read from pg_stat_user_tables where relname = 'job_heads') as read
       from (select pg_stat_clear_snapshot()) fresh`,
  )
  return Number(rows[0]?.read)
}
