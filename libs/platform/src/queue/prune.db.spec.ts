import { newId } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { Scheduler } from './scheduler'

let world: World
let a: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [] })
  a = await world.tenant('a')
})
afterAll(() => world.close())

async function job(state: string, age: string): Promise<string> {
  const id = newId()
  await world.owner.query(
    `with head as (
       insert into job_heads (id, tenant_id, queue, name, state, finished_at)
       values ($1, $2, 'events', 'event.handle', $3, now() - $4::interval))
     insert into job_payloads (tenant_id, id, payload, correlation) values ($2, $1, '{}', 'c')`,
    [id, a.id, state, age],
  )
  return id
}

it('forgets what was done a week ago, and never a dead letter', async () => {
  const old = await job('done', '8 days')
  const recent = await job('done', '1 day')
  const dead = await job('dead', '30 days')
  await world.get(Scheduler).tick()
  await world.owner.query("delete from job_heads where name <> 'jobs.prune' and tenant_id is null")
  await world.drain()
  const { rows } = await world.owner.query<{ id: string }>('select id from job_payloads')
  const left = rows.map(({ id }) => id)
  expect(left).toEqual(expect.arrayContaining([recent, dead]))
  expect(left).not.toContain(old)
  const heads = await world.owner.query("select state from job_heads where name = 'jobs.prune'")
  expect(heads.rows).toEqual([{ state: 'done' }])
})
