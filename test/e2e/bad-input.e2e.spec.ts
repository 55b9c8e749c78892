// Whatever is sent to an operation that the OpenAPI document knows: a refusal that names the field, never a failure, and
// nothing is written. A new operation is covered once filled-tenant.ts has a body for it.
import { tables } from '@portolan/platform'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'
import {
  badParameters,
  badValues,
  bodyWith,
  cardNumber,
  isAmount,
  isFreeText,
  oneOfEach,
  places,
  ruledOut,
  unheardOf,
} from './bad-values'
import { all, filledPath, fingerprint, operations, sendText, type Operation, type Received } from './every-operation'
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
const writing = named(operations.filter(({ body }) => body))
const listing = named(operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'per_page')))

function bodyOf({ method, path }: Operation): object {
  const body = bodies[`${method} ${path}`]
  if (!body) throw new Error(`filled-tenant.ts has no body for ${method} ${path}`)
  return body
}

const send = ({ method, path }: Operation, query: string, body?: string) =>
  sendText(admin, method, filledPath(path, ids) + query, body)

/** What is wrong with an answer that should be a refusal; null when nothing is. */
function complaint({ status, text, error }: Received, field?: string): string | null {
  if (status < 400 || status > 499) return `${status} ${text.slice(0, 200)}`
  if (!error?.code || !error.reason || !error.message) return `no envelope: ${text.slice(0, 200)}`
  if (leaks.test(text)) return `tells too much: ${text.slice(0, 200)}`
  const blamed = Object.keys(error.details ?? {})
  const places = field ? [field, field.replace(/\.\d+$/, '')] : []
  if (field && !blamed.some((name) => places.includes(name) || name.startsWith(`${field}.`)))
    return `blames ${blamed.join() || error.reason}`
  return null
}
const leaks = /\bat \S+ \(|node_modules|libs\/\w+\/src|select .* from|syntax error|violates|PostgreSQL error/i

const complaints = (found: readonly (string | null)[]) => found.filter((text) => text !== null).slice(0, 20)

/** Shopify signs its parameters, whichever they are, and takes no other answer than the way on. */
const wayBack = '/integrations/shopify/callback'

it.each(named(operations.filter(({ path }) => path !== wayBack)))(
  '%s refuses a parameter that nobody knows',
  async (_, operation) => {
    const body = operation.body ? JSON.stringify(bodyOf(operation)) : undefined
    const before = await fingerprint(api)
    for (const name of ['nonsense', '__proto__', 'nonsense[gte]']) {
      expect([name, complaint(await send(operation, `?${name}=1`, body))]).toEqual([name, null])
    }
    const { error } = await send(operation, '?nonsense=1', body)
    expect([error?.code, Object.keys(error?.details ?? {})]).toEqual(['VALIDATION_ERROR', ['nonsense']])
    expect(await fingerprint(api)).toEqual(before)
  },
)

// Signing out reads the cookie, an import a form, and what a shop sends is read as raw bytes: the request itself.
const bodiless = operations.filter(
  ({ method, body, path }) =>
    method !== 'GET' && !body && !/^\/webhooks\/|(logout|import|imports|avatar|woocommerce\/callback)$/.test(path),
)

it.each(named(bodiless))('%s refuses a body that it would not read', async (_, operation) => {
  const before = await fingerprint(api)
  const { status, error } = await send(operation, '', '{"nonsense":1}')
  expect([status, error?.details]).toEqual([400, { nonsense: ['is not known here'] }])
  expect(await fingerprint(api)).toEqual(before)
})

it.each(writing)('%s refuses a property that nobody knows', async (_, operation) => {
  const before = await fingerprint(api)
  for (const name of ['nonsense', 'id', 'tenant_id', 'deleted_at', 'is_admin']) {
    const answer = await send(operation, '', JSON.stringify({ ...bodyOf(operation), [name]: 'x' }))
    expect([answer.status, answer.error?.code, answer.error?.details]).toEqual([
      400,
      'VALIDATION_ERROR',
      { [name]: ['is not known here'] },
    ])
  }
  expect(await fingerprint(api)).toEqual(before)
})

it.each(listing)('%s refuses sorts, fields, filters and operators that nobody knows', async (_, operation) => {
  const names = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const filters = names.filter(
    (name) => !/[[\]]|^(page|per_page|cursor|sort|fields|include|q|deleted|count)$/.test(name),
  )
  const tries = [
    ...['sort', 'fields', 'include'].map((name) => [name, 'nonsense']),
    ...['sort', 'fields', 'include'].map((name) => [name, 'password_hash,"id"%20desc--']),
    ...filters.flatMap((name) => [
      [`${name}[like]`, 'a%25'],
      [`${name}[$ne]`, '1'],
      [`${name}[]`, '1'],
      [`${name}[gte][lt]`, '1'],
    ]),
    ['per_page', '101'],
    ['page', '0'],
    ['cursor', 'nonsense'],
  ]
  const found = await all(tries, async ([name = '', value = '']) => {
    const answer = await send(operation, `?${name}=${value}`)
    const fault = complaint(answer, name) ?? (answer.error?.code === 'VALIDATION_ERROR' ? null : answer.text)
    return fault === null ? null : `${name}=${value}: ${fault}`
  })
  expect(complaints(found)).toEqual([])
})

it.each(named(operations.filter(({ parameters }) => parameters.some((parameter) => parameter.in === 'query'))))(
  '%s takes no nonsense in its parameters',
  async (_, operation) => {
    const parameters = operation.parameters.filter((parameter) => parameter.in === 'query')
    const whole = oneOfEach(parameters)
    const tries = parameters.flatMap((parameter) =>
      badParameters
        .filter((_value, index) => index < 2 || whole.includes(parameter))
        .map((value) => ({ ...parameter, value })),
    )
    const found = await all(tries, async ({ name, value, schema }) => {
      const answer = await send(operation, `?${name}=${value}`)
      const bad = answer.status > 399 || parameterRuledOut(schema, value)
      const fault = bad ? complaint(answer) : null
      return fault === null ? null : `${name}=${value.slice(0, 40)}: ${fault}`
    })
    expect(complaints(found)).toEqual([])
  },
)

function parameterRuledOut(schema: Parameters<typeof ruledOut>[0], value: string): boolean {
  const one = schema.items ?? schema
  if (value.includes('%00')) return true
  const text = /%(?![0-9A-E])|%[EF]|^$/.test(value) ? value : decodeURIComponent(value)
  if (one.type === 'integer') return !/^-?\d{1,16}$/.test(text)
  if (one.type === 'boolean') return !/^(true|false)$/.test(text)
  return ruledOut(one, text)
}

it.each(writing)('%s takes no nonsense in its body', async (_, operation) => {
  const before = await fingerprint(api)
  const bad = places(operation.body ?? {}).flatMap(({ path, schema }) => [
    ...unheardOf.map((text) => ({ path, text, field: undefined })),
    ...badValues
      .filter((text) => ruledOut(schema, JSON.parse(text)))
      .map((text) => ({ path, text, field: path.join('.') })),
    ...(isAmount(schema) && 'currency' in bodyOf(operation) && path.at(-1)?.endsWith('amount')
      ? [{ path, text: '"1.005"', field: path.join('.') }]
      : []),
  ])
  const found = await all(bad, async ({ path, text, field }) => {
    const fault = complaint(await send(operation, '', bodyWith(bodyOf(operation), path, text)), field)
    return fault === null ? null : `${path.join('.')}=${text.slice(0, 60)}: ${fault}`
  })
  expect(complaints(found)).toEqual([])
  expect(await fingerprint(api)).toEqual(before)
})

it.each(writing)('%s answers what its schema allows, without failing', async (_, operation) => {
  const odd = oneOfEach(places(operation.body ?? {})).flatMap(({ path, schema }) =>
    badValues.filter((text) => !ruledOut(schema, JSON.parse(text))).map((text) => ({ path, text })),
  )
  const found = await all(odd, async ({ path, text }) => {
    const answer = await send(operation, '', bodyWith(bodyOf(operation), path, text))
    const fault = answer.status < 300 ? null : complaint(answer)
    return fault === null ? null : `${path.join('.')}=${text.slice(0, 60)}: ${fault}`
  })
  expect(complaints(found)).toEqual([])
})

it('stores no card number, whatever field it is sent in', async () => {
  for (const [, operation] of writing) {
    for (const { path, schema } of places(operation.body ?? {})) {
      if (!isFreeText(schema, path.at(-1) ?? '')) continue
      const { status } = await send(operation, '', bodyWith(bodyOf(operation), path, `"${cardNumber}"`))
      expect(status).toBeLessThan(500)
    }
  }
  for (const table of tables.tenant) {
    const { rows } = await api.owner.query<{ row: string }>(
      `select left(t::text, 500) as row from ${table} t where t::text like '%${cardNumber}%'`,
    )
    expect([table, rows]).toEqual([table, []])
  }
})

describe('a body of every operation that takes one', () => {
  const long = JSON.stringify({ a: 'x'.repeat(2 * 1024 * 1024) })
  const cases: [string, BodyInit, string, number, string][] = [
    ['that breaks off', '{"a":', 'application/json', 400, 'body.malformed'],
    ['that is a list', '[]', 'application/json', 400, ''],
    ['that is a text', '"a"', 'application/json', 400, ''],
    ['that is nothing', 'null', 'application/json', 400, ''],
    ['with a byte order mark and nonsense', '\uFEFF{', 'application/json', 400, 'body.malformed'],
    ['with a key twice', '{"a":1,"a":2}', 'application/json', 400, 'request.invalid'],
    ['nested a hundred levels deep', '['.repeat(100) + ']'.repeat(100), 'application/json', 400, 'body.too_complex'],
    ['of 2 MB', long, 'application/json', 413, 'body.too_large'],
    ['that calls itself text', '{}', 'text/plain', 415, 'body.unsupported_type'],
    ['that calls itself a web form', 'a=1', 'application/x-www-form-urlencoded', 415, 'body.unsupported_type'],
    ['that is XML', '<a/>', 'application/xml', 415, 'body.unsupported_type'],
    ['that calls itself a form of parts', '{}', 'multipart/form-data; boundary=x', 415, ''],
  ]
  it.each(cases)('%s is refused', async (_, body, type, status, reason) => {
    const before = await fingerprint(api)
    for (const [name, { method, path }] of writing) {
      const answer = await sendText(admin, method, filledPath(path, ids), body, { 'content-type': type })
      expect([name, answer.status, complaint(answer)]).toEqual([name, status, null])
      if (reason) expect([name, answer.error?.reason]).toEqual([name, reason])
    }
    expect(await fingerprint(api)).toEqual(before)
  })
})

it('answers 405 with the methods there are to any other', async () => {
  for (const path of new Set(operations.map((operation) => operation.path))) {
    const known = operations.filter((operation) => operation.path === path).map(({ method }) => method as string)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((name) => !known.includes(name))) {
      const response = await fetch(admin.base + filledPath(path, ids), { method, headers: admin.headers })
      const allowed = (response.headers.get('allow') ?? '')
        .split(', ')
        .filter((name) => name !== 'HEAD')
        .sort()
      if (response.status === 404 || response.status === 400) continue
      expect([method, path, response.status, allowed]).toEqual([method, path, 405, expect.arrayContaining(known)])
    }
  }
})
