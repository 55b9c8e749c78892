// Edits by hand: what changes, whether it may, and what follows from it. Inside `tx`.
import { Injectable } from '@nestjs/common'
import type { PaymentStatus } from '@portolan/contracts'
import { CustomersService, type ResolvedCustomer } from '@portolan/customers'
import { context, mergePatch, Outbox, say, stale, type ErrorDetails } from '@portolan/platform'
import type { EditOrderDto, ReplaceOrderDto } from './order.dto'
import { refuseClosedFields } from './order.editing'
import { amountsDoNotFit, linesInUse, OrderHasRefunds, PaymentTransition } from './order.errors'
import { OrderLines } from './order.lines'
import { commandFrom, type StoredOrder } from './order.mapping'
import { OrderPlacement } from './order.placement'
import { sumsOf } from './order.row'
import { StandingOrders } from './order.standing'
import { OrdersQueries, type StandingOrder } from './orders.queries'
import { nextPaymentStatuses, paymentMayBecome } from './payment.status'

const amountsAndLines = ['items', 'discount_amount', 'tax_amount', 'shipping_amount', 'currency'] as const

@Injectable()
export class OrderEdits {
  constructor(
    private readonly queries: OrdersQueries,
    private readonly lines: OrderLines,
    private readonly placement: OrderPlacement,
    private readonly standing: StandingOrders,
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  /** Replaces what can be edited; its number, its time and how its payment stands are kept when they are absent. */
  replace(id: string, dto: ReplaceOrderDto, version: number | null): Promise<void> {
    return this.edit(id, version, ({ source, external_id, status, payment_status, order_number, placed_at }) => ({
      order_number,
      placed_at,
      payment_status,
      internal_note: null,
      tags: [],
      custom_fields: {},
      ...dto,
      source,
      external_id,
      status,
    }))
  }

  /** Merges into what stands. The total is made anew when something that it is made of changes. */
  change(id: string, dto: EditOrderDto, version: number | null): Promise<void> {
    const given = Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined)) as EditOrderDto
    const recounts = amountsAndLines.some((key) => key in given)
    return this.edit(id, version, (stored) => ({
      ...stored,
      ...(recounts ? { total_amount: undefined } : {}),
      ...(given.items || given.currency ? { items: withoutTotals(given.items ?? stored.items) } : {}),
      ...(given as Partial<StoredOrder>),
      custom_fields: mergePatch(stored.custom_fields ?? {}, given.custom_fields ?? {}),
    }))
  }

  private async edit(id: string, version: number | null, change: (stored: StoredOrder) => StoredOrder): Promise<void> {
    const wanted = change(await this.queries.stored(id)).customer_id
    const [owner = { id: null, named: null }] = await this.customers.resolveMany([wanted ? { id: wanted } : null])
    await this.standing.hold(id, (before) => this.write(before, version, owner, change), { otherCustomer: owner })
  }

  private async write(
    before: StandingOrder,
    version: number | null,
    owner: ResolvedCustomer,
    change: (stored: StoredOrder) => StoredOrder,
  ): Promise<void> {
    if (version !== null && before.version !== version) throw stale()
    const stored = await this.queries.stored(before.id)
    const next = await this.judged(stored, change(stored))
    const changes = differences(stored, next)
    if (!Object.keys(changes).length) return
    refuseClosedFields(Object.keys(changes), before, context().role)
    if (next.payment_status && next.payment_status !== before.payment_status) {
      assertPayment(before.payment_status, next.payment_status)
    }
    const command = commandFrom(next)
    if (changes.items) await this.refuseLinesInUse(before.id, next)
    await this.refuseBelowRefunds(before, command.currency, sumsOf(command).total)
    await this.placement.replace(command, before, owner)
    await this.standing.followTotal(before.id)
    await this.standing.refresh([before.customer_id, owner.id])
    await this.outbox.append('order.updated', { ids: [before.id], changes: { [before.id]: changes } })
  }

  private async judged(before: StoredOrder, after: StoredOrder): Promise<StoredOrder> {
    const rules = await this.queries.fieldRules()
    return { ...after, custom_fields: rules.checked(before.custom_fields ?? {}, after.custom_fields ?? {}) }
  }

  /** A line whose pieces were sent, returned or refunded stays, with as many pieces at least. */
  private async refuseLinesInUse(id: string, { items }: StoredOrder): Promise<void> {
    const standing = await this.lines.of(id)
    const known = new Set(standing.map((line) => line.id))
    const details: ErrorDetails = {}
    items.forEach((item, index) => {
      if (item.id && !known.has(item.id)) details[`items.${index}.id`] = [say('order.no_such_line')]
    })
    const rows = items.map(({ id: own = '', kind = 'sale', product_id = null, sku = null, ...item }, index) => ({
      ...{ id: own, order_id: id, kind, product_id, sku, product_name: item.product_name },
      ...{ variant_name: item.variant_name ?? null, quantity: item.quantity, index },
    }))
    const kept = await this.lines.keep([id], rows)
    for (const line of standing) {
      const least = Math.max(line.returned, line.refunded, line.shipped)
      const row = kept.find((one) => one.id === line.id)
      if (least > (row?.quantity ?? 0)) {
        const field = row ? `items.${row.index}.quantity` : 'items'
        details[field] = [say('order.line_in_use', { least, product: line.product_name })]
      }
    }
    if (Object.keys(details).length) throw linesInUse(details)
  }

  private async refuseBelowRefunds(before: StandingOrder, currency: string, total: bigint): Promise<void> {
    const { refunded } = await this.queries.refundedOf(before.id)
    if (refunded === 0n) return
    if (currency !== before.currency) throw new OrderHasRefunds()
    if (total < refunded) throw amountsDoNotFit({ total_amount: [say('order.below_refunds')] })
  }
}

/** Throws a DomainError where the payment's life cycle does not lead. */
export function assertPayment(from: PaymentStatus, to: PaymentStatus): void {
  if (!paymentMayBecome(from, to)) throw new PaymentTransition(from, to, nextPaymentStatuses(from))
}

function withoutTotals(items: StoredOrder['items']): StoredOrder['items'] {
  return items.map(({ total_price: _total, ...item }) => item)
}

/** What each field was and became; of lines their number. */
export function differences(before: StoredOrder, after: StoredOrder): Record<string, [unknown, unknown]> {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof StoredOrder)[]
  return Object.fromEntries(
    keys.flatMap((key): [string, [unknown, unknown]][] => {
      const [old, now] = [before[key] ?? null, after[key] ?? null]
      if (JSON.stringify(old) === JSON.stringify(now)) return []
      return [[key, key === 'items' ? [before.items.length, after.items.length] : [old, now]]]
    }),
  )
}
