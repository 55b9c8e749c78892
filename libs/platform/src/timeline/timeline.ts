import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database } from '../database/database'
import type { DomainEvent } from '../outbox/outbox'

/** One line of a customer's or an order's history; `data` holds the facts that the reader needs, as strings. */
export interface TimelineEntry {
  readonly customer_id: string | null
  readonly order_id: string | null
  readonly data: Record<string, unknown>
}

/** What an event adds to histories. */
export interface Told {
  readonly event: DomainEvent
  readonly entries: readonly TimelineEntry[]
}

/** Append-only history of customers and orders; domains write it from events (`@OnEvents` in their worker). */
@Injectable()
export class Timeline {
  constructor(private readonly db: Database) {}

  /**
   * Appends the entries, each at its event's time and by its actor; those whose customer or order is gone by now are
   * passed over. Inside `tx` only.
   */
  async record(told: readonly Told[]): Promise<void> {
    const rows = told.flatMap(({ event, entries }) => entries.map((entry) => ({ event, entry })))
    if (!rows.length) return
    await this.db.query(
      `insert into timeline_entries (tenant_id, id, customer_id, order_id, type, occurred_at, actor, data)
       select current_tenant(), entry.*
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::uuid[], $7::jsonb[])
              as entry (id, customer_id, order_id, type, occurred_at, actor, data)
        where (entry.customer_id is null or exists (
                 select from customers c where c.tenant_id = current_tenant() and c.id = entry.customer_id))
          and (entry.order_id is null or exists (
                 select from orders o where o.tenant_id = current_tenant() and o.id = entry.order_id))`,
      [
        rows.map(() => newId()),
        rows.map(({ entry }) => entry.customer_id),
        rows.map(({ entry }) => entry.order_id),
        rows.map(({ event }) => event.name),
        rows.map(({ event }) => event.occurred_at),
        rows.map(({ event }) => event.actor),
        rows.map(({ entry }) => JSON.stringify(entry.data)),
      ],
      { prepare: true },
    )
  }
}
