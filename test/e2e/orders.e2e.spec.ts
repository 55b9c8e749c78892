// Orders, refunds, shipments and exchange rates over HTTP, as other people's programs meet them.
import { testApi, type Caller, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '@portolan/testing'

interface Order {
  id: string
  order_number: string
  status: string
  version: number
  total_amount: string
  payment_status: string
  [field: string]: unknown
}
interface One<Row = Order> {
  data: Row
}
interface List<Row = Order> {
  data: Row[]
  meta: { pagination: { total: number } }
  links: Record<string, string | null>
}
interface Refusal {
  error: { code: string; reason: string; details?: Record<string, string[]> }
}

let api: TestApi
let shop: TestTenant
let manager: Caller
let agent: Caller
let readonly: Caller
let customer: string

beforeAll(async () => {
  api = await testApi()
  shop = await api.tenant('shop')
  manager = await api.caller(shop, 'manager')
  agent = await api.caller(shop, 'agent')
  readonly = await api.caller(shop, 'readonly')
  const made = await manager.post<One<{ id: string }>>('/customers', {
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@example.com',
    country_code: 'GB',
    assigned_to: shop.agent.id,
  })
  customer = made.body.data.id
  await api.owner.query(
    `insert into exchange_rates (currency, day, rate) values ('USD', '2026-01-15', 1.25), ('USD', '2026-01-20', 1.5)`,
  )
})
afterAll(() => api.close())

const item = { product_name: 'Cup', quantity: 2, unit_price: '12.475' }
const body = {
  customer_id: undefined as string | undefined,
  currency: 'EUR',
  placed_at: '2026-01-15T12:00:00Z',
  items: [item],
}
const place = async (changes: object = {}): Promise<Order> => {
  const answer = await manager.post<One>('/orders', { ...body, customer_id: customer, ...changes })
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)])
  return answer.body.data
}
const refusalOf = async (
  path: string,
  payload: unknown,
  caller = manager,
  method: 'post' | 'put' | 'patch' = 'post',
) => {
  const { status, body: refusal } = await caller[method]<Refusal>(path, payload)
  return { status, ...refusal.error }
}

