import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { customersEntities, CustomersService, CustomersWorkerModule } from '@portolan/customers'
import {
  ordersEntities,
  OrderRefundsService,
  OrdersService,
  OrdersWorkerModule,
  RefundsService,
} from '@portolan/orders'
import { metrics, type Json } from '@portolan/platform'
import { anOrder, Receiver, status, testWorld, type AnswerWith, type TestTenant, type World } from '@portolan/testing'
import { webhooksEntities, WebhooksWorkerModule, LanePool, SubscriptionsService } from '..'
import type { SubscriptionFieldsDto } from '../subscriptions/subscription.dto'
import { DeliveriesService } from './deliveries.service'
import type { DeliveryDto } from './delivery.dto'
import { DeliveryMetrics } from './delivery-metrics'
import { Retention } from './retention'

let world: World
let tenant: TestTenant
let receiver: Receiver

beforeAll(async () => {
  world = await testWorld({
    modules: [CustomersWorkerModule, OrdersWorkerModule, WebhooksWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...webhooksEntities],
  })
  tenant = await world.tenant('a')
  receiver = await Receiver.listen()
})
beforeEach(async () => {
  receiver.reset()
  await world.owner.query('delete from webhook_subscriptions')
  await world.owner.query('delete from webhook_events')
  await world.owner.query('delete from outbox_events')
})
afterAll(async () => {
  await receiver.close()
  await world.close()
})

const manager = <Result>(work: () => Promise<Result>) => world.as(tenant, 'manager', work)
const parsed = <Row>(json: Json) => JSON.parse(json.text) as Row

async function subscribe(more: Partial<SubscriptionFieldsDto> = {}): Promise<{ id: string; secret: string }> {
  const fields = { url: receiver.url, events: ['*'], ...more }
  return parsed(await manager(() => world.get(SubscriptionsService).create(fields)))
}
const change = (id: string, fields: Partial<SubscriptionFieldsDto>) =>
  manager(() => world.get(SubscriptionsService).change(id, fields, null))

async function aCustomer(first_name = 'Ada'): Promise<string> {
  return parsed<{ id: string }>(await manager(() => world.get(CustomersService).create({ first_name }))).id
}

/** Relays, handles and sends until nothing is due. */
async function deliver(): Promise<void> {
  await world.drain()
  await world.get(LanePool).drain()
}

/** As if all waits had passed. */
async function later(): Promise<void> {
  await world.owner.query("update webhook_deliveries set next_attempt_at = now() where status = 'pending'")
  await world.owner.query('update webhook_subscriptions set paused_until = null')
  await world.owner.query('update webhook_lanes set due_at = now()')
  await deliver()
}

async function deliveries(who: 'admin' | 'manager' = 'admin'): Promise<DeliveryDto[]> {
  const { rows } = await world.owner.query<{ id: string }>('select id from webhook_deliveries order by sequence')
  return world.as(tenant, who, () =>
    Promise.all(rows.map(async ({ id }) => parsed<DeliveryDto>(await world.get(DeliveriesService).one(id)))),
  )
}
const subscription = async (id: string) =>
  parsed<Record<string, unknown>>(await manager(() => world.get(SubscriptionsService).one(id)))

