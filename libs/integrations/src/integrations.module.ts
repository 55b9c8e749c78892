import { Module, type OnModuleInit } from '@nestjs/common'
import { CatalogModule } from '@portolan/catalog'
import { CustomersModule } from '@portolan/customers'
import { OrdersModule } from '@portolan/orders'
import { Vault, WorkerRuntimeModule } from '@portolan/platform'
import { IntegrationsController } from './connections/integrations.controller'
import { IntegrationsService } from './connections/integrations.service'
import { ShopCheck } from './connections/shop-check'
import { ShopifyTokens } from './connections/shopify-tokens'
import { WooCommerceHandovers } from './connections/woocommerce-handovers'
import { WooCommerceHandoversController } from './connections/woocommerce-handovers.controller'
import { openerProviders } from './connectors/openers'
import { Effects } from './inbox/effects'
import { InboxController } from './inbox/inbox.controller'
import { InboxEventsController } from './inbox/inbox-events.controller'
import { InboxEventsService } from './inbox/inbox-events.service'
import { InboxRetention } from './inbox/inbox-retention'
import { InboxService } from './inbox/inbox.service'
import { InboxWorker } from './inbox/inbox.worker'
import { Processing } from './inbox/processing'
import { ShopObjects } from './sync/shop-objects'
import { Sources } from './sync/sources'

/** The room behind both doors. */
@Module({
  providers: [
    IntegrationsService,
    WooCommerceHandovers,
    InboxService,
    InboxEventsService,
    Sources,
    ShopifyTokens,
    ...openerProviders,
  ],
  exports: [IntegrationsService, WooCommerceHandovers, InboxService, InboxEventsService, Sources],
})
export class IntegrationsModule implements OnModuleInit {
  constructor(private readonly vault: Vault) {}

  // Here and not in the constructor, so that the OpenAPI document can be built without secrets.
  onModuleInit(): void {
    this.vault.assertReady()
  }
}

@Module({
  imports: [IntegrationsModule],
  controllers: [IntegrationsController, WooCommerceHandoversController, InboxController, InboxEventsController],
  exports: [IntegrationsModule],
})
export class IntegrationsApiModule {}

@Module({
  imports: [IntegrationsModule, OrdersModule, CustomersModule, CatalogModule, WorkerRuntimeModule],
  providers: [InboxWorker, Processing, Effects, ShopObjects, ShopCheck, InboxRetention],
  exports: [IntegrationsModule],
})
export class IntegrationsWorkerModule {}
