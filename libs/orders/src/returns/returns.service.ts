import { Injectable } from '@nestjs/common'
import type { ReturnStatus } from '@portolan/contracts'
import {
  context,
  Database,
  Json,
  JsonPage,
  missing,
  Outbox,
  refuseCardNumbers,
  stale,
  type ListQuery,
} from '@portolan/platform'
import { listBelow } from '../list-below'
import { OrderLines, type OrderLine } from '../order.lines'
import { takePieces, type Pieces, type Taken } from '../order.pieces'
import { StandingOrders } from '../order.standing'
import type { StandingOrder } from '../orders.queries'
import { OrderRefundsService } from '../refunds/order-refunds.service'
import type { EditReturnDto, RequestReturnDto, ReturnRefundDto, ReturnStatusDto } from './return.dto'
import { refundOfElse, refundTooEarly, ReturnDecided, ReturnOfUnsent, ReturnTransition } from './return.errors'
import { isReturnOpen, returnMayBecome } from './return.status'
import { ReturnsQueries, type ReturnContent, type StandingReturn } from './returns.queries'
import { returnsResource } from './returns.resource'

@Injectable()
export class ReturnsService {
  constructor(
    private readonly db: Database,
    private readonly queries: ReturnsQueries,
    private readonly standing: StandingOrders,
    private readonly lines: OrderLines,
    private readonly refunds: OrderRefundsService,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return returnsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return returnsResource.one(this.db, id)
  }

  ofOrder(orderId: string, query: ListQuery): Promise<JsonPage> {
    return listBelow(this.db, 'order', orderId, () => returnsResource.list(this.db, query, { order_id: orderId }))
  }

  /** 422 for more pieces than were sold and are in no other return. */
  request(orderId: string, dto: RequestReturnDto): Promise<Json> {
    const { reason, reason_text = null, note = null, restock = true } = dto
    refuseCardNumbers({ reason_text, note })
    return this.standing.hold(orderId, async (order) => {
      if (order.status === 'pending' || order.status === 'cancelled') throw new ReturnOfUnsent(order.status)
      const taken = await this.take(orderId, dto.items)
      const id = await this.queries.create(orderId, { reason, reason_text, note, restock })
      await this.queries.writeItems(id, taken)
      await this.outbox.append('return.requested', { ids: [id], order_ids: [orderId] })
      return this.one(id)
    })
  }

  /** Items and reason change until the goods are there, the note and what becomes of the goods at any time. */
  change(id: string, { items, ...dto }: EditReturnDto, version: number | null): Promise<Json> {
    refuseCardNumbers({ reason_text: dto.reason_text, note: dto.note })
    return this.hold(id, async (order, before) => {
      if (version !== null && before.version !== version) throw stale()
      const after: ReturnContent = {
        reason: dto.reason ?? before.reason,
        reason_text: dto.reason_text === undefined ? before.reason_text : dto.reason_text,
        note: dto.note === undefined ? before.note : dto.note,
        restock: dto.restock ?? before.restock,
      }
      const changes = changesOf(before, after)
      const isClosed = !isReturnOpen(before.status) && Boolean(items ?? changes.reason ?? changes.reason_text)
      if (isClosed || isDecidedForAgent(before.status)) throw new ReturnDecided(before.status)
      const own = await this.queries.itemsOf(id)
      if (items) await this.queries.writeItems(id, await this.take(order.id, items, own))
      if (!items && !Object.keys(changes).length) return this.one(id)
      await this.queries.set(id, after)
      const lines: [unknown, unknown] = [own.length, items?.length]
      const named = items ? { ...changes, items: lines } : changes
      await this.outbox.append('return.updated', { ids: [id], order_ids: [order.id], changes: { [id]: named } })
      return this.one(id)
    })
  }

  /** 409 where the life cycle does not lead. What becomes refunded has its refund in the same transaction. */
  setStatus(id: string, { status: to, refund }: ReturnStatusDto): Promise<Json> {
    if (refund && to !== 'refunded') throw refundTooEarly()
    return this.hold(id, async (order, before) => {
      if (before.status === to) return this.one(id)
      if (!returnMayBecome(before.status, to)) throw new ReturnTransition(before.status, to)
      const refundId = to === 'refunded' ? await this.pay(order, before, refund ?? {}) : null
      await this.move(before, to, refundId)
      return this.one(id)
    })
  }

  /** Takes a request back; an agent only until somebody has decided. */
  cancel(id: string): Promise<Json> {
    return this.hold(id, async (_, before) => {
      if (before.status === 'cancelled') return this.one(id)
      if (isDecidedForAgent(before.status)) throw new ReturnDecided(before.status)
      if (!returnMayBecome(before.status, 'cancelled')) throw new ReturnTransition(before.status, 'cancelled')
      await this.move(before, 'cancelled', null)
      return this.one(id)
    })
  }

  private async move({ id, order_id, status: from }: StandingReturn, to: ReturnStatus, refund_id: string | null) {
    await this.queries.move(id, to, refund_id)
    await this.outbox.append('return.status_changed', { ids: [id], order_ids: [order_id], from, to, refund_id })
  }

  /** The refund that pays for the return: one that stands, or a new one of its pieces. */
  private async pay(order: StandingOrder, { id }: StandingReturn, dto: ReturnRefundDto): Promise<string> {
    const { refund_id, ...more } = dto
    if (!refund_id) return this.refunds.make(order, { ...more, items: await this.queries.itemsOf(id) })
    if (!(await this.queries.isFreeRefund(refund_id, order.id))) throw refundOfElse()
    return refund_id
  }

  private async take(orderId: string, items: readonly Pieces[], own: readonly Pieces[] = []): Promise<Taken[]> {
    const here = new Map(own.map(({ order_item_id, quantity }) => [order_item_id, quantity]))
    const left = (line: OrderLine) => line.quantity - line.returned + (here.get(line.id) ?? 0)
    return takePieces(items, await this.lines.of(orderId), left)
  }

  private async hold(id: string, work: (order: StandingOrder, before: StandingReturn) => Promise<Json>): Promise<Json> {
    return this.db.tx(async () => {
      const orderId = await this.queries.orderOf(id)
      if (!orderId) throw missing('return')
      return this.standing.hold(orderId, async (order) => {
        const before = await this.queries.standing(id)
        if (!before) throw missing('return')
        return work(order, before)
      })
    })
  }
}

function isDecidedForAgent(status: ReturnStatus): boolean {
  return context().role === 'agent' && status !== 'requested'
}

function changesOf(before: StandingReturn, after: ReturnContent): Record<string, [unknown, unknown]> {
  const keys = Object.keys(after) as (keyof ReturnContent)[]
  return Object.fromEntries(
    keys.flatMap((key): [string, [unknown, unknown]][] =>
      before[key] === after[key] ? [] : [[key, [before[key], after[key]]]],
    ),
  )
}
