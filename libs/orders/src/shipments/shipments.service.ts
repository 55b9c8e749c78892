import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
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
import { orderMissing } from '../order.errors'
import type { EditShipmentDto, ShipDto } from './shipment.dto'
import { Shipment } from './shipment.entity'
import { shipmentsResource } from './shipments.resource'

interface Times {
  readonly shipped_at: string | null
  readonly delivered_at: string | null
}

@Injectable()
export class ShipmentsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  list(orderId: string, query: ListQuery): Promise<JsonPage> {
    return listBelow(this.db, 'order', orderId, () => shipmentsResource.list(this.db, query, { order_id: orderId }))
  }

  /** Adds a shipment; carrier, tracking number and times of the order are read from its newest one. */
  ship(orderId: string, dto: ShipDto): Promise<Json> {
    const times = { shipped_at: dto.shipped_at === undefined ? new Date().toISOString() : dto.shipped_at }
    const shipment = { ...blank, ...dto, ...times, id: newId(), order_id: orderId, version: 1 }
    refuseCardNumbers({ carrier: dto.carrier })
    refuseEarlyDelivery(shipment)
    return this.db.tx(async () => {
      await this.assertOrder(orderId)
      await this.db.entities().insert(Shipment, { ...shipment, tenant_id: tenant() })
      await this.outbox.append('order.shipped', { ids: [orderId], shipment_id: shipment.id })
      return shipmentsResource.one(this.db, shipment.id)
    })
  }

  edit(orderId: string, id: string, dto: EditShipmentDto, version: number | null): Promise<Json> {
    refuseCardNumbers({ carrier: dto.carrier })
    return this.db.tx(async () => {
      await this.assertOrder(orderId)
      const [before] = await this.db.query<Times & { version: number }>(
        `select version, iso_time(shipped_at) as shipped_at, iso_time(delivered_at) as delivered_at
           from shipments where tenant_id = current_tenant() and id = $1 and order_id = $2 for update`,
        [id, orderId],
      )
      if (!before) throw missing('shipment')
      if (version !== null && before.version !== version) throw stale()
      const given = Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined))
      refuseEarlyDelivery({ ...before, ...given })
      const changes = { ...given, version: before.version + 1, updated_at: () => 'now()' }
      await this.db.entities().update(Shipment, { tenant_id: tenant(), id }, changes)
      await this.outbox.append('order.updated', { ids: [orderId] })
      return shipmentsResource.one(this.db, id)
    })
  }

  private async assertOrder(id: string): Promise<void> {
    const rows = await this.db.query(
      'select from orders where tenant_id = current_tenant() and id = $1 and deleted_at is null',
      [id],
    )
    if (!rows.length) throw orderMissing()
  }
}

const blank = {
  carrier: null,
  tracking_number: null,
  tracking_url: null,
  estimated_delivery: null,
  shipped_at: null,
  delivered_at: null,
}

function tenant(): string {
  return context().tenant ?? ''
}

function refuseEarlyDelivery({ shipped_at, delivered_at }: Times): void {
  if (!delivered_at) return
  if (!shipped_at || Date.parse(delivered_at) < Date.parse(shipped_at)) {
    throw invalid({ delivered_at: [say('shipment.delivered_before')] })
  }
}
