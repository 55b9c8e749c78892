// Against a Shopify shop over real sockets, which signs, grants and refuses as the platform does.
import { DemoShop, demoDomain } from '../../../../apps/demo-shop/src/demo-shop'
import { signQuery } from '../../../../apps/demo-shop/src/shopify/oauth'
import { app as demoApp } from '../../../../apps/demo-shop/testing/shopify-client'
import { customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { CallFailed, config, Outbound, Vault } from '@portolan/platform'
import { sharedFixtures, testWorld, type TestTenant, type World } from '@portolan/testing'
import { integrationsEntities, IntegrationsService, IntegrationsWorkerModule } from '..'
import { Sources } from '../sync/sources'
import { openCredentials, sealCredentials, type Credentials } from './credentials'
import { isSigned, ShopifyConnects } from './shopify-connects'
import { ShopifyTokens } from './shopify-tokens'

const { clientId: client_id, clientSecret: client_secret } = demoApp
let world: World
let tenant: TestTenant
let demo: DemoShop

beforeAll(async () => {
  world = await testWorld({
    modules: [CustomersWorkerModule, OrdersWorkerModule, IntegrationsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...integrationsEntities],
  })
  tenant = await world.tenant('a')
  demo = await DemoShop.start({
    ...{ shopifyPort: Number(new URL(config.SHOPIFY_ADDRESS).port), wooPort: 0, controlPort: 0, orders: 20 },
    app: { ...demoApp, kind: 'custom', redirectUris: [`${config.PUBLIC_URL}/api/v1/integrations/shopify/callback`] },
  })
})
beforeEach(() =>
  world.owner.query(
    'truncate integrations, shop_connects, orders, customers, products, outbox_events, outbox_heads, job_heads, job_payloads cascade',
  ),
)
afterEach(() => jest.restoreAllMocks())
afterAll(async () => {
  await demo.close()
  await world.close()
})

const rows = async <Row>(sql: string): Promise<Row[]> => (await world.owner.query(sql)).rows as Row[]
const as = <Result>(work: () => Promise<Result>) => world.as(tenant, 'admin', work)
const begin = () =>
  as(() => world.get(ShopifyConnects).begin({ shop_domain: demoDomain, shop_name: 'Demo', client_id, client_secret }))
const end = (query: string, carried?: string) => world.db.as({}, () => world.get(ShopifyConnects).end(query, carried))
const said = (address: string) => Object.fromEntries(new URL(address).searchParams)

/** What the shop sends the merchant back with once he has agreed. */
async function agree(authorize_url: string): Promise<Record<string, string>> {
  const answer = await fetch(new URL('/admin/oauth/authorize', authorize_url), {
    method: 'POST',
    body: new URLSearchParams(Object.fromEntries(new URL(authorize_url).searchParams)),
    redirect: 'manual',
  })
  return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams)
}
const queryOf = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

async function connected(): Promise<string> {
  const { state, answer } = await begin()
  return said(await end(queryOf(await agree(answer.authorize_url)), state)).connected ?? ''
}

async function credentialsOf(id: string): Promise<Credentials> {
  const [row] = await rows<{ credentials: string }>(`select credentials from integrations where id = '${id}'`)
  return openCredentials(world.get(Vault), id, row?.credentials ?? '')
}

async function change(id: string, fields: Credentials): Promise<void> {
  const sealed = sealCredentials(world.get(Vault), id, { ...(await credentialsOf(id)), ...fields })
  await world.owner.query('update integrations set credentials = $2 where id = $1', [id, sealed])
}
const current = (id: string, refused: string | null = null) => as(() => world.get(ShopifyTokens).current(id, refused))
const soon = () => new Date(Date.now() + 60_000).toISOString()