describe('an event', () => {
  it('reaches its subscriber as REST shows the row, signed so that the public libraries verify it', async () => {
    const { secret } = await subscribe()
    const id = await aCustomer()
    await deliver()
    const [call] = receiver.calls
    expect(receiver.payloads).toEqual([
      { event: 'customer.created', timestamp: expect.stringMatching(/Z$/) as string, data: await rest(id) },
    ])
    const headers = call?.headers as Record<string, string>
    for (const library of [new Webhook(secret), new Svix(secret)]) {
      expect(library.verify(call?.body ?? '', headers)).toMatchObject({ event: 'customer.created' })
      expect(() => library.verify(`${call?.body} `, headers)).toThrow()
    }
    expect(await deliveries()).toMatchObject([
      {
        status: 'succeeded',
        event: 'customer.created',
        event_id: headers['webhook-id'],
        attempt_count: 1,
        payload: { event: 'customer.created', data: { id } },
        attempts: [{ number: 1, outcome: 'succeeded', http_status: 200, answer: { body: 'ok', truncated: false } }],
      },
    ])
  })

  it('about many rows becomes one public event of each, under ids that stay the same', async () => {
    await subscribe()
    const orders = [anOrder({ external_id: '1' }), anOrder({ external_id: '2' })]
    await world.as(tenant, 'system', () => world.get(OrdersService).placeMany(orders))
    await deliver()
    const created = receiver.payloads.filter(({ event }) => event === 'order.created')
    expect(new Set(created.map(({ data }) => data.external_id))).toEqual(new Set(['1', '2']))
    const ids = () => new Set(receiver.calls.map(({ headers }) => headers['webhook-id']))
    const before = ids()
    expect(before.size).toBe(receiver.calls.length)
    // The whole way again: from the outbox on, as after a restored backup.
    await world.owner.query('insert into outbox_heads (id, tenant_id) select id, tenant_id from outbox_events')
    await deliver()
    expect(ids()).toEqual(before)
  })

  it('is sent to those who asked for it, by name or wildcard', async () => {
    const names = [['customer.created'], ['customer.*'], ['order.*'], ['customer.deleted']]
    for (const events of names) await subscribe({ events, url: `${receiver.url}?${events.join()}` })
    await aCustomer()
    await deliver()
    expect(receiver.calls.map(({ path }) => path).sort()).toEqual(['/hooks?customer.*', '/hooks?customer.created'])
  })

  it('that nobody asked for is no work for webhooks, and the next one reaches who subscribed before it', async () => {
    const made = `select from job_payloads p join outbox_events e on e.id::text = p.payload ->> 'event_id'
                   where p.payload ->> 'consumer' = 'webhooks'`
    const jobs = async () => (await world.owner.query(made)).rowCount
    await subscribe({ events: ['order.*'] })
    const ada = await aCustomer('Ada')
    await deliver()
    expect(await jobs()).toBe(0)
    await subscribe({ events: ['customer.updated'] })
    await manager(() => world.get(CustomersService).change(ada, { city: 'Bern' }, null))
    await deliver()
    expect(await jobs()).toBe(1)
    expect(receiver.payloads).toMatchObject([{ event: 'customer.updated', data: { id: ada } }])
  })

  it('tells of a row in the trash as it was', async () => {
    await subscribe({ events: ['customer.deleted'] })
    const id = await aCustomer('Grace')
    await manager(() => world.get(CustomersService).remove(id))
    await deliver()
    expect(receiver.payloads).toMatchObject([
      { event: 'customer.deleted', data: { id, first_name: 'Grace', deleted_at: expect.any(String) as string } },
    ])
  })

  it('that a row is gone says what it was', async () => {
    await subscribe({ events: ['order.refund_deleted'] })
    const refunds = world.get(RefundsService)
    const made = await manager(() => refunds.record({ amount: '7', currency: 'EUR' }))
    const { id } = parsed<{ id: string }>(made)
    await manager(() => world.get(OrderRefundsService).remove(id))
    await deliver()
    expect(receiver.payloads).toMatchObject([{ event: 'order.refund_deleted' }])
    expect(receiver.payloads[0]?.data).toEqual({ id, order_id: null, amount: '7.00', currency: 'EUR' })
  })

  it('waits while a subscription is paused, and is not kept for one that is disabled', async () => {
    const { id } = await subscribe({ status: 'paused' })
    await aCustomer()
    await deliver()
    expect(receiver.calls).toHaveLength(0)
    await change(id, { status: 'active' })
    await deliver()
    expect(receiver.calls).toHaveLength(1)
    await world.owner.query("update webhook_subscriptions set status = 'disabled'")
    await aCustomer()
    await deliver()
    await change(id, { status: 'active' })
    await deliver()
    expect(receiver.calls).toHaveLength(1)
  })

  it('stays inside its workspace', async () => {
    const other = await world.tenant('b')
    await subscribe()
    await world.as(other, 'manager', () => world.get(CustomersService).create({ first_name: 'Eve' }))
    await deliver()
    expect(receiver.calls).toHaveLength(0)
  })
})

const prune = () => world.db.as({ tenant: null, role: 'system' }, () => world.get(Retention).prune())

async function rest(id: string): Promise<unknown> {
  return parsed(await manager(() => world.get(CustomersService).one(id)))
}

