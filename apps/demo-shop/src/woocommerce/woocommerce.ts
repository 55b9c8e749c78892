// A WordPress site with WooCommerce: its goods and orders, its keys and its webhooks.
import type { Clock } from '../clock'
import { Weather } from '../hooks/disturbance'
import { Post } from '../hooks/post'
import type { Shop, ShopEvent } from '../shop/shop'
import { Trouble } from '../trouble'
import { customerBody } from './customer.body'
import { Hooks } from './hooks'
import { Keys } from './keys'
import type { Site } from './links'
import { orderBody } from './order.body'
import { productBody } from './product.body'
import { RestError } from './refusal'
import { ids } from './words'

export interface WooCommerceSettings {
  /** Without them the REST API is below `?rest_route=` only. */
  readonly prettyPermalinks: boolean
  /** Whether the site counts a request as one over TLS, as behind a proxy that ends it. */
  readonly secure: boolean
}

export class WooCommerce {
  readonly keys: Keys
  readonly hooks: Hooks
  readonly weather = new Weather()
  readonly trouble: Trouble
  readonly post = new Post({ connectMs: 5_000, totalMs: 60_000 })
  url = ''

  constructor(
    readonly shop: Shop,
    readonly clock: Clock,
    readonly settings: WooCommerceSettings,
  ) {
    this.keys = new Keys(clock)
    this.trouble = new Trouble(clock)
    this.hooks = new Hooks(clock, this.weather, this.post, () => this.url)
    shop.onEvents((events) => this.tell(events))
  }

  get site(): Site {
    return { url: this.url, currency: this.shop.currency }
  }

  /** The thing as REST shows it now, or what REST answers when it is gone. */
  orderNow(n: number): Record<string, unknown> {
    const order = this.shop.orders.get(n)
    if (!order) throw new RestError(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.')
    return orderBody(this.site, order)
  }

  customerNow(n: number): Record<string, unknown> {
    const customer = this.shop.customers.get(n)
    if (!customer) throw new RestError(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.')
    return customerBody(this.site, this.shop, customer)
  }

  productNow(n: number): Record<string, unknown> {
    const product = this.shop.products.get(n)
    if (!product) throw new RestError(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.')
    return productBody(this.site, product)
  }

  close(): Promise<void> {
    return this.post.close()
  }

  /** However much one action changed of an order, it is one `order.updated`. */
  private tell(events: readonly ShopEvent[]): void {
    const told = new Set<string>()
    const made = events.some((event) => event.of === 'order' && event.did === 'created')
    for (const event of events) {
      const topic = topicOf(event)
      if (!topic || told.has(`${topic} ${event.n}`) || (made && topic === 'order.updated')) continue
      told.add(`${topic} ${event.n}`)
      this.hooks.tell(topic, () => this.payload(topic, event.n))
    }
  }

  private payload(topic: string, n: number): object {
    const [kind, did] = topic.split('.') as ['order' | 'customer' | 'product', string]
    if (did === 'deleted') return { id: ids[kind](n) }
    try {
      return kind === 'order' ? this.orderNow(n) : kind === 'customer' ? this.customerNow(n) : this.productNow(n)
    } catch (error) {
      // Deleted in the meantime: the site sends what its own REST API says.
      if (error instanceof RestError) return error.body()
      throw error
    }
  }
}

function topicOf(event: ShopEvent): string | undefined {
  switch (event.of) {
    case 'order':
      return ['created', 'deleted', 'restored'].includes(event.did) ? `order.${event.did}` : 'order.updated'
    case 'customer':
    case 'product':
      return `${event.of}.${event.did}`
    default:
      return 'order.updated'
  }
}
