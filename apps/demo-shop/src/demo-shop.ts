// Starts the platforms, each on a port of its own, with shops of the size that was asked for.
import type { FastifyInstance } from 'fastify'
import { Clock } from './clock'
import { httpServer, listen } from './http'
import { Shop } from './shop/shop'
import type { AppSettings } from './shopify/app'
import { shopifyRoutes } from './shopify/server'
import { Shopify } from './shopify/shopify'
import { latestVersion } from './shopify/versions'

export interface DemoShopOptions {
  /** 0 takes any free port. */
  readonly shopifyPort: number
  readonly seed: number
  readonly orders: number
  readonly days: number
  readonly currency: string
  readonly app: AppSettings
  readonly bucketSize: number
  readonly restoreRate: number
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
  seed: 1,
  orders: 500,
  days: 365,
  currency: 'USD',
  app: demoApp,
  bucketSize: 2_000,
  restoreRate: 100,
}

export const demoDomain = 'demo-shop.myshopify.com'

export class DemoShop {
  private constructor(
    readonly clock: Clock,
    readonly shopify: Shopify,
    readonly shopifyUrl: string,
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
    const server = httpServer()
    shopifyRoutes(server, shopify)
    const url = await listen(server, options.shopifyPort)
    shopify.bulk.baseUrl = url
    return new DemoShop(clock, shopify, url, [server])
  }

  async close(): Promise<void> {
    this.clock.stop()
    await this.shopify.close()
    await Promise.all(this.servers.map((server) => server.close()))
  }
}

function sizeOf({ seed, orders, days, currency }: DemoShopOptions, clock: Clock) {
  const until = Math.floor(clock.now() / 1_000) * 1_000
  const customers = Math.ceil(orders * 0.4)
  const products = Math.max(10, Math.min(400, Math.ceil(orders / 50)))
  return { seed, orders, customers, products, currency, from: until - days * 86_400_000, until }
}
