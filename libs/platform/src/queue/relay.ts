import { Injectable } from '@nestjs/common'
import { newId, type EventName } from '@portolan/contracts'
import { Database } from '../database/database'
import { Handlers } from './handlers'
import { WakeUps } from './wake-ups'

const batch = 100

/** Turns committed events into one job per consumer, in the order of their ids per tenant. */
@Injectable()
export class Relay {
  constructor(
    private readonly db: Database,
    private readonly handlers: Handlers,
    private readonly wakeUps: WakeUps,
  ) {}

  /** Relays until no event is pending; returns how many it relayed. */
  async drain(): Promise<number> {
    let relayed = 0
    let last = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const tenant = await this.nextTenant(last)
      if (!tenant) return relayed
      relayed += await this.db.as({ tenant, role: 'system', user: null, session: null }, () => this.relayTenant(tenant))
      last = tenant
    }
  }

  /** Round-robin: the next tenant after `last` that has pending events, else the first one. */
  private async nextTenant(last: string): Promise<string | undefined> {
    const [row] = await this.db.as({ tenant: null, role: 'system' }, () =>
      this.db.read<{ tenant_id: string | null }>(
        `select coalesce((select min(tenant_id::text) from outbox_heads where tenant_id > $1),
                         (select min(tenant_id::text) from outbox_heads)) as tenant_id`,
        [last],
      ),
    )
    return row?.tenant_id ?? undefined
  }

  private relayTenant(tenant: string): Promise<number> {
    return this.db.tx(async () => {
      const events = await this.db.query<{ id: string; name: EventName; correlation: string; actor: string | null }>(
        `with claimed as (
           delete from outbox_heads where id in (
             select id from outbox_heads where tenant_id = $1 order by id limit ${batch} for update skip locked)
           returning id)
         select id, name, correlation, actor from outbox_events
          where tenant_id = current_tenant() and id in (select id from claimed) order by id`,
        [tenant],
      )
      const rows = events.flatMap((event) =>
        this.handlers
          .consumersOf(event.name)
          .map((consumer) => ({ ...event, id: newId(), event_id: event.id, consumer })),
      )
      if (rows.length) await this.enqueue(rows)
      return events.length
    })
  }

  private async enqueue(
    rows: { id: string; consumer: string; event_id: string; actor: string | null; correlation: string }[],
  ): Promise<void> {
    const payloads = rows.map(({ consumer, event_id }) => JSON.stringify({ consumer, event_id }))
    await this.db.query(
      `with head as (
         insert into job_heads (id, tenant_id, queue, name)
         select id, current_tenant(), 'events', 'event.handle' from unnest($1::uuid[]) as rows (id))
       insert into job_payloads (tenant_id, id, payload, actor, correlation)
       select current_tenant(), rows.* from unnest($1::uuid[], $2::jsonb[], $3::uuid[], $4::text[]) as rows`,
      [rows.map(({ id }) => id), payloads, rows.map(({ actor }) => actor), rows.map(({ correlation }) => correlation)],
    )
    this.db.afterCommit(() => {
      this.wakeUps.wake('events')
    })
  }
}
