// Files of orders over HTTP, as other people's programs send them.
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { TestTenant } from '@portolan/testing'
import type { Answer, Caller, TestApi } from '../../libs/testing/src/api'

interface Import {
  data: { id: string; status: string; error: { message: string; line: number } | null; [count: string]: unknown }
}
interface Refusal {
  error: { code: string; reason: string; message: string; details?: Record<string, string[]> }
}

let api: TestApi
let shop: TestTenant
let manager: Caller

beforeAll(async () => {
  // Settings are read once, when the API is loaded.
  process.env.UPLOAD_LIMIT_MB = '1'
  const { testApi } = await import('../../libs/testing/src/api')
  api = await testApi()
  shop = await api.tenant('a')
  manager = await api.caller(shop, 'manager')
}, 60_000)
afterAll(() => api.close())

const mapping = 'uci-online-retail'
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n'
const good = '536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n'

function formOf(content: string | Buffer | null, fields: Record<string, string>, filename = 'orders.csv'): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (content !== null) form.append('file', new Blob([content as BlobPart]), filename)
  return form
}
const send = <Body = Import & Refusal>(
  content: string | Buffer | null,
  fields: Record<string, string> = { mapping },
  filename?: string,
) => manager.post<Body>('/orders/import', formOf(content, fields, filename))

/** What nobody may leave behind by a request that was refused. */
async function traces(): Promise<number> {
  const { rows } = await api.owner.query<{ n: number }>(
    'select (select count(*) from imports)::int + (select count(*) from job_heads)::int as n',
  )
  return rows[0]?.n ?? 0
}

describe('an import', () => {
  it('is accepted at once, read in the background, and answers how far it is', async () => {
    const accepted = await send(gzipSync(header + good + '7,A,Apple,x,2010-12-01 08:26:00,1,,France\n'))
    const { id } = accepted.body.data
    expect([accepted.status, accepted.headers.get('location')]).toEqual([202, `/api/v1/imports/${id}`])
    expect(accepted.body.data).toMatchObject({ status: 'queued', total_rows: null, filename: 'orders.csv' })
    await api.drain()
    const { body } = await manager.get<Import>(`/imports/${id}`)
    expect(body.data).toMatchObject({
      status: 'completed',
      total_rows: 2,
      processed_rows: 2,
      created: 1,
      updated: 0,
      unchanged: 0,
      rejected: 1,
      error: null,
      created_by: shop.manager.id,
      started_at: expect.any(String) as string,
      finished_at: expect.any(String) as string,
    })
    const list = await manager.get<{ data: Import['data'][] }>('/imports?status=completed')
    expect(list.body.data.map((one) => one.id)).toContain(id)
  })

  it('hands out its rejected rows as a file', async () => {
    const [newest] = (await manager.get<{ data: Import['data'][] }>('/imports')).body.data
    const file = await manager.get(`/imports/${newest?.id}/rejections`)
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="import-${newest?.id}-rejections.csv"`)
    expect(file.text).toBe(
      `${header.trim()},rejected_line,rejected_because\r\n` +
        '7,A,Apple,x,2010-12-01 08:26:00,1,,France,3,quantity must be a whole number other than 0\r\n',
    )
  })

  it('tells the order’s history who sent it', async () => {
    const [order] = (await manager.get<{ data: { id: string }[] }>('/orders?source=uci-online-retail')).body.data
    const { rows } = await api.owner.query(`select name, actor from outbox_events where payload->'ids' ? $1`, [
      order?.id,
    ])
    expect(rows).toEqual([{ name: 'order.created', actor: shop.manager.id }])
  })

  it('is made once for an Idempotency-Key, even by two forms at once', async () => {
    const key = { 'idempotency-key': 'monday-1' }
    const form = () => formOf(header + good, { mapping })
    const answers = await Promise.all([1, 2].map(() => manager.post<Import>('/orders/import', form(), key)))
    answers.push(await manager.post<Import>('/orders/import', form(), key))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
    const other = await manager.post<Refusal>('/orders/import', formOf(header, { mapping }), key)
    expect([other.status, other.body.error.reason]).toEqual([409, 'idempotency.other_body'])
    await api.owner.query(
      `update imports set created_at = now() - interval '25 hours' where idempotency_key is not null`,
    )
    const later = await manager.post<Import>('/orders/import', form(), key)
    expect(later.body.data.id).not.toBe(answers[0]?.body.data.id)
    await api.drain()
  })

  it('can be cancelled before it begins, and not after', async () => {
    const { id } = (await send(header + good)).body.data
    const cancelled = await manager.post<Import>(`/imports/${id}/cancel`)
    expect(cancelled.status).toBe(202)
    await api.drain()
    expect((await manager.get<Import>(`/imports/${id}`)).body.data.status).toBe('cancelled')
    const again = await manager.post<Refusal>(`/imports/${id}/cancel`)
    expect([again.status, again.body.error.reason]).toEqual([409, 'import.finished'])
  })

  it('that fails in the middle names the line', async () => {
    const { id } = (await send(`${header}${good}536366,"A,B\n`)).body.data
    await api.drain()
    const { data } = (await manager.get<Import>(`/imports/${id}`)).body
    expect(data).toMatchObject({ status: 'failed', created: 0, error: { reason: 'file.quote_open', line: 3 } })
    expect(data.error?.message).toBe('Line 3: opens a quote that is never closed')
    const file = await manager.get(`/imports/${id}/rejections`)
    expect(file.text.trim().split('\r\n')).toHaveLength(1)
  })

  it('belongs to those who may import, in one workspace', async () => {
    const [newest] = (await manager.get<{ data: Import['data'][] }>('/imports')).body.data
    for (const persona of ['agent', 'readonly'] as const) {
      const caller = await api.caller(shop, persona)
      expect((await caller.get('/imports')).status).toBe(403)
      expect((await caller.get(`/imports/${newest?.id}/rejections`)).status).toBe(403)
      expect((await caller.post('/orders/import', formOf(header + good, { mapping }))).status).toBe(403)
    }
    const stranger = await api.caller(await api.tenant('b'), 'admin')
    for (const path of ['', '/rejections'])
      expect((await stranger.get(`/imports/${newest?.id}${path}`)).status).toBe(404)
    expect((await stranger.post(`/imports/${newest?.id}/cancel`)).status).toBe(404)
    expect((await stranger.get<{ data: unknown[] }>('/imports')).body.data).toEqual([])
    expect((await api.anonymous.post('/orders/import', formOf(header, { mapping }))).status).toBe(401)
  })
})

