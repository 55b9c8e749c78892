import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { OrderFulfilmentDto } from '../order.answer.dto'
import type { Taken } from '../order.pieces'
import { fulfilmentOf } from './fulfilment'

export interface StandingShipment {
  readonly source: string
  readonly carrier: string | null
  readonly tracking_number: string | null
  readonly tracking_url: string | null
  readonly estimated_delivery: string | null
  readonly shipped_at: string | null
  readonly delivered_at: string | null
  readonly version: number
}

/** One that its source knows. */
export interface KnownShipment extends StandingShipment {
  readonly id: string
  readonly order_id: string
  readonly external_id: string
}

/** One that its source has told of for the first time. */
export type NewShipment = Omit<KnownShipment, 'version' | 'estimated_delivery'>

const standing = `source, carrier, tracking_number, tracking_url, estimated_delivery::text as estimated_delivery,
  iso_time(shipped_at) as shipped_at, iso_time(delivered_at) as delivered_at, version`

const add = `
insert into shipments (tenant_id, id, order_id, source, external_id, carrier, tracking_number, tracking_url, shipped_at, delivered_at)
select current_tenant(), s.id, s.order_id, s.source, s.external_id, s.carrier, s.tracking_number, s.tracking_url, s.shipped_at,
       s.delivered_at
  from json_to_recordset($1::json) as s (id uuid, order_id uuid, source text, external_id text, carrier text,
       tracking_number text, tracking_url text, shipped_at timestamptz, delivered_at timestamptz)`

const pack = `
insert into shipment_items (tenant_id, id, shipment_id, position, order_item_id, product_id, sku, product_name, variant_name, quantity)
select current_tenant(), l.id, l.shipment_id, l.position, i.id, i.product_id, i.sku, i.product_name, i.variant_name, l.quantity
  from json_to_recordset($1::json) as l (id uuid, shipment_id uuid, position integer, order_item_id uuid, quantity integer)
  join order_items i on i.tenant_id = current_tenant() and i.id = l.order_item_id`

@Injectable()
export class ShipmentsQueries {
  constructor(private readonly db: Database) {}

  async lock(orderId: string, id: string): Promise<StandingShipment | undefined> {
    const [row] = await this.db.query<StandingShipment>(
      `select ${standing} from shipments where tenant_id = current_tenant() and id = $1 and order_id = $2 for update`,
      [id, orderId],
    )
    return row
  }

  /** Locks the shipments that their sources know by these ids. */
  lockByKeys(keys: readonly (readonly [source: string, externalId: string])[]): Promise<KnownShipment[]> {
    return this.db.query(
      `select id, order_id, external_id, ${standing}
         from shipments join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
        where tenant_id = current_tenant() order by id for update of shipments`,
      [keys.map(([source]) => source), keys.map(([, id]) => id)],
      { prepare: true },
    )
  }

  async add(shipments: readonly NewShipment[]): Promise<void> {
    await this.db.query(add, [JSON.stringify(shipments)], { prepare: true })
  }

  async set(id: string, shipment: StandingShipment): Promise<void> {
    const { carrier, tracking_number, tracking_url, estimated_delivery, shipped_at, delivered_at } = shipment
    await this.db.query(
      `update shipments set carrier = $2, tracking_number = $3, tracking_url = $4, estimated_delivery = $5, shipped_at = $6,
              delivered_at = $7, version = version + 1, updated_at = now()
        where tenant_id = current_tenant() and id = $1`,
      [id, carrier, tracking_number, tracking_url, estimated_delivery, shipped_at, delivered_at],
    )
  }

  /** Packs pieces into new parcels. */
  async addItems(
    items: readonly { shipment_id: string; position: number; order_item_id: string; quantity: number }[],
  ): Promise<void> {
    if (!items.length) return
    await this.db.query(pack, [JSON.stringify(items.map((item) => ({ ...item, id: newId() })))], { prepare: true })
  }

  /** Replaces what is in the parcel. */
  async writeItems(id: string, taken: readonly Taken[]): Promise<void> {
    await this.db.query('delete from shipment_items where tenant_id = current_tenant() and shipment_id = $1', [id])
    const items = taken.map(({ line, quantity }, position) => ({ position, order_item_id: line.id, quantity }))
    await this.addItems(items.map((item) => ({ ...item, shipment_id: id })))
  }

  /** Pieces in the parcel, by line. */
  async quantities(id: string): Promise<Map<string, number>> {
    const rows = await this.db.query<{ line: string; quantity: number }>(
      `select order_item_id as line, sum(quantity)::integer as quantity from shipment_items
        where tenant_id = current_tenant() and shipment_id = $1 and order_item_id is not null group by 1`,
      [id],
    )
    return new Map(rows.map(({ line, quantity }) => [line, quantity]))
  }

  async remove(id: string): Promise<void> {
    await this.db.query('delete from shipments where tenant_id = current_tenant() and id = $1', [id])
  }

  async fulfilment(orderId: string): Promise<OrderFulfilmentDto['state']> {
    const [row] = await this.db.query<Pick<OrderFulfilmentDto, 'state'>>(fulfilmentOf('$1::uuid'), [orderId])
    return row?.state ?? 'not_shipped'
  }
}
