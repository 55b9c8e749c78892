import { newId } from '@portolan/contracts'
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '@portolan/testing'

interface Customer {
  id: string
  first_name: string | null
  version: number
  assigned_to: string | null
  tags?: { id: string; name: string }[]
}
interface One {
  data: Customer
}
interface Page {
  data: Customer[]
  meta: { pagination: { total: number } }
  links: { next: string | null }
}
interface Refusal {
  error: { code: string; reason: string; details?: Record<string, string[]> }
}

let api: TestApi
let a: TestTenant
let manager: Caller
let agent: Caller
let readonly: Caller
let stranger: Caller

beforeAll(async () => {
  api = await testApi()
  a = await api.tenant('a')
  manager = await api.caller(a, 'manager')
  agent = await api.caller(a, 'agent')
  readonly = await api.caller(a, 'readonly')
  stranger = await api.caller(await api.tenant('b'), 'admin')
})
afterAll(() => api.close())

const made = async (body: object, who: Caller = manager) => (await who.post<One>('/customers', body)).body.data

describe('a customer over HTTP', () => {
  it('is made, read, edited with If-Match, deleted, listed in the trash and restored', async () => {
    const created = await manager.post<One>('/customers', {
      first_name: 'Ada',
      email: 'ada@example.com',
      country_code: 'GB',
    })
    expect(created.status).toBe(201)
    const { id } = created.body.data
    expect(created.headers.get('location')).toBe(`/api/v1/customers/${id}`)
    expect(created.headers.get('etag')).toBe('W/"1"')

    const edited = await manager.patch<One>(`/customers/${id}`, { status: 'vip' }, { 'if-match': 'W/"1"' })
    expect([edited.status, edited.headers.get('etag'), edited.body.data.version]).toEqual([200, 'W/"2"', 2])
    const late = await manager.patch<Refusal>(`/customers/${id}`, { status: 'blocked' }, { 'if-match': 'W/"1"' })
    expect([late.status, late.body.error]).toEqual([
      412,
      expect.objectContaining({ code: 'CONFLICT', reason: 'version.stale' }),
    ])
    expect((await manager.put<One>(`/customers/${id}`, { last_name: 'Byron' })).body.data).toMatchObject({
      first_name: null,
      version: 3,
    })

    expect((await manager.delete(`/customers/${id}`)).status).toBe(204)
    expect((await manager.get(`/customers/${id}`)).status).toBe(404)
    expect((await manager.get<Page>('/customers?deleted=true')).body.data.map((row) => row.id)).toEqual([id])
    expect((await manager.post<One>(`/customers/${id}/restore`)).body.data).toMatchObject({ id, version: 5 })
    await api.drain()
    const timeline = await readonly.get<{ data: { type: string }[] }>(`/customers/${id}/timeline`)
    expect(timeline.body.data.map(({ type }) => type)).toEqual([
      'customer.restored',
      'customer.deleted',
      'customer.updated',
      'customer.updated',
      'customer.created',
    ])
  })

  const refused: [object, string, string][] = [
    [{ first_name: 'x'.repeat(101) }, 'first_name', 'must have at most 100 characters'],
    [{ first_name: 7 }, 'first_name', 'must be text'],
    [{ first_name: 'two\nlines' }, 'first_name', 'must be one line of text without control characters'],
    [{ email: 'ada' }, 'email', 'must be an e-mail address'],
    [{ email: `${'x'.repeat(60)}@${'y.'.repeat(100)}example` }, 'email', 'must be an e-mail address'],
    [{ email: { $ne: null } }, 'email', 'must be an e-mail address'],
    [{ first_name: 'A', phone: 'call me' }, 'phone', 'must be a phone number such as +49 30 123456'],
    [{ first_name: 'A', country_code: 'XX' }, 'country_code', 'must be a country code such as DE'],
    [{ first_name: 'A', country_code: 'de' }, 'country_code', 'must be a country code such as DE'],
    [{ first_name: 'A', currency: 'EURO' }, 'currency', 'must be a currency code such as EUR'],
    [{ first_name: 'A', language: 'e' }, 'language', 'must be a language tag such as de or zh-Hant'],
    [{ first_name: 'A', timezone: '+02:00' }, 'timezone', 'must be a time zone such as Europe/Berlin'],
    [{ first_name: 'A', status: 'gold' }, 'status', 'must be one of active, inactive, vip, blocked'],
    [{ first_name: 'A', custom_fields: [1] }, 'custom_fields', 'must be an object of at most 16 kB'],
    [
      { first_name: 'A', custom_fields: { x: 'y'.repeat(17_000) } },
      'custom_fields',
      'must be an object of at most 16 kB',
    ],
    [{ first_name: 'A', assigned_to: 'me' }, 'assigned_to', 'must be a UUID'],
    [{ first_name: 'A', tags: 'vip' }, 'tags', 'must be a list'],
    [{ first_name: 'A', lifetime_value: '9.99' }, 'lifetime_value', 'is not known here'],
    [{ first_name: 'A', tenant_id: newId() }, 'tenant_id', 'is not known here'],
    [{ first_name: 'A\u0000' }, 'first_name', 'must not hold NUL or half a character'],
    [{}, 'email', 'give a name, a company, an e-mail address or a phone number'],
  ]
  const named = refused.map(([body, field, message]) => ({ body, field, message }))
  it.each(named)('is refused when $field $message', async ({ body, field, message }) => {
    const { status, body: refusal } = await manager.post<Refusal>('/customers', body)
    expect([status, refusal.error.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(refusal.error.details?.[field]).toContainEqual(message)
  })

  it('keeps custom fields as they are sent, whatever their names', async () => {
    const custom_fields = { toString: 1, valueOf: null, then: { length: 2 }, 'a.b': [[null]], '': '2020-01-01' }
    const { body } = await manager.post<{ data: object }>('/customers', { first_name: 'Odd', custom_fields })
    expect(body.data).toMatchObject({ custom_fields })
  })

  it('is refused with a prototype in its custom fields', async () => {
    const answer = await fetch(`${api.origin}/api/v1/customers`, {
      method: 'POST',
      headers: { ...headersOf(manager), 'content-type': 'application/json' },
      body: '{"first_name":"A","custom_fields":{"__proto__":{"admin":true}}}',
    })
    expect(answer.status).toBe(400)
  })

  it('is refused with a card number, and with an e-mail that is taken', async () => {
    const card = await manager.post<Refusal>('/customers', { first_name: '4111 1111 1111 1111' })
    expect([card.status, card.body.error.reason]).toEqual([422, 'card_number.refused'])
    await made({ email: 'only.one@example.com' })
    const double = await manager.post<Refusal>('/customers', { email: 'Only.One@example.com' })
    expect([double.status, double.body.error]).toEqual([
      409,
      expect.objectContaining({ code: 'CONFLICT', reason: 'customer.email_taken' }),
    ])
  })
})

describe('lists over HTTP', () => {
  it('page by cursor through everything once, in either order', async () => {
    for (let n = 0; n < 7; n++) await made({ first_name: `Walker ${n % 3}`, city: 'Walk' })
    for (const sort of ['name', '-name', 'last_order_date', '-created_at']) {
      const seen: string[] = []
      let path: string | null = `/customers?city=Walk&per_page=3&sort=${sort}`
      while (path) {
        const page: { body: Page } = await manager.get<Page>(path)
        seen.push(...page.body.data.map(({ id }) => id))
        path = page.body.links.next?.replace('/api/v1', '') ?? null
      }
      expect([seen.length, new Set(seen).size]).toEqual([7, 7])
    }
  })

  it.each([
    'colour=red',
    'sort=email',
    'sort=--name',
    'fields=password',
    'include=everything',
    'status=gold',
    'q=x',
    'country=Narnia',
    'page=0',
    'lifetime_value[gte]=much',
    'tag[gte]=a',
    '__proto__=1',
  ])('refuse %s', async (query) => {
    const { status, body } = await manager.get<Refusal>(`/customers?${query}`)
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
  })

  it('search and answer chosen fields with tags and orders', async () => {
    await made({ first_name: '小明', last_name: '王', tags: ['北京'] })
    const { body } = await manager.get<Page>(
      `/customers?q=${encodeURIComponent('小明')}&fields=id,first_name&include=tags,orders`,
    )
    expect(body.data).toEqual([
      {
        id: expect.any(String) as string,
        first_name: '小明',
        tags: [expect.objectContaining({ name: '北京' })],
        orders: [],
      },
    ])
  })
})

describe('who may do what', () => {
  it('keeps readonly members from writing, and agents from deleting and assigning', async () => {
    const own = await made({ first_name: 'Own' }, agent)
    expect(own.assigned_to).toBe(a.agent.id)
    const attempts = [
      () => readonly.post<Refusal>('/customers', { first_name: 'x' }),
      () => readonly.patch<Refusal>(`/customers/${own.id}`, { city: 'x' }),
      () => readonly.post<Refusal>(`/customers/${own.id}/tags`, { tags: ['x'] }),
      () => readonly.post<Refusal>('/tags', { name: 'x' }),
      () => agent.delete<Refusal>(`/customers/${own.id}`),
      () => agent.post<Refusal>(`/customers/${own.id}/restore`),
      () => agent.post<Refusal>('/tags', { name: 'x' }),
      () => agent.patch<Refusal>(`/customers/${own.id}`, { assigned_to: a.other_agent.id }),
    ]
    for (const attempt of attempts) {
      const { status, body } = await attempt()
      expect([status, body.error.code]).toEqual([403, 'FORBIDDEN'])
    }
    expect((await manager.get<One>(`/customers/${own.id}`)).body.data).toMatchObject({
      version: 1,
      assigned_to: a.agent.id,
      tags: [],
    })
    expect((await api.anonymous.get('/customers')).status).toBe(401)
  })

  it('answers guessed ids like unknown ones, byte for byte', async () => {
    const theirs = await made({ first_name: 'Otto', assigned_to: a.other_agent.id, tags: ['secret'] })
    const unknown = newId()
    const tag = theirs.tags?.[0]?.id ?? ''
    const attempts = (who: Caller, id: string) => [
      who.get(`/customers/${id}`, sameRequest),
      who.get(`/customers/${id}/timeline`, sameRequest),
      who.get(`/customers/${id}/identities`, sameRequest),
      who.patch(`/customers/${id}`, { city: 'x' }, sameRequest),
      who.put(`/customers/${id}`, { first_name: 'x' }, sameRequest),
      who.post(`/customers/${id}/tags`, { tags: ['secret'] }, sameRequest),
      who.delete(`/customers/${id}/tags/${tag}`, sameRequest),
    ]
    for (const who of [agent, stranger]) {
      const known = await Promise.all(attempts(who, theirs.id))
      const guessed = await Promise.all(attempts(who, unknown))
      for (const [index, answer] of known.entries()) {
        expect(answer.status).toBe(404)
        expect(bare(answer.text)).toBe(bare(guessed[index]!.text))
      }
    }
    for (const who of [agent, stranger]) {
      for (const query of ['q=otto', `id=${theirs.id}`, 'tag=secret', `assigned_to=${a.other_agent.id}`]) {
        const { body } = await who.get<Page>(`/customers?${query}`)
        expect([body.data, body.meta.pagination.total]).toEqual([[], 0])
      }
    }
    expect((await manager.get<One>(`/customers/${theirs.id}`)).body.data.version).toBe(1)
  })
})

describe('tags over HTTP', () => {
  it('are deleted by who knows how many customers lose them, and merged into one', async () => {
    for (const first_name of ['One', 'Two']) await made({ first_name, tags: ['press'] })
    const both = await made({ first_name: 'Both', tags: ['press', 'Journalists'] })
    const idOf = (name: string) => both.tags?.find((tag) => tag.name === name)?.id ?? ''
    const late = await manager.delete<Refusal>(`/tags/${idOf('press')}?expected_count=2`)
    expect([late.status, late.body.error.reason]).toEqual([409, 'tag.in_use'])
    expect((await manager.delete<Refusal>(`/tags/${idOf('press')}?expected_count=many`)).status).toBe(400)

    const path = `/tags/${idOf('press')}/merge`
    expect((await agent.post(path, { into_id: idOf('Journalists') })).status).toBe(403)
    expect((await manager.post<Refusal>(path, { into_id: newId() })).body.error.reason).toBe('tag.unknown')
    expect((await manager.post<Refusal>(path, { into_id: idOf('press') })).body.error.reason).toBe('tag.unknown')
    const merged = await manager.post<{ data: { name: string; customers: number } }>(path, {
      into_id: idOf('Journalists'),
    })
    expect(merged.body.data).toMatchObject({ name: 'Journalists', customers: 3 })
    expect((await manager.get(`/tags/${idOf('press')}`)).status).toBe(404)
    const gone = await manager.delete(`/tags/${idOf('Journalists')}?expected_count=3`)
    expect(gone.body).toMatchObject({ data: { customers: 3 } })
    expect((await manager.get<One>(`/customers/${both.id}`)).body.data.tags).toEqual([])
  })

  it('are made, put on, renamed, and deleted with how many lost them', async () => {
    const { body } = await manager.post<One>('/tags', { name: 'Wholesale', colour: '#1E88E5' })
    const { id } = body.data
    const customer = await made({ first_name: 'Tag', tags: ['wholesale'] })
    expect((await agent.get<One>(`/tags/${id}`)).body.data).toMatchObject({ colour: '#1e88e5', customers: 0 })
    expect((await manager.get<One>(`/tags/${id}`)).body.data).toMatchObject({ customers: 1 })
    expect((await manager.patch(`/tags/${id}`, { name: 'Retail' }, { 'if-match': 'W/"1"' })).headers.get('etag')).toBe(
      'W/"2"',
    )
    expect((await manager.post<Refusal>('/tags', { name: 'RETAIL' })).body.error.reason).toBe('tag.name_taken')
    expect((await manager.post<Refusal>('/tags', { name: ' ', colour: 'red' })).body.error.details).toMatchObject({
      colour: ['must be a colour such as #1e88e5'],
    })
    const off = await manager.delete(`/customers/${customer.id}/tags/${id}`)
    expect(off.status).toBe(204)
    await manager.post(`/customers/${customer.id}/tags`, { tags: ['retail'] })
    expect((await manager.delete(`/tags/${id}`)).body).toMatchObject({ data: { id, customers: 1 } })
    expect((await manager.get<One>(`/customers/${customer.id}`)).body.data.tags).toEqual([])
  })
})

const sameRequest = { 'x-request-id': 'the-same-request' }

function bare(text: string): string {
  return text.replace(/"timestamp":"[^"]*"/, '')
}

function headersOf(caller: Caller): Record<string, string> {
  return (caller as unknown as { headers: Record<string, string> }).headers
}
