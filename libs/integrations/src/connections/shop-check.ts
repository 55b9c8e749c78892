// Asks a shop who it is with the credentials that we were given. The only thing that a check changes is what we know
// about the connection.
import { Injectable } from '@nestjs/common'
import { Database, Outbox } from '@portolan/platform'
import { SourceRefused } from '../connectors/source'
import { Sources } from '../sync/sources'

type Verdict = { readonly currency: string | null } | { readonly error: string }

interface Row {
  readonly credentials: string | null
  readonly status: string
}

@Injectable()
export class ShopCheck {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sources: Sources,
  ) {}

  /** A shop that cannot be reached or refuses us is an `error` until it is checked again; only trouble of ours is thrown. */
  async run(id: string): Promise<void> {
    const [row] = await this.db.read<Row>(
      'select credentials, status from integrations where tenant_id = current_tenant() and id = $1',
      [id],
    )
    if (!row?.credentials || row.status === 'disconnected') return
    const verdict = await this.ask(id)
    await this.db.tx(() => this.note(id, row.status, verdict))
  }

  private async ask(id: string): Promise<Verdict> {
    try {
      const found = await this.sources.find(id)
      return found ? await (await found.opener.open(found.shop)).check() : { currency: null }
    } catch (error) {
      if (error instanceof SourceRefused) return { error: error.message }
      throw error
    }
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