describe('an order over HTTP', () => {
  it('is placed with 201, its address and its version, and read back the same', async () => {
    const answer = await manager.post<One>('/orders', {
      ...body,
      customer_id: customer,
      external_id: 'e-1',
      order_number: '#1',
    })
    expect(answer.status).toBe(201)
    const { id } = answer.body.data
    expect(answer.headers.get('location')).toBe(`/api/v1/orders/${id}`)
    expect(answer.headers.get('etag')).toBe('W/"1"')
    expect(answer.body.data).toMatchObject({
      total_amount: '24.95',
      total_amount_usd: '31.19',
      currency: 'EUR',
      customer_name: 'Ada Lovelace',
      country_code: 'GB',
      source: 'manual',
      items: [{ unit_price: '12.475', total_price: '24.95' }],
    })
    expect((await readonly.get<One>(`/orders/${id}`)).body.data).toEqual(answer.body.data)
    const again = await manager.post<One>('/orders', {
      ...body,
      customer_id: customer,
      external_id: 'e-1',
      order_number: '#1',
    })
    expect(again.body.data.id).toBe(id)
  })

  it('is listed with filters, ranges, included rows and a search', async () => {
    await place({
      order_number: '#77',
      currency: 'JPY',
      items: [{ ...item, unit_price: '500' }],
      shipping_country: 'JP',
    })
    const list = async (query: string) => (await manager.get<List>(`/orders?${query}`)).body
    expect((await list('q=%2377')).data.map(({ order_number }) => order_number)).toEqual(['#77'])
    expect((await list('country=JP&currency=JPY')).data).toHaveLength(1)
    expect((await list('total_amount[gte]=1000')).data.map(({ total_amount }) => total_amount)).toEqual(['1000'])
    const [row] = (await list('order_number=%2377&include=customer,items&fields=id,order_number')).data
    expect(row).toEqual({
      id: expect.any(String) as string,
      order_number: '#77',
      items: [expect.objectContaining({ unit_price: '500', total_price: '1000' })],
      customer: expect.objectContaining({ email: 'ada@example.com' }) as object,
    })
    const walk = await manager.get<List>('/orders?per_page=1&sort=-placed_at')
    expect(walk.body.links.next).toContain('cursor=')
    const mine = await manager.get<List>(`/customers/${customer}/orders`)
    expect(mine.body.meta.pagination.total).toBe((await list('')).meta.pagination.total)
    expect((await manager.get(`/customers/${shop.admin.id}/orders`)).status).toBe(404)
  })

  it.each(['colour=red', 'sort=colour', 'fields=colour', 'include=colour', 'status=lost', 'total_amount[gte]=much'])(
    'is not listed by %s',
    async (query) => {
      expect((await manager.get<Refusal>(`/orders?${query}`)).body.error.code).toBe('VALIDATION_ERROR')
    },
  )

  it('is edited, annotated and moved, each by whom the table allows', async () => {
    const { id } = await place()
    const edited = await manager.patch<One>(`/orders/${id}`, { shipping_amount: '5' }, { 'if-match': 'W/"1"' })
    expect(edited.body.data).toMatchObject({ total_amount: '29.95', version: 2 })
    expect((await manager.patch<Refusal>(`/orders/${id}`, { tags: ['x'] }, { 'if-match': 'W/"1"' })).status).toBe(412)
    expect((await agent.patch<Refusal>(`/orders/${id}`, { tags: ['x'] })).status).toBe(403)
    expect((await agent.put<One>(`/orders/${id}/note`, { internal_note: 'rang' })).body.data.internal_note).toBe('rang')
    expect((await agent.post<One>(`/orders/${id}/status`, { status: 'processing' })).body.data.status).toBe(
      'processing',
    )
    expect((await readonly.post(`/orders/${id}/status`, { status: 'shipped' })).status).toBe(403)
    expect(await refusalOf(`/orders/${id}/status`, { status: 'delivered' })).toMatchObject({
      status: 409,
      reason: 'order.transition',
    })
    const items = await manager.put<One>(`/orders/${id}/items`, { items: [{ ...item, quantity: 1 }] })
    expect(items.body.data.total_amount).toBe('17.48')
    expect((await manager.get<List>(`/orders/${id}/items`)).body.data).toHaveLength(1)
    expect((await manager.get<One>(`/orders/${id}`)).body.data.status).toBe('processing')
  })

  it('goes to the trash and comes back, unless a shop would bring it back', async () => {
    const { id } = await place()
    expect((await agent.delete(`/orders/${id}`)).status).toBe(403)
    expect((await manager.delete(`/orders/${id}`)).status).toBe(204)
    expect((await manager.get(`/orders/${id}`)).status).toBe(404)
    expect((await manager.get<List>('/orders?deleted=true')).body.data.map((row) => row.id)).toContain(id)
    expect((await manager.post<One>(`/orders/${id}/restore`)).body.data.id).toBe(id)
    const fromShop = await place({ source: 'shopify:1', external_id: '5' })
    const refused = await manager.delete<Refusal>(`/orders/${fromShop.id}`)
    expect([refused.status, refused.body.error.reason]).toEqual([409, 'order.from_shop'])
    expect((await manager.get(`/orders/${fromShop.id}`)).status).toBe(200)
  })

  it('is seen by its customer’s agent alone', async () => {
    const other = await api.caller(shop, 'other_agent')
    const { id } = await place()
    const guest = await place({ customer_id: null })
    expect((await agent.get(`/orders/${id}`)).status).toBe(200)
    for (const path of ['', '/items', '/refunds', '/shipments', '/timeline']) {
      expect([path, (await other.get(`/orders/${id}${path}`)).status]).toEqual([path, 404])
      expect([path, (await agent.get(`/orders/${guest.id}${path}`)).status]).toEqual([path, 404])
    }
    expect((await other.get<List>('/orders')).body.meta.pagination.total).toBe(0)
    expect((await other.get<List>('/orders?q=ada')).body.data).toEqual([])
  })
})

