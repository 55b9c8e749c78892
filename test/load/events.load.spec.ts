// Speed of the backbone, each number beside the one it is compared with, in one run: `npm run bench:events`.
import { setTimeout as pause } from 'node:timers/promises'
import { CustomersApiModule, customersEntities } from '@portolan/customers'
import { newId } from '@portolan/contracts'
import { ordersEntities, OrdersApiModule, OrdersService } from '@portolan/orders'
import { JobRunner, Tokens, WakeUps } from '@portolan/platform'
import { anOrder, createTenant, testWorld, type TestTenant, type World } from '@portolan/testing'
import { Claims, firstTurn } from '../../libs/platform/src/queue/claims'
import { Clients } from '../faults/clients'
import { Plant } from '../faults/plant'

jest.setTimeout(600_000)
const tell = (line: string) => process.stdout.write(`  ${line}\n`)
const quantile = (values: number[], q: number) => [...values].sort((x, y) => x - y)[Math.floor(values.length * q)] ?? 0

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

describe('in the database', () => {
  let world: World
  let a: TestTenant
  let b: TestTenant

  beforeAll(async () => {
    const entities = [...customersEntities, ...ordersEntities]
    world = await testWorld({ modules: [CustomersApiModule, OrdersApiModule], entities })
    a = await world.tenant('a')
    b = await world.tenant('b')
  })
  afterAll(() => world.close())

  const jobs = (tenant: TestTenant, count: number) =>
    world.owner.query(
      `insert into job_heads (id, tenant_id, queue, name)
       select gen_random_uuid(), $1, 'events', 'event.handle' from generate_series(1, $2)`,
      [tenant.id, count],
    )
  const take = () => world.get(Claims).take('events', { after: firstTurn, most: 20, each: 1 })

  async function claims(): Promise<number> {
    const times: number[] = []
    for (let round = 0; round < 100; round++) {
      await jobs(b, 1)
      times.push(await timed(take))
    }
    return quantile(times, 0.5)
  }

  it('a claim costs the same with 100,000 jobs of another tenant waiting', async () => {
    await jobs(a, 200)
    await claims()
    const few = await claims()
    await jobs(a, 100_000)
    await world.owner.query('analyze job_heads')
    const many = await claims()
    tell(
      `claim: ${few.toFixed(2)} ms with few jobs, ${many.toFixed(2)} ms with 100,000; ratio ${(many / few).toFixed(2)}`,
    )
    expect(many / few).toBeLessThan(2)
    await world.owner.query('truncate job_heads')
    expect(await world.get(JobRunner).drain('events')).toBe(0)
  })

  it('orders are written as fast with the wake-up as without', async () => {
    const place = () => world.as(a, 'manager', () => world.get(OrdersService).placeMany([anOrder({})]))
    const wakeUps = world.get(WakeUps)
    const send = wakeUps.wake.bind(wakeUps)
    let sending = true
    jest.spyOn(wakeUps, 'wake').mockImplementation((target) => {
      if (sending) send(target)
    })
    const block = () =>
      timed(async () => {
        for (let index = 0; index < 20; index++) await place()
      })
    await block()
    await pause(500)
    const [silent, loud]: [number[], number[]] = [[], []]
    const measure = async (times: number[], sends: boolean) => {
      sending = sends
      times.push(await block())
    }
    // In turns, since tables grow and whoever is second is slower.
    for (let round = 0; round < 20; round++) {
      await measure(round % 2 ? silent : loud, round % 2 === 0)
      await measure(round % 2 ? loud : silent, round % 2 === 1)
    }
    const ratio = quantile(loud, 0.5) / quantile(silent, 0.5)
    tell(
      `20 orders: ${quantile(silent, 0.5).toFixed(1)} ms without, ${quantile(loud, 0.5).toFixed(1)} ms with wake-ups; ratio ${ratio.toFixed(2)}`,
    )
    expect(ratio).toBeLessThan(1.15)
  })
})

describe('through real processes', () => {
  let plant: Plant
  let token: string

  beforeAll(async () => {
    plant = new Plant(60)
    await plant.start()
    const tenant = await plant.withOwner((owner) => createTenant(owner, 'load'))
    const session = newId()
    const { id: user, role } = tenant.manager
    await plant.withOwner((owner) =>
      owner.query(
        `insert into sessions (id, user_id, tenant_id, role, kind, expires_at) values ($1, $2, $3, $4, 'api', now() + interval '1 day')`,
        [session, user, tenant.id, role],
      ),
    )
    token = new Tokens().signAccess({ user, tenant: tenant.id, role, session, client: 'api' })
  })
  afterAll(() => plant.stop())

  /** Milliseconds from an event to the end of its audit entry, one event at a time. */
  async function latencies(name: string): Promise<number[]> {
    const clients = new Clients(plant.api, token, name, { requestMs: 30_000, operationMs: 60_000 })
    clients.stop()
    for (let made = 1; made <= 40; made++) {
      await clients.run(1, made)
      await pause(100 + Math.random() * 200)
    }
    await pause(2000)
    const ids = clients.acknowledged.map(({ id }) => id)
    return plant.withOwner(async (owner) => {
      const { rows } = await owner.query<{ ms: number }>(
        `select (extract(epoch from h.finished_at - e.occurred_at) * 1000)::float8 as ms
           from outbox_events e join job_payloads p on p.payload ->> 'event_id' = e.id::text
           join job_heads h on h.id = p.id
          where h.state = 'done' and p.payload ->> 'consumer' = 'audit' and (e.payload -> 'ids' ->> 0) = any($1::text[])`,
        [ids],
      )
      return rows.map(({ ms }) => ms)
    })
  }

  it('an event reaches its handlers within half a second with Redis, and within a second by polling alone', async () => {
    await latencies('warm')
    const woken = await latencies('woken')
    await plant.stopRedis()
    const polled = await latencies('polled')
    tell(
      `commit to handler, p95 of ${woken.length}: ${quantile(woken, 0.95).toFixed(0)} ms woken, ${quantile(polled, 0.95).toFixed(0)} ms by polling`,
    )
    expect(quantile(woken, 0.95)).toBeLessThan(500)
    expect(quantile(polled, 0.95)).toBeLessThan(1000)
  })
})
