import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { newId } from '@portolan/contracts'
import { customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { InboxService, IntegrationsService, integrationsEntities, IntegrationsWorkerModule } from '..'
import { shopify } from '../connectors/shopify/shopify'
import {
  SourceRefused,
  type ChangeWindow,
  type ObjectType,
  type ShopObject,
  type ShopSource,
} from '../connectors/source'
import { ShopObjects } from './shop-objects'
import { sourceOpeners, type SourceOpener } from './sources'
import { SyncHealth } from './sync-health'
import { SyncRunsService } from './sync-runs.service'
import type { StartSyncDto } from './sync.dto'
import { SyncFinished, SyncRunning } from './sync.errors'
import { Taking } from './taking'

type Body = Record<string, unknown>
const secret = 'a-client-secret-of-the-tests'
const pageSize = 10

let world: World
let tenant: TestTenant
let shop: AShop
let id: string

/** A shop in memory that can be asked, in Shopify's words; `refusals` are what it answers first. */
class AShop implements SourceOpener, ShopSource {
  readonly platform = 'shopify'
  readonly types = ['customer', 'order'] as const
  readonly typesByChange = ['customer', 'order'] as const
  readonly objects = {
    customer: new Map<string, Body>(),
    order: new Map<string, Body>(),
    product: new Map<string, Body>(),
  }
  readonly refusals: (SourceRefused | undefined)[] = []
  hooks: string[] = []
  asked = 0

  canAsk = () => true
  open = (): Promise<ShopSource> => Promise.resolve(this)
  openOnce = this.open
  check = () => Promise.resolve({ currency: 'EUR' })

  put(type: 'customer' | 'order', body: Body): Body {
    this.objects[type].set(String(body.id), body)
    return body
  }

  read(type: ObjectType, window: ChangeWindow, cursor: string | null) {
    this.refuse()
    const all = [...this.objects[type].values()].filter(({ updated_at: at }) => {
      const time = new Date(String(at)).toISOString()
      return (window.from === null || time >= window.from) && time <= window.to
    })
    const start = Number(cursor ?? 0)
    const items = all.slice(start, start + pageSize).map((body) => objectOf(type, body))
    const next = start + pageSize < all.length ? String(start + pageSize) : null
    return Promise.resolve({ items, cursor: next, total: all.length })
  }
  versions = this.read.bind(this)

  fetch(type: ObjectType, externalId: string) {
    this.refuse()
    const body = this.objects[type].get(externalId)
    return Promise.resolve(body ? objectOf(type, body) : null)
  }

  keepHooks() {
    const created = ['orders/updated'].filter((topic) => !this.hooks.includes(topic))
    this.hooks = ['orders/updated']
    return Promise.resolve({ created, repaired: [] })
  }

  removeHooks() {
    this.refuse()
    this.hooks = []
    return Promise.resolve()
  }

  private refuse(): void {
    this.asked++
    const refusal = this.refusals.shift()
    if (refusal) throw refusal
  }
}

function objectOf(type: ObjectType, body: Body): ShopObject {
  const event = {
    topic: type === 'order' ? 'orders/updated' : 'customers/update',
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    source: `shopify:${id}`,
    currency: 'EUR',
    received_at: new Date().toISOString(),
  }
  const at = new Date(String(body.updated_at)).toISOString()
  return { type, external_id: String(body.id), at, meaning: () => shopify.meaningOf(event) }
}

beforeAll(async () => {
  world = await testWorld({
    modules: [CustomersWorkerModule, OrdersWorkerModule, IntegrationsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...integrationsEntities],
  })
  tenant = await world.tenant('a')
})
beforeEach(async () => {
  await world.owner.query(
    `truncate inbox_events, shop_objects, sync_runs, sync_gaps, integrations, orders, customers, products, refunds, outbox_events,
       outbox_heads, job_heads, job_payloads cascade`,
  )
  shop = new AShop()
  const openers: SourceOpener[] = world.module.get(sourceOpeners, { strict: false })
  openers.splice(0, openers.length, shop)
  const credentials = { shop_domain: 'harbour-tea.myshopify.com', client_secret: secret }
  const made = await world.as(tenant, 'admin', () =>
    world.get(IntegrationsService).connect({ platform: 'shopify', shop_name: 'Harbour Tea', credentials }),
  )
  id = (JSON.parse(made.text) as { id: string }).id
})
afterAll(() => world.close())

const order = (number: number, updated_at: string, more: Body = {}): Body => ({
  id: number,
  name: `#${number}`,
  currency: 'EUR',
  total_price: '24.00',
  total_tax: '0.00',
  total_discounts: '0.00',
  shipping_lines: [{ title: 'Post', price: '4.00' }],
  financial_status: 'paid',
  fulfillment_status: null,
  created_at: '2026-10-02T10:00:00Z',
  updated_at,
  source_name: 'web',
  email: `buyer${number % 7}@example.com`,
  customer: { id: 100 + (number % 7), email: `buyer${number % 7}@example.com`, first_name: 'Ada' },
  line_items: [{ id: 1, product_id: 5, sku: 'TEA-1', title: 'Green tea', quantity: 2, price: '10.00' }],
  refunds: [],
  fulfillments: [],
  ...more,
})
const refund = (number: number, order_id: number) => ({
  id: number,
  order_id,
  created_at: '2026-10-03T10:00:00Z',
  transactions: [{ kind: 'refund', status: 'success', amount: '10.00', currency: 'EUR' }],
  refund_line_items: [],
})
const parcel = (number: number, updated_at: string, tracking_number = '00340434161094042557') => ({
  id: number,
  status: 'success',
  created_at: '2026-10-04T08:00:00Z',
  updated_at,
  tracking_company: 'DHL',
  tracking_number,
  line_items: [{ product_id: 5, sku: 'TEA-1', title: 'Green tea', quantity: 2 }],
})
const person = (number: number, updated_at: string): Body => ({
  id: 100 + number,
  email: `buyer${number}@example.com`,
  first_name: 'Ada',
  updated_at,
})
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

async function send(topic: string, content: Body): Promise<void> {
  const body = Buffer.from(JSON.stringify(content))
  const headers = {
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': 'harbour-tea.myshopify.com',
    'x-shopify-webhook-id': newId(),
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  }
  const request = { headers, body } as unknown as FastifyRequest
  await world.db.as({}, () => world.get(InboxService).receive('shopify', request, null))
}

const rows = async <Row = Body>(sql: string): Promise<Row[]> => (await world.owner.query(sql)).rows as Row[]
const start = (dto: StartSyncDto = {}) => world.as(tenant, 'admin', () => world.get(SyncRunsService).start(id, dto))
const run = async () =>
  (
    await rows(
      `select kind, status, read::int, created::int, updated::int, unchanged::int, failed::int, gaps::int from sync_runs
        order by created_at desc, id desc limit 1`,
    )
  )[0]
const gaps = () =>
  rows(
    `select object_type, external_id, kind, reason, healed_at is not null as healed from sync_gaps order by object_type, external_id`,
  )
/** As if time had passed until whatever waits is due. */
const later = async () => {
  await world.owner.query(`update job_heads set run_at = now() where state = 'pending'`)
  await world.drain()
}

const untilSomebodyWaits = async () => {
  const waiting = `select pid from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted`
  while (!(await rows(waiting)).length);
}

/** What the clock begins, and the kind of the newest run. */
const due = async () => {
  await world.owner.query(`update integration_routes set next_run_at = now() - interval '1 minute'`)
  await world.db.as({ tenant: null, role: 'system' }, () => world.get(SyncRunsService).startAllDue())
  await world.drain()
  return (await run())?.kind
}

async function state() {
  const [orders, refunds, shipments, customers] = [
    await rows(`select external_id, status, payment_status, total_amount, gross_amount from orders
                 where deleted_at is null order by external_id`),
    await rows('select external_id, amount, refunded_at from refunds order by external_id'),
    await rows('select external_id, tracking_number from shipments order by external_id'),
    await rows('select email, first_name, total_orders, lifetime_value from customers order by email'),
  ]
  return { orders, refunds, shipments, customers }
}

describe('a shop that was connected', () => {
  it('is read from its beginning by itself, in pages, with how far it is, and the same again is no work', async () => {
    for (let n = 0; n < 7; n++) shop.put('customer', person(n, '2026-10-01T00:00:00Z'))
    for (let n = 1; n <= 25; n++)
      shop.put(
        'order',
        order(
          n,
          '2026-10-05T00:00:00Z',
          n % 5 ? {} : { refunds: [refund(1000 + n, n)], fulfillments: [parcel(2000 + n, '2026-10-05T00:00:00Z')] },
        ),
      )
    await world.drain()
    expect(await run()).toEqual({
      ...{ kind: 'history', status: 'completed', read: 32, created: 32, updated: 0, unchanged: 0, failed: 0, gaps: 0 },
    })
    expect(await rows('select processed::int, total::int from job_payloads where processed > 0')).toEqual([
      { processed: 32, total: 32 },
    ])
    const { orders, refunds, shipments, customers } = await state()
    expect([orders.length, refunds.length, shipments.length, customers.length]).toEqual([25, 5, 5, 7])
    expect(shop.hooks).toEqual(['orders/updated'])
    const before = await state()
    await start({ kind: 'manual' })
    await world.drain()
    expect(await run()).toMatchObject({ kind: 'manual', status: 'completed', read: 32, unchanged: 32 })
    expect(await state()).toEqual(before)
    const health = await world.as(tenant, 'admin', () => world.get(SyncHealth).one(id))
    expect(JSON.parse(health.text)).toMatchObject({
      ...{ status: 'active', can_be_asked: true, open_gaps: 0, failed: 0 },
      last_run: { kind: 'manual', status: 'completed', object_type: 'order', done_of_type: 25, total_of_type: 25 },
    })
  })

  it('goes on where it was when the shop asks for patience or cannot be reached, and gives up on keys that fail', async () => {
    for (let n = 1; n <= 25; n++) shop.put('order', order(n, '2026-10-05T00:00:00Z'))
    shop.refusals.push(
      undefined,
      undefined,
      new SourceRefused('throttled', 'Throttled', 2000),
      new SourceRefused('unreachable', 'the shop answered 500'),
    )
    await world.drain()
    expect(await run()).toMatchObject({ status: 'running', read: 10, created: 10 })
    await later()
    expect(await rows('select waits, last_error, waits_until is not null as waiting from sync_runs')).toEqual([
      { waits: 1, last_error: 'the shop answered 500', waiting: true },
    ])
    await later()
    expect(await run()).toMatchObject({ status: 'completed', read: 25, created: 25 })
    await start()
    shop.refusals.push(new SourceRefused('credentials', 'the shop refuses our credentials (401)'))
    await world.drain()
    expect(await run()).toMatchObject({ status: 'failed' })
    expect(await rows('select status, last_error from integrations')).toEqual([
      { status: 'error', last_error: 'the shop refuses our credentials (401)' },
    ])
    await due()
    expect(await rows('select status, last_error from integrations')).toEqual([{ status: 'active', last_error: null }])
    expect(await run()).toMatchObject({ kind: 'reconciliation', status: 'completed' })
  })

  it('has one run at a time, which can be stopped between two pages', async () => {
    for (let n = 1; n <= 25; n++) shop.put('order', order(n, '2026-10-05T00:00:00Z'))
    shop.refusals.push(undefined, undefined, new SourceRefused('throttled', 'Throttled', 60_000))
    await world.drain()
    await expect(start()).rejects.toThrow(SyncRunning)
    const [{ id: runId } = { id: '' }] = await rows<{ id: string }>('select id from sync_runs')
    await world.as(tenant, 'admin', () => world.get(SyncRunsService).cancel(id, runId))
    await world.drain()
    expect(await run()).toMatchObject({ status: 'cancelled', read: 10 })
    await expect(world.as(tenant, 'admin', () => world.get(SyncRunsService).cancel(id, runId))).rejects.toThrow(
      SyncFinished,
    )
  })

  it('has what cannot be taken over listed with its reason, and the rest of the page goes on', async () => {
    for (let n = 1; n <= 10; n++) shop.put('order', order(n, '2026-10-05T00:00:00Z'))
    shop.put(
      'order',
      order(3, '2026-10-05T00:00:00Z', {
        refunds: [
          { ...refund(9, 3), transactions: [{ kind: 'refund', status: 'success', amount: '99.00', currency: 'EUR' }] },
        ],
        fulfillments: [parcel(2003, '2026-10-05T00:00:00Z')],
      }),
    )
    shop.put('order', order(4, '2026-10-05T00:00:00Z', { total_price: 'much' }))
    await world.drain()
    expect(await run()).toMatchObject({ status: 'completed', read: 10, created: 8, failed: 2 })
    expect(await rows('select external_id, reason, details, healed_at from sync_gaps order by external_id')).toEqual([
      { external_id: '3', reason: 'refused', details: expect.stringMatching(/refund/i) as string, healed_at: null },
      { external_id: '4', reason: 'unreadable', details: 'total_price: is no decimal number', healed_at: null },
    ])
    const unknown = `select object_type, external_id from shop_objects
                      where taken_at is null and changed_at is null and digest is null order by object_type, external_id`
    expect(await rows(unknown)).toEqual([
      { object_type: 'order', external_id: '3' },
      { object_type: 'order', external_id: '4' },
      { object_type: 'shipment', external_id: '2003' },
    ])
    shop.put('order', order(4, '2026-10-06T00:00:00Z'))
    await start({ kind: 'manual', object_types: ['order'] })
    await world.drain()
    expect((await gaps()).map(({ external_id, healed }) => [external_id, healed])).toEqual([
      ['3', false],
      ['4', true],
    ])
    // The very state that was refused would be taken over, too, if it could be.
    shop.put('order', order(3, '2026-10-05T00:00:00Z', { fulfillments: [parcel(2003, '2026-10-05T00:00:00Z')] }))
    await start({ kind: 'manual', object_types: ['order'] })
    await world.drain()
    expect(await run()).toMatchObject({ created: 1, unchanged: 9, failed: 0 })
    expect([await rows(unknown), (await state()).shipments.length]).toEqual([[], 1])
  })
})

describe('a shop that was disconnected', () => {
  const credentials = { shop_domain: 'harbour-tea.myshopify.com', client_secret: secret }
  const service = () => world.get(IntegrationsService)
  const disconnect = () => world.as(tenant, 'admin', () => service().disconnect(id))
  const connect = () => world.as(tenant, 'admin', () => service().change(id, { credentials }, null))
  const removal = () =>
    rows('select hooks_removal, hooks_removal_error as error, parting_credentials from integrations')

  it('loses our hooks, when it can be reached again, and the credentials that this took', async () => {
    await world.drain()
    expect(shop.hooks).toEqual(['orders/updated'])
    shop.refusals.push(new SourceRefused('unreachable', 'no answer'))
    await disconnect()
    await world.drain()
    const kept = expect.stringMatching(/^v1\./) as string
    expect(await removal()).toEqual([{ hooks_removal: 'pending', error: null, parting_credentials: kept }])
    await world.owner.query(`update job_heads set run_at = now() where name = 'integrations.remove-hooks'`)
    await world.drain()
    expect(await removal()).toEqual([{ hooks_removal: 'removed', error: null, parting_credentials: null }])
    expect(shop.hooks).toEqual([])
    await connect()
    await world.drain()
    expect(shop.hooks).toEqual(['orders/updated'])
  })

  it('says why our hooks could not be removed, and keeps them when it was connected again meanwhile', async () => {
    await world.drain()
    shop.refusals.push(new SourceRefused('credentials', 'unknown key'))
    await disconnect()
    await world.drain()
    expect(await removal()).toEqual([{ hooks_removal: 'failed', error: 'unknown key', parting_credentials: null }])
    await connect()
    await disconnect()
    await connect()
    await world.drain()
    expect(await removal()).toEqual([{ hooks_removal: null, error: null, parting_credentials: null }])
    expect(shop.hooks).toEqual(['orders/updated'])
  })
})

describe('events and answers of one shop', () => {
  it('end in the same state in every order, doubled, with runs in between', async () => {
    const told: [string, Body][] = []
    for (let n = 1; n <= 2; n++) {
      told.push(['orders/create', order(n, '2026-10-05T09:00:00Z', { financial_status: 'pending' })])
      told.push(['orders/paid', order(n, '2026-10-05T09:00:05Z')])
      told.push(['fulfillments/update', { ...parcel(50 + n, '2026-10-05T09:30:00Z', 'FIRST'), order_id: n }])
      told.push([
        'orders/updated',
        order(n, '2026-10-05T10:00:00Z', {
          refunds: [refund(70 + n, n)],
          fulfillments: [parcel(50 + n, '2026-10-05T09:30:00Z', 'FIRST')],
          financial_status: 'partially_refunded',
        }),
      ])
      told.push(['fulfillments/update', { ...parcel(50 + n, '2026-10-05T11:00:00Z', 'LAST'), order_id: n }])
      const last = order(n, '2026-10-05T11:00:00Z', {
        refunds: [refund(70 + n, n)],
        fulfillments: [parcel(50 + n, '2026-10-05T11:00:00Z', 'LAST')],
        financial_status: 'partially_refunded',
      })
      told.push(['orders/updated', last])
      shop.put('order', last)
    }
    await world.drain()
    const bySync = await state()
    expect(bySync.shipments.map(({ tracking_number }) => tracking_number)).toEqual(['LAST', 'LAST'])
    await world.owner.query('truncate inbox_events, shop_objects, orders, customers, refunds cascade')
    for (const [topic, body] of told) {
      await send(topic, body)
      await world.drain()
    }
    expect(await state()).toEqual(bySync)
    for (const seed of [1, 2]) {
      await world.owner.query('truncate inbox_events, shop_objects, orders, customers, refunds cascade')
      const shuffled = [...told, ...told, ...told]
        .map((one, index) => [Math.sin(seed * 1000 + index * 77), one] as const)
        .sort(([a], [b]) => a - b)
      for (const [index, [, [topic, body]]] of shuffled.entries()) {
        await send(topic, body)
        if (index === seed * 9) await start({ kind: 'manual' })
        if (index % 12 === 0) await world.drain()
      }
      await later()
      expect(await state()).toEqual(bySync)
    }
  })

  it('about an object that neither has heard of wait for each other, and the older one says nothing', async () => {
    const key = { type: 'order', external_id: '1' } as const
    const told = (updated_at: string) => objectOf('order', order(1, updated_at))
    const inTx = <Result>(work: () => Promise<Result>) => world.as(tenant, 'admin', () => world.db.tx(work))
    let held = (): void => undefined
    const holding = new Promise<void>((resolve) => (held = resolve))
    const newer = inTx(async () => {
      await world.get(ShopObjects).hold(id, [key])
      held()
      await untilSomebodyWaits()
      await world.get(ShopObjects).note(id, [{ ...key, at: '2026-10-06T00:00:00Z', digest: null, is_gone: true }])
    })
    await holding
    const older = inTx(() =>
      world.get(Taking).take({ integration_id: id, source: `shopify:${id}` }, [told('2026-10-05T00:00:00Z')], null),
    )
    await newer
    expect(await older).toMatchObject([{ external_id: '1', outcome: 'unchanged' }])
    expect((await state()).orders).toEqual([])
    expect(await rows('select is_gone, iso_time(changed_at) as at from shop_objects')).toEqual([
      { is_gone: true, at: '2026-10-06T00:00:00.000Z' },
    ])
  })

  it('an order that something waits for is asked for', async () => {
    await world.drain()
    shop.put('order', order(1, '2026-10-05T09:00:00Z', { refunds: [refund(51, 1)] }))
    await send('refunds/create', refund(51, 1))
    await world.drain()
    expect(await rows('select status, reason from inbox_events')).toEqual([{ status: 'waiting', reason: 'order' }])
    await later()
    expect(await rows('select status, reason from inbox_events')).toEqual([
      { status: 'processed', reason: 'unchanged' },
    ])
    expect((await state()).refunds).toHaveLength(1)
  })

  it('of one moment that contradict each other are settled by the shop itself', async () => {
    await world.drain()
    const [one, other] = ['pending', 'paid'].map((financial_status) =>
      order(1, '2026-10-05T09:00:00Z', { financial_status }),
    )
    shop.put('order', one as Body)
    await send('orders/updated', one as Body)
    await send('orders/updated', other as Body)
    await world.drain()
    await later()
    expect((await state()).orders).toMatchObject([{ payment_status: 'pending' }])
  })
})

describe('reconciliation', () => {
  it('names what is missing, different or gone, says why it was missed, and fetches it', async () => {
    for (let n = 1; n <= 12; n++) shop.put('order', order(n, minutesAgo(600)))
    await world.drain()
    shop.put('order', order(20, minutesAgo(30)))
    shop.put('order', order(21, minutesAgo(30)))
    await send('orders/create', order(21, minutesAgo(30), { total_price: 'much' }))
    shop.put('order', order(2, minutesAgo(30), { financial_status: 'refunded', refunds: [] }))
    shop.objects.order.delete('3')
    await world.drain()
    await start({ kind: 'reconciliation' })
    await world.drain()
    expect(await run()).toMatchObject({ kind: 'reconciliation', status: 'completed', created: 2, updated: 2, gaps: 4 })
    expect(await gaps()).toEqual([
      { object_type: 'order', external_id: '2', kind: 'different', reason: 'no_event', healed: true },
      { object_type: 'order', external_id: '20', kind: 'missing', reason: 'no_event', healed: true },
      { object_type: 'order', external_id: '21', kind: 'missing', reason: 'event_failed', healed: true },
      { object_type: 'order', external_id: '3', kind: 'gone', reason: 'no_event', healed: true },
    ])
    expect((await state()).orders.map(({ external_id, status }) => [external_id, status])).toEqual(
      expect.arrayContaining([
        ['2', 'refunded'],
        ['20', 'processing'],
      ]),
    )
    expect((await state()).orders).toHaveLength(13)
  })

  it('finds hooks that were off, and says so of what was missed meanwhile', async () => {
    await world.drain()
    shop.hooks = []
    shop.put('order', order(1, minutesAgo(20)))
    await start({ kind: 'reconciliation' })
    await world.drain()
    expect(await rows("select hooks_mended from sync_runs where kind = 'reconciliation'")).toEqual([
      { hooks_mended: ['orders/updated'] },
    ])
    expect(await gaps()).toEqual([
      { object_type: 'order', external_id: '1', kind: 'missing', reason: 'hooks_off', healed: true },
    ])
  })

  it('comes by the clock, once a day, and what has changed every hour', async () => {
    await world.drain()
    expect([await due(), await due()]).toEqual(['reconciliation', 'incremental'])
    await world.owner.query(`update integrations set reconciled_at = now() - interval '25 hours'`)
    expect([await due(), await due()]).toEqual(['reconciliation', 'incremental'])
    expect(await rows(`select next_run_at > now() + interval '50 minutes' as later from integration_routes`)).toEqual([
      { later: true },
    ])
  })
})
