// Parcels of a connected shop, known by its own ids.
import { Injectable } from '@nestjs/common'
import { newId, trackingUrl } from '@portolan/contracts'
import { Outbox } from '@portolan/platform'
import { OrderLines, type NamedLine } from '../order.lines'
import { lineOf, type ShopShipment } from '../shop-order'
import { ShipmentsQueries, type KnownShipment, type StandingShipment } from './shipments.queries'

export interface ToldShipment {
  readonly orderId: string
  readonly source: string
  readonly shipment: ShopShipment
}

@Injectable()
export class ShopShipments {
  constructor(
    private readonly queries: ShipmentsQueries,
    private readonly lines: OrderLines,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The orders of which something changed; parcels that the shop no longer tells of stay. Inside `tx`, under the orders'
   * locks.
   */
  async bringAll(parcels: readonly ToldShipment[]): Promise<Set<string>> {
    const told = [...new Map(parcels.map((one) => [keyOf(one.source, one.shipment), one])).values()]
    if (!told.length) return new Set()
    const standing = new Map(
      (await this.queries.lockByKeys(told.map(({ source, shipment }) => [source, shipment.external_id]))).map((one) => [
        keyOf(one.source, one),
        one,
      ]),
    )
    const fresh = told.filter(
      ({ source, shipment }) => !shipment.is_cancelled && !standing.has(keyOf(source, shipment)),
    )
    await this.add(fresh)
    const touched = new Set(fresh.map(({ orderId }) => orderId))
    for (const one of told) {
      const before = standing.get(keyOf(one.source, one.shipment))
      // A parcel of another order is none of this one's.
      if (before?.order_id !== one.orderId) continue
      const changed = one.shipment.is_cancelled ? await this.callOff(before) : await this.change(one, before)
      if (changed) touched.add(one.orderId)
    }
    return touched
  }

  private async add(fresh: readonly ToldShipment[]): Promise<void> {
    if (!fresh.length) return
    const rows = fresh.map(({ orderId, source, shipment }) => ({
      ...toldBy(source, shipment),
      ...{ id: newId(), order_id: orderId, external_id: shipment.external_id },
    }))
    const orderIds = [...new Set(fresh.map(({ orderId }) => orderId))]
    const [lines] = await Promise.all([this.lines.ofAll(orderIds), this.queries.add(rows)])
    const items = fresh.flatMap(({ orderId, shipment }, index) =>
      packed(shipment.items, lines.get(orderId) ?? []).map((item) => ({
        ...item,
        shipment_id: rows[index]?.id ?? '',
      })),
    )
    const facts = rows.map(({ id, order_id }) => ({ ids: [order_id], shipment_id: id }))
    const arrived = facts.filter((_, index) => rows[index]?.delivered_at)
    await Promise.all([
      this.queries.addItems(items),
      this.outbox.appendMany('order.shipped', facts),
      this.outbox.appendMany('order.shipment_delivered', arrived),
    ])
  }

  private async change({ orderId, source, shipment }: ToldShipment, before: KnownShipment): Promise<boolean> {
    const told = toldBy(source, shipment)
    const changes = differences(before, told)
    if (!Object.keys(changes).length) return false
    const facts = { ids: [orderId], shipment_id: before.id }
    await this.queries.set(before.id, { ...before, ...told })
    await this.outbox.append('order.shipment_updated', { ...facts, changes: { [before.id]: changes } })
    if (told.delivered_at && !before.delivered_at) await this.outbox.append('order.shipment_delivered', facts)
    return true
  }

  private async callOff({ id, order_id, carrier, tracking_number }: KnownShipment): Promise<boolean> {
    await this.queries.remove(id)
    await this.outbox.append('order.shipment_deleted', { ids: [order_id], shipment_id: id, carrier, tracking_number })
    return true
  }
}

type Told = Omit<StandingShipment, 'version' | 'estimated_delivery'>

function keyOf(source: string, { external_id }: { readonly external_id: string }): string {
  return `${source}\n${external_id}`
}

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

function packed(items: ShopShipment['items'], lines: readonly NamedLine[]) {
  const found = items.flatMap((item) => {
    const line = lineOf(item, lines)
    return line ? [{ order_item_id: line.id, quantity: item.quantity }] : []
  })
  return found.map((item, position) => ({ ...item, position }))
}
