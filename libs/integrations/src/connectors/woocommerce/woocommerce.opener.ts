import { Injectable } from '@nestjs/common'
import { Outbound } from '@portolan/platform'
import type { Credentials } from '../../connections/credentials'
import type { ConnectedShop, SourceOpener } from '../../sync/sources'
import type { ShopSource } from '../source'
import { WooCommerceClient, type Site } from './woocommerce.client'
import { WooCommerceSource } from './woocommerce.source'

const mostClients = 500

/** Keeps one client per shop: what it has found out about the site, and the line of those who want to ask. */
@Injectable()
export class WooCommerceOpener implements SourceOpener {
  readonly platform = 'woocommerce'
  readonly types = ['customer', 'product', 'order'] as const
  readonly typesByChange = ['product', 'order'] as const
  private readonly clients = new Map<string, WooCommerceClient>()

  constructor(private readonly outbound: Outbound) {}

  canAsk({ site_url, consumer_key, consumer_secret }: Credentials): boolean {
    return Boolean(site_url && consumer_key && consumer_secret)
  }

  open({ integration_id, source, credentials }: ConnectedShop): Promise<ShopSource> {
    const { site_url = '', consumer_key = '', consumer_secret = '' } = credentials
    const client = this.clientOf(integration_id, { site_url, consumer_key, consumer_secret })
    return Promise.resolve(new WooCommerceSource(client, source))
  }

  openOnce(shop: ConnectedShop): Promise<ShopSource> {
    return this.open(shop)
  }

  private clientOf(id: string, site: Site): WooCommerceClient {
    const known = this.clients.get(id)
    const isSame =
      known?.site.site_url === site.site_url &&
      known.site.consumer_key === site.consumer_key &&
      known.site.consumer_secret === site.consumer_secret
    const client = known && isSame ? known : new WooCommerceClient(this.outbound, site)
    // The one that was asked for last stands at the end, and the first one goes.
    this.clients.delete(id)
    this.clients.set(id, client)
    if (this.clients.size > mostClients) this.clients.delete([...this.clients.keys()][0] ?? '')
    return client
  }
}
