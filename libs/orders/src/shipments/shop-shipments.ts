// Parcels of a connected shop, known by its own ids.
import { Injectable } from '@nestjs/common'
import { newId, trackingUrl } from '@portolan/contracts'
import { context, Database, Outbox } from '@portolan/platform'
import { OrderLines, type OrderLine } from '../order.lines'
import type { Taken } from '../order.pieces'
import { lineOf, type ShopShipment } from '../shop-order'
import { Shipment } from './shipment.entity'
import { ShipmentsQueries, type StandingShipment } from './shipments.queries'

@Injectable()
export class ShopShipments {
  constructor(
    private readonly db: Database,
    private readonly queries: ShipmentsQueries,
    private readonly lines: OrderLines,
    private readonly outbox: Outbox,
  ) {}

  /** Whether something changed; parcels that the shop no longer tells of stay. Inside `tx`, under the order's lock. */
  async bringAll(orderId: string, source: string, shipments: readonly ShopShipment[]): Promise<boolean> {
    let changed = false
    for (const shipment of shipments) changed = (await this.bring(orderId, source, shipment)) || changed
    return changed
  }

  async bring(orderId: string, source: string, shipment: ShopShipment): Promise<boolean> {
    const standing = await this.queries.lockByKey(source, shipment.external_id)
    if (shipment.is_cancelled) return standing ? this.callOff(orderId, standing.id) : false
    const told = toldBy(source, shipment)
    if (!standing) return this.add(orderId, shipment, told)
    const before = await this.queries.lock(orderId, standing.id)
    if (!before || !Object.keys(differences(before, told)).length) return false
    await this.queries.set(standing.id, { ...before, ...told })
    const changes = { [standing.id]: differences(before, told) }
    await this.outbox.append('order.shipment_updated', { ids: [orderId], shipment_id: standing.id, changes })
    if (told.delivered_at && !before.delivered_at) await this.tellDelivered(orderId, standing.id)
    return true
  }

  private async add(orderId: string, { external_id, items }: ShopShipment, told: Told): Promise<boolean> {
    const row = { ...told, id: newId(), order_id: orderId, external_id, estimated_delivery: null, version: 1 }
    await this.db.entities().insert(Shipment, { ...row, tenant_id: context().tenant ?? '' })
    await this.queries.writeItems(row.id, packed(items, await this.lines.of(orderId)))
    await this.outbox.append('order.shipped', { ids: [orderId], shipment_id: row.id })
    if (told.delivered_at) await this.tellDelivered(orderId, row.id)
    return true
  }

  private async callOff(orderId: string, id: string): Promise<boolean> {
    const before = await this.queries.lock(orderId, id)
    if (!before) return false
    const { carrier, tracking_number } = before
    await this.queries.remove(id)
    await this.outbox.append('order.shipment_deleted', { ids: [orderId], shipment_id: id, carrier, tracking_number })
    return true
  }

  private tellDelivered(orderId: string, id: string): Promise<void> {
    return this.outbox.append('order.shipment_delivered', { ids: [orderId], shipment_id: id })
  }
}

type Told = Omit<StandingShipment, 'version' | 'estimated_delivery'>

function toldBy(
  source: string,
  { carrier, tracking_number, tracking_url, shipped_at, delivered_at }: ShopShipment,
): Told {
  const address = tracking_url ?? trackingUrl(carrier, tracking_number)
  // A shop's clocks may differ; a parcel does not arrive before it leaves.
  const arrived = delivered_at && delivered_at < shipped_at ? shipped_at : delivered_at
  return { source, carrier, tracking_number, tracking_url: address, shipped_at, delivered_at: arrived }
}

function differences(before: StandingShipment, told: Told): Record<string, [unknown, unknown]> {
  const named = Object.entries(told).map(([name, value]) => [name, [before[name as keyof Told], value]] as const)
  return Object.fromEntries(named.filter(([, [was, is]]) => was !== is)) as Record<string, [unknown, unknown]>
}

function packed(items: ShopShipment['items'], lines: readonly OrderLine[]): Taken[] {
  return items.flatMap((item) => {
    const line = lineOf(item, lines)
    return line ? [{ line, quantity: item.quantity }] : []
  })
}