describe('refunds and shipments over HTTP', () => {
  it('refund an order up to its total', async () => {
    const { id } = await place()
    const refund = await manager.post<One>(`/orders/${id}/refunds`, { amount: '20.00', reason: 'broken' })
    expect([refund.status, refund.body.data.amount]).toEqual([201, '20.00'])
    expect(await refusalOf(`/orders/${id}/refunds`, { amount: '4.96' })).toMatchObject({
      status: 422,
      reason: 'refund.too_large',
      details: { amount: [expect.stringContaining('4.95 EUR')] },
    })
    expect(await refusalOf(`/orders/${id}/refunds`, { amount: '1.001' })).toMatchObject({
      status: 400,
      details: { amount: [expect.any(String)] },
    })
    expect((await agent.post(`/orders/${id}/refunds`, { amount: '1' })).status).toBe(403)
    expect((await manager.get<One>(`/orders/${id}`)).body.data).toMatchObject({
      payment_status: 'partially_refunded',
      refunded_amount: '20.00',
    })
    expect((await agent.get<List>(`/orders/${id}/refunds`)).body.data).toHaveLength(1)
  })

  it('refund without an order, and list all refunds', async () => {
    const made = await manager.post<One>('/refunds', {
      amount: '7',
      currency: 'EUR',
      customer_id: customer,
      refund_number: 'C1',
    })
    expect(made.body.data).toMatchObject({ order_id: null, customer_name: 'Ada Lovelace', country_code: 'GB' })
    const list = await readonly.get<List>('/refunds?order_id=none')
    expect(list.body.data.map(({ refund_number }) => refund_number)).toEqual(['C1'])
    expect((await manager.get<One>(`/refunds/${made.body.data.id}`)).status).toBe(200)
  })

  it('ship an order, whose tracking is the newest shipment’s', async () => {
    const { id } = await place()
    const shipment = await agent.post<One>(`/orders/${id}/shipments`, {
      carrier: 'DHL',
      tracking_number: 'A1',
      estimated_delivery: '2026-02-01',
    })
    expect(shipment.status).toBe(201)
    const edited = await agent.patch<One>(`/orders/${id}/shipments/${shipment.body.data.id}`, {
      tracking_url: 'https://dhl.example/A1',
    })
    expect([edited.status, edited.body.data.version]).toEqual([200, 2])
    await agent.post(`/orders/${id}/shipments`, { carrier: 'UPS', shipped_at: '2026-01-20T10:00:00+02:00' })
    expect((await agent.get<One>(`/orders/${id}`)).body.data).toMatchObject({
      carrier: 'UPS',
      tracking_number: null,
      shipped_at: '2026-01-20T08:00:00.000Z',
      shipments: [{ carrier: 'UPS' }, { carrier: 'DHL', tracking_url: 'https://dhl.example/A1' }],
    })
    expect(
      await refusalOf(`/orders/${id}/shipments`, {
        shipped_at: '2026-01-20T10:00:00Z',
        delivered_at: '2026-01-19T10:00:00Z',
      }),
    ).toMatchObject({
      status: 400,
      details: { delivered_at: [expect.any(String)] },
    })
  })

  it('stand in the timeline', async () => {
    const { id } = await place()
    await manager.post(`/orders/${id}/status`, { status: 'processing' })
    await manager.post(`/orders/${id}/refunds`, { amount: '1' })
    await agent.post(`/orders/${id}/shipments`, {})
    await api.drain()
    const { body: timeline } = await agent.get<List<{ type: string; actor: string }>>(`/orders/${id}/timeline`)
    expect(timeline.data.map(({ type }) => type).sort()).toEqual([
      'order.created',
      'order.refunded',
      'order.shipped',
      'order.status_changed',
      'order.status_changed',
    ])
    const actors = timeline.data.map(({ actor }) => actor).sort()
    expect(actors).toEqual([...Array<string>(2).fill(shop.agent.id), ...Array<string>(3).fill(shop.manager.id)].sort())
  })

  it('come back as a return that an agent asks for and a manager decides, with the refund of its pieces', async () => {
    const { id } = await place({ status: 'processing' })
    const lines = await agent.get<List>(`/orders/${id}/items`)
    const items = [{ order_item_id: lines.body.data[0]?.id, quantity: 1 }]
    await agent.post(`/orders/${id}/shipments`, { carrier: 'PostNL', tracking_number: '3S1', items })
    const asked = await agent.post<One>(`/orders/${id}/returns`, { reason: 'damaged', items })
    expect([asked.status, asked.body.data.status]).toEqual([201, 'requested'])
    const at = `/returns/${asked.body.data.id}`
    expect(asked.headers.get('location')).toContain(at)
    expect((await agent.post(`${at}/status`, { status: 'approved' })).status).toBe(403)
    for (const status of ['approved', 'received', 'refunded']) {
      expect((await manager.post<One>(`${at}/status`, { status })).body.data.status).toBe(status)
    }
    const order = (await manager.get<One>(`/orders/${id}`)).body.data
    expect(order).toMatchObject({ refunded_amount: '12.48', payment_status: 'partially_refunded' })
    expect((await agent.get<List>(`/orders/${id}/returns`)).body.data).toHaveLength(1)
    expect((await readonly.get<List>('/returns?status=refunded&include=items')).body.data).toEqual([
      expect.objectContaining({ refund_amount: '12.48', items: [expect.objectContaining({ quantity: 1 })] }),
    ])
  })

  it('are changed and taken back by managers, and parcels by agents too', async () => {
    const { id } = await place({ status: 'processing', payment_status: 'paid' })
    const refund = (await manager.post<One>(`/orders/${id}/refunds`, { amount: '2' })).body.data
    expect((await agent.patch(`/refunds/${refund.id}`, { amount: '1' })).status).toBe(403)
    const edited = await manager.patch<One>(`/refunds/${refund.id}`, { amount: '3' }, { 'if-match': 'W/"1"' })
    expect([edited.status, edited.body.data.amount]).toEqual([200, '3.00'])
    expect((await manager.delete(`/refunds/${refund.id}`)).status).toBe(204)
    const parcel = (await agent.post<One>(`/orders/${id}/shipments`, { carrier: 'GLS' })).body.data
    expect((await agent.delete(`/orders/${id}/shipments/${parcel.id}`)).status).toBe(204)
    expect((await manager.get<One>(`/orders/${id}`)).body.data).toMatchObject({
      payment_status: 'paid',
      refunded_amount: '0.00',
      shipments: [],
    })
  })

  it('move the payment of an order by hand', async () => {
    const { id } = await place()
    expect((await agent.post(`/orders/${id}/payment-status`, { payment_status: 'paid' })).status).toBe(403)
    const paid = await manager.post<One>(`/orders/${id}/payment-status`, { payment_status: 'paid' })
    expect(paid.body.data.payment_status).toBe('paid')
    expect(await refusalOf(`/orders/${id}/payment-status`, { payment_status: 'voided' })).toMatchObject({
      status: 409,
      reason: 'order.payment_transition',
    })
  })
})

