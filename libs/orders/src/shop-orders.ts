// Orders as a connected shop tells them, with all that hangs on them. The shop's word counts: what it says again is
// known by its own ids, and its view of the payment stands over our sums.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import type { Written } from './order.commands'
import { prepare } from './order.row'
import { OrdersQueries } from './orders.queries'
import { OrdersService } from './orders.service'
import { RefundsService } from './refunds/refunds.service'
import { ShopShipments } from './shipments/shop-shipments'
import { ShopOrderRows } from './shop-order.rows'
import { lineOf, type ShopOrder, type ShopRefund, type ShopShipment } from './shop-order'

interface ToldRefund {
  readonly orderId: string
  readonly source: string
  readonly refund: ShopRefund
}

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

  /** Does what needs no database, so that it is done when the order is placed. */
  prepare({ order }: ShopOrder): void {
    prepare(order)
  }

  /** Places the order or brings it up to date, in one transaction. Throws a DomainError when it makes no sense. */
  async place(order: ShopOrder): Promise<Written> {
    const [written] = await this.placeAll([order])
    return written as Written
  }

  /** The same for many, in sets. Throws a DomainError when one of them makes no sense; then none was placed. */
  placeAll(orders: readonly ShopOrder[]): Promise<Written[]> {
    return this.shop.tx(async () => {
      const written = await this.orders.placeMany(orders.map(({ order }) => order))
      const below = orders.map((told, index) => ({
        ...told,
        orderId: (written[index] as Written).id,
        source: told.order.source,
      }))
      const refunds = below.flatMap(({ refunds, ...order }) => refunds.map((refund) => ({ ...order, refund })))
      const parcels = below.flatMap(({ shipments, ...order }) =>
        (shipments ?? []).map((shipment) => ({ ...order, shipment })),
      )
      const touched = new Set([...(await this.recordAll(refunds)), ...(await this.shipments.bringAll(parcels))])
      return written.map(({ id, outcome }) => ({
        id,
        outcome: outcome === 'unchanged' && touched.has(id) ? 'updated' : outcome,
      }))
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
    return this.db.tx(async () => (await this.recordAll([{ orderId, source, refund }])).has(orderId))
  }

  ship(orderId: string, source: string, shipment: ShopShipment): Promise<boolean> {
    return this.db.tx(async () => (await this.shipments.bringAll([{ orderId, source, shipment }])).has(orderId))
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

  /** The orders of which something was recorded. */
  private async recordAll(all: readonly ToldRefund[]): Promise<Set<string>> {
    const told = await this.withoutKnownNames(all)
    if (!told.length) return new Set()
    const orderIds = [...new Set(told.map(({ orderId }) => orderId))]
    const [payments, lines] = await Promise.all([this.shop.paymentsOf(orderIds), this.shop.linesOf(orderIds)])
    const written = await this.refunds.recordMany(
      told.map(({ orderId, source, refund: { items, is_named_only: _guess, ...refund } }) => ({
        ...refund,
        source,
        order_id: orderId,
        customer: null,
        items: items.map((item) => ({ ...item, order_item_id: lineOf(item, lines.get(orderId) ?? [])?.id ?? null })),
      })),
    )
    const recorded = told.filter((_, index) => written[index]?.outcome !== 'unchanged').map(({ orderId }) => orderId)
    if (recorded.length) await this.shop.keepPayments(payments)
    return new Set(recorded)
  }

  /** A guess says nothing new of a refund that is known, unless it is an earlier one: then what is known is a guess, too. */
  private async withoutKnownNames(told: readonly ToldRefund[]): Promise<readonly ToldRefund[]> {
    const days = await this.shop.daysOf(told.filter(({ refund }) => refund.is_named_only))
    return told.filter(({ source, refund }) => {
      const day = days.get(`${source}\n${refund.external_id ?? ''}`)
      return !refund.is_named_only || day === undefined || Date.parse(refund.refunded_at) < Date.parse(day)
    })
  }
}
