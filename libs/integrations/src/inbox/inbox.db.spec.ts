import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import { newId } from '@portolan/contracts'
import { customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { Vault } from '@portolan/platform'
import { mutated, mutations } from '../../../testing/src/mutations'
import { sharedFixtures, testWorld, type TestTenant, type World } from '@portolan/testing'
import { InboxService, IntegrationsService, integrationsEntities, IntegrationsWorkerModule } from '..'
import { sealCredentials } from '../connections/credentials'
import { InboxEventsService } from './inbox-events.service'
import { InboxRetention } from './inbox-retention'

type Body = Record<string, unknown>
interface Fixture {
  readonly headers?: Record<string, string>
  readonly body?: Body
  readonly topic?: string
}

const secret = 'a-client-secret-of-the-tests'
let world: World
let tenant: TestTenant

beforeAll(async () => {
  world = await testWorld({
    modules: [CustomersWorkerModule, OrdersWorkerModule, IntegrationsWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...integrationsEntities],
  })
  tenant = await world.tenant('a')
})
beforeEach(() =>
  world.owner.query(
    'truncate inbox_events, shop_objects, integrations, orders, customers, products, refunds, outbox_events, outbox_heads, job_heads, job_payloads cascade',
  ),
)
afterAll(() => world.close())

const fields = {
  shopify: (shop: string) => ({ shop_domain: `${shop}.myshopify.com`, client_secret: secret }),
  woocommerce: (shop: string) => ({ site_url: `https://${shop}.example.com`, webhook_secret: secret }),
}
type Known = keyof typeof fields

async function connect(platform: Known, shop = 'harbour-tea'): Promise<string> {
  const made = await world.as(tenant, 'admin', () =>
    world.get(IntegrationsService).connect({ platform, shop_name: shop, credentials: fields[platform](shop) }),
  )
  return (JSON.parse(made.text) as { id: string }).id
}

const sign = (body: Buffer) => createHmac('sha256', secret).update(body).digest('base64')

async function receive(
  platform: Known,
  id: string,
  topic: string,
  content: unknown,
  more: Record<string, string> = {},
) {
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
  const headers =
    platform === 'shopify'
      ? {
          'x-shopify-topic': topic,
          'x-shopify-shop-domain': 'harbour-tea.myshopify.com',
          'x-shopify-webhook-id': newId(),
          'x-shopify-hmac-sha256': sign(body),
        }
      : { 'x-wc-webhook-topic': topic, 'x-wc-webhook-id': '7', 'x-wc-webhook-signature': sign(body) }
  const request = { headers: { ...headers, ...more }, body } as unknown as FastifyRequest
  await world.db.as({}, () => world.get(InboxService).receive(platform, request, platform === 'shopify' ? null : id))
}

const rows = async <Row>(sql: string): Promise<Row[]> => (await world.owner.query(sql)).rows as Row[]
const outcomes = async () =>
  (
    await rows<{ told: string }>(
      `select concat_ws(' ', status, reason) as told from inbox_events order by received_at, id`,
    )
  ).map(({ told }) => told)
const details = async () => (await rows<{ details: string | null }>('select details from inbox_events'))[0]?.details

/** All that shops can change, without what lies in the trash, only counts or names our own rows. */
async function state(): Promise<unknown> {
  const [orders, items, refunds, shipments, customers] = await Promise.all([
    rows(`select external_id, order_number, status, payment_status, currency, total_amount, gross_amount
            from orders where deleted_at is null order by external_id`),
    rows(`select o.external_id, i.kind, i.product_name, i.quantity, i.total_price from order_items i join orders o on o.id = i.order_id
           where o.deleted_at is null order by o.external_id, i.position`),
    rows('select external_id, amount, currency, refunded_at, reason from refunds order by external_id'),
    rows('select external_id, carrier, tracking_number, delivered_at from shipments order by external_id'),
    rows(`select email, first_name, last_name, lifetime_value, total_orders from customers order by email`),
  ])
  return { orders, items, refunds, shipments, customers }
}

const line = (more: Body = {}) => ({
  id: 11,
  product_id: 632910392,
  sku: 'TEA-1',
  title: 'Green tea',
  variant_title: '100 g',
  quantity: 2,
  price: '10.00',
  ...more,
})

function order(id: number, updated: string, more: Body = {}): Body {
  return {
    id,
    name: `#${id}`,
    currency: 'EUR',
    total_price: '24.00',
    total_tax: '0.00',
    total_discounts: '0.00',
    shipping_lines: [{ title: 'Post', price: '4.00' }],
    financial_status: 'paid',
    fulfillment_status: null,
    created_at: '2026-11-02T10:00:00+01:00',
    updated_at: updated,
    source_name: 'web',
    email: 'ada@example.com',
    customer: { id: 9_007_199_254_740_993n.toString(), email: 'ada@example.com', first_name: 'Ada' },
    line_items: [line()],
    refunds: [],
    fulfillments: [],
    ...more,
  }
}

const refund = (id: number, order_id: number, amount: string) => ({
  id,
  order_id,
  created_at: '2026-11-03T10:00:00Z',
  note: 'a dent',
  transactions: [{ kind: 'refund', status: 'success', amount, currency: 'EUR' }],
  refund_line_items: [{ quantity: 1, line_item_id: 11, subtotal: 10, line_item: line() }],
})

const parcel = (id: number, order_id: number, updated_at: string, more: Body = {}) => ({
  id,
  order_id,
  status: 'success',
  created_at: '2026-11-04T08:00:00Z',
  updated_at,
  tracking_company: 'DHL',
  tracking_number: '00340434161094042557',
  line_items: [line()],
  ...more,
})

describe('what one shop tells', () => {
  it('becomes an order with its customer, its refund and its parcel, and the same delivery again changes nothing', async () => {
    const id = await connect('shopify')
    const body = order(1001, '2026-11-05T10:00:00Z', {
      financial_status: 'partially_refunded',
      refunds: [refund(51, 1001, '10.00')],
      fulfillments: [parcel(61, 1001, '2026-11-05T09:00:00Z')],
    })
    await receive('shopify', id, 'orders/updated', body, { 'x-shopify-webhook-id': 'the-same' })
    await receive('shopify', id, 'orders/updated', body, { 'x-shopify-webhook-id': 'the-same' })
    await world.drain()
    const before = await state()
    expect(before).toEqual({
      orders: [
        {
          external_id: '1001',
          order_number: '#1001',
          status: 'processing',
          payment_status: 'partially_refunded',
          currency: 'EUR',
          total_amount: '2400',
          gross_amount: '2000',
        },
      ],
      items: [{ external_id: '1001', kind: 'sale', product_name: 'Green tea', quantity: 2, total_price: '2000' }],
      refunds: [expect.objectContaining({ external_id: '51', amount: '1000', currency: 'EUR', reason: 'a dent' })],
      shipments: [expect.objectContaining({ external_id: '61', carrier: 'DHL' })],
      customers: [expect.objectContaining({ email: 'ada@example.com', first_name: 'Ada', total_orders: 1 })],
    })
    expect(await outcomes()).toEqual(['processed created'])
    await receive('shopify', id, 'orders/updated', body)
    await world.drain()
    expect(await state()).toEqual(before)
    expect(await outcomes()).toEqual(['processed created', 'processed unchanged'])
  })

  it('ends in the same state in every order, doubled and shuffled', async () => {
    const told: [string, Body][] = [
      [
        'customers/create',
        { id: '9007199254740993', email: 'ada@example.com', first_name: 'Ada', updated_at: '2026-11-01T00:00:00Z' },
      ],
      ['orders/create', order(1001, '2026-11-02T09:00:00Z', { financial_status: 'pending' })],
      ['orders/paid', order(1001, '2026-11-02T09:00:05Z')],
      ['refunds/create', refund(51, 1001, '10.00')],
      [
        'orders/updated',
        order(1001, '2026-11-03T10:00:01Z', {
          financial_status: 'partially_refunded',
          refunds: [refund(51, 1001, '10.00')],
        }),
      ],
      ['fulfillments/create', parcel(61, 1001, '2026-11-04T08:00:00Z')],
      ['fulfillments/update', parcel(61, 1001, '2026-11-04T09:00:00Z', { tracking_number: 'JJD000390007' })],
      [
        'customers/update',
        { id: '9007199254740993', email: 'ada@example.com', first_name: 'Augusta', updated_at: '2026-11-05T00:00:00Z' },
      ],
      ['orders/create', order(1002, '2026-11-06T09:00:00Z')],
      ['orders/delete', { id: 1002 }],
    ]
    const at = { 'x-shopify-triggered-at': '2026-11-07T00:00:00.123456789Z' }
    const id = await connect('shopify')
    for (const [topic, body] of told) {
      await receive('shopify', id, topic, body, at)
      await world.drain()
    }
    const inOrder = await state()
    await world.owner.query('truncate inbox_events, shop_objects, orders, customers, refunds cascade')
    const shuffled = [...told, ...told]
      .map((one, index) => [hash([index, one]), one] as const)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one)
    for (const [topic, body] of shuffled) await receive('shopify', id, topic, body, at)
    await world.drain()
    expect(await state()).toEqual(inOrder)
  })

  it('waits for its order when it is about one that has not come yet', async () => {
    const id = await connect('shopify')
    await receive('shopify', id, 'refunds/create', refund(51, 1001, '10.00'))
    await world.drain()
    expect(await outcomes()).toEqual(['waiting order'])
    await receive('shopify', id, 'orders/create', order(1001, '2026-11-02T09:00:00Z'))
    await world.drain()
    expect(await outcomes()).toEqual(['processed updated', 'processed created'])
    expect(await rows('select amount from refunds')).toEqual([{ amount: '1000' }])
  })

  it('counts a test order in no revenue, and a cancelled one in no figure', async () => {
    const id = await connect('shopify')
    await receive('shopify', id, 'orders/create', order(1, '2026-11-02T09:00:00Z', { test: true }))
    await receive(
      'shopify',
      id,
      'orders/create',
      order(2, '2026-11-02T09:00:00Z', { cancelled_at: '2026-11-02T10:00:00Z' }),
    )
    await world.drain()
    expect(await rows('select total_orders, lifetime_value from customers')).toEqual([
      { total_orders: 0, lifetime_value: '0' },
    ])
    expect(await rows('select gross_amount, status from orders order by external_id')).toEqual([
      { gross_amount: '0', status: 'processing' },
      { gross_amount: '2000', status: 'cancelled' },
    ])
  })

  it('keeps a request of privacy for people to act on within thirty days', async () => {
    const id = await connect('shopify')
    await receive('shopify', id, 'customers/redact', { shop_id: 1, customer: { id: 5, email: 'ada@example.com' } })
    await world.drain()
    expect(
      await rows(
        `select status, reason, round(extract(epoch from due_at - received_at) / 86400)::integer as days from inbox_events`,
      ),
    ).toEqual([{ status: 'due', reason: 'erase_customer', days: 30 }])
    expect(await rows(`select name from outbox_events where name = 'privacy.requested'`)).toHaveLength(1)
  })

  it('is stored for the shop whose secret fits, once, also when that has become another one meanwhile', async () => {
    const id = await connect('shopify')
    const at = { 'x-shopify-webhook-id': 'the same' }
    const send = () => receive('shopify', id, 'orders/create', order(1, '2026-11-02T09:00:00Z'), at)
    await send()
    await send()
    const there = await world.tenant('b')
    const taken = { shop_domain: 'harbour-tea.myshopify.com', client_secret: 'a-secret-of-somebody-else' }
    const later = await world.as(there, 'admin', () =>
      world.get(IntegrationsService).connect({ platform: 'shopify', shop_name: 'Theirs', credentials: taken }),
    )
    const theirs = (JSON.parse(later.text) as { id: string }).id
    const second = order(2, '2026-11-02T10:00:00Z')
    const signature = createHmac('sha256', taken.client_secret).update(JSON.stringify(second)).digest('base64')
    await receive('shopify', id, 'orders/create', second, { 'x-shopify-hmac-sha256': signature })
    await world.as(tenant, 'admin', () => world.get(IntegrationsService).disconnect(id))
    await expect(send()).rejects.toThrow('signature')
    expect(await rows('select integration_id as of from inbox_events order by received_at')).toEqual([
      { of: id },
      { of: theirs },
    ])
    expect(await rows(`select count(*)::integer from job_heads where name = 'inbox.process'`)).toEqual([{ count: 2 }])
  })

  it('is stored though the shop’s tokens are renewed just after they were looked up', async () => {
    const id = await connect('shopify')
    const inbox = world.get(InboxService) as unknown as { shopsAt: (...given: unknown[]) => Promise<unknown> }
    const look = inbox.shopsAt.bind(inbox)
    const looking = jest.spyOn(inbox, 'shopsAt').mockImplementationOnce(async (...given) => {
      const found = await look(...given)
      const credentials = { shop_domain: 'harbour-tea.myshopify.com', client_secret: secret }
      const sealed = sealCredentials(world.get(Vault), id, credentials)
      await world.owner.query('update integrations set credentials = $1', [sealed])
      return found
    })
    await receive('shopify', id, 'orders/create', order(1, '2026-11-02T09:00:00Z'))
    looking.mockRestore()
    expect(await outcomes()).toEqual(['pending'])
  })

  it('ends the connection when the shop removes the app, and refuses what comes afterwards', async () => {
    const id = await connect('shopify')
    await receive('shopify', id, 'app/uninstalled', { id: 548380009 })
    await world.drain()
    expect(await rows('select status, credentials from integrations')).toEqual([
      { status: 'disconnected', credentials: null },
    ])
    await expect(receive('shopify', id, 'orders/create', order(1, '2026-11-02T09:00:00Z'))).rejects.toThrow('signature')
  })
})