describe('a shop that agrees', () => {
  it('is connected, its tokens sealed, and connected again without becoming two', async () => {
    const id = await connected()
    const [row] = await rows<Record<string, string>>('select * from integrations')
    expect(row).toMatchObject({ id, platform: 'shopify', shop_name: 'Demo', shop_address: demoDomain })
    const credentials = await credentialsOf(id)
    expect(JSON.stringify(row)).not.toContain(credentials.access_token)
    expect(credentials).toMatchObject({
      client_id,
      client_secret,
      refresh_token: expect.stringMatching(/^shprt_/) as string,
    })
    expect(Date.parse(credentials.access_expires_at ?? '') - Date.now()).toBeGreaterThan(3_500_000)
    await world.drain()
    expect(await rows('select status, currency, last_error from integrations')).toEqual([
      { status: 'active', currency: 'USD', last_error: null },
    ])
    // All of its history has come, and it sends what happens from now on.
    const counts =
      'select (select count(*) from orders)::int as orders, (select count(*) from products)::int as products'
    expect(await rows(counts)).toEqual([
      { orders: demo.shopify.shop.orders.length, products: demo.shopify.shop.products.length },
    ])
    expect(await rows('select status, failed from sync_runs')).toEqual([{ status: 'completed', failed: '0' }])
    const hooks = new Set(demo.shopify.subscriptions.all().map(({ uri }) => uri))
    expect([...hooks]).toEqual([`${config.PUBLIC_URL}/api/v1/webhooks/shopify`])
    expect(await connected()).toBe(id)
    expect((await credentialsOf(id)).access_token).not.toBe(credentials.access_token)
    expect(await rows('select id from integrations')).toHaveLength(1)
  })

  it('keeps its tokens when somebody renames it or enters another secret of the app', async () => {
    const id = await connected()
    const { refresh_token } = await credentialsOf(id)
    await as(() => world.get(IntegrationsService).change(id, { credentials: { client_secret: 'another' } }, null))
    expect(await credentialsOf(id)).toMatchObject({ refresh_token, client_secret: 'another' })
  })

  it('signs the way back as published', () => {
    const vectors = sharedFixtures('shopify')?.get('signature_vectors.json') as
      { oauth_callback_query: { query: Record<string, string>; secret: string } } | undefined
    if (!vectors) return
    const vector = vectors.oauth_callback_query
    expect(isSigned(new URLSearchParams(vector.query), vector.secret)).toBe(true)
    expect(isSigned(new URLSearchParams({ ...vector.query, shop: 'other.myshopify.com' }), vector.secret)).toBe(false)
  })
})

describe('a way back', () => {
  const signed = ({ hmac: _hmac, ...fields }: Record<string, string>, secret = client_secret) => ({
    ...fields,
    hmac: signQuery(fields, secret),
  })
  const old = String(Math.floor(Date.now() / 1000) - 120)
  type Fields = Record<string, string>
  const ways: [string, string, (fields: Fields) => Fields, ((state: string) => string | undefined)?][] = [
    ['in another browser', 'state', (fields) => fields, () => undefined],
    ['with the state of another', 'state', (fields) => fields, (state) => `${state.slice(0, -1)}x`],
    ['with a state that is none', 'state', (fields) => signed({ ...fields, state: 'x' }), () => 'x'],
    ['that was changed', 'signature', (fields) => ({ ...fields, shop: 'other.myshopify.com' })],
    ['signed by another', 'signature', (fields) => signed(fields, 'another')],
    ['without a signature', 'signature', ({ hmac: _hmac, ...fields }) => fields],
    ['of long ago', 'late', (fields) => signed({ ...fields, timestamp: old })],
    ['from another shop', 'shop', (fields) => signed({ ...fields, shop: 'other.myshopify.com' })],
    ['from no shop at all', 'shop', (fields) => signed({ ...fields, shop: 'demo-shop.myshopify.com.evil.example' })],
    ['with a code that is none', 'refused', (fields) => signed({ ...fields, code: 'none' })],
  ]
  it.each(ways)('%s is refused (%s), and connects nothing', async (...[, refused, made, carries]) => {
    const { state, answer } = await begin()
    const fields = await agree(answer.authorize_url)
    expect(said(await end(queryOf(made(fields)), carries ? carries(state) : state))).toEqual({ refused })
    expect(await rows('select id from integrations')).toEqual([])
  })

  it('leads home once, for ten minutes, while its member may connect shops', async () => {
    const { state, answer } = await begin()
    const query = queryOf(await agree(answer.authorize_url))
    expect(said(await end(query, state))).toEqual({ connected: expect.any(String) as string })
    expect(said(await end(query, state))).toEqual({ refused: 'state' })
    const spoil = [
      `update shop_connects set expires_at = now()`,
      `update memberships set status = 'inactive' where user_id = '${tenant.admin.id}'`,
    ]
    for (const sql of spoil) {
      const again = await begin()
      const fields = await agree(again.answer.authorize_url)
      await world.owner.query(sql)
      expect(said(await end(queryOf(fields), again.state))).toEqual({ refused: 'state' })
    }
    await world.owner.query(`update memberships set status = 'active' where user_id = '${tenant.admin.id}'`)
  })
})