describe('exchange rates over HTTP', () => {
  it('are listed for everybody and set by managers', async () => {
    expect((await agent.get<List>('/exchange-rates?currency=USD')).body.data).toHaveLength(2)
    expect((await agent.post('/exchange-rates', { currency: 'AED', day: '2026-01-15', rate: '4.5' })).status).toBe(403)
    const order = await place({ currency: 'AED' })
    expect(order.fx_state).toBe('missing')
    const rate = await manager.post<One>('/exchange-rates', { currency: 'AED', day: '2026-01-15', rate: '5' })
    expect(rate.body.data).toMatchObject({ currency: 'AED', rate: '5', is_own: true, source: 'manual' })
    await api.drain()
    expect((await manager.get<One>(`/orders/${order.id}`)).body.data).toMatchObject({
      fx_state: 'frozen',
      fx_rate: '0.25',
      total_amount_tenant: '4.99',
    })
    expect(await refusalOf(`/exchange-rates/${rate.body.data.id}`, { rate: '6' }, manager, 'put')).toMatchObject({
      status: 409,
      reason: 'exchange_rate.in_use',
    })
    expect(await refusalOf('/exchange-rates', { currency: 'USD', day: '2026-01-16', rate: '2' })).toMatchObject({
      status: 409,
      reason: 'exchange_rate.published',
    })
    expect(await refusalOf('/exchange-rates', { currency: 'XXX', day: '2026-02-30', rate: '-1' })).toMatchObject({
      status: 400,
      details: { currency: [expect.any(String)], day: [expect.any(String)], rate: [expect.any(String)] },
    })
  })
})