describe('products of a shop', () => {
  const product = (id: number, modified: string, more: Body = {}) => ({
    ...{ id, name: 'Tea &amp; cup', status: 'publish', type: 'simple', date_modified_gmt: modified },
    ...{ sku: 'TEA', price: '9.50', regular_price: '12.00', manage_stock: true, stock_quantity: 3 },
    ...more,
  })
  const stock = () =>
    rows<{ told: string }>(
      `select concat_ws(' ', p.name, v.sku, v.name, v.currency, v.price, v.compare_at_price, v.stock_quantity, p.deleted_at is not null) as told
         from products p left join product_variants v on v.product_id = p.id order by p.external_id, v.position`,
    )

  it('end where the shop has them, whatever the order of their events, in the currency of its orders', async () => {
    const id = await connect('woocommerce')
    await world.owner.query(`update integrations set currency = 'EUR'`)
    const tell = (topic: string, body: Body) => receive('woocommerce', id, topic, body)
    await tell('product.updated', {
      ...product(31, '2026-11-02T10:00:00', { type: 'variation', parent_id: 9, sku: 'CUP-S', stock_quantity: 1 }),
      attributes: [{ name: 'Size', option: 'S' }],
    })
    await tell('product.updated', product(8, '2026-11-02T12:00:00', { price: '8.00' }))
    await tell('product.created', product(8, '2026-11-02T09:00:00'))
    await tell('product.created', product(9, '2026-11-02T09:30:00', { type: 'variable', variations: [31, 32] }))
    await tell('product.created', product(10, '2026-11-02T09:30:00'))
    await tell('product.deleted', { id: 10 })
    await world.drain()
    await world.drain()
    expect(await outcomes()).toEqual([
      ...['processed updated', 'processed created', 'ignored stale', 'processed created', 'processed created'],
      'processed deleted',
    ])
    expect((await stock()).map(({ told }) => told)).toEqual([
      'Tea & cup TEA EUR 950 1200 3 t',
      'Tea & cup TEA EUR 800 1200 3 f',
      'Tea & cup CUP-S S EUR 950 1200 1 f',
    ])
  })
})