describe('a shop that is disconnected', () => {
  it('loses our hooks, unless another workspace hears of it by the same app', async () => {
    const other = await world.tenant('b')
    const id = await connected()
    const credentials = { shop_domain: demoDomain, client_id, client_secret }
    const made = await world.as(other, 'admin', () =>
      world.get(IntegrationsService).connect({ platform: 'shopify', shop_name: 'Theirs', credentials }),
    )
    await world.drain()
    demo.shopify.tokens.expire()
    const outcome = async (who: TestTenant, which: string) => {
      await world.as(who, 'admin', () => world.get(IntegrationsService).disconnect(which))
      await world.drain()
      const told = await rows<object>(
        `select hooks_removal, parting_credentials from integrations where id = '${which}'`,
      )
      return [told[0], demo.shopify.subscriptions.all().length > 0]
    }
    expect(await outcome(tenant, id)).toEqual([{ hooks_removal: 'kept', parting_credentials: null }, true])
    const { id: theirs } = JSON.parse(made.text) as { id: string }
    expect(await outcome(other, theirs)).toEqual([{ hooks_removal: 'removed', parting_credentials: null }, false])
  })
})

describe('a token', () => {
  it('that is about to end is renewed once, whoever asks at the same time, both halves at once', async () => {
    const id = await connected()
    const before = await credentialsOf(id)
    await change(id, { access_expires_at: soon() })
    const call = jest.spyOn(world.get(Outbound), 'call')
    const tokens = await Promise.all(Array.from({ length: 6 }, () => current(id)))
    expect(new Set(tokens).size).toBe(1)
    expect(call).toHaveBeenCalledTimes(1)
    const after = await credentialsOf(id)
    expect(after.access_token).toBe(tokens[0])
    expect([after.access_token, after.refresh_token]).not.toEqual([before.access_token, before.refresh_token])
    expect(Date.parse(after.access_expires_at ?? '')).toBeGreaterThan(Date.now() + 3_500_000)
  })

  it('that the shop does not take any more is renewed, also when an answer was lost on the way', async () => {
    const id = await connected()
    const source = await as(() => world.get(Sources).open(id))
    demo.shopify.tokens.expire()
    await expect(as(() => source.check())).resolves.toEqual({ currency: 'USD' })
    const outbound = world.get(Outbound)
    const call = outbound.call.bind(outbound)
    jest.spyOn(outbound, 'call').mockImplementationOnce(async (...asked) => {
      await call(...asked)
      throw new CallFailed('broken', 'the connection broke', null)
    })
    const { access_token = '' } = await credentialsOf(id)
    await expect(current(id, access_token)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(current(id, access_token)).resolves.toMatch(/^shpat_/)
    await expect(as(() => source.check())).resolves.toEqual({ currency: 'USD' })
  })

  it('that was taken away is an error that says to connect again, told once', async () => {
    const id = await connected()
    await world.drain()
    demo.shopify.tokens.revokeAll()
    const { access_token = '' } = await credentialsOf(id)
    for (let time = 0; time < 2; time++)
      await expect(current(id, access_token)).rejects.toMatchObject({ kind: 'credentials' })
    const told = expect.stringContaining('connect it again') as string
    expect(await rows('select status, last_error from integrations')).toEqual([{ status: 'error', last_error: told }])
    expect(await rows(`select name from outbox_events where name = 'integration.failed'`)).toHaveLength(1)
    expect(await connected()).toBe(id)
    await world.drain()
    expect(await rows('select status, last_error from integrations')).toEqual([{ status: 'active', last_error: null }])
  })

  it('of an app of the own organisation is asked for with the app’s secret alone', async () => {
    const credentials = { shop_domain: demoDomain, client_id, client_secret }
    const made = await as(() =>
      world.get(IntegrationsService).connect({ platform: 'shopify', shop_name: 'Own', credentials }),
    )
    const { id } = JSON.parse(made.text) as { id: string }
    await world.drain()
    expect(await rows('select status, currency from integrations')).toEqual([{ status: 'active', currency: 'USD' }])
    const { access_token, access_expires_at } = await credentialsOf(id)
    expect(Date.parse(access_expires_at ?? '') - Date.now()).toBeGreaterThan(86_000_000)
    expect(await current(id)).toBe(access_token)
    expect(await current(id, access_token)).not.toBe(access_token)
  })

  it('that nobody has used for long is renewed before its refresh token ends', async () => {
    const id = await connected()
    const { refresh_token: first } = await credentialsOf(id)
    const keep = () => world.db.as({ tenant: null, role: 'system' }, () => world.get(ShopifyTokens).keep())
    await keep()
    expect((await credentialsOf(id)).refresh_token).toBe(first)
    await world.owner.query(`update integrations set token_renewed_at = now() - interval '61 days'`)
    await keep()
    expect((await credentialsOf(id)).refresh_token).not.toBe(first)
  })
})
