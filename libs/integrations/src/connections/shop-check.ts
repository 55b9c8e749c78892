// Asks a shop who it is with the credentials that we were given. The only thing that a check changes is what we know
// about the connection.
import { Injectable } from '@nestjs/common'
import type { Platform } from '@portolan/contracts'
import { CallFailed, config, Database, Outbound, Outbox, Vault, type OutboundAnswer } from '@portolan/platform'
import { SourceRefused } from '../connectors/source'
import { Sources } from '../sync/sources'
import { openCredentials, type Credentials } from './credentials'

type Verdict = { readonly currency: string | null } | { readonly error: string }

interface Row {
  readonly platform: Platform
  readonly credentials: string | null
  readonly status: string
}

@Injectable()
export class ShopCheck {
  constructor(
    private readonly db: Database,
    private readonly outbound: Outbound,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
    private readonly sources: Sources,
  ) {}

  /** A shop that cannot be reached or refuses us is an `error` until it is checked again; only trouble of ours is thrown. */
  async run(id: string): Promise<void> {
    const [row] = await this.db.read<Row>(
      'select platform, credentials, status from integrations where tenant_id = current_tenant() and id = $1',
      [id],
    )
    if (!row?.credentials || row.status === 'disconnected') return
    const verdict = await this.ask(id, row.platform, openCredentials(this.vault, id, row.credentials))
    await this.db.tx(() => this.note(id, row.status, verdict))
  }

  private async ask(id: string, platform: Platform, credentials: Credentials): Promise<Verdict> {
    try {
      const found = await this.sources.find(id)
      if (found) return await (await found.opener.open(found.shop)).check()
      return platform === 'shopify' ? await this.askShopify(credentials) : { currency: null }
    } catch (error) {
      if (error instanceof SourceRefused) return { error: error.message }
      if (error instanceof CallFailed) return { error: `the shop cannot be reached: ${error.message}` }
      throw error
    }
  }

  private async askShopify({ shop_domain = '', access_token }: Credentials): Promise<Verdict> {
    if (!access_token) return { currency: null }
    const base = config.SHOPIFY_ADDRESS.replace('{shop}', shop_domain)
    const answer = await this.outbound.call(`${base}/admin/api/${config.SHOPIFY_API_VERSION}/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': access_token },
      body: JSON.stringify({ query: '{ shop { currencyCode } }' }),
    })
    const told = jsonOf(answer) as { data?: { shop?: { currencyCode?: string } } }
    return verdictOf(answer, told.data?.shop?.currencyCode)
  }

  private async note(id: string, before: string, verdict: Verdict): Promise<void> {
    const error = 'error' in verdict ? verdict.error.slice(0, 500) : null
    const rows = await this.db.query(
      `update integrations set status = $2, last_error = $3, currency = coalesce($4, currency), checked_at = now(),
              connected_at = case when $2 = 'active' then coalesce(connected_at, now()) else connected_at end
        where tenant_id = current_tenant() and id = $1 and status <> 'disconnected' returning id`,
      [id, error ? 'error' : 'active', error, 'currency' in verdict ? verdict.currency : null],
    )
    if (!rows.length) return
    if (error && before !== 'error') await this.outbox.append('integration.failed', { ids: [id], reason: error })
    if (!error && before !== 'active') await this.outbox.append('integration.connected', { ids: [id] })
  }
}

function verdictOf({ status }: OutboundAnswer, currency: unknown): Verdict {
  if (status === 401 || status === 403) return { error: `the shop refuses our credentials (${status})` }
  if (status < 200 || status > 299) return { error: `the shop answered ${status}` }
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    return { error: 'this does not answer as the platform does' }
  return { currency }
}

function jsonOf({ body }: OutboundAnswer): unknown {
  try {
    return (JSON.parse(body.toString('utf8')) as unknown) ?? {}
  } catch {
    return {}
  }
}
