// Tokens of Shopify shops. Whoever finds one about to end takes a lease in its row, asks the shop outside of any
// transaction, and writes both tokens and their ends at once; the others wait for it. Who loses the lease on the way
// writes nothing: the shop takes the refresh token before the last until the new one is used.
import { setTimeout as pause } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { CallFailed, Database, Outbound, Outbox, Vault } from '@portolan/platform'
import { SourceRefused } from '../connectors/source'
import { openCredentials, sealCredentials, type Credentials } from './credentials'
import { askForToken, goodToken, tokenRequest } from './shopify-app'

const leaseSeconds = 40
const lookMs = 200
/** A refresh token lasts 90 days; one of a shop that nobody asks is renewed in time. */
const oldDays = 60

const noWay = 'the shop refuses our token, and there is no way to another'

type Told = { readonly granted: Credentials } | { readonly refused: string }

@Injectable()
export class ShopifyTokens {
  constructor(
    private readonly db: Database,
    private readonly outbound: Outbound,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
  ) {}

  /**
   * A token that is good for some minutes more, and not `refused`. Outside of transactions. Throws SourceRefused: of
   * kind `credentials` when only people can help.
   */
  async current(id: string, refused: string | null = null): Promise<string> {
    const giveUpAt = Date.now() + leaseSeconds * 1000
    for (;;) {
      const { credentials, sealed } = await this.read(id)
      const good = goodToken(credentials, refused)
      if (good) return good
      const request = tokenRequest(credentials)
      if (!request) throw new SourceRefused('credentials', noWay)
      const lease = await this.lease(id, sealed)
      const token = lease && (await this.renew(id, lease, credentials, request))
      if (token) return token
      if (Date.now() > giveUpAt) throw new SourceRefused('unreachable', 'the shop’s token is being renewed', 5000)
      await pause(lookMs)
    }
  }

  /** The same by credentials that stand nowhere any more; what they are renewed to is kept nowhere either. */
  async once(credentials: Credentials, refused: string | null = null): Promise<string> {
    const good = goodToken(credentials, refused)
    if (good) return good
    const request = tokenRequest(credentials)
    if (!request) throw new SourceRefused('credentials', noWay)
    const told = await this.ask(credentials, request)
    if ('refused' in told) throw new SourceRefused('credentials', told.refused)
    return told.granted.access_token ?? ''
  }

  /** Renews what would end unused; goes through all workspaces, safe to repeat. */
  async keep(): Promise<void> {
    const tenants = await this.db.read<{ tenant_id: string }>(
      `select distinct tenant_id from integration_routes where platform = 'shopify' order by tenant_id`,
    )
    for (const { tenant_id: tenant } of tenants) await this.db.as({ tenant, role: 'system' }, () => this.keepOld())
  }

  private async keepOld(): Promise<void> {
    const rows = await this.db.read<{ id: string }>(
      `select id from integrations where tenant_id = current_tenant() and platform = 'shopify' and status <> 'disconnected'
          and token_renewed_at < now() - interval '${oldDays} days' order by id`,
    )
    for (const { id } of rows) {
      try {
        const { credentials } = await this.read(id)
        await this.current(id, credentials.access_token ?? null)
      } catch (error) {
        // What the shop says is written down where people see it; the others are not kept waiting by it.
        if (!(error instanceof SourceRefused)) throw error
      }
    }
  }

  private async read(id: string): Promise<{ credentials: Credentials; sealed: string }> {
    const [row] = await this.db.read<{ credentials: string | null }>(
      `select credentials from integrations where tenant_id = current_tenant() and id = $1 and status <> 'disconnected'`,
      [id],
    )
    if (!row?.credentials) throw new SourceRefused('credentials', 'the shop is disconnected')
    return { credentials: openCredentials(this.vault, id, row.credentials), sealed: row.credentials }
  }

  /** Null when somebody else has it, or has written another token meanwhile. */
  private async lease(id: string, sealed: string): Promise<string | null> {
    const lease = newId()
    const rows = await this.db.tx(() =>
      this.db.query(
        `update integrations set token_lease = $2, token_leased_until = now() + make_interval(secs => ${leaseSeconds})
          where tenant_id = current_tenant() and id = $1 and credentials = $3
            and (token_leased_until is null or token_leased_until <= now()) returning id`,
        [id, lease, sealed],
      ),
    )
    return rows.length ? lease : null
  }

  /** Null when the lease was lost on the way. */
  private async renew(
    id: string,
    lease: string,
    credentials: Credentials,
    request: Record<string, string>,
  ): Promise<string | null> {
    let told: Told
    try {
      told = await this.ask(credentials, request)
    } catch (error) {
      await this.release(id, lease)
      throw error
    }
    if ('granted' in told) return this.write(id, lease, told.granted)
    await this.lose(id, lease, told.refused)
    throw new SourceRefused('credentials', told.refused)
  }

  private async ask({ shop_domain = '' }: Credentials, request: Record<string, string>): Promise<Told> {
    try {
      const { status, granted, error } = await askForToken(this.outbound, shop_domain, request)
      if (granted) return { granted }
      if (status >= 500 || status === 429 || status === 200)
        throw new SourceRefused('unreachable', `the shop gave no token (${status})`, 10_000)
      return { refused: reasonOf(error) }
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      throw new SourceRefused('unreachable', `the shop cannot be reached: ${error.message}`, 10_000)
    }
  }

  private write(id: string, lease: string, granted: Credentials): Promise<string | null> {
    return this.db.tx(async () => {
      const [row] = await this.db.query<{ credentials: string }>(
        `select credentials from integrations
          where tenant_id = current_tenant() and id = $1 and token_lease = $2 and credentials is not null for update`,
        [id, lease],
      )
      if (!row) return null
      const credentials = { ...openCredentials(this.vault, id, row.credentials), ...granted }
      await this.db.query(
        `update integrations set credentials = $2, token_lease = null, token_leased_until = null, token_renewed_at = now()
          where tenant_id = current_tenant() and id = $1`,
        [id, sealCredentials(this.vault, id, credentials)],
      )
      return credentials.access_token ?? null
    })
  }

  private async release(id: string, lease: string): Promise<void> {
    await this.db.tx(() =>
      this.db.query(
        `update integrations set token_lease = null, token_leased_until = null
          where tenant_id = current_tenant() and id = $1 and token_lease = $2`,
        [id, lease],
      ),
    )
  }

  /** Only people can help: they read why under the shop, and are told. */
  private lose(id: string, lease: string, reason: string): Promise<void> {
    return this.db.tx(async () => {
      const [row] = await this.db.query<{ status: string }>(
        `select status from integrations where tenant_id = current_tenant() and id = $1 and token_lease = $2 for update`,
        [id, lease],
      )
      if (!row || row.status === 'disconnected') return
      await this.db.query(
        `update integrations set status = 'error', last_error = $2, token_lease = null, token_leased_until = null
          where tenant_id = current_tenant() and id = $1`,
        [id, reason],
      )
      if (row.status !== 'error') await this.outbox.append('integration.failed', { ids: [id], reason })
    })
  }
}

function reasonOf(error: string): string {
  return error === 'invalid_grant'
    ? 'the shop has ended our access: connect it again (invalid_grant)'
    : `the shop gives the app no token (${error})`
}