describe('what cannot be used', () => {
  it.each([
    ['a price that is no number', { line_items: [line({ price: 'ten' })] }, 'line_items.0.price: is no decimal number'],
    [
      'decimals that the currency does not have',
      { currency: 'JPY', total_price: '24.5' },
      'total_price: 24.5 has decimals that JPY does not have',
    ],
    ['no items', { line_items: null }, 'line_items'],
    ['an unknown currency', { currency: 'XYZ' }, 'currency: is no ISO 4217 currency'],
    ['a time that is none', { created_at: 'yesterday' }, 'created_at'],
    [
      'an amount beyond all bounds',
      { line_items: [line({ price: '999999999999999', quantity: 999_999 })] },
      'too large',
    ],
    ['a refund of more than was paid', { refunds: [refund(51, 1, '99.00')] }, 'refund'],
  ])('%s is written down with its field, and nothing is half written', async (_, wrong, told) => {
    const id = await connect('shopify')
    await receive('shopify', id, 'orders/create', order(1, '2026-11-02T09:00:00Z', wrong))
    await world.drain()
    expect(await outcomes()).toEqual([expect.stringMatching(/^failed (unreadable|refused)$/)])
    expect((await details())?.toLowerCase()).toContain(told.toLowerCase())
    expect(await rows('select id from orders')).toEqual([])
    expect(await rows('select id from customers')).toEqual([])
  })

  it('is never half an order, whatever of it is missing, null, of another type or huge', async () => {
    const id = await connect('shopify')
    for (const [index, changes] of fc.sample(mutations, { numRuns: 50, seed: 11 }).entries()) {
      const parts = {
        refunds: [refund(2000 + index, 1, '5.00')],
        fulfillments: [parcel(3000 + index, 1, '2026-11-04T08:00:00Z')],
      }
      const whole = order(1, '2026-11-02T09:00:00Z', parts)
      const body = { ...(mutated(whole, changes) as Body), id: 1000 + index, name: `#${index}` }
      await receive('shopify', id, 'orders/create', body)
    }
    await world.drain()
    const told = new Set(await outcomes())
    expect([...told].filter((one) => !/^(processed|ignored|failed) /.test(one))).toEqual([])
    expect([...told]).toEqual(expect.arrayContaining(['processed created', 'failed unreadable']))
    const halves = await rows(
      `select e.object_id, e.status, e.details from inbox_events e left join orders o on o.external_id = e.object_id
        where (e.status = 'processed') <> (o.id is not null)
           or e.status = 'failed' and coalesce(e.details, '') = ''
           or o.id is not null and not exists (select from order_items i where i.order_id = o.id)`,
    )
    expect(halves).toEqual([])
    expect(await rows(`select id from job_heads where state = 'dead'`)).toEqual([])
  })

  it('can be replayed once its cause is gone', async () => {
    const id = await connect('shopify')
    await receive('shopify', id, 'orders/create', '{"id": 1')
    await world.drain()
    expect(await outcomes()).toEqual(['failed unreadable'])
    const [event] = await rows<{ id: string }>('select id from inbox_events')
    await world.owner.query('update inbox_events set body = $1', [JSON.stringify(order(1, '2026-11-02T09:00:00Z'))])
    await world.as(tenant, 'manager', () => world.get(InboxEventsService).replay(event?.id ?? ''))
    await world.drain()
    expect(await outcomes()).toEqual(['processed created'])
  })
})

