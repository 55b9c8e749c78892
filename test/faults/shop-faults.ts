// Two shops whose hooks lose, double and shuffle what they send and whose answers fail, while workers are killed: after a
// reconciliation every order here is as the shop has it. FAULTS=whole plays it over 20,000 events.
import { setTimeout as pause } from 'node:timers/promises'
import { demoApp, demoDomain, demoKeys, DemoShop } from '../../apps/demo-shop/src/demo-shop'
import { Random } from '../../apps/demo-shop/src/random'
import { untilQuiet } from './invariants'
import type { Plant } from './plant'
import { ordersHere, ordersOfShopify, ordersOfWooCommerce } from './shop-orders'
import { aWorkspace } from './workspace'

const whole = process.env.FAULTS === 'whole'
const events = whole ? 20_000 : 200
const kills = whole ? 5 : 2
const quietMs = 90_000
const platforms = ['shopify', 'woocommerce'] as const
type Platform = (typeof platforms)[number]

let demo: DemoShop
let plant: Plant
let token: string
let told = 0
const ids: Partial<Record<Platform, string>> = {}

export function shopFaults(shared: Plant): void {
  plant = shared
  beforeAll(async () => {
    demo = await DemoShop.start({
      // Where the processes were told to look for it when they started.
      shopifyPort: Number(new URL(process.env.SHOPIFY_ADDRESS ?? '').port),
      ...{ wooPort: 0, controlPort: 0, orders: 60, seed: 3 },
      ...{ app: { ...demoApp, kind: 'custom' }, bucketSize: 20_000, restoreRate: 5000 },
    })
    for (const { shop } of [demo.shopify, demo.woo]) shop.onEvents((some) => (told += some.length))
    token = (await aWorkspace(plant)).token
  })
  afterAll(() => demo.close())

  it('every order is as its shop has it, whatever happened on the way', orderForOrder)
}

async function ask<Data>(method: string, path: string, body?: object): Promise<Data> {
  const response = await fetch(`${plant.api}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { data: Data }).data
}

async function tell(path: string, body: object = {}): Promise<boolean> {
  const headers = { 'content-type': 'application/json' }
  const { ok } = await fetch(`${demo.controlUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return ok
}

interface Run {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly last_error: string | null
}

/** Waits until no run is under way and answers the newest. */
async function ended(platform: Platform): Promise<Run> {
  for (const deadline = Date.now() + 600_000; Date.now() < deadline; await pause(200)) {
    const [run] = await ask<Run[]>('GET', `/integrations/${ids[platform] ?? ''}/runs?per_page=1`)
    if (run && !['queued', 'running'].includes(run.status)) return run
  }
  throw new Error(`the run of ${platform} does not end`)
}

async function sync(platform: Platform, kind: string): Promise<Run> {
  await ended(platform)
  await ask('POST', `/integrations/${ids[platform] ?? ''}/sync`, { kind })
  return ended(platform)
}

async function connect(): Promise<void> {
  const shopify = { shop_domain: demoDomain, client_id: demoApp.clientId, client_secret: demoApp.clientSecret }
  const keys = { consumer_key: demoKeys.consumerKey, consumer_secret: demoKeys.consumerSecret }
  const credentials = { shopify, woocommerce: { site_url: demo.woo.url, ...keys } }
  for (const platform of platforms) {
    const body = { platform, shop_name: platform, credentials: credentials[platform] }
    ids[platform] = (await ask<{ id: string }>('POST', '/integrations', body)).id
  }
  for (const platform of platforms)
    expect(await ended(platform)).toMatchObject({ kind: 'history', status: 'completed' })
}

/** What merchants and buyers do; what the shop refuses does not happen. */
async function trade(dice: Random): Promise<void> {
  const platform = platforms[dice.below(2)] ?? 'shopify'
  if (dice.chance(30)) {
    await tell(`/${platform}/orders`, { paid: dice.chance(80), count: 1 + dice.below(3) })
    return
  }
  const { shop } = platform === 'shopify' ? demo.shopify : demo.woo
  const order = shop.orders.get(dice.below(shop.orders.length))
  if (!order) return
  const number = platform === 'shopify' ? order.number : 10_000 + order.n * 10
  const actions = ['pay', 'refund', 'fulfil', 'deliver', 'cancel', 'fulfil', 'pay', 'delete'] as const
  await tell(`/${platform}/orders/${number}/${actions[dice.below(actions.length)] ?? 'pay'}`)
}

async function trouble(turn: number): Promise<void> {
  const failures = { shopify: ['429', '500', 'THROTTLED'], woocommerce: ['429', '500', '503'] } as const
  for (const platform of platforms) {
    await tell(`/${platform}/trouble`, { failure: failures[platform][turn % 3], requests: 3 })
    // A run that is under way already meets the trouble, too.
    await ask('POST', `/integrations/${ids[platform] ?? ''}/sync`, { kind: 'incremental' }).catch(() => undefined)
  }
}

async function orderForOrder(): Promise<void> {
  await connect()
  const dice = new Random(20_261_126)
  for (const platform of platforms) {
    await tell(`/${platform}/hooks`, { drop: 10, double: 20, shuffle_ms: whole ? 120_000 : 500, seed: 5 })
  }
  told = 0
  for (let turn = 0; turn < kills; turn++) {
    await trouble(turn)
    plant.arm('job.before-commit', 'kill')
    while (told < (events / kills) * (turn + 1)) await trade(dice)
  }
  for (const platform of platforms) {
    // The runs of the last trouble may have fetched all that was dropped. Nobody but the comparison hears of this one.
    await ended(platform)
    await tell(`/${platform}/hooks`, { drop: 100 })
    await tell(`/${platform}/orders`, { paid: true })
    await tell(`/${platform}/hooks`, {})
  }
  await tell('/idle')
  await plant.withOwner((owner) => untilQuiet(owner, quietMs))
  for (const platform of platforms) {
    expect(await sync(platform, 'reconciliation')).toMatchObject({ status: 'completed' })
  }
  await plant.withOwner(async (owner) => {
    await untilQuiet(owner, quietMs)
    expect(await ordersHere(owner, ids.shopify ?? '')).toEqual(ordersOfShopify(demo.shopify))
    expect(await ordersHere(owner, ids.woocommerce ?? '')).toEqual(ordersOfWooCommerce(demo.woo))
    const { rows } = await owner.query<{ open: number; healed: number }>(
      `select count(*) filter (where healed_at is null)::integer as open, count(healed_at)::integer as healed from sync_gaps`,
    )
    expect(rows[0]?.open).toBe(0)
    expect(rows[0]?.healed).toBeGreaterThan(0)
    expect((await owner.query(`select name from job_heads where state = 'dead'`)).rows).toEqual([])
  })
  expect(plant.isArmed('job.before-commit')).toBe(false)
}