describe('a form is refused', () => {
  const cases: [string, string | Buffer | null, Record<string, string>, number, RegExp][] = [
    ['without a file', null, { mapping }, 400, /"file":\["is needed/],
    ['without a mapping', header + good, {}, 400, /"mapping":\["is needed"/],
    ['with a mapping that nobody knows', header + good, { mapping: 'shopify' }, 400, /uci-online-retail, or JSON/],
    ['with a mapping that is no JSON', header + good, { mapping: '{"a":' }, 400, /is not valid JSON/],
    ['with a field that nobody knows', header + good, { mapping: '{"a":"price"}' }, 400, /the field must be one of/],
    [
      'with a mapping that lacks a field',
      header + good,
      { mapping: '{"a":"sku"}' },
      400,
      /needs a column for order_number/,
    ],
    [
      'with a column named __proto__',
      header + good,
      { mapping: '{"__proto__":"sku"}' },
      400,
      /cannot use a column named __proto__/,
    ],
    [
      'with a mapping that names one column twice',
      header + good,
      { mapping: '{"a":"sku","a":"order_number"}' },
      400,
      /names the column a twice/,
    ],
    ['with an option twice', header + good, { mapping, options: '{"dates":"dmy","dates":"mdy"}' }, 400, /dates twice/],
    [
      'with a part that nobody knows',
      header + good,
      { mapping, filepath: '/etc/passwd' },
      400,
      /"filepath":\["is not known here"/,
    ],
    [
      'with an unknown option',
      header + good,
      { mapping, options: '{"colour":1}' },
      400,
      /options.colour.*is not known/,
    ],
    ['with an option named __proto__', header + good, { mapping, options: '{"__proto__":1}' }, 400, /is not known/],
    ['with an option for later', header + good, { mapping, options: '{"notify":true}' }, 400, /not supported yet/],
    ['with a wrong currency', header + good, { mapping, options: '{"currency":"XYZ"}' }, 400, /ISO 4217/],
    ['with a wrong zone', header + good, { mapping, options: '{"timezone":"Mars"}' }, 400, /IANA zone/],
    [
      'with the source of orders made by hand',
      header + good,
      { mapping, options: '{"source":"manual"}' },
      400,
      /is not manual/,
    ],
    ['with options that are no object', header + good, { mapping, options: '[]' }, 400, /must be an object/],
    ['with an empty file', '', { mapping }, 422, /The file is empty/],
    ['with a file of other columns', 'a;b\n1;2\n', { mapping }, 422, /Line 1: lacks the column/],
    ['with a file above the limit', randomBytes(1_100_000), { mapping }, 413, /larger than 1 MB/],
  ]
  it.each(cases)('%s', async (_, content, fields, status, message) => {
    const before = await traces()
    const answer = await send<Refusal>(content, fields)
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)])
    expect(await traces()).toBe(before)
  })

  it('with two files', async () => {
    const form = formOf(header + good, { mapping })
    form.append('file', new Blob([header + good]), 'second.csv')
    const answer = await manager.post<Refusal>('/orders/import', form)
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('may be given once')])
  })

  it('that is JSON posing as a form', async () => {
    const body = { file: { filepath: '/etc/passwd' }, mapping }
    const answer: Answer<Refusal> = await manager.post<Refusal>('/orders/import', body)
    expect([answer.status, answer.body.error.reason]).toEqual([415, 'body.not_a_form'])
  })

  it('that breaks off, and the API lives', async () => {
    const before = await traces()
    await breakOff()
    expect(await traces()).toBe(before)
    expect((await manager.get('/imports')).status).toBe(200)
  })
})

it.each([
  ['that climbs out of its folder', '../../etc/passwd'],
  ['that does so in another system’s way', '..\\..\\x.csv'],
  ['that hides its slashes', '%2e%2e%2fx'],
  ['of five thousand characters', `${'x'.repeat(5000)}.csv`],
  ['that reads backwards', '\u202Egnp.csv'],
  ['that is a device elsewhere', 'CON'],
])('keeps a file with a name %s under a random id', async (_, filename) => {
  const { status, body } = await send(header + good, { mapping }, filename)
  expect(status).toBe(202)
  expect(body.data.filename).not.toMatch(/[\\/\u202E]/)
  const { rows } = await api.owner.query<{ file_id: string }>('select file_id from imports where id = $1', [
    body.data.id,
  ])
  expect(rows[0]?.file_id).toMatch(/^[0-9a-f-]{36}$/)
  await api.drain()
})

/** Sends half of a form and hangs up. */
function breakOff(): Promise<void> {
  return new Promise((resolve) => {
    const half = request(`${api.origin}/api/v1/orders/import`, {
      method: 'POST',
      headers: { ...manager.headers, 'content-type': 'multipart/form-data; boundary=x', 'content-length': '100000' },
    })
    half.on('error', () => undefined)
    half.on('close', () => {
      resolve()
    })
    const start = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nInvoice'
    half.write(start, () => half.destroy())
  })
}