describe('a delivery that fails', () => {
  it('is tried again under the same id with the same bytes', async () => {
    await subscribe()
    receiver.answer = status(500)
    await aCustomer()
    await deliver()
    expect(await deliveries()).toMatchObject([{ status: 'pending', http_status: 500, error: 'answered 500' }])
    receiver.answer = status(204)
    await later()
    const [first, second] = receiver.calls
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(await deliveries()).toMatchObject([{ status: 'succeeded', attempt_count: 2 }])
  })

  it('is given up after ten attempts', async () => {
    await subscribe()
    receiver.answer = status(500)
    await aCustomer()
    await deliver()
    for (let attempt = 2; attempt <= 12; attempt++) await later()
    expect(receiver.calls).toHaveLength(10)
    expect(await deliveries()).toMatchObject([{ status: 'failed', attempt_count: 10, next_attempt_at: null }])
  })

  it('was under way when its worker died: it is sent again, and the log says so', async () => {
    await subscribe()
    await aCustomer()
    await world.drain()
    await world.owner.query(
      "update webhook_deliveries set status = 'sending', attempt_count = 1, tries = 1, claim = gen_random_uuid(), next_attempt_at = null",
    )
    await world.owner.query(
      "update webhook_lanes set lease_token = gen_random_uuid(), lease_until = now() + interval '1 minute'",
    )
    await deliver()
    expect(receiver.calls).toHaveLength(0)
    await world.owner.query("update webhook_lanes set lease_until = now() - interval '1 second'")
    await deliver()
    expect(receiver.calls).toHaveLength(1)
    expect((await deliveries())[0]?.attempts?.map(({ number, outcome }) => [number, outcome])).toEqual([
      [2, 'succeeded'],
      [1, 'interrupted'],
    ])
  })
})

