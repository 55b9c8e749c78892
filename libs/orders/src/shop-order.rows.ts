import { Injectable } from '@nestjs/common'
import type { PaymentStatus } from '@portolan/contracts'
import { Database, Outbox } from '@portolan/platform'
import { OrderLines, type NamedLine } from './order.lines'
import { StandingOrders } from './order.standing'
import { OrdersQueries } from './orders.queries'
import type { ShopRefund } from './shop-order'

/** What ShopOrders asks of orders that stand. */
@Injectable()
export class ShopOrderRows {
  constructor(
    private readonly db: Database,
    private readonly queries: OrdersQueries,
    private readonly lines: OrderLines,
    private readonly standing: StandingOrders,
    private readonly outbox: Outbox,
  ) {}

  /** In one transaction, and what it makes of customers' figures once. */
  tx<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.db.tx(() => this.standing.figuresOnce(work))
  }

  async paymentsOf(ids: readonly string[]): Promise<Map<string, PaymentStatus>> {
    const rows = await this.db.query<{ id: string; payment_status: PaymentStatus }>(
      'select id, payment_status from orders where tenant_id = current_tenant() and id = any($1::uuid[])',
      [ids],
    )
    return new Map(rows.map(({ id, payment_status }) => [id, payment_status]))
  }

  async keepPayments(payments: ReadonlyMap<string, PaymentStatus>): Promise<void> {
    await this.db.query(
      `update orders o set payment_status = p.payment_status, version = o.version + 1, updated_at = now()
         from unnest($1::uuid[], $2::text[]) as p (id, payment_status)
        where o.tenant_id = current_tenant() and o.id = p.id and o.payment_status <> p.payment_status`,
      [[...payments.keys()], [...payments.values()]],
    )
  }

  linesOf(ids: readonly string[]): Promise<Map<string, NamedLine[]>> {
    return this.lines.ofAll(ids)
  }

  /** When refunds were that stand already, by source and external id. */
  async daysOf(told: readonly { source: string; refund: ShopRefund }[]): Promise<Map<string, string>> {
    if (!told.length) return new Map()
    const rows = await this.db.query<{ key: string; refunded_at: string }>(
      `select r.source || E'\\n' || r.external_id as key, iso_time(r.refunded_at) as refunded_at
         from refunds r join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
        where r.tenant_id = current_tenant() and r.source = any($1::text[]) and r.external_id = any($2::text[])`,
      [told.map(({ source }) => source), told.map(({ refund }) => refund.external_id)],
    )
    return new Map(rows.map(({ key, refunded_at }) => [key, refunded_at]))
  }

  remove(id: string): Promise<void> {
    return this.standing.hold(id, async (before) => {
      await this.queries.move(id, 'trash')
      await this.standing.refresh([before.customer_id])
      await this.outbox.append('order.deleted', { ids: [id] })
    })
  }
}
