import { Module, type OnModuleInit } from '@nestjs/common'
import { CatalogModule } from '@portolan/catalog'
import { CustomersModule } from '@portolan/customers'
import { OrdersModule } from '@portolan/orders'
import { Vault, WorkerRuntimeModule } from '@portolan/platform'
import { HookRemoval } from './connections/hook-removal'
import { IntegrationsController } from './connections/integrations.controller'
import { IntegrationsService } from './connections/integrations.service'
import { ShopCheck } from './connections/shop-check'
import { ShopifyConnectController } from './connections/shopify-connect.controller'
import { ShopifyConnects } from './connections/shopify-connects'
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
import { InboxStore } from './inbox/inbox-store'
import { InboxWorker } from './inbox/inbox.worker'
import { Processing } from './inbox/processing'
import { Fetching } from './sync/fetching'
import { Gaps } from './sync/gaps'
import { ShopObjects } from './sync/shop-objects'
import { Sources } from './sync/sources'
import { SyncAsking } from './sync/sync-asking'
import { SyncChunks } from './sync/sync-chunks'
import { SyncHealth } from './sync/sync-health'
import { SyncMetrics } from './sync/sync-metrics'
import { SyncRun } from './sync/sync-run'
import { SyncRunsQueries } from './sync/sync-runs.queries'
import { SyncRunsService } from './sync/sync-runs.service'
import { SyncController } from './sync/sync.controller'
import { SyncWorker } from './sync/sync.worker'
import { Taking } from './sync/taking'

/** The room behind both doors. */
@Module({
  providers: [
    IntegrationsService,
    WooCommerceHandovers,
    InboxService,
    InboxStore,
    InboxEventsService,
    Sources,
    SyncRunsService,
    SyncHealth,
    ShopifyTokens,
    ShopifyConnects,
    ...openerProviders,
  ],
  exports: [
    IntegrationsService,
    WooCommerceHandovers,
    InboxService,
    InboxEventsService,
    Sources,
    SyncRunsService,
    SyncHealth,
    ShopifyTokens,
    ShopifyConnects,
  ],
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
  providers: [SyncMetrics],
  controllers: [
    ShopifyConnectController,
    WooCommerceHandoversController,
    IntegrationsController,
    SyncController,
    InboxController,
    InboxEventsController,
  ],
  exports: [IntegrationsModule],
})
export class IntegrationsApiModule {}

@Module({
  imports: [IntegrationsModule, OrdersModule, CustomersModule, CatalogModule, WorkerRuntimeModule],
  providers: [
    InboxWorker,
    Processing,
    Effects,
    ShopCheck,
    HookRemoval,
    InboxRetention,
    ShopObjects,
    Taking,
    Gaps,
    Fetching,
    SyncWorker,
    SyncRun,
    SyncAsking,
    SyncChunks,
    SyncRunsQueries,
  ],
  exports: [IntegrationsModule],
})
export class IntegrationsWorkerModule {}
