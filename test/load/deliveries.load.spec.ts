// How fast an event reaches its subscriber, through the processes of production: `npm run bench:events`.
import { createHmac, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { Agent, request } from 'undici'
import { newId } from '@portolan/contracts'
import { Tokens } from '@portolan/platform'
import { createTenant, Receiver, type TestTenant } from '@portolan/testing'
import { Clients } from '../faults/clients'
import { Plant } from '../faults/plant'
import { quantile, Table, timed } from './table'

jest.setTimeout(600_000)
const events = 3000
const idleEvents = 60
const pending = 100_000

const table = new Table('from the commit to the subscriber')
let plant: Plant
let tenant: TestTenant
let token: string
let receiver: Receiver
let dead: Receiver
let owner: Client

beforeAll(async () => {
  plant = new Plant(60)
  await plant.start()
  owner = new Client({ connectionString: plant.ownerUrl })
  await owner.connect()
  tenant = await createTenant(owner, 'load')
  const [session, { id: user, role }] = [newId(), tenant.manager]
  await owner.query(
    `insert into sessions (id, user_id, tenant_id, role, kind, expires_at) values ($1, $2, $3, $4, 'api', now() + interval '1 day')`,
    [session, user, tenant.id, role],
  )
  token = new Tokens().signAccess({ user, tenant: tenant.id, role, session, client: 'api' })
  receiver = await Receiver.listen()
  dead = await Receiver.listen()
  dead.answer = () => undefined
  await subscribe(receiver.url)
})
afterAll(async () => {
  table.print()
  await owner.end()
  await plant.stop()
  await Promise.all([receiver.close(), dead.close()])
})

async function subscribe(url: string): Promise<string> {
  const response = await fetch(`${plant.api}/api/v1/webhook-subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url, events: ['customer.*'] }),
  })
  const { data } = (await response.json()) as { data: { id: string } }
  return data.id
}

/** The 95th of a hundred: milliseconds from an event's commit to its arrival, one event at a time. */
async function arrivals(name: string): Promise<number> {
  receiver.reset()
  const clients = new Clients(plant.api, token, name, { requestMs: 30_000, operationMs: 60_000 })
  clients.stop()
  for (let made = 1; made <= idleEvents; made++) {
    await clients.run(1, made)
    await pause(100 + Math.random() * 200)
  }
  await until(() => receiver.calls.length >= 2 * idleEvents)
  const { rows } = await owner.query<{ key: string; at: number }>(
    `select name || (payload -> 'ids' ->> 0) as key, (extract(epoch from occurred_at) * 1000)::float8 as at
       from outbox_events where payload -> 'ids' ->> 0 = any($1::text[])`,
    [clients.acknowledged.map(({ id }) => id)],
  )
  const committed = new Map(rows.map(({ key, at }) => [key, at]))
  const times = receiver.calls.map(({ body, at }) => {
    const { event, data } = JSON.parse(body) as { event: string; data: { id: string } }
    return at - (committed.get(event + data.id) ?? NaN)
  })
  return quantile(times, 0.95)
}

async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 300_000; !(await reached()); await pause(20)) {
    if (Date.now() > deadline) throw new Error('the work stands still')
  }
}

const delivered = async () =>
  Number(
    (await owner.query<{ n: string }>(`select count(*) as n from webhook_attempts where outcome = 'succeeded'`)).rows[0]
      ?.n,
  )

/** Events about one customer each, committed at once. */
async function commit(count: number): Promise<void> {
  const [customers, ids] = [count, count].map((length) => Array.from({ length }, () => newId()))
  await owner.query(
    `insert into customers (tenant_id, id, first_name, timezone, language, currency, lifetime_value_currency)
     select $1, id, 'Ada', 'Europe/Berlin', 'de', 'EUR', 'EUR' from unnest($2::uuid[]) id`,
    [tenant.id, customers],
  )
  await owner.query(
    `with head as (insert into outbox_heads (id, tenant_id) select id, $1 from unnest($2::uuid[]) id)
     insert into outbox_events (tenant_id, id, name, version, payload, correlation)
     select $1, id, 'customer.created', 1, jsonb_build_object('ids', jsonb_build_array(customer)), 'bench'
       from unnest($2::uuid[], $3::uuid[]) as e (id, customer)`,
    [tenant.id, ids, customers],
  )
}

/** POST, HMAC and one recorded row, `parallel` of them beside each other, on a connection each; how many in a second. */
async function bareLoop(count: number, parallel: number): Promise<number> {
  const agent = new Agent({ connections: parallel })
  const [secret, body] = [randomBytes(32), JSON.stringify({ event: 'x', data: { text: 'x'.repeat(1200) } })]
  await owner.query(
    'create table if not exists bare (id uuid primary key, status integer, at timestamptz default now())',
  )
  let left = count
  const loop = async () => {
    const client = new Client({ connectionString: plant.ownerUrl })
    await client.connect()
    while (left-- > 0) {
      const id = newId()
      const signature = createHmac('sha256', secret).update(`${id}.${Date.now()}.${body}`).digest('base64')
      const headers = { 'webhook-id': id, 'webhook-signature': `v1,${signature}`, 'content-type': 'application/json' }
      const answer = await request(receiver.url, { method: 'POST', headers, body, dispatcher: agent })
      await answer.body.text()
      await client.query('insert into bare (id, status) values ($1, $2)', [id, answer.statusCode])
    }
    await client.end()
  }
  const took = await timed(() => Promise.all(Array.from({ length: parallel }, loop)))
  await agent.close()
  return (count / took) * 1000
}

it('an event is at its subscriber within half a second with Redis', async () => {
  await arrivals('warm')
  table.below('one event at a time, with Redis, p95', await arrivals('woken'), 500)
})

it('events are delivered and recorded at a quarter of the pace of a bare loop', async () => {
  await commit(300)
  await bareLoop(300, 1)
  await until(async () => (await delivered()) >= 300)
  receiver.reset()
  const before = await delivered()
  const loop = await bareLoop(events, 1)
  await commit(events)
  const took = await timed(async () => {
    // Counting rows all the while would cost what is measured.
    await until(() => receiver.calls.length >= events)
    await until(async () => (await delivered()) >= before + events)
  })
  const many = await bareLoop(events, 8)
  const pace = (events / took) * 1000
  table.ratio('events delivered, to a bare loop', { of: pace, to: loop, unit: '/s', atLeast: 0.25 })
  table.ratio('the same, to eight bare loops', { of: pace, to: many, unit: '/s' })
})

it('a dead subscriber with 100,000 deliveries keeps nobody waiting', async () => {
  const alone = await arrivals('alone')
  const subscription = await subscribe(dead.url)
  await owner.query(
    `with events as (
       insert into webhook_events (tenant_id, id, name, subject_id, body, correlation, occurred_at)
       select $1, gen_random_uuid(), 'customer.created', gen_random_uuid(), '{}', 'bench', now() from generate_series(1, $3)
       returning id, subject_id),
     due as (update webhook_lanes set due_at = now() where subscription_id = $2)
     insert into webhook_deliveries (tenant_id, id, subscription_id, event_id, event, subject_id)
     select $1, gen_random_uuid(), $2, id, 'customer.created', subject_id from events`,
    [tenant.id, subscription, pending],
  )
  // As PostgreSQL does by itself within the minute; nobody gets so many in a second.
  await owner.query('analyze webhook_deliveries, webhook_events')
  await until(() => dead.calls.length > 0)
  const beside = await arrivals('beside')
  table.ratio('p95 beside 100,000 deliveries to a dead one', { of: beside, to: alone, unit: 'ms', below: 2 })
})

it('an event is at its subscriber within a second by polling alone', async () => {
  await plant.stopRedis()
  table.below('one event at a time, by polling alone, p95', await arrivals('polled'), 1000)
})
