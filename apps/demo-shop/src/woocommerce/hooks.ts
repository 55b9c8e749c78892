// Webhooks of a WordPress site: built when they are sent, sent once, and switched off after too many failures in a row.
import { createHash, createHmac } from 'node:crypto'
import type { Clock } from '../clock'
import type { Weather } from '../hooks/disturbance'
import { DeliveryLog } from '../hooks/log'
import type { Post } from '../hooks/post'
import { dates } from './words'

export interface Hook {
  readonly id: number
  name: string
  status: 'active' | 'paused' | 'disabled'
  topic: string
  deliveryUrl: string
  secret: string
  failures: number
  readonly createdAt: number
  modifiedAt: number
}

/** The documentation says five; the code switches off when this many have been counted before. */
const mostFailures = 5
const agent = 'WooCommerce/10.3.0 Hookshot (WordPress/6.8)'

export class Hooks {
  readonly log = new DeliveryLog()
  private readonly hooks = new Map<number, Hook>()
  private count = 0

  constructor(
    private readonly clock: Clock,
    private readonly weather: Weather,
    private readonly post: Post,
    /** The address of the site, known once it listens. */
    private readonly homeUrl: () => string,
  ) {}

  all(): Hook[] {
    return [...this.hooks.values()]
  }

  get(id: number): Hook | undefined {
    return this.hooks.get(id)
  }

  async add(facts: Pick<Hook, 'name' | 'status' | 'topic' | 'deliveryUrl' | 'secret'>): Promise<Hook> {
    this.count += 1
    const now = this.clock.now()
    const hook = { ...facts, id: this.count, failures: 0, createdAt: now, modifiedAt: now }
    this.hooks.set(hook.id, hook)
    if (hook.status === 'active') await this.ping(hook)
    return hook
  }

  /** Switching one on again forgets its failures, and pings. */
  async change(
    hook: Hook,
    facts: Partial<Pick<Hook, 'name' | 'status' | 'topic' | 'deliveryUrl' | 'secret'>>,
  ): Promise<void> {
    const wakes = facts.status === 'active' && hook.status !== 'active'
    Object.assign(hook, facts, { modifiedAt: this.clock.now() }, wakes ? { failures: 0 } : {})
    if (wakes) await this.ping(hook)
  }

  remove(id: number): Hook | undefined {
    const hook = this.hooks.get(id)
    this.hooks.delete(id)
    return hook
  }

  /** `build` is called when the delivery leaves, not now: it shows the thing as it is then. */
  tell(topic: string, build: () => object): void {
    for (const hook of this.all().filter((one) => one.topic === topic))
      for (const wait of this.weather.departures()) {
        const run = () => this.deliver(hook, build)
        if (wait === 0) void run()
        else this.clock.at(this.clock.now() + wait, run)
      }
  }

  private async deliver(hook: Hook, build: () => object): Promise<void> {
    if (hook.status !== 'active' || !this.hooks.has(hook.id)) return
    const body = JSON.stringify(build())
    const second = Math.floor(this.clock.now() / 1_000)
    const deliveryId = createHash('md5').update(`${hook.id}${second}`).digest('hex')
    const [resource, event] = hook.topic.split('.')
    const headers = {
      'content-type': 'application/json',
      'user-agent': agent,
      'x-wc-webhook-source': `${this.homeUrl()}/`,
      'x-wc-webhook-topic': hook.topic,
      'x-wc-webhook-resource': resource!,
      'x-wc-webhook-event': event!,
      'x-wc-webhook-signature': createHmac('sha256', unescape(hook.secret)).update(body).digest('base64'),
      'x-wc-webhook-id': String(hook.id),
      'x-wc-webhook-delivery-id': deliveryId,
    }
    const status = await this.send(hook, deliveryId, headers, body)
    if (status !== null && status >= 200 && status < 303) hook.failures = 0
    else if (hook.failures > mostFailures) hook.status = 'disabled'
    else hook.failures += 1
  }

  /** A form without any of the headers. Wants exactly 200; the shop shows anything else to its owner as an error. */
  private async ping(hook: Hook): Promise<void> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': agent }
    await this.send(hook, 'ping', headers, `webhook_id=${hook.id}`)
  }

  private async send(hook: Hook, id: string, headers: Record<string, string>, body: string): Promise<number | null> {
    const outcome = await this.post.send(hook.deliveryUrl, headers, body)
    const at = new Date(this.clock.now()).toISOString()
    this.log.add({ id, topic: hook.topic, url: hook.deliveryUrl, at, attempt: 1, ...outcome })
    return outcome.status
  }
}

/** WordPress decodes the secret like text of a page before it signs with it. */
function unescape(secret: string): string {
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#039;': "'", '&amp;': '&' }
  return secret.replace(/&(?:lt|gt|quot|#039|amp);/g, (entity) => signs[entity]!)
}

const actions: Record<string, readonly string[]> = {
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
  'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
  'customer.created': ['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
  'customer.updated': ['profile_update', 'woocommerce_update_customer'],
  'customer.deleted': ['delete_user'],
  'product.created': ['woocommerce_new_product', 'woocommerce_new_product_variation'],
  'product.updated': ['woocommerce_update_product', 'woocommerce_update_product_variation'],
  'product.deleted': ['wp_trash_post'],
  'product.restored': ['untrashed_post'],
}

export function validTopic(topic: string): boolean {
  return Object.hasOwn(actions, topic) || /^coupon\.(created|updated|deleted|restored)$|^action\.\w+$/.test(topic)
}

export function hookBody(site: string, hook: Hook): Record<string, unknown> {
  const { id, name, status, topic, deliveryUrl: delivery_url } = hook
  const [resource, event] = topic.split('.')
  const collection = `${site}/wp-json/wc/v3/webhooks`
  return {
    id,
    name,
    status,
    topic,
    resource,
    event,
    hooks: actions[topic] ?? [],
    delivery_url,
    ...dates('date_created', hook.createdAt),
    ...dates('date_modified', hook.modifiedAt),
    _links: { self: [{ href: `${collection}/${id}` }], collection: [{ href: collection }] },
  }
}
