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

/** Append-only history of customers and orders; domains write it from events (`@OnEvent` in their worker). */
@Injectable()
export class Timeline {
  constructor(private readonly db: Database) {}

  /**
   * Appends one entry per element, at the event's time and by its actor; those whose customer or order is gone by now
   * are passed over. Inside `tx` only.
   */
  async record({ name, occurred_at, actor }: DomainEvent, entries: readonly TimelineEntry[]): Promise<void> {
    if (!entries.length) return
    await this.db.query(
      `insert into timeline_entries (tenant_id, id, customer_id, order_id, type, occurred_at, actor, data)
       select current_tenant(), entry.id, entry.customer_id, entry.order_id, $1, $2, $3, entry.data
         from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::jsonb[]) as entry (id, customer_id, order_id, data)
        where (entry.customer_id is null or exists (
                 select from customers c where c.tenant_id = current_tenant() and c.id = entry.customer_id))
          and (entry.order_id is null or exists (
                 select from orders o where o.tenant_id = current_tenant() and o.id = entry.order_id))`,
      [
        name,
        occurred_at,
        actor,
        entries.map(() => newId()),
        entries.map(({ customer_id }) => customer_id),
        entries.map(({ order_id }) => order_id),
        entries.map(({ data }) => JSON.stringify(data)),
      ],
    )
  }
}
