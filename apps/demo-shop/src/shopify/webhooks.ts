// What happened in the shop goes out: body as it was at that moment, signed, tried nine times within four hours.
import { createHmac, randomUUID } from 'node:crypto'
import { DeliveryLog } from '../hooks/log'
import type { Post } from '../hooks/post'
import type { Weather } from '../hooks/disturbance'
import type { ShopEvent } from '../shop/shop'
import { OrderBodies } from './payload.order'
import { customerBody } from './payload.customer'
import { productBody } from './payload.product'
import { parseTerms } from './search'
import type { Shopify } from './shopify'
import type { Subscription } from './subscriptions'
import { gid, idOf, json, local, partId } from './words'

const retries = 8
/** Each wait twice the one before it, four hours in all. */
const firstWait = (4 * 3_600_000) / (2 ** retries - 1)

interface Delivery {
  readonly subscription: Subscription
  readonly topic: string
  readonly webhookId: string
  readonly eventId: string
  readonly triggeredAt: string
  readonly body: string
}

type Message = readonly [topic: string, body: Record<string, unknown>]

export class Webhooks {
  readonly log = new DeliveryLog()

  constructor(
    private readonly shopify: Shopify,
    private readonly weather: Weather,
    private readonly post: Post,
  ) {}

  /** All that one action of the merchant set off shares an event id. */
  tell(events: readonly ShopEvent[]): void {
    const eventId = randomUUID()
    for (const event of events) for (const [topic, body] of this.messagesOf(event)) this.send(topic, body, eventId)
  }

  send(topic: string, body: Record<string, unknown>, eventId: string = randomUUID()): void {
    const triggeredAt = `${new Date(this.shopify.clock.now()).toISOString().slice(0, -1)}000000Z`
    for (const subscription of this.shopify.subscriptions.listenersTo(topic)) {
      if (!wanted(subscription.filter, body)) continue
      const text = json(trim(body, subscription.includeFields))
      this.depart({ subscription, topic, webhookId: randomUUID(), eventId, triggeredAt, body: text })
    }
  }

  private depart(delivery: Delivery): void {
    const { clock } = this.shopify
    for (const [copy, wait] of this.weather.departures().entries()) {
      // The second copy of a doubled delivery is not tried again: the first is.
      const run = () => this.attempt(delivery, copy === 0 ? 0 : retries, copy > 0)
      if (wait === 0) void run()
      else clock.at(clock.now() + wait, run)
    }
  }

  private async attempt(delivery: Delivery, attempt: number, copy = false): Promise<void> {
    const { subscription, topic, webhookId: id, body } = delivery
    if (subscription.ended) return
    const outcome = await this.post.send(subscription.uri, this.headers(delivery), body)
    const at = new Date(this.shopify.clock.now()).toISOString()
    this.log.add({ id, topic, url: subscription.uri, at, attempt: copy ? 1 : attempt + 1, ...outcome })
    if (copy || (outcome.status !== null && outcome.status >= 200 && outcome.status < 300)) return
    if (attempt >= retries) this.shopify.subscriptions.end(subscription)
    else
      this.shopify.clock.at(this.shopify.clock.now() + firstWait * 2 ** attempt, () =>
        this.attempt(delivery, attempt + 1),
      )
  }

  private headers({ subscription, topic, webhookId, eventId, triggeredAt, body }: Delivery): Record<string, string> {
    const { signingSecret, domain, hookVersion } = this.shopify
    return {
      'content-type': 'application/json',
      'user-agent': 'Shopify-Captain-Hook',
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': createHmac('sha256', signingSecret).update(body).digest('base64'),
      'x-shopify-shop-domain': domain,
      'x-shopify-api-version': hookVersion,
      'x-shopify-webhook-id': webhookId,
      'x-shopify-event-id': eventId,
      'x-shopify-triggered-at': triggeredAt,
      ...(subscription.name === null ? {} : { 'x-shopify-name': subscription.name }),
    }
  }

