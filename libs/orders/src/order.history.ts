// The timeline of orders and of their customers, written from events.
import { Injectable } from '@nestjs/common'
import type { EventOf } from '@portolan/contracts'
import { Database, Timeline, type DomainEvent, type TimelineEntry } from '@portolan/platform'

interface Fact {
  readonly order_id: string | null
  readonly customer_id: string | null
  readonly data: string
}

const ofOrders = `
  select o.id as order_id, o.customer_id,
         json_build_object('order_number', o.order_number, 'total_amount', money_text(o.total_amount, o.currency),
                           'currency', o.currency, 'status', o.status)::text as data
    from orders o where o.tenant_id = current_tenant() and o.id = any($1::uuid[]) order by o.placed_at, o.id`

const ofShipment = `
  select o.id as order_id, o.customer_id,
         json_build_object('order_number', o.order_number, 'carrier', s.carrier, 'tracking_number', s.tracking_number)::text as data
    from shipments s join orders o on o.tenant_id = s.tenant_id and o.id = s.order_id
   where s.tenant_id = current_tenant() and s.id = any($1::uuid[])`

const ofRefunds = `
  select r.order_id, r.customer_id,
         json_build_object('order_number', o.order_number, 'refund_number', r.refund_number,
                           'amount', money_text(r.amount, r.currency), 'currency', r.currency, 'reason', r.reason)::text as data
    from refunds r left join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id
   where r.tenant_id = current_tenant() and r.id = any($1::uuid[])
     and (r.order_id is not null or r.customer_id is not null) order by r.refunded_at, r.id`

@Injectable()
export class OrderHistory {
  constructor(
    private readonly db: Database,
    private readonly timeline: Timeline,
  ) {}

  async record(event: DomainEvent): Promise<void> {
    const facts = await this.factsOf(event)
    const more = detailsOf(event)
    const entries = facts.map(({ order_id, customer_id, data }): TimelineEntry => {
      const changed = order_id ? more.changes?.[order_id] : undefined
      return {
        order_id,
        customer_id,
        data: {
          ...(JSON.parse(data) as Record<string, unknown>),
          ...more.facts,
          ...(changed ? { changed: Object.keys(changed) } : {}),
        },
      }
    })
    await this.timeline.record(event, entries)
  }

  private factsOf({ name, payload }: DomainEvent): Promise<Fact[]> {
    if (name === 'order.shipped') {
      return this.db.query(ofShipment, [[(payload as EventOf<'order.shipped'>).shipment_id]])
    }
    const { ids } = payload
    const ofRefund = name === 'order.refunded' || name === 'order.refund_updated'
    return this.db.query(ofRefund ? ofRefunds : ofOrders, [ids])
  }
}

/** What the event itself says beside its ids. */
function detailsOf({ name, payload }: DomainEvent): { facts: object; changes?: EventOf<'order.updated'>['changes'] } {
  switch (name) {
    case 'order.status_changed': {
      const { from, to } = payload as EventOf<'order.status_changed'>
      return { facts: { from, to } }
    }
    case 'order.updated':
      return { facts: {}, changes: (payload as EventOf<'order.updated'>).changes }
    default:
      return { facts: {} }
  }
}
