// A Shopify shop: its goods and orders, the app that may be installed in it, and who listens.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock'
import { Weather } from '../hooks/disturbance'
import { Post } from '../hooks/post'
import { Trouble } from '../trouble'
import type { Shop } from '../shop/shop'
import type { AppSettings } from './app'
import { Bucket } from './bucket'
import { BulkOperations } from './bulk'
import { shopBody, shopId } from './payload.shop'
import { Subscriptions } from './subscriptions'
import { Tokens } from './tokens'
import { versionInUse } from './versions'
import { Webhooks } from './webhooks'
import { idOf } from './words'

export interface ShopifySettings {
  readonly domain: string
  readonly app: AppSettings
  /** The plan decides: 100 points a second and a bucket of 2000 on the smallest. */
  readonly bucketSize: number
  readonly restoreRate: number
  readonly hookVersion: string
}

const hour = 3_600_000

export class Shopify {
  readonly tokens: Tokens
  readonly subscriptions: Subscriptions
  readonly webhooks: Webhooks
  readonly bulk: BulkOperations
  readonly bucket: Bucket
  readonly weather = new Weather()
  readonly trouble: Trouble
  readonly post = new Post({ connectMs: 1_000, totalMs: 5_000 })
  private former: { readonly secret: string; readonly until: number } | undefined
  private changedSecret: string | undefined
  private installs = 0

  constructor(
    readonly shop: Shop,
    readonly clock: Clock,
    private readonly settings: ShopifySettings,
  ) {
    this.tokens = new Tokens(clock)
    this.trouble = new Trouble(clock)
    this.subscriptions = new Subscriptions(settings.app, clock)
    this.bucket = new Bucket(settings.bucketSize, settings.restoreRate, clock)
    this.webhooks = new Webhooks(this, this.weather, this.post)
    this.bulk = new BulkOperations(this)
    shop.onEvents((events) => this.webhooks.tell(events))
  }

  get domain(): string {
    return this.settings.domain
  }

  get app(): AppSettings {
    const clientSecret = this.changedSecret ?? this.settings.app.clientSecret
    return { ...this.settings.app, clientSecret }
  }

  get hookVersion(): string {
    return versionInUse(this.settings.hookVersion) ?? this.settings.hookVersion
  }

  /** For up to an hour after it was changed the old secret still signs. */
  get signingSecret(): string {
    const { former, clock } = this
    return former && former.until > clock.now() ? former.secret : this.app.clientSecret
  }

  changeSecret(secret: string): void {
    this.former = { secret: this.app.clientSecret, until: this.clock.now() + hour }
    this.changedSecret = secret
  }

  install(): void {
    this.installs += 1
  }

  /** The merchant throws the app out: tokens are void at once, the shop's data is to be erased two days later. */
  uninstall(): void {
    const installs = this.installs
    this.tokens.revokeAll()
    this.webhooks.send('app/uninstalled', shopBody(this.shop, this.domain))
    this.subscriptions.clear()
    this.clock.at(this.clock.now() + 48 * hour, () => {
      if (this.installs === installs) this.webhooks.send('shop/redact', this.shopFacts())
    })
  }

  requestData(customer: number): void {
    const body = { ...this.personFacts(customer), data_request: { id: Math.floor(this.clock.now() / 1_000) } }
    this.webhooks.send('customers/data_request', { ...body, orders_requested: this.orderIds(customer) })
  }

  /** Ten days after the merchant asked for it, or at once. The shop forgets the person at that moment, too. */
  redact(customer: number, when: 'now' | 'in ten days'): void {
    const forget = () => {
      const body = { ...this.personFacts(customer), orders_to_redact: this.orderIds(customer) }
      this.forget(customer)
      this.webhooks.send('customers/redact', body, randomUUID())
    }
    if (when === 'now') forget()
    else this.clock.at(this.clock.now() + 240 * hour, forget)
  }

  async close(): Promise<void> {
    await this.bulk.close()
    await this.post.close()
  }

  private shopFacts() {
    return { shop_id: shopId, shop_domain: this.domain }
  }

  private personFacts(n: number) {
    const person = this.shop.customers.get(n)
    const customer = { id: idOf('Customer', n), email: person?.email ?? null, phone: person?.phone ?? null }
    return { ...this.shopFacts(), customer }
  }

  private orderIds(customer: number): bigint[] {
    return this.shop.ordersOf(customer).map((n) => idOf('Order', n))
  }

  private forget(customer: number): void {
    const now = this.clock.now()
    for (const n of this.shop.ordersOf(customer))
      this.shop.orders.change(n, now, (order) => {
        Object.assign(order, { email: '', phone: null, billing: null, shipping: null, customer: null })
      })
    this.shop.customers.change(customer, now, (person) => {
      const nobody = { email: '', firstName: '', lastName: '', phone: null, note: null, address: null, redacted: true }
      Object.assign(person, nobody)
    })
  }
}
