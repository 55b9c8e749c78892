// Starts the platforms, each on a port of its own, with shops of the size that was asked for.
import type { FastifyInstance } from 'fastify'
import { Clock } from './clock'
import { controlRoutes } from './control/server'
import { httpServer, listen } from './http'
import { Shop } from './shop/shop'
import type { AppSettings } from './shopify/app'
import { shopifyRoutes } from './shopify/server'
import { Shopify } from './shopify/shopify'
import { latestVersion } from './shopify/versions'
import { leadInside, wooRoutes } from './woocommerce/server'
import { WooCommerce } from './woocommerce/woocommerce'

export interface DemoShopOptions {
  /** 0 takes any free port. */
  readonly shopifyPort: number
  readonly wooPort: number
  /** Where the control API and the page are. */
  readonly controlPort: number
  readonly seed: number
  readonly orders: number
  readonly days: number
  readonly currency: string
  readonly app: AppSettings
  readonly bucketSize: number
  readonly restoreRate: number
  readonly prettyPermalinks: boolean
  readonly secure: boolean
}

export const demoApp: AppSettings = {
  clientId: 'demo-client-id',
  clientSecret: 'demo-client-secret-of-no-worth',
  redirectUris: ['http://localhost:3000/api/v1/integrations/shopify/callback'],
  kind: 'public',
  hooks: [],
}

export const demoOptions: DemoShopOptions = {
  shopifyPort: 3160,
  wooPort: 3161,
  controlPort: 3162,
  seed: 1,
  orders: 500,
  days: 365,
  currency: 'USD',
  app: demoApp,
  bucketSize: 2_000,
  restoreRate: 100,
  prettyPermalinks: true,
  secure: true,
}

export const demoDomain = 'demo-shop.myshopify.com'

/** Keys that are there from the start, so that one can also type them in. */
export const demoKeys = {
  consumerKey: 'ck_0000000000000000000000000000000000demo',
  consumerSecret: 'cs_0000000000000000000000000000000000demo',
}

export class DemoShop {
  controlUrl = ''

  private constructor(
    readonly clock: Clock,
    readonly shopify: Shopify,
    readonly shopifyUrl: string,
    readonly woo: WooCommerce,
    private readonly servers: readonly FastifyInstance[],
  ) {}

  static async start(wanted: Partial<DemoShopOptions> = {}): Promise<DemoShop> {
    const options = { ...demoOptions, ...wanted }
    const clock = new Clock()
    const shopify = new Shopify(new Shop(sizeOf(options, clock), clock), clock, {
      domain: demoDomain,
      app: options.app,
      bucketSize: options.bucketSize,
      restoreRate: options.restoreRate,
      hookVersion: latestVersion,
    })
    // Another shop, not the same one twice.
    const size = { ...sizeOf(options, clock), seed: options.seed + 1 }
    const woo = new WooCommerce(new Shop(size, clock), clock, options)
    woo.keys.add('read_write', demoKeys)
    const servers = [httpServer(), httpServer((url) => leadInside(url, options.prettyPermalinks))] as const
    shopifyRoutes(servers[0], shopify)
    wooRoutes(servers[1], woo)
    const shopifyUrl = await listen(servers[0], options.shopifyPort)
    shopify.bulk.baseUrl = shopifyUrl
    woo.url = await listen(servers[1], options.wooPort)
    const control = httpServer()
    const shop = new DemoShop(clock, shopify, shopifyUrl, woo, [...servers, control])
    controlRoutes(control, shop)
    shop.controlUrl = await listen(control, options.controlPort)
    return shop
  }

  async close(): Promise<void> {
    this.clock.stop()
    await Promise.all([this.shopify.close(), this.woo.close()])
    await Promise.all(this.servers.map((server) => server.close()))
  }
}

function sizeOf({ seed, orders, days, currency }: DemoShopOptions, clock: Clock) {
  const until = Math.floor(clock.now() / 1_000) * 1_000
  const customers = Math.ceil(orders * 0.4)
  const products = Math.max(10, Math.min(400, Math.ceil(orders / 50)))
  return { seed, orders, customers, products, currency, from: until - days * 86_400_000, until }
}
