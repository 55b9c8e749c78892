import { MatInputHarness } from '@angular/material/input/testing'
import { list, one, refusal } from '../../../../testing/answers'
import { openPage } from '../../../../testing/console'
import type { Shop, ShopEvent } from '../../../data/shops.data'
import { readable } from './shop-event'
import routes from './shops.routes'

const at = [
  { path: 'settings/shops', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const id = '019a9f1e-7c1b-7e54-9d0f-000000000001'

function aShop(changes: Partial<Shop> = {}): Shop {
  return {
    id,
    platform: 'woocommerce',
    shop_name: 'Harbour Tea',
    shop_address: 'https://tea.example.com',
    status: 'active',
    last_error: null,
    webhook_url: `https://crm.example.com/api/v1/webhooks/woocommerce/${id}`,
    currency: 'EUR',
    checked_at: '2026-11-20T10:00:00.000Z',
    connected_at: '2026-11-20T10:00:00.000Z',
    disconnected_at: null,
    last_event_at: null,
    waiting: 0,
    failed: 3,
    due: 0,
    version: 1,
    created_at: '2026-11-01T10:00:00.000Z',
    updated_at: '2026-11-01T10:00:00.000Z',
    ...changes,
  }
}

function anEvent(changes: Partial<ShopEvent> = {}): ShopEvent {
  return {
    id: 'event',
    integration_id: id,
    topic: 'order.created',
    object_type: 'order',
    object_id: '727',
    occurred_at: null,
    status: 'failed',
    reason: 'unreadable',
    details: 'line_items.0.price: is no decimal number',
    customer_id: null,
    order_id: null,
    attempts: 1,
    due_at: null,
    received_at: '2026-11-20T10:00:00.000Z',
    processed_at: '2026-11-20T10:00:01.000Z',
    ...changes,
  }
}

const input = (page: Awaited<ReturnType<typeof openPage>>, name: string) =>
  page.loader.getHarness(MatInputHarness.with({ selector: `[formcontrolname=${name}]` }))

describe('the shops', () => {
  it('show their health at a glance', async () => {
    const page = await openPage('/settings/shops', at)
    await page.reply('/integrations', list([aShop(), aShop({ id: 'b', status: 'error', shop_name: 'Other' })]))
    for (const text of ['Harbour Tea', 'WooCommerce', 'Active', 'Error', '3', 'Never'])
      expect(page.text).toContain(text)
  })

  it('invite to connect the first one', async () => {
    const page = await openPage('/settings/shops', at)
    await page.reply('/integrations', list([]))
    expect(page.text).toContain('No shop is connected yet')
  })

  it('are connected with what their platform asks for, and show the address and the secret once', async () => {
    const page = await openPage('/settings/shops/new', at)
    await (await input(page, 'shop_name')).setValue('Tea')
    expect(page.text).toContain('Client secret')
    const fields = await page.loader.getAllHarnesses(MatInputHarness)
    await fields[1]?.setValue('harbour-tea.myshopify.com')
    await fields[2]?.setValue('shpss_1')
    await page.click(/^\s*Connect\s*$/)
    const made = { ...aShop(), webhook_secret: 'whsec_abc' }
    const request = await page.reply('/integrations', one(made))
    expect(request.body).toEqual({
      platform: 'shopify',
      shop_name: 'Tea',
      credentials: { shop_domain: 'harbour-tea.myshopify.com', client_secret: 'shpss_1' },
    })
    expect(page.text).toContain('whsec_abc')
    expect(page.text).toContain(made.webhook_url)
  })

  it('say which of the credentials the server refused', async () => {
    const page = await openPage('/settings/shops/new', at)
    await (await input(page, 'shop_name')).setValue('Tea')
    const fields = await page.loader.getAllHarnesses(MatInputHarness)
    await fields[1]?.setValue('tea.example.com')
    await fields[2]?.setValue('x')
    await page.click(/^\s*Connect\s*$/)
    const details = { 'credentials.shop_domain': ['must be the shop’s own domain'] }
    await page.reply('/integrations', refusal('validation', 'Wrong', details), 400)
    expect(page.element.querySelector('mat-error')?.textContent).toContain('must be the shop’s own domain')
  })
})

describe('one shop', () => {
  it('says what is wrong, lists what it sent, and is disconnected after a question', async () => {
    const page = await openPage(`/settings/shops/${id}`, at)
    const shop = aShop({ status: 'error', last_error: 'the shop refuses our credentials (401)', due: 2 })
    await page.reply(`/integrations/${id}`, one(shop))
    await page.reply('/inbox-events', list([anEvent()]))
    for (const text of ['refuses our credentials', '2 requests', 'order.created', 'is no decimal number']) {
      expect(page.text).toContain(text)
    }
    await page.click(/^\s*Disconnect\s*$/)
    expect(document.body.textContent).toContain('Disconnect Harbour Tea?')
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('mat-dialog-container button')]
    buttons.find(({ textContent }) => textContent.includes('Disconnect'))?.click()
    const request = await page.reply(`/integrations/${id}/disconnect`, one(aShop({ status: 'disconnected' })))
    expect(request.method).toBe('POST')
    expect(page.text).toContain('Disconnected')
  })
})

describe('one event', () => {
  it('shows what was sent and what was wrong, and is replayed', async () => {
    const page = await openPage(`/settings/shops/${id}/events/event`, at)
    const delivery = { headers: { 'x-wc-webhook-topic': 'order.created' }, body: '{"id":820982911946154508}', size: 25 }
    await page.reply('/inbox-events/event', one(anEvent({ delivery })))
    for (const text of ['is no decimal number', 'x-wc-webhook-topic: order.created', '"id": 820982911946154508']) {
      expect(page.text).toContain(text)
    }
    await page.click('Process again')
    const request = await page.reply('/inbox-events/event/replay', one(anEvent({ status: 'pending', reason: null })))
    expect(request.method).toBe('POST')
    expect(page.text).toContain('Pending')
  })

  it('is laid out without touching numbers or texts', () => {
    expect(readable('{"a":[1.50,{"b":"x, y: {z}"}]}')).toBe(
      '{\n  "a": [\n    1.50,\n    {\n      "b": "x, y: {z}"\n    }\n  ]\n}',
    )
    expect(readable('no json')).toBe('no json')
  })
})