const fixtures = sharedFixtures('shopify')
const describeFixtures = fixtures ? describe : describe.skip

/** What each recorded webhook does: status and reason, then total, currency, refunds and the customer's e-mail. */
const expected: Record<string, [string, string?]> = {
  'compliance_customers__data_request.json': ['due access'],
  'compliance_customers__redact.json': ['due erase_customer'],
  'compliance_shop__redact.json': ['due erase_shop'],
  'derived_orders__create_jpy_shop_zero_decimal.json': ['processed created', '18109 JPY'],
  'derived_orders__create_pos_no_customer_no_email_no_addresses.json': ['processed created', '18109 GBP'],
  'derived_orders__create_usd_shop_jpy_presentment_unicode.json': ['processed created', '18109 USD (28974 JPY)'],
  'derived_orders__updated_partial_fulfillment.json': ['processed created', '27037 USD'],
  'webhook_app__uninstalled.json': ['processed disconnected'],
  'webhook_app_subscriptions__update.json': ['ignored topic'],
  'webhook_bulk_operations__finish.json': ['ignored topic'],
  'webhook_checkouts__create.json': ['ignored topic'],
  'webhook_checkouts__update.json': ['ignored topic'],
  'webhook_customers__create.json': ['processed created'],
  'webhook_customers__delete.json': ['processed unchanged'],
  // The shop before it has told of the same address.
  'webhook_customers__update.json': ['processed updated'],
  'webhook_customers_email_marketing_consent__update.json': ['ignored topic'],
  'webhook_customers_marketing_consent__update.json': ['ignored topic'],
  'webhook_disputes__create.json': ['ignored topic'],
  'webhook_draft_orders__create.json': ['ignored topic'],
  'webhook_fulfillment_events__create.json': ['ignored topic'],
  'webhook_fulfillments__create.json': ['waiting order'],
  'webhook_fulfillments__update.json': ['waiting order'],
  'webhook_inventory_levels__update.json': ['ignored topic'],
  'webhook_order_transactions__create.json': ['ignored topic'],
  'webhook_orders__cancelled.json': ['processed created', '38800 USD'],
  'webhook_orders__create.json': ['processed created', '38800 USD'],
  'webhook_orders__delete.json': ['processed unchanged'],
  'webhook_orders__edited.json': ['ignored topic'],
  'webhook_orders__fulfilled.json': ['processed created', '38800 USD'],
  'webhook_orders__paid.json': ['processed created', '38800 USD'],
  'webhook_orders__partially_fulfilled.json': ['processed created', '38800 USD'],
  'webhook_orders__updated.json': ['processed created', '38800 USD'],
  'webhook_products__create.json': ['processed created'],
  'webhook_products__delete.json': ['processed unchanged'],
  'webhook_products__update.json': ['processed created'],
  'webhook_refunds__create.json': ['ignored nothing'],
  'webhook_returns__request.json': ['ignored topic'],
  'webhook_shop__update.json': ['ignored topic'],
}

