import { Injectable } from '@nestjs/common'
import type { OrderStatus } from '@portolan/contracts'
import { CustomersService } from '@portolan/customers'
import {
  Database,
  Json,
  JsonPage,
  Outbox,
  refuseCardNumbers,
  sqlState,
  stale,
  timelineResource,
  type ListQuery,
} from '@portolan/platform'
import { listBelow } from './list-below'
import type { PlaceOrder, Written } from './order.commands'
import type { EditOrderDto, PlaceOrderDto, ReplaceOrderDto } from './order.dto'
import {
  amountsDoNotFit,
  OrderClosed,
  OrderFromShop,
  OrderHasRefunds,
  orderMissing,
  OrderNumberTaken,
  OrderTransition,
} from './order.errors'
import { commandFrom, type StoredOrder } from './order.mapping'
import { OrderPlacement } from './order.placement'
import { problemsOf } from './order.row'
import { isClosed, mayBecome } from './order.status'
import { OrdersQueries, type StandingOrder } from './orders.queries'
import { orderItemsResource, ordersResource } from './orders.resource'

@Injectable()
export class OrdersService {
  constructor(
    private readonly db: Database,
    private readonly queries: OrdersQueries,
    private readonly placement: OrderPlacement,
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return ordersResource.list(this.db, query)
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
  place(dto: PlaceOrderDto): Promise<Json> {
    const command = commandFrom(dto)
    return this.db.tx(async () => {
      const [placed] = await this.placeMany([command])
      return this.one((placed as Written).id)
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
    return this.edit(id, version, ({ source, external_id, status, order_number, placed_at }) => ({
      order_number,
      placed_at,
      internal_note: null,
      tags: [],
      ...dto,
      source,
      external_id,
      status,
    }))
  }

  /** Merges into what stands. The total is made anew when something that it is made of changes. */
  change(id: string, dto: EditOrderDto, version: number | null): Promise<Json> {
    const given = Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined)) as EditOrderDto
    const recounts = ['items', 'discount_amount', 'tax_amount', 'shipping_amount', 'currency'].some(
      (key) => key in given,
    )
    return this.edit(id, version, (stored) => ({
      ...stored,
      ...(recounts ? { total_amount: undefined } : {}),
      ...(given.items || given.currency ? { items: withoutTotals(given.items ?? stored.items) } : {}),
      ...(given as Partial<StoredOrder>),
    }))
  }

  /** 409 where the life cycle does not lead. */
  setStatus(id: string, to: OrderStatus): Promise<Json> {
    return this.withLocks(id, 'list', async (before) => {
      if (before.status === to) return this.one(id)
      if (isClosed(before.status)) throw new OrderClosed(before.status)
      if (!mayBecome(before.status, to)) throw new OrderTransition(before.status, to)
      await this.queries.set(id, { status: to })
      await this.refresh([before.customer_id])
      await this.outbox.append('order.status_changed', { ids: [id], from: before.status, to })
      return this.one(id)
    })
  }

  setNote(id: string, note: string | null, version: number | null): Promise<Json> {
    refuseCardNumbers({ internal_note: note })
    return this.withLocks(id, 'list', async (before) => {
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
    return this.withLocks(id, 'list', async (before) => {
      if (before.source !== 'manual') throw new OrderFromShop(before.source)
      await this.queries.move(id, 'trash')
      await this.refresh([before.customer_id])
      await this.outbox.append('order.deleted', { ids: [id] })
    })
  }

  /** Out of the trash; 409 when its number has been given again. */
  restore(id: string): Promise<Json> {
    return this.withLocks(id, 'trash', async (before) => {
      await this.queries.move(id, 'list').catch((error: unknown) => {
        throw sqlState(error) === '23505' ? new OrderNumberTaken(before.order_number) : error
      })
      await this.refresh([before.customer_id])
      await this.outbox.append('order.restored', { ids: [id] })
      return this.one(id)
    })
  }

  private edit(id: string, version: number | null, change: (stored: StoredOrder) => StoredOrder): Promise<Json> {
    return this.db.tx(async () => {
      const stored = await this.queries.stored(id)
      const wanted = change(stored)
      const [owner = null] = await this.customers.findOrCreateMany([
        wanted.customer_id ? { id: wanted.customer_id } : null,
      ])
      return this.withLocks(
        id,
        'list',
        async (before) => {
          if (version !== null && before.version !== version) throw stale()
          const standing = await this.queries.stored(id)
          const next = change(standing)
          const changes = differences(standing, next)
          if (!Object.keys(changes).length) return this.one(id)
          if (next.currency !== before.currency && (await this.queries.hasRefunds(id))) throw new OrderHasRefunds()
          await this.placement.replace(commandFrom(next), before, owner)
          await this.refresh([before.customer_id, owner])
          await this.outbox.append('order.updated', { ids: [id], changes: { [id]: changes } })
          return this.one(id)
        },
        owner,
      )
    })
  }

  /** Locks the order's customer, then the order: everybody who writes orders takes them in this order. */
  private withLocks<Result>(
    id: string,
    place: 'list' | 'trash',
    work: (before: StandingOrder) => Promise<Result>,
    otherCustomer: string | null = null,
  ): Promise<Result> {
    return this.db.tx(async () => {
      const found = await this.queries.customerOf(id)
      if (!found) throw orderMissing()
      const owners = [found.customer_id, otherCustomer].filter((owner) => owner !== null)
      await this.customers.lock(owners)
      const before = await this.queries.lock(id)
      if (!before || before.is_deleted !== (place === 'trash')) throw orderMissing()
      if (before.customer_id && !owners.includes(before.customer_id)) await this.customers.lock([before.customer_id])
      return work(before)
    })
  }

  private refresh(owners: readonly (string | null)[]): Promise<void> {
    return this.customers.refreshFigures([...new Set(owners.filter((owner) => owner !== null))])
  }
}

function withoutTotals(items: StoredOrder['items']): StoredOrder['items'] {
  return items.map(({ total_price: _total, ...item }) => item)
}

/** What each field was and became; of lines their number. */
function differences(before: StoredOrder, after: StoredOrder): Record<string, [unknown, unknown]> {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof StoredOrder)[]
  return Object.fromEntries(
    keys.flatMap((key): [string, [unknown, unknown]][] => {
      const [old, now] = [before[key] ?? null, after[key] ?? null]
      if (JSON.stringify(old) === JSON.stringify(now)) return []
      return [[key, key === 'items' ? [before.items.length, after.items.length] : [old, now]]]
    }),
  )
}