describe('a receiver', () => {
  it('that asks to be left alone for a while is', async () => {
    await subscribe()
    receiver.answer = status(429, { 'retry-after': '600' })
    await aCustomer()
    await deliver()
    const { rows } = await world.owner.query<{ next: number; due: number }>(
      `select extract(epoch from next_attempt_at - now())::integer as next, extract(epoch from due_at - now())::integer as due
         from webhook_deliveries, webhook_lanes`,
    )
    expect(rows[0]?.next).toBeGreaterThan(590)
    expect(rows[0]?.due).toBeGreaterThan(590)
  })

  it('that asks for it is left alone although a call of before has succeeded since', async () => {
    const { id } = await subscribe()
    let held: ServerResponse | undefined
    receiver.answer = (response, call) => {
      if (held) status(429, { 'retry-after': '600' })(response, call)
      else held = response
    }
    await aCustomer('Ada')
    await aCustomer('Bea')
    await world.drain()
    const sending = world.get(LanePool).drain()
    const asked = async () => Date.parse(((await subscription(id)).paused_until ?? '') as string) - Date.now() > 590_000
    while (!(await asked())) await pause(20)
    held?.end('ok')
    await sending
    expect((await deliveries()).map(({ status }) => status).sort()).toEqual(['pending', 'succeeded'])
    expect(await asked()).toBe(true)
  })

  it('that is gone disables its subscription, and the event says why', async () => {
    const { id } = await subscribe()
    receiver.answer = status(410)
    await aCustomer()
    await deliver()
    expect(await subscription(id)).toMatchObject({ status: 'disabled', disabled_reason: 'gone' })
    expect(await deliveries()).toMatchObject([{ status: 'failed', attempt_count: 1 }])
    await world.drain()
    const mails = await world.owner.query('select kind, recipient from system_mails')
    expect(mails.rows).toEqual([{ kind: 'webhook_disabled', recipient: tenant.admin.email }])
    const { rows } = await world.owner.query("select facts from audit_log where action = 'subscription.disabled'")
    expect(rows).toEqual([{ facts: { reason: 'gone' } }])
    await expect(manager(() => world.get(SubscriptionsService).test(id))).rejects.toMatchObject({
      reason: 'subscription.disabled',
    })
  })

  it('that fails five times in a row rests for a minute, and others feel nothing', async () => {
    const { id } = await subscribe()
    const other = await Receiver.listen()
    await subscribe({ url: other.url })
    receiver.answer = status(500)
    await Promise.all(Array.from({ length: 40 }, () => aCustomer()))
    await deliver()
    // Those that were out together when the fifth failed.
    expect(receiver.calls.length).toBeLessThan(40)
    expect(other.calls).toHaveLength(40)
    const { paused_until, failures } = await subscription(id)
    expect(failures).toBeGreaterThanOrEqual(5)
    expect(Date.parse(paused_until as string) - Date.now()).toBeGreaterThan(50_000)
    receiver.reset()
    receiver.answer = status(500)
    await later()
    expect(receiver.calls).toHaveLength(1)
    receiver.reset()
    await later()
    expect(receiver.calls).toHaveLength(40)
    expect(await subscription(id)).toMatchObject({ failures: 0, paused_until: null, last_error: null, pending: 0 })
    await other.close()
  })

  it('that only failed for five days is disabled; one success starts the count anew', async () => {
    const { id } = await subscribe()
    receiver.answer = status(500)
    await aCustomer()
    await deliver()
    await world.owner.query("update webhook_subscriptions set failing_since = now() - interval '119 hours'")
    await later()
    expect(await subscription(id)).toMatchObject({ status: 'active' })
    await world.owner.query("update webhook_subscriptions set failing_since = now() - interval '121 hours'")
    await later()
    expect(await subscription(id)).toMatchObject({ status: 'disabled', disabled_reason: 'failing' })
    await world.drain()
    const mails = await world.owner.query('select recipient from system_mails where subject_id = $1', [id])
    expect(mails.rows).toEqual([{ recipient: tenant.admin.email }])
    await change(id, { status: 'active' })
    receiver.reset()
    await later()
    expect(await subscription(id)).toMatchObject({ status: 'active', disabled_reason: null, failing_since: null })
    expect(await deliveries()).toMatchObject([{ status: 'succeeded' }])
  })

  it.each<[string, AnswerWith, string]>([
    ['breaks the connection', (response) => response.socket?.resetAndDestroy(), 'the connection broke: '],
    ['redirects', status(302, { location: 'http://169.254.169.254/' }), 'redirects are not followed'],
    ['is overloaded', status(503), 'answered 503'],
  ])('that %s has failed', async (_, answer, error) => {
    await subscribe()
    receiver.answer = answer
    await aCustomer()
    await deliver()
    const [delivery] = await deliveries()
    expect(delivery).toMatchObject({ status: 'pending', attempts: [{ outcome: 'failed' }] })
    expect(delivery?.error).toContain(error)
    expect(Date.parse(delivery?.next_attempt_at ?? '') - Date.now()).toBeLessThan(6500)
  })

  it('is shown 64 KB of what it answers, to administrators only', async () => {
    await subscribe({ headers: [{ name: 'X-Key', value: 'between us' }] })
    receiver.answer = (response) => response.end(`\0${'é'.repeat(50_000)}`)
    await aCustomer()
    await deliver()
    expect(receiver.calls[0]?.headers['x-key']).toBe('between us')
    const [delivery] = await deliveries('admin')
    const attempt = delivery?.attempts?.[0]
    expect([attempt?.answer?.truncated, attempt?.answer?.body.length]).toEqual([true, 32_769])
    expect(attempt?.request?.headers).toMatchObject({ 'x-key': '[hidden]', 'webhook-id': delivery?.event_id })
    const [seen] = await deliveries('manager')
    expect(seen?.attempts).toMatchObject([{ http_status: 200, answer: null }])
    expect(JSON.stringify([delivery, seen])).not.toContain('between us')
  })
})

