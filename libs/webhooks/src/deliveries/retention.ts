import { Injectable } from '@nestjs/common'
import { Database, Vault } from '@portolan/platform'
import { sealedFor } from '../subscriptions/sealed'

/** Payloads hold whatever a customer's row held, so they stay only as long as somebody may still want them again. */
const keptDays = 30
const chunk = 1000

interface Sealed {
  readonly id: string
  readonly secret: string
  readonly previous_secret: string | null
  readonly headers: string | null
}

@Injectable()
export class Retention {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** Goes through all workspaces; safe to repeat. */
  async prune(): Promise<void> {
    const tenants = await this.db.read<{ id: string }>('select id from tenants order by id')
    for (const { id } of tenants) {
      await this.db.as({ tenant: id, role: 'system' }, async () => {
        while ((await this.pruneEvents()) === chunk) continue
        await this.db.tx(() => this.tidySubscriptions())
      })
    }
  }

  private async pruneEvents(): Promise<number> {
    const rows = await this.db.tx(() =>
      this.db.query(
        `delete from webhook_events where tenant_id = current_tenant() and id in (
           select id from webhook_events where tenant_id = current_tenant()
              and created_at < now() - interval '${keptDays} days' order by created_at limit ${chunk}) returning id`,
      ),
    )
    return rows.length
  }

  /** Old hours and old secrets go, and what an old key sealed is sealed with the newest one. */
  private async tidySubscriptions(): Promise<void> {
    await this.db.query(
      `delete from webhook_hours where tenant_id = current_tenant() and hour < now() - interval '${keptDays} days'`,
    )
    await this.db.query(
      `update webhook_subscriptions set previous_secret = null, previous_secret_until = null
        where tenant_id = current_tenant() and previous_secret_until <= now()`,
    )
    const rows = await this.db.query<Sealed>(
      `select id, secret, previous_secret, headers from webhook_subscriptions where tenant_id = current_tenant() for update`,
    )
    for (const row of rows) await this.sealAnew(row)
  }

  private async sealAnew({ id, secret, previous_secret, headers }: Sealed): Promise<void> {
    const current = [secret, previous_secret, headers].every(
      (sealed) => sealed === null || this.vault.isCurrent(sealed),
    )
    if (current) return
    const anew = (sealed: string | null, place: string) =>
      sealed === null ? null : this.vault.seal(this.vault.open(sealed, place), place)
    await this.db.query(
      `update webhook_subscriptions set secret = $2, previous_secret = $3, headers = $4
        where tenant_id = current_tenant() and id = $1`,
      [
        id,
        anew(secret, sealedFor.secret(id)),
        anew(previous_secret, sealedFor.secret(id)),
        anew(headers, sealedFor.headers(id)),
      ],
    )
  }
}
