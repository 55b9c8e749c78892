// Refunds by hand: of an order as a whole or of its lines, changed and taken back. Refunds that come from a source are
// recorded by RefundsService.
import { Injectable } from '@nestjs/common'
import { paidForPieces } from '@portolan/contracts'
import { Json, refuseCardNumbers, stale } from '@portolan/platform'
import type { RecordRefund, RefundLine, Written } from '../order.commands'
import { OrderLines, type OrderLine } from '../order.lines'
import { namesOf } from '../order.mapping'
import { takePieces, type Pieces } from '../order.pieces'
import { StandingOrders } from '../order.standing'
import { OrdersQueries, type StandingOrder } from '../orders.queries'
import type { EditRefundDto, OrderRefundLineDto, RefundOrderDto } from './refund.dto'
import { RefundOfReturn, refundWithoutAmount } from './refund.errors'
import { StandingRefunds } from './refund.standing'
import { RefundsQueries, type StoredRefund } from './refunds.queries'
import { readAmount, RefundsService } from './refunds.service'

interface Proposal {
  readonly items: readonly RefundLine[]
  /** What was paid for the lines; undefined without any. */
  readonly amount: bigint | undefined
}

@Injectable()
export class OrderRefundsService {
  constructor(
    private readonly orders: OrdersQueries,
    private readonly lines: OrderLines,
    private readonly standing: StandingOrders,
    private readonly refunds: RefundsService,
    private readonly queries: RefundsQueries,
    private readonly held: StandingRefunds,
  ) {}

  /** A refund in the order's currency and at most what is left of its total. */
  refundOrder(orderId: string, dto: RefundOrderDto): Promise<Json> {
    return this.standing.hold(orderId, async (order) => this.refunds.one(await this.make(order, dto)))
  }

  /** The same of an order that is held; answers the refund's id. */
  async make(order: StandingOrder, dto: RefundOrderDto): Promise<string> {
    refuseCardNumbers({ reason: dto.reason, ...namesOf(namedOnly(dto.items)) })
    const proposal = await this.propose(order, dto.items ?? [])
    const amount = readAmount(dto.amount, order.currency) ?? (await this.atMostLeft(order, proposal.amount))
    if (amount === undefined) throw refundWithoutAmount()
    const [recorded] = await this.refunds.recordMany([
      {
        source: dto.source ?? 'manual',
        external_id: dto.external_id ?? null,
        refund_number: dto.refund_number ?? null,
        order_id: order.id,
        customer: null,
        amount,
        currency: order.currency,
        reason: dto.reason ?? null,
        refunded_at: dto.refunded_at ?? new Date().toISOString(),
        items: proposal.items,
      },
    ])
    await this.standing.followRefunds(order.id)
    return (recorded as Written).id
  }

  /** 409 for a refund that its source would send again. */
  edit(id: string, dto: EditRefundDto, version: number | null): Promise<Json> {
    refuseCardNumbers({ reason: dto.reason, ...namesOf(namedOnly(dto.items)) })
    return this.held.hold(id, async (before, order) => {
      if (version !== null && before.version !== version) throw stale()
      const items = await this.queries.itemsOf(id)
      const next = dto.items ? (await this.propose(order, dto.items, items)).items : items
      await this.held.write(before, commandOf(before, dto, next), dto.items ? [items.length, next.length] : null)
      return this.refunds.one(id)
    })
  }

  /** Takes a refund by hand back; 409 for one that a source would send again or that pays for a return. */
  remove(id: string): Promise<void> {
    return this.held.hold(id, async (before) => {
      if (before.return_id) throw new RefundOfReturn()
      await this.held.remove(before)
    })
  }

  private async atMostLeft({ id }: StandingOrder, proposed: bigint | undefined): Promise<bigint | undefined> {
    if (proposed === undefined) return undefined
    const { refunded, total_amount } = await this.orders.refundedOf(id)
    return proposed > total_amount - refunded ? total_amount - refunded : proposed
  }

  /** Lines of the order become lines of the refund with their names, prices and what was paid for the pieces. */
  private async propose(
    order: StandingOrder | null,
    wanted: readonly OrderRefundLineDto[],
    before: readonly RefundLine[] = [],
  ): Promise<Proposal> {
    const ofLines = wanted.filter((item): item is OrderRefundLineDto & Pieces => Boolean(item.order_item_id))
    const named = namedOnly(wanted)
    if (!ofLines.length || !order) return { items: named, amount: undefined }
    const own = new Map(before.map((line) => [line.order_item_id, line.quantity]))
    const free = (line: OrderLine): OrderLine => ({ ...line, refunded: line.refunded - (own.get(line.id) ?? 0) })
    const lines = (await this.lines.of(order.id)).map(free)
    const taken = takePieces(ofLines, lines, (line) => line.quantity - line.refunded)
    const priced = await this.orders.pricesOf(order.id)
    const items = taken.map(({ line, quantity }): RefundLine => {
      const whole = { quantity: line.quantity, total: BigInt(line.total_price), refunded: line.refunded }
      const { id: order_item_id, product_id, sku, product_name, unit_price } = line
      const total_price = paidForPieces(priced, whole, quantity)
      return { order_item_id, product_id, sku, product_name, quantity, unit_price, total_price }
    })
    const amount = items.reduce((sum, { total_price = 0n }) => sum + total_price, 0n)
    return { items: [...items, ...named], amount }
  }
}

/** A standing refund with what is given changed. */
function commandOf(before: StoredRefund, dto: EditRefundDto, items: readonly RefundLine[]): RecordRefund {
  const { source, external_id, order_id, currency, country_code } = before
  return {
    ...{ source, external_id, order_id, customer: null, currency, country_code },
    amount: readAmount(dto.amount, currency) ?? BigInt(before.amount),
    reason: dto.reason === undefined ? before.reason : dto.reason,
    refund_number: dto.refund_number === undefined ? before.refund_number : dto.refund_number,
    refunded_at: dto.refunded_at ?? before.refunded_at,
    items,
  }
}

/** The lines that say their own name and price. */
function namedOnly(items: readonly OrderRefundLineDto[] = []): RefundLine[] {
  return items.flatMap(({ order_item_id, product_name = '', unit_price = '0', ...item }) =>
    order_item_id ? [] : [{ ...item, product_name, unit_price }],
  )
}