describe('a subscription', () => {
  it('keeps its secret and headers sealed, shows them never again, and its audit has none', async () => {
    const { id, secret } = await subscribe({ headers: [{ name: 'Authorization', value: 'Bearer abc' }] })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    await change(id, { headers: [{ name: 'authorization', value: 'Bearer def' }] })
    await world.drain()
    for (const table of ['webhook_subscriptions', 'outbox_events', 'audit_log']) {
      const { rows } = await world.owner.query(`select t::text from ${table} t`)
      expect(JSON.stringify(rows)).not.toMatch(/whsec_|Bearer/)
    }
    expect(JSON.stringify(await subscription(id))).not.toMatch(/secret":"|Bearer/)
    expect(await subscription(id)).toMatchObject({ header_names: ['authorization'], version: 2 })
  })

  it('signs with the old secret beside the new one for a day', async () => {
    const { id, secret } = await subscribe()
    const made = parsed<{ secret: string; old_secret_until: string }>(
      await manager(() => world.get(SubscriptionsService).rotateSecret(id, {})),
    )
    expect(Date.parse(made.old_secret_until) - Date.now()).toBeGreaterThan(86_300_000)
    const verified = () => {
      const { body = '', headers = {} } = receiver.calls.at(-1) ?? {}
      return [secret, made.secret].map((key) => {
        try {
          return Boolean(new Webhook(key).verify(body, headers as Record<string, string>))
        } catch {
          return false
        }
      })
    }
    await aCustomer()
    await deliver()
    expect(verified()).toEqual([true, true])
    await world.owner.query("update webhook_subscriptions set previous_secret_until = now() - interval '1 s'")
    await aCustomer()
    await deliver()
    expect(verified()).toEqual([false, true])
    await prune()
    const { rows } = await world.owner.query('select previous_secret from webhook_subscriptions')
    expect(rows).toEqual([{ previous_secret: null }])
  })

  it('that is slow keeps only its own delivery waiting', async () => {
    await subscribe()
    let held: ServerResponse | undefined
    let came: () => void
    const three = new Promise<void>((resolve) => (came = resolve))
    receiver.answer = (response) => {
      if (held) response.end('ok')
      else held = response
      if (receiver.calls.length === 3) came()
    }
    await aCustomer('Ada')
    await aCustomer('Bea')
    await world.drain()
    const sending = world.get(LanePool).drain()
    await aCustomer('Cleo')
    await world.drain()
    await three
    held?.end('ok')
    await sending
    expect((await deliveries()).map(({ status, attempt_count }) => [status, attempt_count])).toEqual(
      Array.from({ length: 3 }, () => ['succeeded', 1]),
    )
  })

  it('with a pace is called no faster', async () => {
    await subscribe({ rate_limit: 60 })
    for (let n = 0; n < 3; n++) await aCustomer()
    await deliver()
    const times = receiver.calls.map(({ at }) => at)
    expect(times).toHaveLength(3)
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1900)
  })

  it('with a slow pace keeps it although there is news, until somebody gives it another', async () => {
    const { id } = await subscribe({ rate_limit: 6 })
    for (const first_name of ['Ada', 'Bea']) {
      await aCustomer(first_name)
      await deliver()
    }
    expect(receiver.calls).toHaveLength(1)
    const { rows } = await world.owner.query<{ due: number }>(
      'select extract(epoch from due_at - now())::float8 as due from webhook_lanes',
    )
    expect(rows[0]?.due).toBeGreaterThan(0)
    await change(id, { rate_limit: null })
    await deliver()
    expect(receiver.calls).toHaveLength(2)
  })

  it('that asks for order gets the events of a row one after the other, whatever fails', async () => {
    await subscribe({ ordered: true, events: ['customer.*'] })
    const [ada, bob] = [await aCustomer('Ada'), await aCustomer('Bob')]
    for (const first_name of ['B', 'C', 'D']) {
      await manager(() => world.get(CustomersService).change(ada, { first_name }, null))
    }
    receiver.answer = (response, { body }) => {
      response.writeHead(body.includes('customer.created') && body.includes(ada) ? 500 : 200)
      response.end()
    }
    await deliver()
    const about = (id: string) => receiver.payloads.filter(({ data }) => data.id === id).map(({ event }) => event)
    expect(about(ada)).toHaveLength(1)
    expect(about(bob)).toEqual(['customer.created'])
    receiver.reset()
    await later()
    expect(about(ada)).toEqual(['customer.created', ...Array<string>(3).fill('customer.updated')])
  })

  it('can be sent a test event', async () => {
    const { id } = await subscribe({ events: ['order.created'] })
    const delivery = parsed<DeliveryDto>(await manager(() => world.get(SubscriptionsService).test(id)))
    await deliver()
    expect(receiver.payloads).toMatchObject([{ event: 'webhook.test', data: { subscription_id: id } }])
    expect(receiver.calls[0]?.headers['webhook-id']).toBe(delivery.event_id)
  })

  it.each([
    'http://10.0.0.1/',
    'https://169.254.169.254/',
    'https://[::ffff:a00:1]/',
    'https://user@example.com/',
    'no',
  ])('cannot be for %s', async (url) => {
    await expect(subscribe({ url })).rejects.toMatchObject({ kind: 'unprocessable', reason: 'subscription.url' })
    const { rows } = await world.owner.query('select from webhook_subscriptions')
    expect(rows).toHaveLength(0)
  })

  it('whose address leads inside by now is not called', async () => {
    await subscribe()
    await world.owner.query(`update webhook_subscriptions set url = 'https://169.254.169.254/latest'`)
    await aCustomer()
    await deliver()
    const blocked = { outcome: 'failed', http_status: null, error: '169.254.169.254 is not a public address' }
    expect(await deliveries()).toMatchObject([{ status: 'pending', attempts: [blocked] }])
  })
})

