import { Injectable } from '@nestjs/common'
import { events, newId, type EventName } from '@portolan/contracts'
import { Database } from '../database/database'
import type { DomainEvent } from '../outbox/outbox'
import { OnEvent } from '../queue/handlers'

const everyEvent = Object.keys(events) as EventName[]

/** One row in the audit log for every event: who did what to which rows, and what each field was before. */
@Injectable()
export class AuditWorker {
  constructor(private readonly db: Database) {}

  @OnEvent('audit', everyEvent)
  async record(event: DomainEvent): Promise<void> {
    const { ids, changes, ...facts } = event.payload as { ids: string[]; changes?: unknown }
    await this.db.query(
      `insert into audit_log (tenant_id, id, occurred_at, actor, action, subject_ids, changes, facts, correlation)
       values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        event.occurred_at,
        event.actor,
        event.name,
        ids,
        changes ? JSON.stringify(changes) : null,
        JSON.stringify(facts),
        event.correlation,
      ],
    )
  }
}
