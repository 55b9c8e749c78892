import { Injectable } from '@nestjs/common'
import { events, newId, type EventName } from '@portolan/contracts'
import { Database } from '../database/database'
import type { DomainEvent } from '../outbox/outbox'
import { OnEvents } from '../queue/handlers'

const everyEvent = Object.keys(events) as EventName[]

/** One row in the audit log for every event: who did what to which rows, and what each field was before. */
@Injectable()
export class AuditWorker {
  constructor(private readonly db: Database) {}

  @OnEvents('audit', everyEvent)
  async record(events: readonly DomainEvent[]): Promise<void> {
    const entries = events.map(entryOf)
    await this.db.query(
      `insert into audit_log (tenant_id, id, occurred_at, actor, action, subject_ids, changes, facts, correlation)
       select current_tenant(), id, occurred_at, actor, action,
              array(select value::uuid from jsonb_array_elements_text(subject_ids) with ordinality as ids (value, place) order by place),
              changes, facts, correlation
         from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::jsonb[], $6::jsonb[], $7::jsonb[], $8::text[])
              as entries (id, occurred_at, actor, action, subject_ids, changes, facts, correlation)`,
      [
        events.map(() => newId()),
        events.map(({ occurred_at }) => occurred_at),
        events.map(({ actor }) => actor),
        events.map(({ name }) => name),
        entries.map(({ ids }) => ids),
        entries.map(({ changes }) => changes),
        entries.map(({ facts }) => facts),
        events.map(({ correlation }) => correlation),
      ],
      { prepare: true },
    )
  }
}

/** Its columns as JSON: PostgreSQL has no lists of lists that differ in length. */
function entryOf({ payload }: DomainEvent): { ids: string; changes: string | null; facts: string } {
  const { ids, changes, ...facts } = payload as { ids: string[]; changes?: unknown }
  return { ids: JSON.stringify(ids), changes: changes ? JSON.stringify(changes) : null, facts: JSON.stringify(facts) }
}
