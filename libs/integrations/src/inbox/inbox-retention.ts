import { Injectable } from '@nestjs/common'
import { Database, Vault } from '@portolan/platform'
import { openCredentials, sealCredentials } from '../connections/credentials'

/** Events hold whatever a shop knows about a person, so they stay only as long as somebody may still want them again. */
const keptDays = 30
const chunk = 1000
/** The work that needs them was done long ago, or lies among the dead. */
const partingKeptDays = 2
/** What runs came to, and gaps that are healed. */
const runsKeptDays = 90

@Injectable()
export class InboxRetention {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** Goes through all workspaces; safe to repeat. Requests of privacy stay until somebody has acted on them. */
  async prune(): Promise<void> {
    const tenants = await this.db.read<{ id: string }>('select id from tenants order by id')
    for (const { id } of tenants) {
      await this.db.as({ tenant: id, role: 'system' }, async () => {
        while ((await this.forget()) === chunk) continue
        await this.forgetRuns()
        await this.forgetParting()
        await this.sealAnew()
      })
    }
  }

  private async forget(): Promise<number> {
    const rows = await this.db.tx(() =>
      this.db.query(
        `delete from inbox_events where tenant_id = current_tenant() and id in (
           select id from inbox_events where tenant_id = current_tenant() and status not in ('due', 'pending')
              and received_at < now() - interval '${keptDays} days' order by received_at limit ${chunk}) returning id`,
      ),
    )
    return rows.length
  }

  private forgetRuns(): Promise<unknown> {
    const old = `< now() - interval '${runsKeptDays} days'`
    return this.db.tx(async () => {
      await this.db.query(`delete from sync_gaps where tenant_id = current_tenant() and healed_at ${old}`)
      await this.db.query(`delete from sync_runs where tenant_id = current_tenant() and finished_at ${old}`)
    })
  }

  private forgetParting(): Promise<unknown> {
    return this.db.tx(() =>
      this.db.query(
        `update integrations
            set parting_credentials = null, hooks_removal = 'failed', hooks_removal_error = 'it took too long',
                version = version + 1, updated_at = now()
          where tenant_id = current_tenant() and parting_credentials is not null
            and disconnected_at < now() - interval '${partingKeptDays} days'`,
      ),
    )
  }

  private sealAnew(): Promise<void> {
    return this.db.tx(async () => {
      const rows = await this.db.query<{ id: string; credentials: string }>(
        `select id, credentials from integrations
          where tenant_id = current_tenant() and credentials is not null for update`,
      )
      for (const { id, credentials } of rows.filter((row) => !this.vault.isCurrent(row.credentials))) {
        await this.db.query('update integrations set credentials = $2 where tenant_id = current_tenant() and id = $1', [
          id,
          sealCredentials(this.vault, id, openCredentials(this.vault, id, credentials)),
        ])
      }
    })
  }
}
