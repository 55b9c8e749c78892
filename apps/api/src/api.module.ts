import { Module } from '@nestjs/common'
import { AnalyticsApiModule } from '@portolan/analytics'
import { CatalogApiModule } from '@portolan/catalog'
import { CustomersApiModule, customersEntities } from '@portolan/customers'
import { identityEntities, IdentityApiModule } from '@portolan/identity'
import { importsEntities, ImportsApiModule } from '@portolan/imports'
import { IntegrationsApiModule, integrationsEntities } from '@portolan/integrations'
import { OrdersApiModule, ordersEntities } from '@portolan/orders'
import {
  AuditApiModule,
  config,
  HttpModule,
  JobsApiModule,
  MailApiModule,
  PlatformModule,
  QueueMetrics,
  RealtimeModule,
  TimelineApiModule,
} from '@portolan/platform'
import { WebhooksApiModule, webhooksEntities } from '@portolan/webhooks'
import { HealthController } from './health.controller'
import { MetricsController } from './metrics.controller'

const entities = [
  ...identityEntities,
  ...customersEntities,
  ...ordersEntities,
  ...importsEntities,
  ...integrationsEntities,
  ...webhooksEntities,
]

@Module({
  imports: [
    PlatformModule.forRoot({ entities, statementTimeoutMs: config.STATEMENT_TIMEOUT_MS }),
    HttpModule,
    AuditApiModule,
    JobsApiModule,
    MailApiModule,
    RealtimeModule,
    TimelineApiModule,
    IdentityApiModule,
    CustomersApiModule,
    CatalogApiModule,
    OrdersApiModule,
    ImportsApiModule,
    AnalyticsApiModule,
    IntegrationsApiModule,
    WebhooksApiModule,
  ],
  controllers: [HealthController, MetricsController],
  providers: [QueueMetrics],
})
export class ApiModule {}
