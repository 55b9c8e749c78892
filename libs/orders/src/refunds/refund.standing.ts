// One standing refund that was made by hand, under the locks of its customer and its order.
import { Injectable } from '@nestjs/common'
import { formatMoney } from '@portolan/contracts'
import { Database, missing, Outbox } from '@portolan/platform'
import type { RecordRefund } from '../order.commands'
import { StandingOrders } from '../order.standing'
import type { StandingOrder } from '../orders.queries'
import { RefundFromSource } from './refund.errors'
import { RefundsQueries, type StoredRefund } from './refunds.queries'
import { RefundsService } from './refunds.service'

@Injectable()
export class StandingRefunds {
  constructor(
    private readonly db: Database,
    private readonly standing: StandingOrders,
    private readonly refunds: RefundsService,
    private readonly queries: RefundsQueries,
    private readonly outbox: Outbox,
  ) {}

  hold<Result>(
    id: string,
    work: (refund: StoredRefund, order: StandingOrder | null) => Promise<Result>,
  ): Promise<Result> {
    return this.db.tx(async () => {
      const place = await this.queries.placeOf(id)
      if (!place) throw missing('refund')
      const locked = async (order: StandingOrder | null): Promise<Result> => {
        const refund = await this.queries.lock(id)
        if (!refund) throw missing('refund')
        if (refund.source !== 'manual') throw new RefundFromSource(refund.source)
        return work(refund, order)
      }
      if (place.order_id) return this.standing.hold(place.order_id, locked)
      await this.standing.lockCustomer(place.customer_id)
      return locked(null)
    })
  }

  async write(before: StoredRefund, command: RecordRefund, lines: readonly [number, number] | null): Promise<void> {
    const changes = changesOf(before, command, lines)
    if (!Object.keys(changes).length) return
    await this.refunds.rewrite(before, command)
    if (before.order_id) await this.standing.followRefunds(before.order_id)
    const order_ids = before.order_id ? [before.order_id] : []
    await this.outbox.append('order.refund_updated', { ids: [before.id], order_ids, changes: { [before.id]: changes } })
  }

  async remove({ id, order_id, customer_id, amount, currency }: StoredRefund): Promise<void> {
    await this.queries.remove(id)
    if (order_id) await this.standing.followRefunds(order_id)
    await this.standing.refresh([customer_id])
    const facts = { amount: formatMoney(BigInt(amount), currency), currency }
    await this.outbox.append('order.refund_deleted', { ids: [id], order_ids: order_id ? [order_id] : [], ...facts })
  }
}

function changesOf(
  before: StoredRefund,
  after: RecordRefund,
  lines: readonly [number, number] | null,
): Record<string, [unknown, unknown]> {
  const money = (amount: bigint) => formatMoney(amount, before.currency)
  const pairs: [string, unknown, unknown][] = [
    ['amount', money(BigInt(before.amount)), money(after.amount)],
    ['reason', before.reason, after.reason ?? null],
    ['refund_number', before.refund_number, after.refund_number],
    ['refunded_at', before.refunded_at, after.refunded_at],
  ]
  const changed = pairs.flatMap(([key, old, now]): [string, [unknown, unknown]][] =>
    old === now ? [] : [[key, [old, now]]],
  )
  return Object.fromEntries(lines ? [...changed, ['items', [...lines]]] : changed)
}
