import { Injectable } from '@nestjs/common'
import type { PaymentStatus } from '@portolan/contracts'
import { Outbox } from '@portolan/platform'
import { OrderLines, type OrderLine } from './order.lines'
import { StandingOrders } from './order.standing'
import { OrdersQueries } from './orders.queries'

/** What ShopOrders asks of single orders. */
@Injectable()
export class ShopOrderRows {
  constructor(
    private readonly queries: OrdersQueries,
    private readonly lines: OrderLines,
    private readonly standing: StandingOrders,
    private readonly outbox: Outbox,
  ) {}

  async paymentOf(id: string): Promise<PaymentStatus> {
    return (await this.queries.refundedOf(id)).payment_status
  }

  linesOf(id: string): Promise<OrderLine[]> {
    return this.lines.of(id)
  }

  remove(id: string): Promise<void> {
    return this.standing.hold(id, async (before) => {
      await this.queries.move(id, 'trash')
      await this.standing.refresh([before.customer_id])
      await this.outbox.append('order.deleted', { ids: [id] })
    })
  }
}