describeFixtures('every recorded webhook of Shopify', () => {
  it('does what the table says', async () => {
    const names = [...(fixtures ?? new Map()).keys()].filter((name: string) =>
      /^(compliance|derived|webhook)_/.test(name),
    )
    expect(names.sort()).toEqual(Object.keys(expected).sort())
    expect(await toldBy('shopify', fixtures, names)).toEqual(expected)
  })
})

const woo = sharedFixtures('woocommerce')
const describeWoo = woo ? describe : describe.skip
const expectedWoo: Record<string, [string, string?]> = {
  'derived_webhook_customer__created.json': ['processed created'],
  'derived_webhook_order__created_guest.json': ['processed created', '2935 USD'],
  'derived_webhook_order__created_jpy_unicode_registered.json': ['processed created', '2935 JPY'],
  'derived_webhook_order__deleted.json': ['processed unchanged'],
  'derived_webhook_order__updated_completed.json': ['processed created', '2935 USD'],
  'webhook_coupon__created.json': ['ignored topic'],
  'webhook_coupon__deleted.json': ['ignored topic'],
  'webhook_product__created.json': ['processed created'],
  'webhook_product__updated.json': ['processed created'],
}

describeWoo('every recorded webhook of WooCommerce', () => {
  it('does what the table says', async () => {
    expect(await toldBy('woocommerce', woo, Object.keys(expectedWoo))).toEqual(expectedWoo)
  })
})

