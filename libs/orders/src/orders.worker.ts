import { Injectable } from '@nestjs/common'
import type { EventOf } from '@portolan/contracts'
import { OnEvent, OnEvents, OnJob, type DomainEvent, type RunningJob } from '@portolan/platform'
import { OrderDays } from './order-days'
import { OrderHistory } from './order.history'
import { OrdersQueries } from './orders.queries'
import { RatesService } from './rates/rates.service'

@Injectable()
export class OrdersWorker {
  constructor(
    private readonly history: OrderHistory,
    private readonly orders: OrdersQueries,
    private readonly days: OrderDays,
    private readonly rates: RatesService,
  ) {}

  @OnEvents('orders.timeline', [
    'order.created',
    'order.updated',
    'order.status_changed',
    'order.payment_changed',
    'order.shipped',
    'order.shipment_updated',
    'order.shipment_delivered',
    'order.shipment_deleted',
    'order.refunded',
    'order.refund_updated',
    'order.refund_deleted',
    'return.requested',
    'return.updated',
    'return.status_changed',
    'order.deleted',
    'order.restored',
  ])
  record(events: readonly DomainEvent[]): Promise<void> {
    return this.history.record(events)
  }

  /** Orders carry a copy of their customer's assignment. */
  @OnEvents('orders.assignment', ['customer.updated', 'customer.restored', 'customer.merged', 'customer.unmerged'])
  followAssignment(events: readonly DomainEvent[]): Promise<void> {
    return this.orders.followAssignment(events.flatMap(customersOf))
  }

  @OnEvent('orders.days', ['settings.changed'])
  followSettings(event: DomainEvent): Promise<void> {
    return this.days.followSettings(event.payload)
  }

  @OnJob('orders.cut-days')
  cutDays(job: RunningJob<'orders.cut-days'>): Promise<'again' | 'done'> {
    return this.days.cut(job)
  }

  @OnJob('rates.fetch')
  fetchRates(): Promise<void> {
    return this.rates.fetch()
  }

  @OnJob('rates.apply')
  applyRates(job: RunningJob<'rates.apply'>): Promise<'again' | 'done'> {
    return this.rates.apply(job)
  }
}

function customersOf({ payload }: DomainEvent): string[] {
  const { ids, from_id } = payload as Pick<EventOf<'customer.unmerged'>, 'ids'> & { from_id?: string }
  return from_id ? [...ids, from_id] : ids
}
