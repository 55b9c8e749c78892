import { Injectable } from '@nestjs/common'
import type { Platform } from '@portolan/contracts'
import { Database, DomainError, Vault } from '@portolan/platform'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { openCredentials, secretsOf } from '../connections/credentials'
import { connectors } from '../connectors'
import { Unreadable, type Arrival, type Delivery } from '../connectors/connector'
import { isPing } from '../connectors/woocommerce/woocommerce'
import type { ReceivedDto } from './inbox-event.dto'
import { InboxStore, type Shop } from './inbox-store'

const mostKnown = 2000

@Injectable()
export class InboxService {
  /** By where deliveries come in: the same shops send all day. What is stored says itself whether they still hold. */
  private readonly known = new LRUCache<string, readonly Shop[]>({ max: mostKnown })

  constructor(
    private readonly db: Database,
    private readonly store: InboxStore,
    private readonly vault: Vault,
  ) {}

  /** Stores what a shop has signed, once. Throws a DomainError: 401 when nobody's secret fits, 400 for no event at all. */
  async receive(platform: Platform, request: FastifyRequest, integration: string | null): Promise<ReceivedDto> {
    const delivery = deliveryOf(request)
    if (platform === 'woocommerce' && isPing(delivery)) return { received: true }
    const address = integration ?? delivery.headers['x-shopify-shop-domain']?.toLowerCase() ?? ''
    const door = `${platform} ${address}`
    const column = integration ? 'integration_id' : 'shop_address'
    const signer = (shops: readonly Shop[] = []) =>
      shops.find(({ secrets }) => connectors[platform].isSigned(delivery, secrets))
    let shop = signer(this.known.get(door))
    for (;;) {
      if (shop && (await this.store.put(shop, arrivalOf(platform, delivery), delivery))) return { received: true }
      const before = shop
      const shops = await this.shopsAt(platform, column, address)
      this.known.set(door, shops)
      shop = signer(shops)
      if (!shop) throw new DomainError('unauthenticated', 'inbox.signature', 'The signature does not fit')
      // What held before and holds still has stored nothing: the delivery is here already.
      if (shop.sealed === before?.sealed) return { received: true }
    }
  }

  private async shopsAt(
    platform: Platform,
    column: 'integration_id' | 'shop_address',
    address: string,
  ): Promise<Shop[]> {
    const routes = await this.db.read<{ integration_id: string; tenant_id: string }>(
      `select integration_id, tenant_id from integration_routes
        where platform = $1 and ${column} = $2 order by integration_id limit 20`,
      [platform, address],
      { prepare: true },
    )
    const shops = await Promise.all(routes.map((route) => this.shopOf(route.integration_id, route.tenant_id)))
    return shops.filter((shop) => shop !== null)
  }

  private async shopOf(id: string, tenant: string): Promise<Shop | null> {
    const [row] = await this.db.as({ tenant, role: 'system' }, () =>
      this.db.read<{ credentials: string | null }>(
        `select credentials from integrations where tenant_id = current_tenant() and id = $1 and status <> 'disconnected'`,
        [id],
        { prepare: true },
      ),
    )
    if (!row?.credentials) return null
    const secrets = secretsOf(openCredentials(this.vault, id, row.credentials))
    return { integration_id: id, tenant_id: tenant, sealed: row.credentials, secrets }
  }
}

function deliveryOf({ headers: { 'set-cookie': _, ...headers }, body }: FastifyRequest): Delivery {
  return {
    // Node joins what comes twice, but for those cookies.
    headers: headers as Record<string, string>,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  }
}

/** Throws a DomainError (400) for a signed delivery that does not say what it is. */
function arrivalOf(platform: Platform, delivery: Delivery): Arrival {
  try {
    return connectors[platform].arrivalOf(delivery)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const params = { problem: error.message }
    throw new DomainError('malformed', 'inbox.unreadable', `The delivery does not say what it is: ${error.message}`, {
      params,
    })
  }
}