describe('the metrics', () => {
  it('tell of attempts by outcome and duration, how late deliveries arrive, and of what waits, in any process', async () => {
    await subscribe()
    await aCustomer()
    await deliver()
    receiver.answer = status(500)
    await aCustomer()
    await deliver()
    new DeliveryMetrics(world.db).onModuleInit()
    const text = await metrics.metrics()
    expect(text).toContain('portolan_webhook_attempts_total{outcome="succeeded"} 1')
    expect(text).toContain('portolan_webhook_attempts_total{outcome="failed"} 1')
    expect(text).toContain('portolan_webhook_attempt_seconds_bucket{le="+Inf"} 2')
    expect(text).toContain('portolan_webhook_attempt_seconds_count 2')
    expect(text).toContain('portolan_webhook_delivery_seconds_bucket{le="86400"} 1')
    expect(text).toContain('portolan_webhook_delivery_seconds_count 1')
    expect(text).toContain('portolan_webhook_deliveries_waiting 1')
  })
})

describe('what was sent', () => {
  it('is sent again when somebody asks, under the same id', async () => {
    await subscribe()
    await aCustomer()
    await deliver()
    const [delivery] = await deliveries()
    await manager(() => world.get(DeliveriesService).redeliver(delivery?.id ?? ''))
    await deliver()
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual(Array(2).fill(delivery?.event_id))
    expect(await deliveries()).toMatchObject([{ status: 'succeeded', attempt_count: 2 }])
  })

  it('is sent again by span of time, outcome and event', async () => {
    const { id } = await subscribe()
    receiver.answer = status(410)
    await aCustomer()
    await deliver()
    receiver.reset()
    await change(id, { status: 'active' })
    await aCustomer()
    await deliver()
    receiver.reset()
    const replay = (more: object) =>
      manager(() => world.get(SubscriptionsService).replay(id, { from: '2026-01-01T00:00:00Z', ...more }))
    expect(await replay({ to: '2026-01-02T00:00:00Z' })).toMatchObject({ deliveries: 0 })
    expect(await replay({ events: ['order.created'] })).toMatchObject({ deliveries: 0 })
    expect(await replay({})).toMatchObject({ deliveries: 1 })
    await deliver()
    expect(receiver.calls).toHaveLength(1)
    expect(await replay({ statuses: ['succeeded'] })).toMatchObject({ deliveries: 2 })
    await deliver()
    expect(receiver.calls).toHaveLength(3)
  })

  it('is sent again by selection, of this subscription only', async () => {
    const { id } = await subscribe({ events: ['customer.created'] })
    await subscribe({ url: `${receiver.url}?other` })
    await aCustomer()
    await aCustomer()
    await deliver()
    const [one, ...others] = await deliveries()
    receiver.reset()
    const ids = [one, ...others]
      .filter((delivery) => delivery?.event_id === one?.event_id)
      .map((delivery) => delivery?.id ?? '')
    expect(ids).toHaveLength(2)
    const replay = (dto: object) => manager(() => world.get(SubscriptionsService).replay(id, dto))
    await expect(replay({ delivery_ids: ids })).resolves.toEqual({ deliveries: 1, job_id: null })
    await deliver()
    expect(receiver.calls.map(({ path, headers }) => [path, headers['webhook-id']])).toEqual([
      ['/hooks', one?.event_id],
    ])
    const both = { delivery_ids: ids, from: '2026-01-01T00:00:00Z' }
    for (const wrong of [{}, both]) await expect(replay(wrong)).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('is forgotten after a month', async () => {
    await subscribe()
    await aCustomer()
    await deliver()
    await prune()
    expect(await deliveries()).toHaveLength(1)
    await world.owner.query("update webhook_events set created_at = now() - interval '31 days'")
    await prune()
    for (const table of ['webhook_events', 'webhook_deliveries', 'webhook_attempts', 'webhook_answers']) {
      expect((await world.owner.query(`select from ${table}`)).rowCount).toBe(0)
    }
  })
})
