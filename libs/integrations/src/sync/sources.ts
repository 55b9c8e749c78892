// Opens shops for whoever wants to ask them something. Each platform brings an opener, a provider of its own folder:
//
//   @Injectable()
//   export class ShopifyOpener implements SourceOpener { readonly platform = 'shopify' … }
//
// and enters it in connectors/openers.ts. What must live longer than one question (a bucket of calls, a download that
// goes on, a token's refresh under a lock) is the opener's own affair: it is one for the process, a source is not.
import { Inject, Injectable } from '@nestjs/common'
import type { Platform } from '@portolan/contracts'
import { config, Database, Vault } from '@portolan/platform'
import { openCredentials, type Credentials } from '../connections/credentials'
import { SourceRefused, type ObjectType, type ShopSource } from '../connectors/source'

/** A connected shop with what opens it. */
export interface ConnectedShop {
  readonly integration_id: string
  readonly platform: Platform
  /** Names the shop in our domains. */
  readonly source: string
  readonly shop_address: string | null
  readonly credentials: Credentials
}

export interface SourceOpener {
  readonly platform: Platform
  /** What the shop can be asked for, in the order in which it should be: people before their orders. */
  readonly types: readonly ObjectType[]
  /** Those that it lists by the time of their change; the others are read whole, once a day. */
  readonly typesByChange: readonly ObjectType[]
  /** Whether these credentials let us ask the shop at all. Asks nobody. */
  canAsk(credentials: Credentials): boolean
  /** Outside of transactions. Throws SourceRefused. */
  open(shop: ConnectedShop): Promise<ShopSource>
  /** By these very credentials, which stand nowhere any more: what they are renewed to is thrown away. Throws SourceRefused. */
  openOnce(shop: ConnectedShop): Promise<ShopSource>
}

/** Where a shop sends its events. */
export function hooksAddressOf({ platform, integration_id }: ConnectedShop): string {
  const base = `${config.PUBLIC_URL}/api/v1/webhooks/${platform}`
  return platform === 'shopify' ? base : `${base}/${integration_id}`
}

export const sourceOpeners = Symbol('openers of shops')

interface Row {
  readonly platform: Platform
  readonly shop_address: string | null
  readonly credentials: string | null
}

@Injectable()
export class Sources {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    @Inject(sourceOpeners) private readonly openers: readonly SourceOpener[],
  ) {}

  typesByChange(platform: Platform): readonly ObjectType[] {
    return this.openers.find((opener) => opener.platform === platform)?.typesByChange ?? []
  }

  /** Whether a shop can be asked by these. Asks nobody. */
  canAsk(platform: Platform, credentials: Credentials): boolean {
    return this.openers.find((opener) => opener.platform === platform)?.canAsk(credentials) ?? false
  }

  /** How this integration's shop is asked; null when it cannot be: disconnected, without keys, or of no such platform. */
  async find(integrationId: string): Promise<{ opener: SourceOpener; shop: ConnectedShop } | null> {
    const [row] = await this.db.read<Row>(
      `select platform, shop_address, credentials from integrations
        where tenant_id = current_tenant() and id = $1 and status <> 'disconnected'`,
      [integrationId],
    )
    return this.found(integrationId, row)
  }

  /** The same for a shop that was disconnected, as long as there is something left to ask it for. */
  async parting(integrationId: string): Promise<{ opener: SourceOpener; shop: ConnectedShop } | null> {
    const [row] = await this.db.read<Row>(
      `select platform, shop_address, parting_credentials as credentials from integrations
        where tenant_id = current_tenant() and id = $1 and status = 'disconnected'`,
      [integrationId],
    )
    return this.found(integrationId, row)
  }

  private found(integrationId: string, row: Row | undefined): { opener: SourceOpener; shop: ConnectedShop } | null {
    const opener = this.openers.find(({ platform }) => platform === row?.platform)
    if (!row?.credentials || !opener) return null
    const credentials = openCredentials(this.vault, integrationId, row.credentials)
    if (!opener.canAsk(credentials)) return null
    const { platform, shop_address } = row
    const source = `${platform}:${integrationId}`
    return { opener, shop: { integration_id: integrationId, platform, source, shop_address, credentials } }
  }

  /** Outside of transactions. Throws SourceRefused, of kind `credentials` when the shop cannot be asked at all. */
  async open(integrationId: string): Promise<ShopSource> {
    const found = await this.find(integrationId)
    if (!found) throw new SourceRefused('credentials', 'there are no credentials with which the shop could be asked')
    return found.opener.open(found.shop)
  }
}
