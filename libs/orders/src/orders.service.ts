import { Injectable } from '@nestjs/common'
import { orderStatuses, type OrderStatus } from '@portolan/contracts'
import {
  context,
  Database,
  Json,
  JsonPage,
  Outbox,
  refuseCardNumbers,
  stale,
  timelineResource,
  type ListQuery,
} from '@portolan/platform'
import { listBelow } from './list-below'
import type { PlaceOrder, Written } from './order.commands'
import type { EditOrderDto, PaymentStatusDto, PlaceOrderDto, ReplaceOrderDto } from './order.dto'
import { refuseClosedFields } from './order.editing'
import { assertPayment, differences, OrderEdits } from './order.edits'
import { amountsDoNotFit, OrderClosed, OrderFromShop, OrderTransition, whatIsTaken } from './order.errors'
import { commandFrom } from './order.mapping'
import { OrderPlacement } from './order.placement'
import { problemsOf } from './order.row'
import { StandingOrders } from './order.standing'
import { isClosed, mayBecome } from './order.status'
import { OrdersQueries, type StandingOrder } from './orders.queries'
import { orderItemsResource, ordersResource, placedOrdersResource } from './orders.resource'
import { isPaid } from './payment.status'

@Injectable()
export class OrdersService {
  constructor(
    private readonly db: Database,
    private readonly queries: OrdersQueries,
    private readonly placement: OrderPlacement,
    private readonly standing: StandingOrders,
    private readonly edits: OrderEdits,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return ordersResource.list(this.db, query)
  }

  /** How many of the orders that the list's filters find stand in each status. */
  async statusCounts(query: ListQuery): Promise<Json> {
    const totals = await ordersResource.totals(this.db, query, 'status', orderStatuses)
    const statuses = totals.map(({ value, total, isMore }) => ({ status: value, orders: total, is_more: isMore }))
    return new Json(JSON.stringify({ statuses }))
  }

  one(id: string): Promise<Json> {
    return ordersResource.one(this.db, id)
  }

  /** 404 for a customer that the reader cannot see. */
  ofCustomer(customerId: string, query: ListQuery): Promise<JsonPage> {
    return listBelow(this.db, 'customer', customerId, () =>
      ordersResource.list(this.db, query, { customer_id: customerId }),
    )
  }

  items(id: string, query: ListQuery): Promise<JsonPage> {
    return listBelow(this.db, 'order', id, () => orderItemsResource.list(this.db, query, { order_id: id }))
  }

  timeline(id: string, query: ListQuery): Promise<JsonPage> {
    return listBelow(this.db, 'order', id, () => timelineResource.list(this.db, query, { order_id: id }))
  }

  /** Places one order, or answers the one that stands for its source and external id. */
  async place(dto: PlaceOrderDto): Promise<Json> {
    const sent = commandFrom(dto)
    const plain = await this.placement.plain.place(sent)
    if (plain) return plain
    return this.db.tx(async () => {
      // What needs no answer of another goes with it: looks and locks, then the order, then all that follows and the answer.
      const [rules, owners] = await Promise.all([this.queries.fieldRules(), this.placement.owners([sent])])
      const fields = rules.checked(null, dto.custom_fields ?? {})
      const command = dto.custom_fields ? { ...sent, custom_fields: fields } : sent
      const { results, settle } = await this.placement.write([command], owners)
      const { id, outcome } = results[0] as Written
      const resource = outcome === 'created' ? placedOrdersResource : ordersResource
      const [answer] = await Promise.all([resource.one(this.db, id), settle()])
      return answer
    })
  }

  /**
   * Places orders or brings them up to date, by source and external id; what stands already in this state or a newer
   * one is left alone, what lies in the trash comes back. Throws a DomainError when one of them makes no sense
   * (`problemsOf` says so before), and OrderNumberTaken.
   */
  placeMany(commands: readonly PlaceOrder[]): Promise<Written[]> {
    for (const command of commands) {
      const problems = problemsOf(command)
      if (Object.keys(problems).length) throw amountsDoNotFit(problems)
    }
    return this.db.tx(() => this.placement.placeMany(commands))
  }

  /** Replaces what can be edited. */
  replace(id: string, dto: ReplaceOrderDto, version: number | null): Promise<Json> {
    return this.db.tx(async () => {
      await this.edits.replace(id, dto, version)
      return this.one(id)
    })
  }

  /** Merges into what stands. */
  change(id: string, dto: EditOrderDto, version: number | null): Promise<Json> {
    return this.db.tx(async () => {
      await this.edits.change(id, dto, version)
      return this.one(id)
    })
  }

  /** 409 where the life cycle does not lead. */
  setStatus(id: string, to: OrderStatus): Promise<Json> {
    return this.standing.hold(id, async (before) => {
      if (before.status === to) return this.one(id)
      if (isClosed(before.status)) throw new OrderClosed(before.status)
      if (!mayBecome(before.status, to)) throw new OrderTransition(before.status, to)
      await this.standing.move(before, to)
      return this.one(id)
    })
  }

  /** 409 where the payment's life cycle does not lead, and for an order whose shop says how it was paid. */
  setPayment(id: string, dto: PaymentStatusDto, version: number | null): Promise<Json> {
    const { payment_status: to, payment_method, payment_reference } = dto
    refuseCardNumbers({ payment_method, payment_reference })
    return this.standing.hold(id, async (before) => {
      if (version !== null && before.version !== version) throw stale()
      refuseClosedFields(['payment_status'], before, context().role)
      if (to !== before.payment_status) assertPayment(before.payment_status, to)
      const stored = await this.queries.stored(id)
      const paid_at = isPaid(to) ? (dto.paid_at ?? stored.paid_at ?? new Date().toISOString()) : null
      await this.queries.setPayment(id, { payment_status: to, paid_at, payment_method, payment_reference })
      const changes = differences(stored, await this.queries.stored(id))
      if (Object.keys(changes).length) {
        const facts = { from: before.payment_status, to, changes: { [id]: changes } }
        await this.outbox.append('order.payment_changed', { ids: [id], ...facts })
      }
      return this.one(id)
    })
  }

  setNote(id: string, note: string | null, version: number | null): Promise<Json> {
    refuseCardNumbers({ internal_note: note })
    return this.standing.hold(id, async (before) => {
      if (version !== null && before.version !== version) throw stale()
      const stored = await this.queries.stored(id)
      await this.queries.set(id, { internal_note: note })
      await this.outbox.append('order.updated', {
        ids: [id],
        changes: { [id]: { internal_note: [stored.internal_note ?? null, note] } },
      })
      return this.one(id)
    })
  }

  /** Into the trash; 409 for an order that its shop would bring back. */
  remove(id: string): Promise<void> {
    return this.standing.hold(id, async (before) => {
      if (before.source !== 'manual') throw new OrderFromShop(before.source)
      await this.queries.move(id, 'trash')
      await this.standing.refresh([before.customer_id])
      await this.outbox.append('order.deleted', { ids: [id] })
    })
  }

  /** Out of the trash; 409 when its number has been given again. */
  restore(id: string): Promise<Json> {
    const restore = async (before: StandingOrder) => {
      await this.queries.move(id, 'list').catch((error: unknown) => {
        throw whatIsTaken(error, before.order_number) ?? error
      })
      await this.standing.refresh([before.customer_id])
      await this.outbox.append('order.restored', { ids: [id] })
      return this.one(id)
    }
    return this.standing.hold(id, restore, { place: 'trash' })
  }
}
