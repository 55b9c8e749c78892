// How fast the history of a shop of a hundred thousand orders comes in, without the time that the shop takes to answer:
// `npm run bench:shops`.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { IntegrationsService, integrationsEntities, IntegrationsWorkerModule } from '@portolan/integrations'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { config, JobRunner, Relay } from '@portolan/platform'
import { testWorld, type World } from '@portolan/testing'
import { demoApp, demoDomain } from '../../apps/demo-shop/src/demo-shop'
import { tableText } from './table'

jest.setTimeout(3_600_000)
const orders = Number(process.env.SHOP_ORDERS ?? 100_000)
/** Orders a second of our own work. */
const promised = 1000

let demo: ChildProcess
let taker: ChildProcess | undefined
let world: World

beforeAll(async () => {
  const shopifyPort = Number(new URL(config.SHOPIFY_ADDRESS).port)
  const likeness = { orders, days: 300, seed: 9, bucketSize: 20_000, restoreRate: 2000, shopifyPort }
  demo = forked('demo-shop.mjs', { LIKENESS: JSON.stringify(likeness) })
  await once(demo, 'message')
  world = await testWorld({
    modules: [CustomersWorkerModule, OrdersWorkerModule, IntegrationsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...integrationsEntities],
  })
})
afterAll(async () => {
  if (taker?.connected) {
    taker.disconnect()
    await once(taker, 'exit')
  }
  await world.close()
  demo.disconnect()
})

/** A program of the built product. */
function forked(name: string, settings: Record<string, string>): ChildProcess {
  return fork(join(__dirname, name), { execArgv: [], env: { ...process.env, ...settings } })
}

/** What one turn of the child took. */
interface Turn {
  readonly ms: number
  readonly asking: Spent
  readonly taking: Spent
}

/** Of all turns so far. */
interface Spent {
  readonly ms: number
  readonly cpuMs: number
  readonly chunks: number
  /** Megabytes. */
  readonly heap: readonly number[]
  readonly lookingMs: number
}

it(`${orders} orders of a shop`, async () => {
  const tenant = await world.tenant('a')
  const credentials = { shop_domain: demoDomain, client_id: demoApp.clientId, client_secret: demoApp.clientSecret }
  await world.as(tenant, 'admin', () =>
    world.get(IntegrationsService).connect({ platform: 'shopify', shop_name: 'Demo', credentials }),
  )
  await world.get(JobRunner).drain('maintenance')
  await world.get(Relay).drain()
  await world.get(JobRunner).drain('events')
  await world.owner.query(
    `insert into exchange_rates (currency, day, rate)
     select 'USD', d::date, 1.05 + extract(doy from d) / 10000 from generate_series(now() - interval '400 days', now(), '1 day') d`,
  )
  taker = forked('first-sync.mjs', { DATABASE_URL: world.database.url })
  await once(taker, 'message')
  const before = await databaseMs()
  const { ms, asking, taking } = await untilRead(taker)
  const database = (await databaseMs()) - before
  const { rows } = await world.owner.query<{ orders: number; customers: number; failed: number }>(
    `select (select count(*)::integer from orders) as orders, (select count(*)::integer from customers) as customers,
            (select failed::integer from sync_runs) as failed`,
  )
  // What is read of an answer is our own work, too.
  const shop = asking.ms - asking.cpuMs
  const own = (ms - shop - taking.lookingMs) / 1000
  const row = (what: string, measured: string) => ({ what, measured })
  process.stdout.write(
    tableText({ what: 'the first sync', measured: 'measured' }, [
      row('orders, customers, refused', Object.values(rows[0] ?? {}).join(', ')),
      row('waited for the shop', `${(shop / 1000).toFixed(1)} s`),
      row('our own', `${own.toFixed(1)} s in ${taking.chunks} chunks`),
      row('orders a second of our own', (orders / own).toFixed(0)),
      row(
        'processor time of an order, ours + the database',
        `${perOrder(asking.cpuMs + taking.cpuMs)} + ${perOrder(database)} ms`,
      ),
      row('heap, from and to', `${quarter(taking.heap, 1)} MB, ${quarter(taking.heap, 3)} MB`),
    ]),
  )
  expect(rows[0]).toMatchObject({ orders, failed: 0 })
  expect(orders / own).toBeGreaterThanOrEqual(promised)
})

function perOrder(ms: number): string {
  return (ms / orders).toFixed(2)
}

/** Processor time of the database's processes for us, where Linux tells it; steadier than time on a busy machine. */
async function databaseMs(): Promise<number> {
  const { rows } = await world.owner.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database()',
  )
  return rows.reduce((sum, { pid }) => {
    try {
      const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      return sum + (Number(user) + Number(system)) * 10
    } catch {
      return sum
    }
  }, 0)
}

/** What waits for the shop is looked at again at once; the wait is the shop's. */
async function untilRead(taker: ChildProcess): Promise<Turn> {
  for (let ms = 0; ;) {
    taker.send('go')
    const [turn] = (await once(taker, 'message')) as [Turn]
    ms += turn.ms
    const { rows } = await world.owner.query<{ status: string; last_error: string | null }>(
      'select status, last_error from sync_runs where finished_at is not null',
    )
    if (rows[0]) {
      expect(rows[0]).toEqual({ status: 'completed', last_error: null })
      return { ...turn, ms }
    }
    await world.owner.query(`update job_heads set run_at = now() where queue = 'sync' and state = 'pending'`)
  }
}

/** The middle of the second and of the last quarter of what was measured. */
function quarter(values: readonly number[], which: number): string {
  const some = values.slice(Math.floor((values.length * which) / 4), Math.floor((values.length * (which + 1)) / 4) || 1)
  return ([...some].sort((x, y) => x - y)[Math.floor(some.length / 2)] ?? 0).toFixed(0)
}
