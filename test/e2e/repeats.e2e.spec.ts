// What the API promises about requests that come twice and edits that come late, through every operation of the OpenAPI
// document that promises it. A new operation is covered once filled-tenant.ts has a body for it.
import { newId } from '@portolan/contracts'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'
import { filledPath, fingerprint, operations, resolved, sendText, type Operation } from './every-operation'
import { bodies, fill } from './filled-tenant'

let api: TestApi
let admin: Caller
let ids: Record<string, string>

beforeAll(async () => {
  api = await testApi()
  ids = await fill(api, await api.tenant('a'))
})
// Signing out is one of the operations.
beforeEach(async () => {
  admin = await api.caller(await api.tenant('a'), 'admin')
})
afterAll(() => api.close())

const named = (some: readonly Operation[]) =>
  some.map((operation) => [`${operation.method} ${operation.path}`, operation] as const)
const takes = (header: string) =>
  operations.filter(({ parameters }) => parameters.some(({ name, in: where }) => where === 'header' && name === header))

const send = ({ method, path }: Operation, headers: Record<string, string>) => {
  const body = bodies[`${method} ${path}`]
  return sendText(admin, method, filledPath(path, ids), body && JSON.stringify(body), headers)
}

// Signing out twice is signing out.
const once = takes('Idempotency-Key').filter(({ path }) => !path.startsWith('/auth/'))

it.each(named(once))('%s has its effect once under a key', async (_, operation) => {
  const key = { 'idempotency-key': newId() }
  const first = await send(operation, key)
  const before = await fingerprint(api)
  const again = await send(operation, key)
  expect([again.status, again.error?.reason]).toEqual([first.status, first.error?.reason])
  if (first.status < 300) {
    expect(again.text).toBe(first.text)
    expect(await fingerprint(api)).toEqual(before)
  }
})

it.each(named(takes('If-Match')))('%s refuses an edit of what somebody has changed meanwhile', async (_, operation) => {
  const before = await fingerprint(api)
  const late = await send(operation, { 'if-match': 'W/"999999"' })
  expect([late.status, late.error?.reason]).toEqual([412, 'version.stale'])
  const unreadable = await send(operation, { 'if-match': 'yesterday' })
  expect([unreadable.status, Object.keys(unreadable.error?.details ?? {})]).toEqual([400, ['if-match']])
  expect(await fingerprint(api)).toEqual(before)
})

const editing = operations.filter(({ method, answer, body }) => {
  const edits = body !== null && (method === 'PUT' || method === 'PATCH')
  return edits && answer !== null && resolved(answer).properties?.version
})

it.each(named(editing))('%s takes If-Match, because what it edits has a version', (_, { parameters }) => {
  expect(parameters.map(({ name }) => name)).toContain('If-Match')
})
