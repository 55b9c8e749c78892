// What an event of a shop means, done in our domains: one transaction, once, whatever the order in which events come.
import { Injectable } from '@nestjs/common'
import type { Platform } from '@portolan/contracts'
import { Database, Outbox } from '@portolan/platform'
import { connectors } from '../connectors'
import type { Meaning } from '../connectors/connector'
import { attempt, refusalOf } from '../sync/refusals'
import { ShopObjects } from '../sync/shop-objects'
import { judge, keysOf, type Key } from '../sync/words'
import { Effects, type Effect, type Origin } from './effects'
import type { InboxStatus } from './inbox-event.dto'

interface Row {
  readonly integration_id: string
  readonly platform: Platform
  readonly currency: string | null
  readonly topic: string
  readonly headers: Record<string, string>
  readonly body: Buffer
  readonly object_type: string | null
  readonly object_id: string | null
  readonly status: InboxStatus
  readonly received_at: string
}

const askedAfterMs = 5000

@Injectable()
export class Processing {
  constructor(
    private readonly db: Database,
    private readonly effects: Effects,
    private readonly objects: ShopObjects,
    private readonly outbox: Outbox,
  ) {}

  /** Inside the job's transaction. Trouble of ours is thrown, so that it is tried again; the event's is written down. */
  async run(id: string): Promise<void> {
    const row = await this.lock(id)
    if (row?.status !== 'pending') return
    const effect = await this.effectOf(id, row)
    await this.db.query(
      `update inbox_events set status = $2, reason = $3, details = $4, occurred_at = $5, customer_id = $6, order_id = $7,
              due_at = $8, attempts = attempts + 1, processed_at = clock_timestamp()
        where tenant_id = current_tenant() and id = $1`,
      [
        id,
        effect.status,
        effect.reason,
        effect.details?.slice(0, 2000) ?? null,
        effect.occurred_at ?? null,
        effect.customer_id ?? null,
        effect.order_id ?? null,
        effect.due_at ?? null,
      ],
    )
    await this.db.query(
      `update integrations set last_event_at = greatest(last_event_at, $2) where tenant_id = current_tenant() and id = $1`,
      [row.integration_id, row.received_at],
    )
    if (effect.status !== 'processed' || row.object_id === null) return
    if (effect.order_id) await this.effects.wakeWaiting(row.integration_id, 'order', [row.object_id])
    if (effect.product_id) await this.effects.wakeWaiting(row.integration_id, 'product', [row.object_id])
  }

  private async effectOf(id: string, row: Row): Promise<Effect> {
    const source = `${row.platform}:${row.integration_id}`
    try {
      const meaning = connectors[row.platform].meaningOf({ ...row, source })
      return await attempt(this.db, () => this.heard(meaning, { id, source, integration_id: row.integration_id }))
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      return { status: 'failed', ...refusal }
    }
  }

  /** Older words than those that are known say nothing; the same words again need no work. */
  private async heard(meaning: Meaning, origin: Origin): Promise<Effect> {
    const known = await this.objects.hold(origin.integration_id, keysOf(meaning))
    const judgement = judge(meaning, known, 'event')
    const occurred_at = 'at' in meaning ? meaning.at : null
    if (judgement.contested) await this.ask(origin, judgement.contested)
    if (judgement.verdict === 'stale') return { status: 'ignored', reason: 'stale', occurred_at }
    if (judgement.verdict === 'known') return { status: 'processed', reason: 'unchanged', occurred_at }
    const effect = await this.effects.of(judgement.meaning, origin)
    if (effect.status === 'waiting') await this.ask(origin, waitedFor(effect))
    else await this.objects.note(origin.integration_id, judgement.words)
    if (isToldByHalf(judgement.meaning, effect)) await this.ask(origin, keysOf(meaning)[0])
    return effect
  }

  /** Only the shop itself knows more; not at once, for what we want to know may be on its way. */
  private async ask({ integration_id }: Origin, key: Key | undefined): Promise<void> {
    if (!key || key.type === 'shipment' || key.type === 'variant') return
    const wanted = { integration_id, object_type: key.type, external_id: key.external_id }
    await this.outbox.enqueue('integrations.fetch', wanted, { runAt: new Date(Date.now() + askedAfterMs) })
  }

  private async lock(id: string): Promise<Row | undefined> {
    const [row] = await this.db.query<Row>(
      `select e.integration_id, i.platform, e.topic, e.headers, e.body, e.object_type, e.object_id, e.status,
              iso_time(e.received_at) as received_at,
              -- Its orders tell its currency where nobody could ask the shop.
              coalesce(i.currency, (select o.currency from orders_v1 o
                where o.tenant_id = e.tenant_id and o.source = i.platform || ':' || i.id limit 1)) as currency
         from inbox_events e join integrations i on i.tenant_id = e.tenant_id and i.id = e.integration_id
        where e.tenant_id = current_tenant() and e.id = $1 for update of e`,
      [id],
    )
    return row
  }
}

function waitedFor({ reason, details = '' }: Effect): Key {
  return { type: reason === 'product' ? 'product' : 'order', external_id: details }
}

/** An order that names refunds, without their days and lines. */
function isToldByHalf(meaning: Meaning, { reason }: Effect): boolean {
  const isWritten = reason === 'created' || reason === 'updated'
  return meaning.kind === 'order' && isWritten && meaning.refunds.some(({ is_named_only }) => is_named_only)
}
