// A merged customer over HTTP: her id keeps answering to who may see whom she became.
import { CustomerLinks } from '@portolan/platform'
import type { TestTenant } from '@portolan/testing'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'

interface One {
  data: { id: string; version: number; total_orders: number; customer_id?: string; merged_from?: { id: string }[] }
}
interface Refusal {
  error: { code: string; reason: string; details?: Record<string, string[]> }
}

let api: TestApi
let a: TestTenant
let manager: Caller
let agent: Caller
let stranger: Caller

beforeAll(async () => {
  api = await testApi()
  a = await api.tenant('a')
  manager = await api.caller(a, 'manager')
  agent = await api.caller(a, 'agent')
  stranger = await api.caller(await api.tenant('b'), 'admin')
})
afterAll(() => api.close())

const made = async (body: object) => (await manager.post<One>('/customers', body)).body.data.id
const order = (customer_id: string) =>
  manager.post<One>('/orders', {
    customer_id,
    currency: 'EUR',
    items: [{ product_name: 'Cup', quantity: 1, unit_price: '10.00' }],
  })
const merge = (winner_id: string, ...loser_ids: string[]) =>
  manager.post<One>('/customers/merge', { winner_id, loser_ids })

it('leads readers to who is left, and tells writers', async () => {
  const [winner, loser] = [await made({ first_name: 'Ada' }), await made({ first_name: 'A.' })]
  expect((await order(loser)).status).toBe(201)
  const merged = await merge(winner, loser)
  expect([merged.status, merged.body.data.total_orders]).toEqual([200, 1])
  expect(merged.body.data.merged_from).toEqual([expect.objectContaining({ id: loser })])

  for (const path of ['', '/orders?per_page=5', '/timeline', '/identities']) {
    const answer = await manager.get(`/customers/${loser}${path}`)
    expect([path, answer.status, answer.headers.get('location')]).toEqual([
      path,
      301,
      `/api/v1/customers/${winner}${path}`,
    ])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
  const writes = [
    manager.patch<Refusal>(`/customers/${loser}`, { first_name: 'B.' }),
    manager.put<Refusal>(`/customers/${loser}`, { first_name: 'B.' }),
    manager.delete<Refusal>(`/customers/${loser}`),
    manager.post<Refusal>(`/customers/${loser}/tags`, { tags: ['late'] }),
    manager.post<Refusal>(`/customers/${loser}/restore`),
    merge(winner, loser) as unknown as Promise<{ status: number; body: Refusal }>,
  ]
  for (const answer of await Promise.all(writes)) {
    expect([answer.status, answer.body.error.reason]).toEqual([409, 'customer.merged'])
  }
  const late = await order(loser)
  expect([late.status, late.body.data.customer_id]).toEqual([201, winner])

  const back = await manager.post<One>(`/customers/${loser}/unmerge`)
  expect([back.status, back.body.data.id, back.body.data.total_orders]).toEqual([200, loser, 2])
  expect((await manager.get(`/customers/${loser}`)).status).toBe(200)
  const again = await manager.post<Refusal>(`/customers/${loser}/unmerge`)
  expect([again.status, again.body.error.reason]).toEqual([409, 'customer.not_merged'])
})

it('says nothing to who may not see the winner', async () => {
  const winner = await made({ first_name: 'Grace', assigned_to: a.other_agent.id })
  const loser = await made({ first_name: 'G.', assigned_to: a.agent.id })
  await merge(winner, loser)
  expect((await agent.get(`/customers/${loser}`)).status).toBe(404)
  expect((await agent.patch(`/customers/${loser}`, { first_name: 'x' })).status).toBe(404)
  expect((await stranger.get(`/customers/${loser}`)).status).toBe(404)
  expect((await stranger.post(`/customers/${loser}/unmerge`)).status).toBe(404)
  await manager.patch(`/customers/${winner}`, { assigned_to: a.agent.id })
  expect((await agent.get(`/customers/${loser}`)).status).toBe(301)
})

it('is refused by the field that is wrong, and nothing is merged', async () => {
  const [one, other] = [await made({ first_name: 'One' }), await made({ first_name: 'Other' })]
  const cases: [object, number, string][] = [
    [{ winner_id: one }, 400, 'loser_ids'],
    [{ winner_id: one, loser_ids: [] }, 400, 'loser_ids'],
    [{ winner_id: one, loser_ids: [other, other] }, 400, 'loser_ids'],
    [{ winner_id: 'one', loser_ids: [other] }, 400, 'winner_id'],
    [{ winner_id: one, loser_ids: [other], fields: { shoe: 'loser' } }, 400, 'fields.shoe'],
    [{ winner_id: one, loser_ids: [other], fields: { email: 'both' } }, 400, 'fields.email'],
    [{ winner_id: one, loser_ids: [one] }, 422, 'loser_ids'],
    [{ winner_id: one, loser_ids: [a.id] }, 422, 'loser_ids'],
    [{ winner_id: a.id, loser_ids: [one] }, 422, 'winner_id'],
  ]
  for (const [body, status, field] of cases) {
    const answer = await manager.post<Refusal>('/customers/merge', body)
    expect([answer.status, Object.keys(answer.body.error.details ?? {})]).toEqual([status, [field]])
  }
  const foreign = await stranger.post<Refusal>('/customers/merge', { winner_id: one, loser_ids: [other] })
  expect([foreign.status, foreign.body.error.reason]).toEqual([422, 'customer.unknown'])
  expect((await agent.post('/customers/merge', { winner_id: one, loser_ids: [other] })).status).toBe(403)
  expect((await manager.get(`/customers/${other}`)).status).toBe(200)
})

it('reaches every table that names customers', async () => {
  // Values of custom fields follow their row, tags are copied, history (the inbox's, too) is read through the merge, and
  // rows about two people, as the merge's own and those told apart, name both.
  const otherwise = [
    ...['customer_field_values', 'customer_tags', 'timeline_entries', 'inbox_events'],
    ...['customer_merges', 'distinct_customers'],
  ]
  const { rows } = await api.owner.query<{ name: string }>(
    `select distinct conrelid::regclass::text as name from pg_constraint
      where contype = 'f' and confrelid = 'customers'::regclass order by 1`,
  )
  const linked = [...new Set([...api.get(CustomerLinks).tables, ...otherwise])]
  expect(rows.map(({ name }) => name)).toEqual(linked.sort())
})
