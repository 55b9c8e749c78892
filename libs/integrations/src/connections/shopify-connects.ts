// A member is sent to the shop, agrees there, and comes back with a code for tokens. The way back has to be the one that
// began here: a state that works once, for some minutes, in the browser that began it; without the last, whoever began
// could have somebody else agree and get a stranger's shop into his own workspace.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { newId, permissions } from '@portolan/contracts'
import {
  CallFailed,
  config,
  context,
  Database,
  invalid,
  Outbound,
  Outbox,
  refuseCardNumbers,
  say,
  Vault,
} from '@portolan/platform'
import { openCredentials, partsOf, sealCredentials, shopDomain, type Credentials } from './credentials'
import { NoShopifyApp } from './integration.errors'
import { addressOfShop, appOf, askForToken, installedApp, type ShopifyApp } from './shopify-app'
import type { ShopifyConnectDto, ShopifyConnectionDto } from './shopify-connect.dto'

export const stateMinutes = 10
/** Shopify's own programs believe a way back for so long. */
const clockSeconds = 90
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Why the way back led nowhere; the console has a sentence for each. */
export type Refusal = 'state' | 'signature' | 'late' | 'shop' | 'refused' | 'unreachable'

interface Begun {
  readonly id: string
  readonly user_id: string
  readonly shop_address: string
  readonly shop_name: string
  readonly app: string | null
}

@Injectable()
export class ShopifyConnects {
  constructor(
    private readonly db: Database,
    private readonly outbound: Outbound,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
  ) {}

  /** `state` belongs into the browser that is sent off. Throws a DomainError naming the field, or NoShopifyApp. */
  async begin(dto: ShopifyConnectDto): Promise<{ state: string; answer: ShopifyConnectionDto }> {
    refuseCardNumbers({ shop_name: dto.shop_name })
    const { shop, own } = read(dto)
    const { tenant, user } = context()
    const state = `${tenant}.${randomBytes(32).toString('hex')}`
    const id = newId()
    return this.db.tx(async () => {
      const app = own ?? (await this.knownApp(shop)) ?? installedApp()
      if (!app) throw new NoShopifyApp()
      await this.db.query(
        `delete from shop_connects where tenant_id = current_tenant() and platform = 'shopify' and expires_at < now()`,
      )
      const [row] = await this.db.query<{ expires_at: string }>(
        `insert into shop_connects (tenant_id, id, user_id, state_hash, shop_address, shop_name, app, expires_at)
         values (current_tenant(), $1, $2, $3, $4, $5, $6, now() + interval '${stateMinutes} minutes')
         returning iso_time(expires_at) as expires_at`,
        [id, user, hashOf(state), shop, dto.shop_name ?? shop.split('.')[0], this.sealed(id, app)],
      )
      return { state, answer: { authorize_url: authorizeUrl(shop, app, state), expires_at: row?.expires_at ?? '' } }
    })
  }

  /** The address in the console that says how it went. `query` is what Shopify sent along; `carried` what the browser did. */
  async end(query: string, carried: string | undefined): Promise<string> {
    const outcome = await this.outcomeOf(new URLSearchParams(query), carried)
    const address = new URL(`${config.PUBLIC_URL}/settings/shops`)
    if ('connected' in outcome) address.searchParams.set('connected', outcome.connected)
    else address.searchParams.set('refused', outcome.refused)
    return address.href
  }

  private async outcomeOf(
    query: URLSearchParams,
    carried: string | undefined,
  ): Promise<{ connected: string } | { refused: Refusal }> {
    const state = query.get('state') ?? ''
    const tenant = state.split('.')[0] ?? ''
    if (!carried || !uuid.test(tenant) || !isSame(carried, state)) return { refused: 'state' }
    return this.db.as({ tenant, user: null, role: 'system', session: null }, async () => {
      const begun = await this.take(state)
      if (!begun) return { refused: 'state' }
      const app = this.opened(begun)
      const shop = query.get('shop')?.toLowerCase() ?? ''
      if (!app || !isSigned(query, app.client_secret)) return { refused: 'signature' }
      if (!isRecent(query.get('timestamp'))) return { refused: 'late' }
      if (!shopDomain.safeParse(shop).success || shop !== begun.shop_address) return { refused: 'shop' }
      return this.db.as({ user: begun.user_id }, () => this.redeem(begun, app, query.get('code') ?? ''))
    })
  }

  /** It works once, whatever comes of it, and only while its member may still do such a thing. */
  private async take(state: string): Promise<Begun | undefined> {
    const [row] = await this.db.tx(() =>
      this.db.query<Begun>(
        `delete from shop_connects c using memberships m
          where c.tenant_id = current_tenant() and c.platform = 'shopify' and c.state_hash = $1 and c.expires_at > now()
            and m.tenant_id = c.tenant_id and m.user_id = c.user_id and m.status = 'active' and m.role = any($2)
         returning c.id, c.user_id, c.shop_address, c.shop_name, c.app`,
        [hashOf(state), permissions['integrations.edit']],
      ),
    )
    return row
  }

