// Takes our hooks out of a shop that was disconnected, with the credentials of before, which are forgotten then.
import { Injectable } from '@nestjs/common'
import type { JobOf } from '@portolan/contracts'
import { Database, Outbox, Vault } from '@portolan/platform'
import { SourceRefused } from '../connectors/source'
import { hooksAddressOf, Sources, type ConnectedShop, type SourceOpener } from '../sync/sources'
import { openCredentials, type Credentials } from './credentials'
import { appOf } from './shopify-app'

/** When a shop that cannot be reached is asked again, in seconds. */
const askedAgainAfter = [30, 300, 1800, 7200]

type Verdict =
  | { readonly state: 'removed' | 'kept' }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'later'; readonly seconds: number }

@Injectable()
export class HookRemoval {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
    private readonly sources: Sources,
  ) {}

  /** Does nothing once the shop was connected again. Only trouble of ours is thrown. */
  async run({ integration_id, attempt }: JobOf<'integrations.remove-hooks'>): Promise<void> {
    const found = await this.sources.parting(integration_id)
    if (!found) return
    const verdict = await this.ask(found, attempt)
    await this.db.tx(() => this.note(integration_id, attempt, verdict))
  }

  private async ask(
    { opener, shop }: { opener: SourceOpener; shop: ConnectedShop },
    attempt: number,
  ): Promise<Verdict> {
    if (await this.isShared(shop)) return { state: 'kept' }
    try {
      const source = await opener.openOnce(shop)
      await source.removeHooks(hooksAddressOf(shop))
      return { state: 'removed' }
    } catch (error) {
      if (!(error instanceof SourceRefused)) throw error
      const seconds = askedAgainAfter[attempt - 1]
      const mayPass = error.kind === 'throttled' || error.kind === 'unreachable'
      if (!mayPass || seconds === undefined) return { state: 'failed', error: error.message.slice(0, 500) }
      return { state: 'later', seconds: Math.max(seconds, (error.retryAfterMs ?? 0) / 1000) }
    }
  }

  private async note(id: string, attempt: number, verdict: Verdict): Promise<void> {
    if (verdict.state === 'later') {
      const runAt = new Date(Date.now() + verdict.seconds * 1000)
      await this.outbox.enqueue('integrations.remove-hooks', { integration_id: id, attempt: attempt + 1 }, { runAt })
      return
    }
    await this.db.query(
      `update integrations
          set parting_credentials = null, hooks_removal = $2, hooks_removal_error = $3, version = version + 1, updated_at = now()
        where tenant_id = current_tenant() and id = $1 and hooks_removal = 'pending'`,
      [id, verdict.state, verdict.state === 'failed' ? verdict.error : null],
    )
  }

  /** Whether another connection hears of the same shop by the same app: Shopify's hooks are the app's, not ours alone. */
  private async isShared({ platform, shop_address, integration_id, credentials }: ConnectedShop): Promise<boolean> {
    if (platform !== 'shopify') return false
    const others = await this.db.read<{ integration_id: string; tenant_id: string }>(
      `select integration_id, tenant_id from integration_routes
        where platform = $1 and shop_address = $2 and integration_id <> $3`,
      [platform, shop_address, integration_id],
    )
    for (const { integration_id: id, tenant_id: tenant } of others) {
      const other = await this.db.as({ tenant, role: 'system' }, () => this.credentialsOf(id))
      if (other && appOf(other)?.client_id === appOf(credentials)?.client_id) return true
    }
    return false
  }

  /** Null for one that is disconnected. */
  private async credentialsOf(id: string): Promise<Credentials | null> {
    const [row] = await this.db.read<{ credentials: string | null }>(
      `select credentials from integrations where tenant_id = current_tenant() and id = $1 and status <> 'disconnected'`,
      [id],
    )
    return row?.credentials ? openCredentials(this.vault, id, row.credentials) : null
  }
}
