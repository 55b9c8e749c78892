import { Module } from '@nestjs/common'
import { AnalyticsWorkerModule } from '@portolan/analytics'
import { customersEntities, CustomersWorkerModule } from '@portolan/customers'
import { identityEntities, IdentityWorkerModule } from '@portolan/identity'
import { importsEntities, ImportsWorkerModule } from '@portolan/imports'
import { IntegrationsWorkerModule, integrationsEntities } from '@portolan/integrations'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { WebhooksWorkerModule, webhooksEntities } from '@portolan/webhooks'
import { PlatformModule, WorkerLoop, WorkerRuntimeModule } from '@portolan/platform'

const entities = [
  ...identityEntities,
  ...customersEntities,
  ...ordersEntities,
  ...importsEntities,
  ...integrationsEntities,
  ...webhooksEntities,
]

/** Every handler of events and jobs. */
@Module({
  imports: [
    WorkerRuntimeModule,
    IdentityWorkerModule,
    CustomersWorkerModule,
    OrdersWorkerModule,
    ImportsWorkerModule,
    AnalyticsWorkerModule,
    IntegrationsWorkerModule,
    WebhooksWorkerModule,
  ],
  exports: [WorkerRuntimeModule],
})
export class WorkerHandlersModule {}

/** Does all slow work: relays events, runs jobs, keeps the schedules. */
@Module({
  imports: [PlatformModule.forRoot({ entities, statementTimeoutMs: 0 }), WorkerHandlersModule],
  providers: [WorkerLoop],
})
export class WorkerModule {}
