import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Client } from 'pg'
import { newId } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { InboxService, IntegrationsModule, IntegrationsService, integrationsEntities } from '..'

const secret = 'a-client-secret-of-the-tests'
let world: World
let tenants: TestTenant[]
/** Holds the row of a tenant, for which whoever writes for it waits at the end of the statement. */
let holder: Client

beforeAll(async () => {
  world = await testWorld({ modules: [IntegrationsModule], entities: integrationsEntities })
  tenants = [await world.tenant('a'), await world.tenant('b')]
  holder = new Client({ connectionString: world.database.ownerUrl })
  await holder.connect()
})
beforeEach(() => world.owner.query('truncate inbox_events, integrations, job_heads, job_payloads cascade'))
afterAll(async () => {
  await holder.end()
  await world.close()
})

async function connect(tenant: TestTenant | undefined, shop: string): Promise<string> {
  const credentials = { shop_domain: `${shop}.myshopify.com`, client_secret: secret }
  const made = await world.as(tenant as TestTenant, 'admin', () =>
    world.get(IntegrationsService).connect({ platform: 'shopify', shop_name: shop, credentials }),
  )
  return (JSON.parse(made.text) as { id: string }).id
}

interface Sent {
  readonly topic?: string
  readonly key?: string
  readonly content?: string
}

function send(shop: string, { topic = 'orders/create', key = newId(), content = '{"id":1}' }: Sent = {}) {
  const body = Buffer.from(content)
  const headers = {
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': `${shop}.myshopify.com`,
    'x-shopify-webhook-id': key,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  }
  const request = { headers, body } as unknown as FastifyRequest
  return world.db.as({ correlation: `request ${key}` }, () => world.get(InboxService).receive('shopify', request, null))
}

const rows = async <Row>(sql: string): Promise<Row[]> => (await world.owner.query(sql)).rows as Row[]
const keys = async () =>
  (await rows<{ key: string }>('select delivery_key as key from inbox_events order by 1')).map(({ key }) => key)
const jobs = async () =>
  (await rows<{ count: number }>(`select count(*)::integer from job_heads where name = 'inbox.process'`))[0]?.count
const transactions = async () =>
  (await rows<{ count: number }>('select count(distinct xmin::text)::integer as count from inbox_events'))[0]?.count
const outcomes = (sent: Promise<unknown>[]) => Promise.allSettled(sent).then((all) => all.map(({ status }) => status))
async function hold(): Promise<void> {
  await holder.query('begin')
  await holder.query('select from tenants where id = $1 for update', [tenants[0]?.id])
}

/** The connection whose statement waits for the holder, as soon as there is one. */
async function held(): Promise<number> {
  for (;;) {
    const [waiting] = await rows<{ pid: number }>(
      `select l.pid from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where not l.granted and a.datname = current_database()`,
    )
    if (waiting) return waiting.pid
  }
}

it('stores many at once, of several shops and with doubles among them, each once and with its job', async () => {
  const shops = ['tea', 'cups', 'pots']
  const ids = [await connect(tenants[0], 'tea'), await connect(tenants[0], 'cups'), await connect(tenants[1], 'pots')]
  const sent = Array.from({ length: 300 }, (_, index) => ({ shop: index % 3, key: `event ${index % 100}`, index }))
  await Promise.all(sent.map(({ shop, key }) => send(shops[shop] ?? '', { key, content: `{"id":${key.slice(6)}}` })))
  const stored = await rows(
    `select e.tenant_id, e.integration_id, e.delivery_key, convert_from(e.body, 'UTF8') as body, e.object_id, e.headers, e.correlation,
            h.tenant_id as job_of, h.queue, h.name, p.correlation as job_correlation
       from inbox_events e
       left join job_payloads p on p.tenant_id = e.tenant_id and p.payload = jsonb_build_object('inbox_event_id', e.id)
       left join job_heads h on h.id = p.id
      order by array_position('{${ids.join(',')}}'::uuid[], e.integration_id), substr(e.delivery_key, 7)::integer`,
  )
  const expected = [0, 1, 2].flatMap((shop) =>
    Array.from({ length: 100 }, (_, index) => {
      const [tenant, key] = [shop < 2 ? tenants[0]?.id : tenants[1]?.id, `event ${index}`]
      return {
        tenant_id: tenant,
        integration_id: ids[shop],
        delivery_key: key,
        body: `{"id":${index}}`,
        object_id: String(index),
        headers: {
          'x-shopify-topic': 'orders/create',
          'x-shopify-shop-domain': `${shops[shop]}.myshopify.com`,
          'x-shopify-webhook-id': key,
        },
        correlation: `request ${key}`,
        job_of: tenant,
        queue: expect.any(String) as string,
        name: 'inbox.process',
        job_correlation: `request ${key}`,
      }
    }),
  )
  expect(stored).toEqual(expected)
  expect(await jobs()).toBe(300)
})

