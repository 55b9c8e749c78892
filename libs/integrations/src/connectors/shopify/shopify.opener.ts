import { Injectable } from '@nestjs/common'
import { Outbound } from '@portolan/platform'
import type { Credentials } from '../../connections/credentials'
import { addressOfShop, mayAsk } from '../../connections/shopify-app'
import { ShopifyTokens } from '../../connections/shopify-tokens'
import type { ConnectedShop, SourceOpener } from '../../sync/sources'
import type { ShopSource } from '../source'
import { ShopifyBulk } from './shopify.bulk'
import { ShopifyClient } from './shopify.client'
import { ShopifySource } from './shopify.source'

const mostClients = 500

/** Keeps one client per shop: what it has been told of costs and of the bucket. */
@Injectable()
export class ShopifyOpener implements SourceOpener {
  readonly platform = 'shopify'
  readonly types = ['customer', 'product', 'order'] as const
  readonly typesByChange = ['customer', 'product', 'order'] as const
  private readonly clients = new Map<string, ShopifyClient>()
  private readonly bulk: ShopifyBulk

  constructor(
    private readonly outbound: Outbound,
    private readonly tokens: ShopifyTokens,
  ) {
    this.bulk = new ShopifyBulk(outbound)
  }

  onApplicationShutdown(): Promise<void> {
    return this.bulk.close()
  }

  canAsk(credentials: Credentials): boolean {
    return mayAsk(credentials)
  }

  open({ integration_id, source, credentials }: ConnectedShop): Promise<ShopSource> {
    const client = this.clientOf(integration_id, credentials.shop_domain ?? '')
    return Promise.resolve(new ShopifySource(client, this.bulk, source))
  }

  openOnce({ source, credentials }: ConnectedShop): Promise<ShopSource> {
    const shop_domain = credentials.shop_domain ?? ''
    let token: Promise<string> | null = null
    const client = new ShopifyClient(this.outbound, {
      shop_domain,
      address: addressOfShop(shop_domain),
      token: () => (token ??= this.tokens.once(credentials)),
      renewed: (refused) => (token = this.tokens.once(credentials, refused)),
    })
    return Promise.resolve(new ShopifySource(client, this.bulk, source))
  }

  private clientOf(id: string, shop_domain: string): ShopifyClient {
    const known = this.clients.get(id)
    const client =
      known?.shop === shop_domain
        ? known
        : new ShopifyClient(this.outbound, {
            shop_domain,
            address: addressOfShop(shop_domain),
            token: () => this.tokens.current(id),
            renewed: (refused) => this.tokens.current(id, refused),
          })
    // The one that was asked for last stands at the end, and the first one goes.
    this.clients.delete(id)
    this.clients.set(id, client)
    if (this.clients.size > mostClients) this.clients.delete([...this.clients.keys()][0] ?? '')
    return client
  }
}
