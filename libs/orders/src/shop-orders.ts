// Orders as a connected shop tells them, with all that hangs on them. The shop's word counts: what it says again is
// known by its own ids, and its view of the payment stands over our sums.
import { Injectable } from '@nestjs/common'
import type { PaymentStatus } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { Written } from './order.commands'
import { OrdersQueries } from './orders.queries'
import { OrdersService } from './orders.service'
import { RefundsService } from './refunds/refunds.service'
import { ShopShipments } from './shipments/shop-shipments'
import { ShopOrderRows } from './shop-order.rows'
import { lineOf, type ShopOrder, type ShopRefund, type ShopShipment } from './shop-order'

@Injectable()
export class ShopOrders {
  constructor(
    private readonly db: Database,
    private readonly orders: OrdersService,
    private readonly refunds: RefundsService,
    private readonly shipments: ShopShipments,
    private readonly queries: OrdersQueries,
    private readonly shop: ShopOrderRows,
  ) {}

  /** Places the order or brings it up to date, in one transaction. Throws a DomainError when it makes no sense. */
  place({ order, refunds, shipments }: ShopOrder): Promise<Written> {
    return this.db.tx(async () => {
      const [written] = await this.orders.placeMany([order])
      const { id, outcome } = written as Written
      const payment = outcome === 'unchanged' ? await this.shop.paymentOf(id) : order.payment_status
      const recorded = await this.recordAll(id, order.source, refunds)
      if (recorded) await this.keepPayment(id, payment)
      const moved = shipments ? await this.shipments.bringAll(id, order.source, shipments) : false
      return { id, outcome: outcome === 'unchanged' && (recorded || moved) ? 'updated' : outcome }
    })
  }

  /** Our id of the shop's order; null when we do not have it, or have put it into the trash. */
  idOf(source: string, externalId: string): Promise<string | null> {
    return this.db.tx(async () => {
      const [standing] = await this.queries.lockByKey([{ source, external_id: externalId }])
      return standing && !standing.is_deleted ? standing.id : null
    })
  }

  refund(orderId: string, source: string, refund: ShopRefund): Promise<boolean> {
    return this.db.tx(() => this.recordAll(orderId, source, [refund]))
  }

  ship(orderId: string, source: string, shipment: ShopShipment): Promise<boolean> {
    return this.db.tx(() => this.shipments.bring(orderId, source, shipment))
  }

  /** Into the trash, unless the shop has changed the order since. Null when we do not have it. */
  remove(source: string, externalId: string, at: string): Promise<Written | null> {
    return this.db.tx(async () => {
      const [standing] = await this.queries.lockByKey([{ source, external_id: externalId }])
      if (!standing) return null
      const newer = Number(standing.external_updated_at ?? 0) > Date.parse(at)
      if (standing.is_deleted || newer) return { id: standing.id, outcome: 'unchanged' }
      await this.shop.remove(standing.id)
      return { id: standing.id, outcome: 'updated' }
    })
  }

  private async recordAll(orderId: string, source: string, told: readonly ShopRefund[]): Promise<boolean> {
    const refunds = await this.withoutKnownNames(source, told)
    if (!refunds.length) return false
    const lines = await this.shop.linesOf(orderId)
    const written = await this.refunds.recordMany(
      refunds.map(({ items, is_named_only: _guess, ...refund }) => ({
        ...refund,
        source,
        order_id: orderId,
        customer: null,
        items: items.map((item) => ({ ...item, order_item_id: lineOf(item, lines)?.id ?? null })),
      })),
    )
    return written.some(({ outcome }) => outcome !== 'unchanged')
  }

  private async withoutKnownNames(source: string, told: readonly ShopRefund[]): Promise<readonly ShopRefund[]> {
    const named = told.flatMap(({ external_id, is_named_only }) => (is_named_only && external_id ? [external_id] : []))
    if (!named.length) return told
    const known = await this.refunds.known(source, named)
    return told.filter(({ external_id, is_named_only }) => !is_named_only || !known.has(external_id ?? ''))
  }

  private async keepPayment(id: string, payment: PaymentStatus): Promise<void> {
    if ((await this.shop.paymentOf(id)) !== payment) await this.queries.setPayment(id, { payment_status: payment })
  }
}
