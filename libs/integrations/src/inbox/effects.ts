// One meaning, one call into the domain that it is about.
import { Injectable } from '@nestjs/common'
import { CatalogSync } from '@portolan/catalog'
import { CustomerSync } from '@portolan/customers'
import { ShopOrders } from '@portolan/orders'
import { Database, Outbox } from '@portolan/platform'
import { IntegrationsService } from '../connections/integrations.service'
import type { Meaning } from '../connectors/connector'
import type { InboxStatus } from './inbox-event.dto'

export interface Effect {
  readonly status: Exclude<InboxStatus, 'pending'>
  readonly reason: string
  readonly details?: string
  readonly occurred_at?: string | null
  readonly customer_id?: string | null
  readonly order_id?: string | null
  readonly product_id?: string | null
  readonly due_at?: string
}

/** The event that a meaning comes from. */
export interface Origin {
  readonly id: string
  readonly integration_id: string
  /** Names the shop in our domains. */
  readonly source: string
}

type Of<Kind extends Meaning['kind']> = Extract<Meaning, { kind: Kind }>

@Injectable()
export class Effects {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly orders: ShopOrders,
    private readonly customers: CustomerSync,
    private readonly catalog: CatalogSync,
    private readonly integrations: IntegrationsService,
  ) {}

  /** Does what its effect will ask for, as far as that needs no database. */
  prepare(meaning: Meaning): void {
    if (meaning.kind === 'order') this.orders.prepare(meaning)
    if (meaning.kind === 'customer') this.customers.prepare(meaning.customer.profile)
  }

  /** Inside `tx` only. Throws a DomainError when the domain refuses. */
  async of(meaning: Meaning, origin: Origin): Promise<Effect> {
    const [effect] = await this.ofAll([meaning], origin)
    return effect as Effect
  }

  /** Of meanings of one kind, in sets where there may be many. Throws a DomainError when one of them is refused. */
  ofAll(meanings: readonly Meaning[], origin: Origin): Promise<Effect[]> {
    const all = <Kind extends Meaning['kind']>(kind: Kind) =>
      meanings.filter((meaning): meaning is Of<Kind> => meaning.kind === kind)
    switch (meanings[0]?.kind) {
      case 'order':
        return this.placed(all('order'))
      case 'customer':
        return this.customersTold(all('customer'), origin)
      case 'product':
        return this.productsTold(all('product'))
      default:
        return this.each(meanings, origin)
    }
  }

  private async each(meanings: readonly Meaning[], origin: Origin): Promise<Effect[]> {
    const effects: Effect[] = []
    for (const meaning of meanings) effects.push(await this.alone(meaning, origin))
    return effects
  }

  private alone(meaning: Meaning, origin: Origin): Promise<Effect> {
    switch (meaning.kind) {
      case 'ignored':
        return Promise.resolve({ status: 'ignored', reason: meaning.reason })
      case 'order':
      case 'customer':
      case 'product':
        return this.of(meaning, origin)
      case 'order_deleted':
        return this.orderGone(meaning, origin)
      case 'refund':
      case 'shipment':
        return this.belowOrder(meaning, origin)
      case 'customer_deleted':
        return this.customerGone(meaning, origin)
      case 'variant':
        return this.variantTold(meaning)
      case 'product_deleted':
        return this.productGone(meaning, origin)
      case 'uninstalled':
        return this.uninstalled(origin)
      case 'privacy':
        return this.privacy(meaning, origin)
    }
  }

  /** What waited for these orders or products is looked at again. */
  async wakeWaiting(integration: string, what: 'order' | 'product', objects: readonly string[]): Promise<void> {
    if (!objects.length) return
    const waiting = await this.db.query<{ id: string }>(
      `update inbox_events set status = 'pending', reason = null, details = null
        where tenant_id = current_tenant() and integration_id = $1 and status = 'waiting' and details = any($2) and reason = $3
       returning id`,
      [integration, objects, what],
    )
    for (const { id } of waiting) await this.outbox.enqueue('inbox.process', { inbox_event_id: id })
  }

  private async placed(orders: readonly Of<'order'>[]): Promise<Effect[]> {
    const placed = await this.orders.placeAll(orders)
    return placed.map(({ id, outcome }, index) => {
      return { status: 'processed', reason: outcome, occurred_at: orders[index]?.at, order_id: id }
    })
  }

  private async orderGone({ external_id, at }: Of<'order_deleted'>, { source }: Origin): Promise<Effect> {
    const gone = await this.orders.remove(source, external_id, at)
    const reason = gone?.outcome === 'updated' ? 'deleted' : 'unchanged'
    return { status: 'processed', reason, occurred_at: at, order_id: gone?.id ?? null }
  }

  /** It may come before its order: then it waits for it. */
  private async belowOrder(meaning: Of<'refund'> | Of<'shipment'>, { source }: Origin): Promise<Effect> {
    const { order_external_id, at } = meaning
    const order_id = await this.orders.idOf(source, order_external_id)
    if (!order_id) return { status: 'waiting', reason: 'order', details: order_external_id }
    const changed =
      meaning.kind === 'refund'
        ? await this.orders.refund(order_id, source, meaning.refund)
        : await this.orders.ship(order_id, source, meaning.shipment)
    return { status: 'processed', reason: changed ? 'updated' : 'unchanged', occurred_at: at, order_id }
  }

  private async customersTold(people: readonly Of<'customer'>[], { source }: Origin): Promise<Effect[]> {
    const brought = await this.customers.bringAll(
      people.map(({ customer: { external_id, profile } }) => ({ account: { source, external_id }, profile })),
    )
    return brought.map((one, index) => {
      const occurred_at = people[index]?.at
      if (!one) return { status: 'ignored', reason: 'deleted', occurred_at }
      return { status: 'processed', reason: one.outcome, occurred_at, customer_id: one.id }
    })
  }

  private async customerGone({ external_id, at }: Of<'customer_deleted'>, { source }: Origin): Promise<Effect> {
    const gone = await this.customers.forget({ source, external_id })
    const reason = gone?.isGone ? 'deleted' : 'unchanged'
    return { status: 'processed', reason, occurred_at: at, customer_id: gone?.id ?? null }
  }

  private async productsTold(products: readonly Of<'product'>[]): Promise<Effect[]> {
    const brought = await this.catalog.bringMany(products.map(({ product }) => product))
    return brought.map(({ id, outcome }, index) => {
      return { status: 'processed', reason: outcome, occurred_at: products[index]?.at, product_id: id }
    })
  }

  /** It may come before its product: then it waits for it. */
  private async variantTold({ variant, at }: Of<'variant'>): Promise<Effect> {
    const brought = await this.catalog.bringVariant(variant)
    if (!brought) return { status: 'waiting', reason: 'product', details: variant.product_external_id }
    return { status: 'processed', reason: brought.outcome, occurred_at: at }
  }

  private async productGone({ external_id, at }: Of<'product_deleted'>, { source }: Origin): Promise<Effect> {
    const gone = await this.catalog.remove(source, external_id, at)
    const reason = gone?.outcome === 'updated' ? 'deleted' : 'unchanged'
    return { status: 'processed', reason, occurred_at: at }
  }

  private async uninstalled({ integration_id }: Origin): Promise<Effect> {
    await this.integrations.left(integration_id)
    return { status: 'processed', reason: 'disconnected' }
  }

  private async privacy({ request, due_at }: Of<'privacy'>, { id }: Origin): Promise<Effect> {
    await this.outbox.append('privacy.requested', { ids: [id], request, due_at })
    return { status: 'due', reason: request, due_at }
  }
}
