import { MatInputHarness } from '@angular/material/input/testing'
import { MatTableHarness } from '@angular/material/table/testing'
import { orderStatuses } from '@portolan/contracts'
import type { Order } from '../../data/orders.data'
import { aCustomer, anOrder, list, one, refusal } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import routes from './orders.routes'

const at = [
  { path: 'orders', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const order = anOrder()

describe('the list of orders', () => {
  async function openList(url: string, rows: Order[]) {
    const page = await openPage(url, at)
    const request = await page.reply('/orders', list(rows, { total: rows.length }))
    const statuses = orderStatuses.map((status) => ({ status, orders: 10_000, is_more: status === 'shipped' }))
    const counts = await page.reply('/orders/status-counts', one({ statuses }))
    return { page, request, counts }
  }

  it('shows original and converted amounts, guests, and orders without a rate', async () => {
    const guest = anOrder({
      id: 'b',
      order_number: '536365',
      customer_id: null,
      customer_name: null,
      fx_state: 'missing',
    })
    const { page } = await openList('/orders', [order, { ...guest, total_amount_tenant: null, currency: 'KWD' }])
    const [first, second] = await (await page.loader.getHarness(MatTableHarness)).getCellTextByIndex()
    expect(first).toEqual([
      'P-1041',
      'Ada Lovelace',
      expect.stringContaining('Nov 20, 2026'),
      'Pending',
      'Paid',
      'GBUnited Kingdom',
      '$129.90€120.32',
    ])
    expect(second?.[1]).toBe('Guest')
    expect(second?.[6]).toMatch(/KWD\s129\.900\s?no rate yet/)
  })

  it('calls people without a name by what their shop knows them by', async () => {
    const { page } = await openList('/orders', [anOrder({ customer_name: null }), order])
    const identities = [{ id: 'i', source: 'online-retail', external_id: '17850', created_at: order.created_at }]
    const nobody = aCustomer({ first_name: null, last_name: null, email: null, identities })
    const request = await page.reply('/customers', list([nobody]))
    expect([request.params.get('id'), request.params.get('include')]).toEqual([nobody.id, 'identities'])
    const rows = await (await page.loader.getHarness(MatTableHarness)).getCellTextByIndex()
    expect(rows.map((row) => row[1])).toEqual(['online-retail 17850', 'Ada Lovelace'])
  })

  it('counts by status, and filters by a click on a count', async () => {
    const { page, counts } = await openList('/orders?page=2&country_code=DE', [order])
    expect(counts.urlWithParams).toBe('/api/v1/orders/status-counts?country_code=DE')
    const bar = page.element.querySelector('.statuses')
    expect(bar?.querySelectorAll('button')).toHaveLength(orderStatuses.length)
    expect(bar?.textContent).toMatch(/Shipped\s*10,000\+/)
    expect(bar?.textContent).toMatch(/Pending\s*10,000\s/)
    await page.click('Shipped')
    expect(page.router.url).toBe('/orders?country_code=DE&status=shipped')
    await page.reply('/orders', list([]))
    expect(page.text).toContain('No order matches')
    await page.click('Shipped')
    expect(page.router.url).toBe('/orders?country_code=DE')
  })

  it('previews an order beside the list, at an address of its own, until Escape', async () => {
    const { page } = await openList('/orders?status=pending', [order])
    await page.click('Preview P-1041')
    expect(page.router.url).toBe(`/orders?status=pending&preview=${order.id}`)
    await page.reply(`/orders/${order.id}`, one({ ...order, internal_note: 'Rings twice' }))
    const panel = page.element.querySelector('ui-side-panel')
    expect(panel?.textContent).toContain('Rings twice')
    expect(panel?.querySelector('header a')?.getAttribute('href')).toBe(`/orders/${order.id}`)
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    await page.settle()
    expect(page.router.url).toBe('/orders?status=pending')
    expect(page.element.querySelector('ui-side-panel')).toBeNull()
  })

  it('says whose orders these are, and shows everybody’s again', async () => {
    const { page } = await openList(`/orders?customer_id=${order.customer_id}`, [order])
    expect(page.element.querySelector('.filters')?.textContent).toContain('Ada Lovelace')
    await page.click('show all customers')
    expect(page.router.url).toBe('/orders')
  })

  it('invites to import where there are none', async () => {
    const { page } = await openList('/orders', [])
    expect(page.text).toContain('No orders yet')
    expect(page.element.querySelector('a[href="/imports/new"]')).not.toBeNull()
  })
})

describe('the page of an order', () => {
  async function openOrder(changes: Partial<Order> = {}, role: 'manager' | 'agent' | 'readonly' = 'manager') {
    const page = await openPage(`/orders/${order.id}`, at, { role })
    await page.reply(`/orders/${order.id}`, one(anOrder(changes)))
    const data = { from: 'pending', to: 'processing' }
    const entry = { id: 't', type: 'order.status_changed', occurred_at: '2026-11-20T10:00:00.000Z', actor: null, data }
    await page.reply(`/orders/${order.id}/timeline`, list([entry]))
    return page
  }

  it('shows lines, adjustments, sums, refunds, shipments, addresses and history', async () => {
    const line = {
      id: 'i',
      kind: 'sale',
      catalog_product_id: 'lan',
      product_name: 'Lantern',
      variant_name: 'Red',
      sku: '71053',
    }
    const price = { quantity: 6, unit_price: '3.3925', total_price: '20.36' }
    const page = await openOrder({
      items: [
        { ...line, ...price },
        { ...line, ...price, id: 'j', kind: 'adjustment', product_name: 'By hand' },
      ] as Order['items'],
      refunds: [
        {
          id: 'r',
          refund_number: null,
          source: 'manual',
          amount: '12.00',
          currency: 'USD',
          presentment_amount: '1850',
          presentment_currency: 'JPY',
          reason: 'Damaged',
          refunded_at: '2026-11-19T10:00:00.000Z',
          version: 1,
        },
      ],
      shipments: [
        {
          id: 's',
          source: 'manual',
          carrier: 'DHL',
          tracking_number: 'JD01',
          tracking_url: 'https://dhl.example/JD01',
          estimated_delivery: null,
          shipped_at: '2026-11-19T10:00:00.000Z',
          delivered_at: null,
          version: 1,
          items: [],
        },
      ],
      shipping_address: { name: 'Ada', line1: '12 Square', city: 'London', postal_code: 'SW1', country_code: 'GB' },
      customer_note: 'Ring twice',
      fx_state: 'provisional',
      presentment_currency: 'JPY',
      presentment_total_amount: '20000',
    })
    expect(page.text).toContain('Customer paid¥20,000')
    expect(page.text).toContain('¥1,850 to the customer')
    for (const text of ['Lantern', 'Red', '71053', '$3.3925', '$20.36', 'By handAdjustment', 'Shipping$4.90']) {
      expect(page.text).toContain(text)
    }
    for (const text of ['Damaged', '$12.00', 'DHL', 'JD01', 'LondonSW1', 'United Kingdom', 'Ring twice']) {
      expect(page.text).toContain(text)
    }
    expect(page.text).toContain('Status changed from Pending to Processing')
    expect(page.text).toContain('1 USD = 1 USD on Nov 19, 2026')
    expect(page.text).toContain('provisional')
    expect(page.element.querySelector('a[rel="noopener noreferrer"]')?.getAttribute('href')).toBe(
      'https://dhl.example/JD01',
    )
  })

  it('offers the statuses that the API allows next, and goes there', async () => {
    const page = await openOrder()
    expect(page.text).not.toContain('Mark shipped')
    await page.click('Start processing')
    const request = await page.reply(`/orders/${order.id}/status`, one(order))
    expect(request.body).toEqual({ status: 'processing' })
    await page.reply(`/orders/${order.id}`, one(anOrder({ status: 'processing', next_statuses: ['shipped'] })))
    expect(page.text).toContain('Mark shipped')
  })

  it('asks before it cancels', async () => {
    const page = await openOrder()
    await page.click('Cancel order')
    page.http.expectNone(`/api/v1/orders/${order.id}/status`)
    document.querySelector<HTMLElement>('ui-confirm .danger')?.click()
    const request = await page.reply(`/orders/${order.id}/status`, refusal('order.closed', 'The order is closed'), 409)
    expect(request.body).toEqual({ status: 'cancelled' })
    expect(document.body.textContent).toContain('The order is closed')
  })

  it('records a refund, and shows what the API says against it', async () => {
    const page = await openOrder()
    await page.click('Refund')
    const amount = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=amount]' }))
    await amount.setValue('500')
    await page.click('Record refund')
    const details = { amount: ['More than was paid'] }
    await page.reply(`/orders/${order.id}/refunds`, refusal('refund.too_much', 'Too much', details), 422)
    expect(document.querySelector('app-refund-dialog')?.textContent).toContain('More than was paid')
    await amount.setValue('12.00')
    await page.click('Record refund')
    const request = await page.reply(`/orders/${order.id}/refunds`, one({}))
    expect(request.body).toEqual({ amount: '12.00' })
    await page.reply(`/orders/${order.id}`, one(order))
    expect(document.querySelector('app-refund-dialog')).toBeNull()
  })

  it('adds a shipment with what was filled in', async () => {
    const page = await openOrder()
    await page.click('Add shipment')
    const carrier = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=carrier]' }))
    await carrier.setValue('DHL')
    document.querySelector<HTMLElement>('app-shipment-dialog [type=submit]')?.click()
    const request = await page.reply(`/orders/${order.id}/shipments`, one({}))
    expect(request.body).toEqual({ carrier: 'DHL' })
  })

  it('lets agents ship but not refund, and readers do neither', async () => {
    const agents = await openOrder({}, 'agent')
    expect([agents.text.includes('Add shipment'), agents.text.includes('Refund')]).toEqual([true, false])
  })

  it('shows readers no buttons', async () => {
    const page = await openOrder({}, 'readonly')
    for (const action of ['Add shipment', 'Refund', 'Start processing']) expect(page.text).not.toContain(action)
  })
})
