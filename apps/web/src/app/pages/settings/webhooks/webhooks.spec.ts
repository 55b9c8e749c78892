import { MatInputHarness } from '@angular/material/input/testing'
import { MatCheckboxHarness } from '@angular/material/checkbox/testing'
import { list, one, refusal } from '../../../../testing/answers'
import { openPage } from '../../../../testing/console'
import type { Delivery, Subscription } from '../../../data/webhooks.data'
import routes from './webhooks.routes'

const at = [
  { path: 'settings/webhooks', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const id = '019a9f1e-7c1b-7e54-9d0f-000000000001'

function aSubscription(changes: Partial<Subscription> = {}): Subscription {
  return {
    id,
    url: 'https://example.com/hooks',
    events: ['order.*'],
    description: 'Warehouse',
    status: 'active',
    disabled_reason: null,
    api_version: 'v1',
    rate_limit: null,
    ordered: false,
    header_names: [],
    old_secret_until: null,
    failures: 0,
    paused_until: null,
    failing_since: null,
    last_attempt_at: '2026-11-20T10:00:00.000Z',
    last_success_at: '2026-11-20T10:00:00.000Z',
    last_error: null,
    succeeded: 97,
    failed: 3,
    pending: 0,
    version: 1,
    created_at: '2026-11-01T10:00:00.000Z',
    updated_at: '2026-11-01T10:00:00.000Z',
    ...changes,
  }
}

function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-000000000002',
    subscription_id: id,
    event: 'order.created',
    event_id: '019a9f1e-7c1b-8e54-9d0f-000000000003',
    subject_id: null,
    status: 'failed',
    attempt_count: 10,
    http_status: 500,
    error: 'answered 500',
    correlation_id: '019a9f1e-7c1b-7e54-9d0f-000000000004',
    next_attempt_at: null,
    created_at: '2026-11-20T10:00:00.000Z',
    finished_at: '2026-11-23T10:00:00.000Z',
    ...changes,
  }
}

describe('the webhooks', () => {
  it('show their health at a glance', async () => {
    const page = await openPage('/settings/webhooks', at)
    const resting = { failures: 5, paused_until: '2026-11-20T10:01:00.000Z', id: 'b' }
    const gone = { status: 'disabled', disabled_reason: 'gone', id: 'c', pending: 1000 } as const
    await page.reply('/webhook-subscriptions', list([aSubscription(), aSubscription(resting), aSubscription(gone)]))
    for (const text of [
      '97%',
      'Active',
      'Failing',
      'Rests until',
      'Disabled',
      'said that it is gone',
      '1,000 or more',
    ]) {
      expect(page.text).toContain(text)
    }
  })

  it('invite to add the first one', async () => {
    const page = await openPage('/settings/webhooks', at)
    await page.reply('/webhook-subscriptions', list([]))
    expect(page.text).toContain('No webhooks yet')
  })

  it('are added with the events that are picked, and show their secret once', async () => {
    const page = await openPage('/settings/webhooks/new', at)
    const url = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=url]' }))
    await url.setValue('https://example.com/hooks')
    const box = async (label: RegExp) => page.loader.getHarness(MatCheckboxHarness.with({ label }))
    await (await box(/All events/)).uncheck()
    await (await box(/Everything about orders/)).check()
    await (await box(/customer\.created/)).check()
    await page.click(/^\s*Add\s*$/)
    const request = await page.reply('/webhook-subscriptions', one({ ...aSubscription(), secret: 'whsec_abc' }))
    expect(request.body).toMatchObject({ url: 'https://example.com/hooks', events: ['order.*', 'customer.created'] })
    expect(page.text).toContain('whsec_abc')
    expect(page.text).toContain('not shown again')
  })

  it('say which field the server refused', async () => {
    const page = await openPage('/settings/webhooks/new', at)
    const url = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=url]' }))
    await url.setValue('http://10.0.0.1')
    await page.click(/^\s*Add\s*$/)
    const details = { url: ['must be a public address'] }
    await page.reply('/webhook-subscriptions', refusal('subscription.url', 'Wrong', details), 422)
    expect(page.element.querySelector('mat-error')?.textContent).toContain('must be a public address')
  })
})

