import { TestBed } from '@angular/core/testing'
import { MatInputHarness } from '@angular/material/input/testing'
import { MatRadioButtonHarness } from '@angular/material/radio/testing'
import { list, one, refusal } from '../../../../testing/answers'
import { openPage } from '../../../../testing/console'
import type { Shop, ShopEvent, ShopGap, ShopHealth, ShopRun } from '../../../data/shops.data'
import { Outward } from '../../../ui/outward'
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
    hooks_removal: null,
    hooks_removal_error: null,
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

function aRun(changes: Partial<ShopRun> = {}): ShopRun {
  return {
    id: 'run',
    integration_id: id,
    kind: 'history',
    status: 'running',
    object_types: ['customer', 'product', 'order'],
    window_from: null,
    window_to: '2026-11-20T10:00:00.000Z',
    object_type: 'order',
    done_of_type: 1200,
    total_of_type: 4800,
    read: 1700,
    created: 1500,
    updated: 12,
    unchanged: 187,
    failed: 1,
    gaps: 0,
    hooks_mended: [],
    waits_until: null,
    last_error: null,
    job_id: 'job',
    created_at: '2026-11-20T10:00:00.000Z',
    started_at: '2026-11-20T10:00:01.000Z',
    finished_at: null,
    ...changes,
  }
}

function aHealth(changes: Partial<ShopHealth> = {}): ShopHealth {
  return {
    status: 'active',
    last_error: null,
    can_be_asked: true,
    last_event_at: '2026-11-20T10:00:00.000Z',
    lag_seconds: null,
    waiting: 0,
    failed: 0,
    open_gaps: 0,
    synced_to: '2026-11-20T10:00:00.000Z',
    reconciled_at: null,
    hooks_kept_at: null,
    last_run: null,
    next_run_at: '2026-11-20T11:00:00.000Z',
    ...changes,
  }
}

const aGap = (changes: Partial<ShopGap> = {}): ShopGap => ({
  id: 'gap',
  integration_id: id,
  run_id: 'run',
  object_type: 'order',
  external_id: '727',
  kind: 'missing',
  reason: 'hooks_off',
  details: null,
  state: 'healed',
  shop_changed_at: '2026-11-20T09:00:00.000Z',
  known_changed_at: null,
  found_at: '2026-11-20T10:00:00.000Z',
  healed_at: '2026-11-20T10:00:05.000Z',
  ...changes,
})

const input = (page: Awaited<ReturnType<typeof openPage>>, name: string) =>
  page.loader.getHarness(MatInputHarness.with({ selector: `[formcontrolname=${name}]` }))

const address = async (page: Awaited<ReturnType<typeof openPage>>) => {
  const [, second] = await page.loader.getAllHarnesses(MatInputHarness)
  return second!
}

async function enterKeys(page: Awaited<ReturnType<typeof openPage>>) {
  const keys = await page.loader.getHarness(MatRadioButtonHarness.with({ label: /^Enter keys/ }))
  await keys.check()
}