it('takes few transactions for many', async () => {
  await connect(tenants[0], 'tea')
  await send('tea')
  await Promise.all(Array.from({ length: 200 }, () => send('tea')))
  expect(await keys()).toHaveLength(201)
  expect(await transactions()).toBeLessThan(10)
})

it('refuses the one that cannot be stored, and stores what came with it', async () => {
  await connect(tenants[0], 'tea')
  await send('tea', { key: 'first' })
  const topics = ['orders/create', 'orders/paid', `${'x'.repeat(51)}/create`, 'orders/updated', 'orders/delete']
  const sent = topics.map((topic, index) => send('tea', { topic, key: `event ${index}` }))
  await expect(sent[2]).rejects.toThrow('inbox_events_object_type_check')
  expect(await outcomes(sent)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(await keys()).toEqual(['event 0', 'event 1', 'event 3', 'event 4', 'first'])
  expect(await jobs()).toBe(5)
})

it('keeps bodies as they came, whatever their bytes and sizes', async () => {
  await connect(tenants[0], 'tea')
  await send('tea')
  const contents = ['', 'ü', '{"id":7,"name":"\\u0000"}', 'x'.repeat(5_000_000), 'a\0b', '👋'.repeat(1000)]
  await Promise.all(contents.map((content, index) => send('tea', { key: `${index}`, content })))
  const stored = await rows<{ body: Buffer; is_text: boolean }>(
    `select body, is_text from inbox_events where length(delivery_key) = 1 order by delivery_key`,
  )
  expect(stored.map(({ body }) => body.toString() === contents.shift())).toEqual(Array.from(stored, () => true))
  expect(stored.map(({ is_text }) => is_text)).toEqual([true, true, true, true, false, true])
})

it('is refused while it waits for its turn, and not stored, once its shop is disconnected', async () => {
  const id = await connect(tenants[0], 'tea')
  await send('tea', { key: 'before' })
  await hold()
  const first = send('tea', { key: 'first' })
  await held()
  const others = [send('tea', { key: 'second' }), send('tea', { key: 'third' })]
  const told = outcomes([first, ...others])
  await world.owner.query(`update integrations set status = 'disconnected', credentials = null where id = $1`, [id])
  await holder.query('commit')
  expect(await told).toEqual(['fulfilled', 'rejected', 'rejected'])
  await expect(others[0]).rejects.toThrow('signature')
  expect(await keys()).toEqual(['before', 'first'])
})

it('is answered by nothing that a lost connection may have stored, and stored once when it comes again', async () => {
  await connect(tenants[0], 'tea')
  await send('tea', { key: 'before' })
  await hold()
  const again = ['1', '2', '3', '4']
  const told = outcomes(again.map((key) => send('tea', { key })))
  const pid = await held()
  await world.as(tenants[0] as TestTenant, 'system', () => world.db.read('select pg_terminate_backend($1)', [pid]))
  expect(await told).toEqual(again.map(() => 'rejected'))
  await holder.query('commit')
  expect(await keys()).toEqual(['before'])
  expect(await outcomes(again.map((key) => send('tea', { key })))).toEqual(again.map(() => 'fulfilled'))
  expect(await keys()).toEqual([...again, 'before'])
  expect(await jobs()).toBe(5)
})