describe('one webhook', () => {
  it('says why it is disabled, and is made active again', async () => {
    const page = await openPage(`/settings/webhooks/${id}`, at)
    const subscription = aSubscription({ status: 'disabled', disabled_reason: 'failing' })
    await page.reply(`/webhook-subscriptions/${id}`, one(subscription))
    await page.reply('/webhook-deliveries', list([]))
    expect(page.text).toContain('every attempt failed for five days')
    await page.click('Make active')
    const request = await page.reply(`/webhook-subscriptions/${id}`, one(aSubscription()))
    expect([request.method, request.body]).toEqual(['PATCH', { status: 'active' }])
  })

  it('sends a selection of deliveries again, after a question with their number', async () => {
    const page = await openPage(`/settings/webhooks/${id}`, at)
    await page.reply(`/webhook-subscriptions/${id}`, one(aSubscription()))
    await page.reply('/webhook-deliveries', list([aDelivery(), aDelivery({ id: 'other', status: 'succeeded' })]))
    await (await page.loader.getHarness(MatCheckboxHarness.with({ label: /Select all/ }))).check()
    await page.click('Send 2 again')
    expect(document.body.textContent).toContain('Send 2 deliveries again?')
    await page.click(/^\s*Send again\s*$/)
    const request = await page.reply(`/webhook-subscriptions/${id}/replay`, one({ deliveries: 2, job_id: null }))
    expect(request.body).toEqual({ delivery_ids: [aDelivery().id, 'other'] })
    expect(document.body.textContent).toContain('2 deliveries are sent again')
  })
})

describe('one delivery', () => {
  it('shows what was sent, each attempt and what came back', async () => {
    const page = await openPage(`/settings/webhooks/${id}/deliveries/${aDelivery().id}`, at, { role: 'admin' })
    const request = { url: 'https://example.com/hooks', headers: { 'webhook-id': 'abc', 'x-key': '[hidden]' } }
    const attempt = { id: 'a', number: 10, started_at: '2026-11-23T10:00:00.000Z', duration_ms: 84, request } as const
    const answer = { headers: { server: 'nginx' }, body: 'Internal error', truncated: true }
    const attempts = [{ ...attempt, outcome: 'failed' as const, http_status: 500, error: 'answered 500', answer }]
    const payload = {
      event: 'order.created' as const,
      timestamp: '2026-11-20T10:00:00.000Z',
      data: { id: 'the order' },
    }
    await page.reply(`/webhook-deliveries/${aDelivery().id}`, one(aDelivery({ attempts, payload })))
    for (const text of ['Attempt 10', '84 ms', 'x-key: [hidden]', 'server: nginx', 'Internal error', 'the order']) {
      expect(page.text).toContain(text)
    }
    await page.click('Send again')
    const sent = await page.reply(
      `/webhook-deliveries/${aDelivery().id}/redeliver`,
      one(aDelivery({ status: 'pending' })),
    )
    expect(sent.method).toBe('POST')
    expect(page.text).toContain('Pending')
  })

  it('tells managers that answers are for administrators', async () => {
    const page = await openPage(`/settings/webhooks/${id}/deliveries/${aDelivery().id}`, at)
    const attempt = { id: 'a', number: 1, started_at: '2026-11-23T10:00:00.000Z', duration_ms: 84, request: null }
    const attempts = [{ ...attempt, outcome: 'failed' as const, http_status: 500, error: null, answer: null }]
    await page.reply(`/webhook-deliveries/${aDelivery().id}`, one(aDelivery({ attempts })))
    expect(page.text).toContain('Administrators see what the receiver answered')
  })
})
