// What an event of a shop means, done in our domains: one transaction, once, whatever the order in which events come.
import { Injectable } from '@nestjs/common'
import type { Platform } from '@portolan/contracts'
import { Database, DomainError, maskCardNumbers, sqlState } from '@portolan/platform'
import { connectors } from '../connectors'
import { Unreadable, type Meaning } from '../connectors/connector'
import { ShopObjects } from '../sync/shop-objects'
import { judge, keysOf } from '../sync/words'
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

@Injectable()
export class Processing {
  constructor(
    private readonly db: Database,
    private readonly effects: Effects,
    private readonly objects: ShopObjects,
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
    if (effect.status !== 'processed') return
    if (effect.order_id) await this.effects.wakeWaiting(row.integration_id, row.object_id, 'order')
    if (effect.product_id) await this.effects.wakeWaiting(row.integration_id, row.object_id, 'product')
  }

  private async effectOf(id: string, row: Row): Promise<Effect> {
    const source = `${row.platform}:${row.integration_id}`
    try {
      const meaning = connectors[row.platform].meaningOf({ ...row, source })
      return await this.attempt(() => this.heard(meaning, { id, source, integration_id: row.integration_id }))
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      return refusal
    }
  }

  /** Older words than those that are known say nothing; the same words again need no work. */
  private async heard(meaning: Meaning, origin: Origin): Promise<Effect> {
    const known = await this.objects.hold(origin.integration_id, keysOf(meaning))
    const judgement = judge(meaning, known, 'event')
    const occurred_at = 'at' in meaning ? meaning.at : null
    if (judgement.verdict === 'stale') return { status: 'ignored', reason: 'stale', occurred_at }
    if (judgement.verdict === 'known') return { status: 'processed', reason: 'unchanged', occurred_at }
    const effect = await this.effects.of(judgement.meaning, origin)
    if (effect.status !== 'waiting') await this.objects.note(origin.integration_id, judgement.words)
    return effect
  }

  /** What fails half-way leaves nothing. */
  private async attempt(work: () => Promise<Effect>): Promise<Effect> {
    await this.db.query('savepoint effect')
    try {
      const effect = await work()
      await this.db.query('release savepoint effect')
      return effect
    } catch (error) {
      await this.db.query('rollback to savepoint effect')
      throw error
    }
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

/** What the platform's form, the domain's rules or the database's constraints have against an event; null for ours. */
function refusalOf(error: unknown): Effect | null {
  if (error instanceof Unreadable)
    return { status: 'failed', reason: 'unreadable', details: maskCardNumbers(error.message) }
  if (error instanceof DomainError) {
    if (error.kind === 'unavailable') return null
    const fields = Object.entries(error.details ?? {}).map(([field, texts]) => `${field} ${texts.join(', ')}`)
    return { status: 'failed', reason: 'refused', details: [error.message, ...fields].join('; ') }
  }
  if (!/^(22|23)...$/.test(sqlState(error) ?? '')) return null
  return { status: 'failed', reason: 'refused', details: 'the database cannot hold one of its values' }
}
