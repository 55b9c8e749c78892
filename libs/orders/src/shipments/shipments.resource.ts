import { column, defineResource, filter, sort } from '@portolan/platform'
import { shipmentItems } from './fulfilment'
import { ShipmentDto } from './shipment.dto'

export const shipmentsResource = defineResource<ShipmentDto>({
  name: 'shipment',
  answer: ShipmentDto,
  from: 'shipments s',
  version: 's.version',
  fields: {
    id: 's.id',
    order_id: 's.order_id',
    source: 's.source',
    carrier: 's.carrier',
    tracking_number: 's.tracking_number',
    tracking_url: 's.tracking_url',
    estimated_delivery: 's.estimated_delivery',
    shipped_at: column.time('s.shipped_at'),
    delivered_at: column.time('s.delivered_at'),
    version: 's.version',
    created_at: column.time('s.created_at'),
    updated_at: column.time('s.updated_at'),
    items: shipmentItems('s'),
  },
  filters: { order_id: filter.uuid('s.order_id') },
  sorts: { created_at: sort.time('s.created_at') },
  defaultSort: '-created_at',
  hot: ['order_id'],
})