describe('bad input', () => {
  const cases: [string, object, string][] = [
    ['an unknown property', { colour: 'red' }, 'colour'],
    ['no currency', { currency: undefined }, 'currency'],
    ['an unknown currency', { currency: 'XTS' }, 'currency'],
    ['no items', { items: [] }, 'items'],
    ['items that are none', { items: 'cups' }, 'items'],
    ['a quantity of zero', { items: [{ ...item, quantity: 0 }] }, 'items.0.quantity'],
    ['half a piece', { items: [item, { ...item, quantity: 1.5 }] }, 'items.1.quantity'],
    ['a quantity beyond the database', { items: [{ ...item, quantity: 2_147_483_648 }] }, 'items.0.quantity'],
    ['a negative sale', { items: [{ ...item, quantity: -1 }] }, 'items.0.quantity'],
    ['a price as a number', { items: [{ ...item, unit_price: 12.5 }] }, 'items.0.unit_price'],
    ['a price in words', { items: [{ ...item, unit_price: '1,000.00' }] }, 'items.0.unit_price'],
    ['an unknown property of an item', { items: [{ ...item, total_price: '1' }] }, 'items.0.total_price'],
    ['a picture that is a script', { items: [{ ...item, image_url: 'javascript:alert(1)' }] }, 'items.0.image_url'],
    ['a negative amount', { tax_amount: '-1' }, 'tax_amount'],
    ['too many decimals', { tax_amount: '1.005' }, 'tax_amount'],
    ['yen with decimals', { currency: 'JPY', shipping_amount: '0.50' }, 'shipping_amount'],
    ['a day without a time', { placed_at: '2026-01-15' }, 'placed_at'],
    ['the year zero', { placed_at: '0000-01-15T12:00:00Z' }, 'placed_at'],
    ['a year far away', { placed_at: '+275760-09-13T00:00:00Z' }, 'placed_at'],
    ['a day that is none', { placed_at: '2026-02-30T12:00:00Z' }, 'placed_at'],
    ['an unknown status', { status: 'lost' }, 'status'],
    ['a country in words', { shipping_country: 'Germany' }, 'shipping_country'],
    ['a country in words, nested', { shipping_address: { country_code: 'UK' } }, 'shipping_address.country_code'],
    ['an unknown part of an address', { billing_address: { planet: 'Mars' } }, 'billing_address.planet'],
    ['a customer that is no id', { customer_id: '1' }, 'customer_id'],
    ['a tag twice', { tags: ['a', 'a'] }, 'tags'],
    ['null for what may only be absent', { status: null }, 'status'],
  ]

  it.each(cases)('is refused by field: %s', async (_, changes, field) => {
    const { status, code, details } = await refusalOf('/orders', { ...body, ...changes })
    expect([status, code, Object.keys(details ?? {})]).toEqual([400, 'VALIDATION_ERROR', [field]])
    expect(details?.[field]?.every((message) => message.length > 0)).toBe(true)
  })

  it.each([
    [
      'a line that does not fit',
      { items: [{ ...item, quantity: 2_147_483_647, unit_price: '999999999999999' }] },
      'items.0.total_price',
    ],
    ['a discount beyond the total', { discount_amount: '25' }, 'total_amount'],
    ['the number of a card', { internal_note: 'card 4111 1111 1111 1111' }, 'internal_note'],
  ])('makes no sense: %s', async (_, changes, field) => {
    const { status, details } = await refusalOf('/orders', { ...body, ...changes })
    expect([status, Object.keys(details ?? {})]).toEqual([422, expect.arrayContaining([field])])
  })

  it('leaves no order behind', async () => {
    const count = async () => (await manager.get<List>('/orders')).body.meta.pagination.total
    const before = await count()
    await Promise.all(cases.map(([, changes]) => manager.post('/orders', { ...body, ...changes })))
    expect(await count()).toBe(before)
  })

  it('knows no order by what is no id', async () => {
    for (const id of ['1', 'x', '../customers', '00000000-0000-0000-0000-000000000000']) {
      expect((await manager.get(`/orders/${encodeURIComponent(id)}`)).status).toBe(404)
    }
  })
})
