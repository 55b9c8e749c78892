import { Injectable } from '@nestjs/common'
import { newId, trackingUrl } from '@portolan/contracts'
import {
  context,
  Database,
  invalid,
  Json,
  JsonPage,
  missing,
  Outbox,
  refuseCardNumbers,
  say,
  stale,
  type ListQuery,
} from '@portolan/platform'
import { listBelow } from '../list-below'
import { OrderLines } from '../order.lines'
import { takePieces, type Pieces, type Taken } from '../order.pieces'
import { StandingOrders } from '../order.standing'
import type { StandingOrder } from '../orders.queries'
import type { EditShipmentDto, ShipDto } from './shipment.dto'
import { Shipment } from './shipment.entity'
import { NothingToShip, ShipmentFromSource } from './shipment.errors'
import { ShipmentsQueries, type StandingShipment } from './shipments.queries'
import { shipmentsResource } from './shipments.resource'

@Injectable()
export class ShipmentsService {
  constructor(
    private readonly db: Database,
    private readonly queries: ShipmentsQueries,
    private readonly standing: StandingOrders,
    private readonly lines: OrderLines,
    private readonly outbox: Outbox,
  ) {}

  list(orderId: string, query: ListQuery): Promise<JsonPage> {
    return listBelow(this.db, 'order', orderId, () => shipmentsResource.list(this.db, query, { order_id: orderId }))
  }

  /** Adds a shipment; carrier, tracking number and times of the order are read from its newest one. */
  ship(orderId: string, { items, ...dto }: ShipDto): Promise<Json> {
    const times = { shipped_at: dto.shipped_at === undefined ? new Date().toISOString() : dto.shipped_at }
    const tracking = { tracking_url: dto.tracking_url ?? trackingUrl(dto.carrier, dto.tracking_number) }
    const shipment = { ...blank, ...dto, ...times, ...tracking, id: newId(), order_id: orderId, version: 1 }
    refuseCardNumbers({ carrier: dto.carrier })
    refuseEarlyDelivery(shipment)
    return this.standing.hold(orderId, async (order) => {
      if (order.status === 'cancelled') throw new NothingToShip(order.status)
      const taken = await this.pack(orderId, items)
      await this.db.entities().insert(Shipment, { ...shipment, tenant_id: context().tenant ?? '' })
      await this.queries.writeItems(shipment.id, taken)
      await this.outbox.append('order.shipped', { ids: [orderId], shipment_id: shipment.id })
      if (shipment.delivered_at) await this.tellDelivered(orderId, shipment.id)
      await this.follow(order)
      return shipmentsResource.one(this.db, shipment.id)
    })
  }

  edit(orderId: string, id: string, { items, ...dto }: EditShipmentDto, version: number | null): Promise<Json> {
    refuseCardNumbers({ carrier: dto.carrier })
    return this.standing.hold(orderId, async (order) => {
      const before = await this.lock(orderId, id)
      if (version !== null && before.version !== version) throw stale()
      const after = { ...before, ...trackingAfter(before, dto), ...given(dto) }
      refuseEarlyDelivery(after)
      if (items) await this.queries.writeItems(id, await this.pack(orderId, items, id))
      const changes = changesOf(before, after)
      if (!items && !Object.keys(changes).length) return shipmentsResource.one(this.db, id)
      await this.queries.set(id, after)
      const facts = { ids: [orderId], shipment_id: id }
      const named = items ? { ...changes, items: [null, items.length] as [unknown, unknown] } : changes
      await this.outbox.append('order.shipment_updated', { ...facts, changes: { [id]: named } })
      if (after.delivered_at && !before.delivered_at) await this.tellDelivered(orderId, id)
      await this.follow(order)
      return shipmentsResource.one(this.db, id)
    })
  }

  /** 409 for a shipment that its source would send again. The order keeps its status. */
  remove(orderId: string, id: string): Promise<void> {
    return this.standing.hold(orderId, async () => {
      const { source, carrier, tracking_number } = await this.lock(orderId, id)
      if (source !== 'manual') throw new ShipmentFromSource(source)
      await this.queries.remove(id)
      const facts = { shipment_id: id, carrier, tracking_number }
      await this.outbox.append('order.shipment_deleted', { ids: [orderId], ...facts })
    })
  }

  private async lock(orderId: string, id: string): Promise<StandingShipment> {
    const shipment = await this.queries.lock(orderId, id)
    if (!shipment) throw missing('shipment')
    return shipment
  }

  /** What goes into the parcel: the pieces that are asked for, else all that no other parcel holds. */
  private async pack(orderId: string, items: readonly Pieces[] | undefined, own?: string): Promise<Taken[]> {
    const lines = await this.lines.of(orderId)
    const here = own ? await this.queries.quantities(own) : new Map<string, number>()
    const left = (line: (typeof lines)[number]) => line.quantity - line.shipped + (here.get(line.id) ?? 0)
    if (items) return takePieces(items, lines, left)
    const open = lines.filter((line) => line.kind === 'sale' && left(line) > 0)
    return open.map((line) => ({ line, quantity: left(line) }))
  }

  /** An order whose last piece has been sent is shipped, and delivered once all of it has arrived. */
  private async follow(order: StandingOrder): Promise<void> {
    const state = await this.queries.fulfilment(order.id)
    const isSent = state === 'shipped' || state === 'delivered'
    if (order.status === 'processing' && isSent) await this.standing.move(order, 'shipped')
    const status = order.status === 'processing' && isSent ? 'shipped' : order.status
    if (status === 'shipped' && state === 'delivered') await this.standing.move({ ...order, status }, 'delivered')
  }

  private tellDelivered(orderId: string, id: string): Promise<void> {
    return this.outbox.append('order.shipment_delivered', { ids: [orderId], shipment_id: id })
  }
}

const blank = {
  source: 'manual',
  carrier: null,
  tracking_number: null,
  tracking_url: null,
  estimated_delivery: null,
  shipped_at: null,
  delivered_at: null,
}

function given<Dto extends object>(dto: Dto): Partial<Dto> {
  return Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined)) as Partial<Dto>
}

/** An address that was made from carrier and number follows them. */
function trackingAfter(before: StandingShipment, dto: EditShipmentDto): { tracking_url?: string | null } {
  const made = trackingUrl(before.carrier, before.tracking_number)
  if (before.tracking_url !== made) return {}
  const { carrier = before.carrier, tracking_number = before.tracking_number } = dto
  return { tracking_url: trackingUrl(carrier, tracking_number) }
}

function changesOf(before: StandingShipment, after: StandingShipment): Record<string, [unknown, unknown]> {
  const keys = Object.keys(before) as (keyof StandingShipment)[]
  return Object.fromEntries(
    keys.flatMap((key): [string, [unknown, unknown]][] =>
      before[key] === after[key] ? [] : [[key, [before[key], after[key]]]],
    ),
  )
}

function refuseEarlyDelivery({
  shipped_at,
  delivered_at,
}: Pick<StandingShipment, 'shipped_at' | 'delivered_at'>): void {
  if (!delivered_at) return
  if (!shipped_at || Date.parse(delivered_at) < Date.parse(shipped_at)) {
    throw invalid({ delivered_at: [say('shipment.delivered_before')] })
  }
}