  private async redeem(
    { shop_address: shop, shop_name }: Begun,
    app: ShopifyApp,
    code: string,
  ): Promise<{ connected: string } | { refused: Refusal }> {
    const granted = await this.exchange(shop, { ...app, code, expiring: '1' })
    if ('refused' in granted) return granted
    const installed = installedApp()
    // The installation's own secret is not copied: it may be changed in the settings.
    const own = installed?.client_id === app.client_id ? { client_id: undefined, client_secret: undefined } : app
    const credentials = { shop_domain: shop, ...own, ...granted.granted }
    return { connected: await this.keep(shop, shop_name, credentials) }
  }

  private async exchange(
    shop: string,
    request: Record<string, string>,
  ): Promise<{ granted: Credentials } | { refused: Refusal }> {
    try {
      const { status, granted } = await askForToken(this.outbound, shop, request)
      if (granted) return { granted }
      return { refused: status >= 500 || status === 429 ? 'unreachable' : 'refused' }
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      return { refused: 'unreachable' }
    }
  }

  /** A shop that was connected before is so again. */
  private keep(shop: string, shop_name: string, granted: Credentials): Promise<string> {
    return this.db.tx(async () => {
      const [known] = await this.db.query<{ id: string; credentials: string | null }>(
        `select id, credentials from integrations
          where tenant_id = current_tenant() and platform = 'shopify' and shop_address = $1
          order by status = 'disconnected', created_at desc limit 1 for update`,
        [shop],
      )
      const id = known?.id ?? newId()
      const before = known?.credentials ? partsOf(openCredentials(this.vault, id, known.credentials)).given : {}
      const sealed = sealCredentials(this.vault, id, { ...before, ...granted })
      await (known ? this.renew(id, sealed) : this.add(id, shop, shop_name, sealed))
      await this.outbox.enqueue('integrations.check', { integration_id: id })
      return id
    })
  }

  private async add(id: string, shop: string, shop_name: string, sealed: string): Promise<void> {
    const { user } = context()
    await this.db.query(
      `insert into integrations (tenant_id, id, platform, shop_name, shop_address, credentials, token_renewed_at, created_by)
       values (current_tenant(), $1, 'shopify', $2, $3, $4, now(), $5)`,
      [id, shop_name, shop, sealed, user],
    )
    await this.db.query(
      `insert into integration_routes (integration_id, tenant_id, platform, shop_address)
       values ($1, current_tenant(), 'shopify', $2)`,
      [id, shop],
    )
    await this.outbox.append('integration.created', { ids: [id], platform: 'shopify' })
  }

  private async renew(id: string, sealed: string): Promise<void> {
    await this.db.query(
      `update integrations set credentials = $2, status = 'connecting', last_error = null, disconnected_at = null,
              token_renewed_at = now(), token_lease = null, token_leased_until = null,
              version = version + 1, updated_at = now()
        where tenant_id = current_tenant() and id = $1`,
      [id, sealed],
    )
    await this.outbox.append('integration.updated', { ids: [id], changes: { [id]: { credentials: [null, null] } } })
  }

  /** A shop that is connected by an app of its own is connected again by that. */
  private async knownApp(shop: string): Promise<ShopifyApp | null> {
    const [row] = await this.db.query<{ id: string; credentials: string }>(
      `select id, credentials from integrations
        where tenant_id = current_tenant() and platform = 'shopify' and shop_address = $1 and credentials is not null`,
      [shop],
    )
    return row ? appOf(openCredentials(this.vault, row.id, row.credentials)) : null
  }

  private sealed(id: string, app: ShopifyApp): string {
    return this.vault.seal(JSON.stringify(app), place(id))
  }

  private opened({ id, app }: Begun): ShopifyApp | null {
    return app ? (JSON.parse(this.vault.open(app, place(id))) as ShopifyApp) : null
  }
}

const place = (id: string): string => `shop_connects.app/${id}`

function read({ shop_domain, client_id, client_secret }: ShopifyConnectDto): { shop: string; own: ShopifyApp | null } {
  const { data: shop } = shopDomain.safeParse(shop_domain)
  const half = client_id ? 'client_secret' : 'client_id'
  if (!shop) throw invalid({ shop_domain: [say('credentials.shop_domain')] })
  if (Boolean(client_id) !== Boolean(client_secret)) throw invalid({ [half]: [say('credentials.secret')] })
  return { shop, own: client_id && client_secret ? { client_id, client_secret } : null }
}

function authorizeUrl(shop: string, { client_id }: ShopifyApp, state: string): string {
  const address = new URL(`${addressOfShop(shop)}/admin/oauth/authorize`)
  const redirect_uri = `${config.PUBLIC_URL}/api/v1/integrations/shopify/callback`
  const query = { client_id, scope: config.SHOPIFY_SCOPES, redirect_uri, state }
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  return address.href
}

/** All parameters but the signature itself, by name, percent-encoded. In constant time. */
export function isSigned(query: URLSearchParams, secret: string): boolean {
  const message = [...query]
    .filter(([name]) => name !== 'hmac' && name !== 'signature')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&')
  const made = createHmac('sha256', secret).update(message).digest()
  const given = Buffer.from(query.get('hmac') ?? '', 'hex')
  return made.length === given.length && timingSafeEqual(made, given)
}

function isRecent(timestamp: string | null): boolean {
  return /^\d{1,12}$/.test(timestamp ?? '') && Math.abs(Date.now() / 1000 - Number(timestamp)) <= clockSeconds
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(a, b)
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url')
}
