import { Webhook } from 'standardwebhooks'
import { Outbound } from '@portolan/platform'
import { Receiver, status } from '@portolan/testing'
import { LanePool } from '@portolan/webhooks'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'

interface Subscription {
  readonly id: string
  readonly secret?: string
}
interface Delivery {
  readonly id: string
  readonly event: string
  readonly event_id: string
  readonly status: string
  readonly attempts: readonly { readonly outcome: string; readonly http_status: number | null }[]
}
interface One<Data> {
  readonly data: Data
  readonly meta: { readonly request_id: string }
}

let api: TestApi
let receiver: Receiver
let manager: Caller
let subscription: Subscription

beforeAll(async () => {
  api = await testApi()
  receiver = await Receiver.listen()
  manager = await api.caller(await api.tenant('a'), 'manager')
})
beforeEach(async () => {
  receiver.reset()
  await api.owner.query('delete from webhook_subscriptions')
  subscription = await subscribe()
})
afterAll(async () => {
  await receiver.close()
  await api.close()
})

async function subscribe(headers: Record<string, string> = {}): Promise<Subscription> {
  const answer = await manager.post<One<Subscription>>(
    '/webhook-subscriptions',
    { url: receiver.url, events: ['customer.created'] },
    headers,
  )
  expect(answer.status).toBe(201)
  return answer.body.data
}

async function aCustomer(first_name = 'Ada'): Promise<{ id: string; request: string }> {
  const { body } = await manager.post<One<{ id: string }>>('/customers', { first_name })
  return { id: body.data.id, request: body.meta.request_id }
}

async function deliver(): Promise<void> {
  await api.drain()
  await api.get(LanePool).drain()
}

const deliveries = async (filters = '') =>
  (await manager.get<One<Delivery[]>>(`/webhook-deliveries?subscription_id=${subscription.id}${filters}`)).body.data
const delivery = async (id: string) => (await manager.get<One<Delivery>>(`/webhook-deliveries/${id}`)).body.data
const ids = () => receiver.calls.map(({ headers }) => headers['webhook-id'])

it('an event arrives signed with the secret that was shown once, and stands in the log with its attempts and its request', async () => {
  const shown = await manager.get<One<Subscription>>(`/webhook-subscriptions/${subscription.id}`)
  expect([typeof subscription.secret, shown.body.data.secret]).toEqual(['string', undefined])
  const { id, request } = await aCustomer()
  await deliver()
  const [call] = receiver.calls
  const verified = new Webhook(String(subscription.secret)).verify(call?.body ?? '', call?.headers as never)
  expect(verified).toMatchObject({ event: 'customer.created', data: { id } })
  const [listed] = await deliveries('&status=succeeded')
  expect(await delivery(String(listed?.id))).toMatchObject({
    event: 'customer.created',
    event_id: call?.headers['webhook-id'],
    correlation_id: request,
    attempts: [{ outcome: 'succeeded', http_status: 200 }],
  })
})

it('a new secret signs beside the old one at once, and is shown once', async () => {
  const rotated = await manager.post<One<Subscription>>(`/webhook-subscriptions/${subscription.id}/rotate-secret`, {})
  expect(rotated.status).toBe(200)
  await aCustomer()
  await deliver()
  const [call] = receiver.calls
  for (const secret of [subscription.secret, rotated.body.data.secret]) {
    expect(() => new Webhook(String(secret)).verify(call?.body ?? '', call?.headers as never)).not.toThrow()
  }
  expect(rotated.body.data.secret).not.toBe(subscription.secret)
})

it('one delivery, a selection and a span of time are sent again under the same ids', async () => {
  receiver.answer = status(500)
  await aCustomer()
  await aCustomer('Bea')
  await deliver()
  const failed = await deliveries()
  receiver.reset()
  expect((await manager.post(`/webhook-deliveries/${String(failed[0]?.id)}/redeliver`)).status).toBe(200)
  await deliver()
  expect(ids()).toEqual([failed[0]?.event_id])
  const replay = (body: object) => manager.post(`/webhook-subscriptions/${subscription.id}/replay`, body)
  expect((await replay({ delivery_ids: [failed[1]?.id] })).status).toBe(202)
  await deliver()
  expect(ids()).toEqual(failed.map(({ event_id }) => event_id))
  expect((await replay({ from: '2026-01-01T00:00:00Z', statuses: ['succeeded'] })).status).toBe(202)
  await deliver()
  expect(receiver.calls).toHaveLength(4)
  expect(new Set(ids()).size).toBe(2)
  expect((await deliveries()).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
})

it('nothing is replayed to whoever asked for neither a span nor a selection, or for both', async () => {
  for (const body of [{}, { from: '2026-01-01T00:00:00Z', delivery_ids: [subscription.id] }]) {
    const refused = await manager.post(`/webhook-subscriptions/${subscription.id}/replay`, body)
    expect(refused.status).toBe(400)
  }
  expect(await deliveries()).toEqual([])
})

/** Looks over the shoulder of the API, which must be in this process for that. */
const beside = process.env.E2E_PROCESSES === 'many' ? it.skip : it

beside('the name of a receiver is looked up outside of the transaction that holds the key of the request', async () => {
  const locks: { pid: number }[] = []
  const { targets } = api.get(Outbound)
  const lookUp = jest.spyOn(targets, 'connectable').mockImplementation(async () => {
    const { rows } = await api.owner.query<{ pid: number }>(
      `select pid from pg_locks where relation = 'idempotency_keys'::regclass and pid <> pg_backend_pid()`,
    )
    locks.push(...rows)
    return ['127.0.0.1']
  })
  const first = await subscribe({ 'idempotency-key': 'look-up' })
  expect([lookUp.mock.calls.length, locks]).toEqual([1, []])
  const again = await subscribe({ 'idempotency-key': 'look-up' })
  expect([again, lookUp.mock.calls.length]).toEqual([first, 1])
  lookUp.mockRestore()
})
