import type { TestTenant } from '@portolan/testing'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'

let api: TestApi
let tenant: TestTenant
let manager: Caller

interface Made {
  data: { id: string; name: string }
  error: { reason: string }
  meta: { request_id: string }
}

beforeAll(async () => {
  api = await testApi()
  tenant = await api.tenant('a')
  manager = await api.caller(tenant, 'manager')
})
afterAll(() => api.close())

const make = (name: string, key: string, caller = manager) =>
  caller.post<Made>('/tags', { name }, { 'idempotency-key': key })
const tagsCalled = async (name: string): Promise<number> => {
  const { rows } = await api.owner.query<{ count: string }>('select count(*) from tags where name = $1', [name])
  return Number(rows[0]?.count)
}

it('gives the first answer again, headers included', async () => {
  const first = await make('twice', 'key-1')
  const second = await make('twice', 'key-1')
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.text).toBe(first.text)
  expect(second.headers.get('location')).toBe(first.headers.get('location'))
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(await tagsCalled('twice')).toBe(1)
})

it('refuses the same key with another body', async () => {
  await make('one', 'key-2')
  const { status, body } = await make('other', 'key-2')
  expect([status, body.error.reason]).toEqual([409, 'idempotency.other_body'])
  expect(await tagsCalled('other')).toBe(0)
})

it('keeps nothing of what was refused', async () => {
  expect((await make('', 'key-3')).status).toBe(400)
  expect((await make('twice', 'key-3')).status).toBe(409)
  expect((await make('third', 'key-3')).status).toBe(201)
})

it('has one effect for twenty requests at once, and one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => make('at once', 'key-4')))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(await tagsCalled('at once')).toBe(1)
})

it('belongs to the person and the address that used it', async () => {
  await make('mine', 'key-5')
  const admin = await api.caller(tenant, 'admin')
  expect((await make('mine, too', 'key-5', admin)).status).toBe(201)
  const stranger = await api.caller(await api.tenant('b'), 'manager')
  expect((await make('mine', 'key-5', stranger)).status).toBe(201)
})

it('is forgotten after a day', async () => {
  const first = await make('for a day', 'key-6')
  await api.owner.query(`update idempotency_keys set created_at = now() - interval '25 hours' where key = 'key-6'`)
  const later = await make('the next day', 'key-6')
  expect([later.status, later.body.data.name]).toEqual([201, 'the next day'])
  expect(later.body.data.id).not.toBe(first.body.data.id)
})

it('must be a key', async () => {
  expect((await make('long', 'x'.repeat(256))).status).toBe(400)
})