describe('the shops', () => {
  it('show their health at a glance', async () => {
    const page = await openPage('/settings/shops', at)
    await page.reply('/integrations', list([aShop(), aShop({ id: 'b', status: 'error', shop_name: 'Other' })]))
    for (const text of ['Harbour Tea', 'WooCommerce', 'Active', 'Error', '3', 'Never'])
      expect(page.text).toContain(text)
  })

  it('say why the way back from Shopify led nowhere, and lead on to the shop when it did', async () => {
    const page = await openPage('/settings/shops?refused=late', at)
    await page.reply('/integrations', list([aShop()]))
    expect(page.element.querySelector('[role=alert]')?.textContent).toContain('took too long')
    await page.router.navigateByUrl(`/settings/shops?connected=${id}`)
    await page.settle()
    expect(page.router.url).toBe(`/settings/shops/${id}`)
  })

  it('invite to connect the first one', async () => {
    const page = await openPage('/settings/shops', at)
    await page.reply('/integrations', list([]))
    expect(page.text).toContain('No shop is connected yet')
  })

  it('are connected with what their platform asks for, and show the address and the secret once', async () => {
    const page = await openPage('/settings/shops/new', at)
    await enterKeys(page)
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
    await enterKeys(page)
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

describe('a shop that hands over its keys', () => {
  it('is gone to with its address, and says so field by field when it cannot be', async () => {
    const page = await openPage('/settings/shops/new', at)
    const goTo = jest.spyOn(TestBed.inject(Outward), 'goTo').mockImplementation(() => undefined)
    const [, woo] = await page.loader.getAllHarnesses(MatRadioButtonHarness)
    await woo?.check()
    await (await input(page, 'shop_name')).setValue('Tea')
    await (await address(page)).setValue('tea.example.com')
    await page.click('Go on in the shop')
    const asked = { site_url: 'tea.example.com', shop_name: 'Tea' }
    const path = '/integrations/woocommerce/connect'
    const details = { site_url: ['must be a web address'] }
    expect((await page.reply(path, refusal('validation', 'Wrong', details), 400)).body).toEqual(asked)
    expect(page.element.querySelector('mat-error')?.textContent).toContain('must be a web address')
    await (await address(page)).setValue('https://tea.example.com')
    await page.click('Go on in the shop')
    const authorize_url = 'https://tea.example.com/wc-auth/v1/authorize?user_id=1'
    await page.reply(path, one({ id: 'handover', authorize_url, expires_at: '2026-11-20T10:15:00.000Z' }))
    expect(goTo).toHaveBeenCalledWith(authorize_url)
  })

  it('of Shopify is gone to with its domain', async () => {
    const page = await openPage('/settings/shops/new', at)
    const goTo = jest.spyOn(TestBed.inject(Outward), 'goTo').mockImplementation(() => undefined)
    await (await input(page, 'shop_name')).setValue('Tea')
    await (await address(page)).setValue('tea.myshopify.com')
    await page.click('Go on in the shop')
    const authorize_url = 'https://tea.myshopify.com/admin/oauth/authorize?client_id=1'
    const begun = one({ authorize_url, expires_at: '2026-11-20T10:15:00.000Z' })
    const request = await page.reply('/integrations/shopify/connect', begun)
    expect(request.body).toEqual({ shop_domain: 'tea.myshopify.com', shop_name: 'Tea' })
    expect(goTo).toHaveBeenCalledWith(authorize_url)
  })

  it('leads to its own page on the way back', async () => {
    const page = await openPage('/settings/shops/return/handover?success=1&user_id=x', at)
    const done = { id: 'handover', status: 'connected', integration_id: id, expires_at: '2026-11-20T10:15:00.000Z' }
    await page.reply('/integrations/woocommerce/connect/handover', one(done))
    expect(page.router.url).toBe(`/settings/shops/${id}`)
  })

  it('says so when its owner did not agree', async () => {
    const page = await openPage('/settings/shops/return/handover?success=0&user_id=x', at)
    expect(page.text).toContain('Nothing was handed over')
  })
})

describe('one shop', () => {
  it('shows how far its first sync is, and stops it after a question', async () => {
    const page = await openPage(`/settings/shops/${id}`, at)
    await page.reply(`/integrations/${id}`, one(aShop()))
    const waits = { waits_until: '2026-11-20T10:05:00.000Z', last_error: 'the shop asks us to be slower (429)' }
    await page.reply(`/integrations/${id}/health`, one(aHealth({ last_run: aRun(waits), open_gaps: 2 })))
    for (const text of ['First sync', 'Step 3 of 3', '1,200 of 4,800', '1,500', 'be slower (429)', 'Open gaps2']) {
      expect(page.text).toContain(text)
    }
    expect(page.element.querySelector('mat-progress-bar')?.getAttribute('aria-valuenow')).toBe('25')
    await page.click(/^\s*Cancel the sync\s*$/)
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('mat-dialog-container button')]
    buttons.find(({ textContent }) => textContent.includes('Cancel the sync'))?.click()
    const request = await page.reply(`/integrations/${id}/runs/run/cancel`, one(aRun({ status: 'cancelled' })), 200)
    expect(request.method).toBe('POST')
  })

  it('is asked now, lists its syncs and its gaps with their reasons', async () => {
    const page = await openPage(`/settings/shops/${id}`, at)
    await page.reply(`/integrations/${id}`, one(aShop()))
    await page.reply(`/integrations/${id}/health`, one(aHealth()))
    await page.click(/^\s*Sync now\s*$/)
    const request = await page.reply(`/integrations/${id}/sync`, one(aRun({ kind: 'incremental' })))
    expect(request.body).toEqual({ kind: 'incremental' })
    await page.router.navigateByUrl(`/settings/shops/${id}/runs`)
    const ended: Partial<ShopRun> = {
      status: 'completed',
      finished_at: '2026-11-20T10:02:31.000Z',
      hooks_mended: ['order.created'],
    }
    await page.reply(`/integrations/${id}/runs`, list([aRun(ended)]))
    for (const text of ['Completed', '3 min', '1 webhook set right', '1,700']) expect(page.text).toContain(text)
    await page.router.navigateByUrl(`/settings/shops/${id}/gaps`)
    await page.reply(`/integrations/${id}/gaps`, list([aGap()]))
    for (const text of ['727', 'Was missing here', 'webhooks were off', 'Mended']) expect(page.text).toContain(text)
  })

  it('says what is wrong, lists what it sent, and is disconnected after a question', async () => {
    const page = await openPage(`/settings/shops/${id}`, at)
    const shop = aShop({ status: 'error', last_error: 'the shop refuses our credentials (401)', due: 2 })
    await page.reply(`/integrations/${id}`, one(shop))
    await page.reply(`/integrations/${id}/health`, one(aHealth({ can_be_asked: false })))
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
