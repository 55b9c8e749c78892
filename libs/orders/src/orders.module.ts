import { Module } from '@nestjs/common'
import { CustomersModule } from '@portolan/customers'
import { Database, Lists, PublicResources } from '@portolan/platform'
import { OrderDays } from './order-days'
import { OrderHistory } from './order.history'
import { OrderUndo } from './order-undo'
import { OrderEdits } from './order.edits'
import { OrderLines } from './order.lines'
import { OrderPlacement } from './order.placement'
import { StandingOrders } from './order.standing'
import { CustomerOrdersController, OrdersController } from './orders.controller'
import { OrdersLink } from './orders.link'
import { OrdersQueries } from './orders.queries'
import { ordersResource } from './orders.resource'
import { OrdersService } from './orders.service'
import { OrdersWorker } from './orders.worker'
import { PlainOrders } from './plain-orders'
import { PurchasesController } from './purchases/purchases.controller'
import { PurchasesService } from './purchases/purchases.service'
import { EcbFeed } from './rates/ecb-feed'
import { RatesController } from './rates/rates.controller'
import { RatesQueries } from './rates/rates.queries'
import { RatesService } from './rates/rates.service'
import { OrderRefundsService } from './refunds/order-refunds.service'
import { StandingRefunds } from './refunds/refund.standing'
import { OrderRefundsController, RefundsController } from './refunds/refunds.controller'
import { RefundsQueries } from './refunds/refunds.queries'
import { refundsResource } from './refunds/refunds.resource'
import { RefundsService } from './refunds/refunds.service'
import { OrderReturnsController, ReturnsController } from './returns/returns.controller'
import { ReturnsQueries } from './returns/returns.queries'
import { returnsResource } from './returns/returns.resource'
import { ReturnsService } from './returns/returns.service'
import { ShipmentsController } from './shipments/shipments.controller'
import { ShipmentsQueries } from './shipments/shipments.queries'
import { ShipmentsService } from './shipments/shipments.service'
import { ShopShipments } from './shipments/shop-shipments'
import { ShopOrderRows } from './shop-order.rows'
import { ShopOrders } from './shop-orders'
import { StatedFields } from './stated-fields'

/** The room behind both doors. */
@Module({
  imports: [CustomersModule],
  providers: [
    OrdersQueries,
    OrderLines,
    StatedFields,
    OrderPlacement,
    PlainOrders,
    StandingOrders,
    OrderEdits,
    OrdersService,
    OrderUndo,
    OrdersLink,
    RefundsQueries,
    RefundsService,
    StandingRefunds,
    OrderRefundsService,
    ReturnsQueries,
    ReturnsService,
    ShipmentsQueries,
    ShipmentsService,
    ShopShipments,
    ShopOrderRows,
    ShopOrders,
    PurchasesService,
    { provide: EcbFeed, useFactory: () => new EcbFeed() },
    RatesQueries,
    RatesService,
  ],
  exports: [
    OrdersQueries,
    OrdersService,
    OrderUndo,
    RefundsService,
    OrderRefundsService,
    ReturnsService,
    ShipmentsService,
    ShopOrders,
    PurchasesService,
    RatesService,
  ],
})
export class OrdersModule {
  constructor(db: Database, published: PublicResources, lists: Lists) {
    lists.add('orders', ordersResource)
    published.add(ordersResource.published(db, 'order'))
    published.add(refundsResource.published(db, 'refund'))
    published.add(returnsResource.published(db, 'return'))
  }
}

@Module({
  imports: [OrdersModule],
  controllers: [
    OrdersController,
    CustomerOrdersController,
    PurchasesController,
    OrderRefundsController,
    RefundsController,
    OrderReturnsController,
    ReturnsController,
    ShipmentsController,
    RatesController,
  ],
  exports: [OrdersModule],
})
export class OrdersApiModule {}

@Module({ imports: [OrdersModule], providers: [OrdersWorker, OrderHistory, OrderDays], exports: [OrdersModule] })
export class OrdersWorkerModule {}
