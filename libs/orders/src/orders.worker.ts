import { Injectable } from '@nestjs/common'
import type { EventOf } from '@portolan/contracts'
import { OnEvent, OnJob, type DomainEvent, type RunningJob } from '@portolan/platform'
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

  @OnEvent('orders.timeline', [
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
  record(event: DomainEvent): Promise<void> {
    return this.history.record(event)
  }

  /** Orders carry a copy of their customer's assignment. */
  @OnEvent('orders.assignment', ['customer.updated', 'customer.restored', 'customer.merged', 'customer.unmerged'])
  followAssignment(event: DomainEvent): Promise<void> {
    const { ids, from_id } = event.payload as Partial<EventOf<'customer.unmerged'>>
    return this.orders.followAssignment([...(ids ?? []), ...(from_id ? [from_id] : [])])
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