  private messagesOf(event: ShopEvent): Message[] {
    const { shop } = this.shopify
    if (event.of === 'customer') return this.customerMessages(event.did, event.n)
    if (event.of === 'product') {
      if (event.did === 'deleted') return [['products/delete', { id: idOf('Product', event.n) }]]
      return [[topicOf('products', event.did), productBody(shop, shop.products.get(event.n)!)]]
    }
    if (event.of === 'order' && event.did === 'deleted') return [['orders/delete', { id: idOf('Order', event.n) }]]
    const order = shop.orders.get(event.n)!
    const bodies = new OrderBodies(shop, order)
    switch (event.of) {
      case 'order':
        return orderTopics[event.did as keyof typeof orderTopics].map((topic) => [topic, bodies.body()])
      case 'refund':
        return [['refunds/create', bodies.refund(order.refunds[event.which]!)]]
      case 'transaction':
        return [['order_transactions/create', bodies.transaction(order.transactions[event.which]!)]]
      case 'fulfilment':
        return [['fulfillments/create', bodies.fulfilment(order.fulfilments[event.which]!)]]
      case 'fulfilment-update':
        return [['fulfillments/update', bodies.fulfilment(order.fulfilments[event.which]!)]]
      case 'edit':
        return [['orders/edited', this.editBody(event)]]
    }
  }

  private customerMessages(did: 'created' | 'updated' | 'deleted', n: number): Message[] {
    const { shop } = this.shopify
    if (did !== 'deleted') return [[topicOf('customers', did), customerBody(shop, shop.customers.get(n)!)]]
    const id = idOf('Customer', n)
    const gone = { phone: null, addresses: [], tax_exemptions: [], email_marketing_consent: null }
    const body = { id, ...gone, sms_marketing_consent: null, admin_graphql_api_id: gid('Customer', id) }
    return [['customers/delete', body]]
  }

  /** Only what changed. */
  private editBody({ n, added, removed }: Extract<ShopEvent, { of: 'edit' }>): Record<string, unknown> {
    const order = this.shopify.shop.orders.get(n)!
    const at = local(this.shopify.clock.now())
    const none = { additions: [], removals: [] }
    const additions = added.map((line) => ({ id: partId('LineItem', n, line), delta: order.lines[line]!.quantity }))
    const removals = removed.map(([line, delta]) => ({ id: partId('LineItem', n, line), delta }))
    return {
      order_edit: {
        id: idOf('OrderEdit', n),
        app_id: null,
        created_at: at,
        committed_at: at,
        notify_customer: false,
        order_id: idOf('Order', n),
        staff_note: '',
        user_id: null,
        line_items: { additions, removals },
        discounts: { line_item: none },
        shipping_lines: none,
      },
    }
  }
}

/** `orders/updated` comes with almost everything, and with the new order as well. */
const orderTopics = {
  created: ['orders/create', 'orders/updated'],
  updated: ['orders/updated'],
  paid: ['orders/paid'],
  cancelled: ['orders/cancelled'],
  fulfilled: ['orders/fulfilled'],
  partially_fulfilled: ['orders/partially_fulfilled'],
  // There is no bin here: what is back is new to whoever listens.
  restored: ['orders/create', 'orders/updated'],
} as const

function topicOf(things: string, did: 'created' | 'updated' | 'deleted'): string {
  return `${things}/${did === 'created' ? 'create' : did === 'updated' ? 'update' : 'delete'}`
}

/** A subscription's filter on top-level fields: all terms must hold, `*` is any value. */
function wanted(filter: string | null, body: Record<string, unknown>): boolean {
  return parseTerms(filter ?? '').every(({ field, value }) => {
    const found = body[field]
    return value === '*' ? found !== null && found !== undefined : String(found) === value
  })
}

function trim(body: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  if (fields.length === 0) return body
  const heads = new Set(fields.map((field) => field.split('.')[0]!))
  return Object.fromEntries(Object.entries(body).filter(([name]) => heads.has(name)))
}
