import { Module, type OnModuleInit } from '@nestjs/common'
import { Vault, WorkerRuntimeModule } from '@portolan/platform'
import { DeliveriesController } from './deliveries/deliveries.controller'
import { DeliveriesService } from './deliveries/deliveries.service'
import { DeliveryMetrics } from './deliveries/delivery-metrics'
import { DeliveriesWorker } from './deliveries/deliveries.worker'
import { LanePool } from './deliveries/lane-pool'
import { Lanes } from './deliveries/lanes'
import { Publication } from './deliveries/publication'
import { Replay } from './deliveries/replay'
import { Retention } from './deliveries/retention'
import { Sender } from './deliveries/sender'
import { TurnQueries } from './deliveries/turn.queries'
import { Turns } from './deliveries/turns'
import { DisabledMail } from './subscriptions/disabled-mail'
import { SubscriptionsController } from './subscriptions/subscriptions.controller'
import { SubscriptionsService } from './subscriptions/subscriptions.service'

/** The room behind both doors. */
@Module({
  providers: [Publication, Replay, SubscriptionsService, DeliveriesService],
  exports: [Publication, Replay, SubscriptionsService, DeliveriesService],
})
export class WebhooksModule implements OnModuleInit {
  constructor(private readonly vault: Vault) {}

  // Here and not in the constructor, so that the OpenAPI document can be built without secrets.
  onModuleInit(): void {
    this.vault.assertReady()
  }
}

@Module({
  imports: [WebhooksModule],
  controllers: [SubscriptionsController, DeliveriesController],
  providers: [DeliveryMetrics],
  exports: [WebhooksModule],
})
export class WebhooksApiModule {}

@Module({
  imports: [WebhooksModule, WorkerRuntimeModule],
  providers: [DeliveriesWorker, LanePool, Lanes, Turns, TurnQueries, Sender, Retention, DisabledMail],
  exports: [WebhooksModule, LanePool],
})
export class WebhooksWorkerModule {}
