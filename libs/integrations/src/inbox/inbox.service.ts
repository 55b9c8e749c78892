import { isUtf8 } from 'node:buffer'
import { Injectable } from '@nestjs/common'
import { newId, type Platform } from '@portolan/contracts'
import { context, Database, DomainError, Outbox, Vault } from '@portolan/platform'
import type { FastifyRequest } from 'fastify'
import { openCredentials, secretsOf } from '../connections/credentials'
import { connectors } from '../connectors'
import { Unreadable, type Arrival, type Delivery } from '../connectors/connector'
import { isPing } from '../connectors/woocommerce/woocommerce'
import type { ReceivedDto } from './inbox-event.dto'

interface Route {
  readonly integration_id: string
  readonly tenant_id: string
}

/** Headers that say something about an event; the others are the network's. */
const kept = /^(x-shopify-|x-wc-webhook-|webhook-(id|timestamp)$|content-type$|user-agent$)/
const unsaid = /(hmac|signature)/

@Injectable()
export class InboxService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
  ) {}

  /** Stores what a shop has signed, once. Throws a DomainError: 401 when nobody's secret fits, 400 for no event at all. */
  async receive(platform: Platform, request: FastifyRequest, integration: string | null): Promise<ReceivedDto> {
    const delivery = deliveryOf(request)
    if (platform === 'woocommerce' && isPing(delivery)) return { received: true }
    const routes = await this.routesOf(platform, delivery, integration)
    for (const route of routes) {
      const stored = await this.db.as({ tenant: route.tenant_id, role: 'system' }, () =>
        this.storeFor(route.integration_id, platform, delivery),
      )
      if (stored) return { received: true }
    }
    throw new DomainError('unauthenticated', 'inbox.signature', 'The signature does not fit')
  }

  private routesOf(platform: Platform, { headers }: Delivery, integration: string | null): Promise<Route[]> {
    const address = headers['x-shopify-shop-domain']?.toLowerCase()
    return this.db.read<Route>(
      `select integration_id, tenant_id from integration_routes
        where platform = $1 and ${integration ? 'integration_id' : 'shop_address'} = $2 order by integration_id limit 20`,
      [platform, integration ?? address ?? null],
      { prepare: true },
    )
  }

  /** Whether the delivery is this shop's. */
  private async storeFor(id: string, platform: Platform, delivery: Delivery): Promise<boolean> {
    const [row] = await this.db.read<{ credentials: string | null }>(
      `select credentials from integrations where tenant_id = current_tenant() and id = $1 and status <> 'disconnected'`,
      [id],
      { prepare: true },
    )
    if (!row?.credentials) return false
    const secrets = secretsOf(openCredentials(this.vault, id, row.credentials))
    if (!connectors[platform].isSigned(delivery, secrets)) return false
    await this.store(id, arrivalOf(platform, delivery), delivery)
    return true
  }

  private store(integration: string, arrival: Arrival, { headers, body }: Delivery): Promise<void> {
    return this.db.tx(async () => {
      const { topic, delivery_key, object_type, object_id } = arrival
      const [stored] = await this.db.query<{ id: string }>(
        `insert into inbox_events (tenant_id, id, integration_id, topic, delivery_key, headers, body, is_text, object_type, object_id, correlation)
         values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (tenant_id, integration_id, delivery_key) do nothing returning id`,
        [
          newId(),
          integration,
          topic.slice(0, 200),
          delivery_key.slice(0, 200),
          JSON.stringify(told(headers)),
          body,
          isUtf8(body) && !body.includes(0),
          object_type,
          object_id,
          context().correlation,
        ],
        { prepare: true },
      )
      if (stored) await this.outbox.enqueue('inbox.process', { inbox_event_id: stored.id })
    })
  }
}

function deliveryOf({ headers, body }: FastifyRequest): Delivery {
  const single = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')])
  return {
    headers: Object.fromEntries(single) as Record<string, string>,
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

function told(headers: Delivery['headers']): Record<string, string> {
  const some = Object.entries(headers).filter(([name]) => kept.test(name) && !unsaid.test(name))
  return Object.fromEntries(some.map(([name, value]) => [name, value.slice(0, 500)]))
}
