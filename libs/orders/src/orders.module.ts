import { Module } from '@nestjs/common'
import { CustomersModule } from '@portolan/customers'
import { Database, PublicResources } from '@portolan/platform'
import { OrderDays } from './order-days'
import { OrderHistory } from './order.history'
import { OrderUndo } from './order-undo'
import { OrderPlacement } from './order.placement'
import { CustomerOrdersController, OrdersController } from './orders.controller'
import { OrdersQueries } from './orders.queries'
import { ordersResource } from './orders.resource'
import { OrdersService } from './orders.service'
import { OrdersWorker } from './orders.worker'
import { EcbFeed } from './rates/ecb-feed'
import { RatesController } from './rates/rates.controller'
import { RatesQueries } from './rates/rates.queries'
import { RatesService } from './rates/rates.service'
import { OrderRefundsController, RefundsController } from './refunds/refunds.controller'
import { RefundsQueries } from './refunds/refunds.queries'
import { refundsResource } from './refunds/refunds.resource'
import { RefundsService } from './refunds/refunds.service'
import { ShipmentsController } from './shipments/shipments.controller'
import { ShipmentsService } from './shipments/shipments.service'

/** The room behind both doors. */
@Module({
  imports: [CustomersModule],
  providers: [
    OrdersQueries,
    OrderPlacement,
    OrdersService,
    OrderUndo,
    RefundsQueries,
    RefundsService,
    ShipmentsService,
    { provide: EcbFeed, useFactory: () => new EcbFeed() },
    RatesQueries,
    RatesService,
  ],
  exports: [OrdersQueries, OrdersService, OrderUndo, RefundsService, ShipmentsService, RatesService],
})
export class OrdersModule {
  constructor(db: Database, published: PublicResources) {
    published.add(ordersResource.published(db, 'order'))
    published.add(refundsResource.published(db, 'refund'))
  }
}

@Module({
  imports: [OrdersModule],
  controllers: [
    OrdersController,
    CustomerOrdersController,
    OrderRefundsController,
    RefundsController,
    ShipmentsController,
    RatesController,
  ],
  exports: [OrdersModule],
})
export class OrdersApiModule {}

@Module({ imports: [OrdersModule], providers: [OrdersWorker, OrderHistory, OrderDays], exports: [OrdersModule] })
export class OrdersWorkerModule {}