/** What each fixture did in a shop of its own. */
async function toldBy(platform: Known, from: Map<string, unknown> | null, names: readonly string[]) {
  const shops = new Map<string, string>()
  for (const [index, name] of names.entries()) {
    const { body, topic, headers } = from?.get(name) as Fixture
    const id = await connect(platform, `shop-${index}`)
    const domain = { 'x-shopify-shop-domain': `shop-${index}.myshopify.com` }
    await receive(platform, id, topic ?? headers?.['x-wc-webhook-topic'] ?? '', body, domain)
    shops.set(id, name)
  }
  await world.drain()
  const told = await rows<{ id: string; outcome: string; money: string | null }>(
    `select e.integration_id as id, concat_ws(' ', e.status, e.reason) as outcome,
            o.total_amount || ' ' || o.currency || coalesce(' (' || o.presentment_total_amount || ' ' || o.presentment_currency || ')', '') as money
       from inbox_events e left join orders o on o.id = e.order_id`,
  )
  const byName = told.map(({ id, outcome, money }) => [shops.get(id), money ? [outcome, money] : [outcome]] as const)
  return Object.fromEntries(byName) as Record<string, string[]>
}

/** Shuffles the same way every time. */
function hash(value: unknown): number {
  return [...JSON.stringify(value)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) * 7) % 1_000_003, 7)
}

it('credentials are sealed anew once another key stands in front, and open what they opened', async () => {
  const id = await connect('shopify')
  const vault = world.get(Vault)
  const { keys } = vault as unknown as { keys: readonly object[] }
  Object.assign(vault, { keys: [{ id: 'new', key: Buffer.alloc(32, 'n') }, ...keys] })
  try {
    await world.db.as({}, () => world.get(InboxRetention).prune())
    expect(await rows<{ credentials: string }>('select credentials from integrations')).toEqual([
      { credentials: expect.stringMatching(/^v1\.new\./) as string },
    ])
    await receive('shopify', id, 'orders/create', order(1001, '2026-11-02T09:00:00Z'))
    expect(await outcomes()).toEqual(['pending'])
  } finally {
    Object.assign(vault, { keys })
  }
})
