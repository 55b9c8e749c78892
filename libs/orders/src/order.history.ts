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

const ofReturns = `
  select o.id as order_id, o.customer_id,
         json_build_object('order_number', o.order_number, 'return_number', r.return_number, 'reason', r.reason)::text as data
    from returns r join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id
   where r.tenant_id = current_tenant() and r.id = any($1::uuid[]) order by r.requested_at, r.id`

@Injectable()
export class OrderHistory {
  constructor(
    private readonly db: Database,
    private readonly timeline: Timeline,
  ) {}

  async record(events: readonly DomainEvent[]): Promise<void> {
    await this.timeline.record(
      await Promise.all(events.map(async (event) => ({ event, entries: await this.entriesOf(event) }))),
    )
  }

  private async entriesOf(event: DomainEvent): Promise<TimelineEntry[]> {
    const facts = await this.factsOf(event)
    const more = detailsOf(event)
    return facts.map(({ order_id, customer_id, data }) => {
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
  }

  private factsOf({ name, payload }: DomainEvent): Promise<Fact[]> {
    switch (name) {
      case 'order.shipped':
      case 'order.shipment_updated':
      case 'order.shipment_delivered':
        return this.db.query(ofShipment, [[(payload as EventOf<'order.shipped'>).shipment_id]])
      case 'order.refunded':
      case 'order.refund_updated':
        return this.db.query(ofRefunds, [payload.ids])
      case 'order.refund_deleted':
        return this.db.query(ofOrders, [(payload as EventOf<'order.refund_deleted'>).order_ids])
      case 'return.requested':
      case 'return.updated':
      case 'return.status_changed':
        return this.db.query(ofReturns, [payload.ids])
      default:
        return this.db.query(ofOrders, [payload.ids])
    }
  }
}

/** What the event itself says beside its ids. */
function detailsOf({ name, payload }: DomainEvent): { facts: object; changes?: EventOf<'order.updated'>['changes'] } {
  switch (name) {
    case 'order.status_changed':
    case 'order.payment_changed':
    case 'return.status_changed': {
      const { from, to } = payload as { from: string; to: string }
      return { facts: { from, to } }
    }
    case 'order.refund_deleted': {
      const { amount, currency } = payload as EventOf<'order.refund_deleted'>
      return { facts: { amount, currency } }
    }
    case 'order.shipment_deleted': {
      const { carrier, tracking_number } = payload as EventOf<'order.shipment_deleted'>
      return { facts: { carrier, tracking_number } }
    }
    case 'order.updated':
      return { facts: {}, changes: (payload as EventOf<'order.updated'>).changes }
    default:
      return { facts: {} }
  }
}
