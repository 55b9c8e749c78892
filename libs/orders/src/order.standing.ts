// One standing order under its locks: everybody who changes an order holds it here.
import { Injectable } from '@nestjs/common'
import type { OrderStatus, PaymentStatus } from '@portolan/contracts'
import { CustomersService, type ResolvedCustomer } from '@portolan/customers'
import { Database, Outbox } from '@portolan/platform'
import { orderMissing } from './order.errors'
import { mayBecome } from './order.status'
import { OrdersQueries, type StandingOrder } from './orders.queries'

interface HoldOptions {
  readonly place?: 'list' | 'trash'
  /** To whom the order may go. */
  readonly otherCustomer?: ResolvedCustomer
}

@Injectable()
export class StandingOrders {
  constructor(
    private readonly db: Database,
    private readonly queries: OrdersQueries,
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  /** Locks the order's customer, then the order: everybody who writes orders takes them in this order. */
  hold<Result>(
    id: string,
    work: (before: StandingOrder) => Promise<Result>,
    { place = 'list', otherCustomer = { id: null, named: null } }: HoldOptions = {},
  ): Promise<Result> {
    return this.db.tx(async () => {
      const found = await this.queries.customerOf(id)
      if (!found) throw orderMissing()
      const owners = [found.customer_id, otherCustomer.id].filter((owner) => owner !== null)
      await this.customers.lock(owners, [otherCustomer])
      const before = await this.queries.lock(id)
      if (!before || before.is_deleted !== (place === 'trash')) throw orderMissing()
      if (before.customer_id && !owners.includes(before.customer_id)) await this.customers.lock([before.customer_id])
      return work(before)
    })
  }

  /** Moves an order that is held. */
  async move({ id, status: from, customer_id }: StandingOrder, to: OrderStatus): Promise<void> {
    await this.queries.set(id, { status: to })
    await this.refresh([customer_id])
    await this.outbox.append('order.status_changed', { ids: [id], from, to })
  }

  /** A refund of all that was paid closes the order where its life cycle says so; one that is taken back opens it. */
  async followRefunds(id: string): Promise<void> {
    const order = await this.queries.lock(id)
    if (!order) throw orderMissing()
    const isRefunded = order.payment_status === 'refunded'
    if (isRefunded && mayBecome(order.status, 'refunded')) {
      await this.queries.rememberStatus(id, order.status)
      await this.move(order, 'refunded')
    } else if (!isRefunded && order.status === 'refunded' && order.refunded_from) {
      await this.queries.rememberStatus(id, null)
      await this.move(order, order.refunded_from)
    }
  }

  /** How the order stands with its refunds; an order without any keeps what it has. */
  async followTotal(id: string): Promise<void> {
    const { refunded, total_amount, payment_status } = await this.queries.refundedOf(id)
    if (refunded === 0n) return
    const status: PaymentStatus = refunded >= total_amount ? 'refunded' : 'partially_refunded'
    if (status !== payment_status) await this.queries.setPayment(id, { payment_status: status })
  }

  async lockCustomer(id: string | null): Promise<void> {
    if (id) await this.customers.lock([id])
  }

  figuresOnce<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.customers.figuresOnce(work)
  }

  refresh(owners: readonly (string | null)[]): Promise<void> {
    return this.customers.refreshFigures([...new Set(owners.filter((owner) => owner !== null))])
  }
}
