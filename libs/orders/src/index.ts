export {
  orderChannels,
  type Address,
  type OrderChannel,
  type Outcome,
  type PlaceItem,
  type PlaceOrder,
  type RecordRefund,
  type RefundLine,
  type Written,
} from './order.commands'
export { OrdersRefused } from './order.errors'
export { OrderUndo, type Snapshot, type UndoneKind } from './order-undo'
export { problemsOf } from './order.row'
export { ordersResource } from './orders.resource'
export { OrdersService } from './orders.service'
export { OrdersApiModule, OrdersModule, OrdersWorkerModule } from './orders.module'
export { OrderRefundsService } from './refunds/order-refunds.service'
export { RefundsService } from './refunds/refunds.service'
export { ReturnsService } from './returns/returns.service'
export { ShipmentsService } from './shipments/shipments.service'
export type { ShopOrder, ShopRefund, ShopShipment } from './shop-order'
export { ShopOrders } from './shop-orders'
export { RatesService } from './rates/rates.service'
export { ordersEntities } from './orders.entities'
