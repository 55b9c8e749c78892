// What the backbone costs in the database, each number beside the one it is compared with: `npm run bench:events`.
import { setTimeout as pause } from 'node:timers/promises'
import { CustomersApiModule, customersEntities } from '@portolan/customers'
import { ordersEntities, OrdersApiModule, OrdersService } from '@portolan/orders'
import { JobRunner, WakeUps } from '@portolan/platform'
import { anOrder, testWorld, type TestTenant, type World } from '@portolan/testing'
import { Claims, firstTurn } from '../../libs/platform/src/queue/claims'
import { quantile, Table, timed } from './table'

jest.setTimeout(600_000)
const table = new Table('the backbone in the database')

afterAll(() => {
  table.print()
})

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
  const take = () => world.get(Claims).take('events', { after: firstTurn, most: 20 })

  async function claims(): Promise<number> {
    const times: number[] = []
    for (let round = 0; round < 100; round++) {
      await jobs(b, 1)
      times.push(await timed(take))
    }
    return quantile(times, 0.5)
  }

  it('a claim costs the same with 100,000 jobs of another tenant waiting', async () => {
    // Enough for every claim before: one that finds fewer jobs does less.
    await jobs(a, 3000)
    await claims()
    const few = await claims()
    await jobs(a, 100_000)
    await world.owner.query('analyze job_heads')
    const many = await claims()
    table.ratio('a claim beside 100,000 jobs of another tenant', { of: many, to: few, unit: 'ms', below: 2 })
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
    const [of, to] = [quantile(loud, 0.5), quantile(silent, 0.5)]
    table.ratio('20 orders written with the wake-up, to without', { of, to, unit: 'ms', below: 1.15 })
  })
})
