import { TenantExchangeRate } from './rates/rate.entity'
import { Shipment } from './shipments/shipment.entity'

export const ordersEntities = [Shipment, TenantExchangeRate]
