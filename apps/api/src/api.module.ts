import { Module } from '@nestjs/common'
import { AnalyticsApiModule } from '@portolan/analytics'
import { identityEntities, IdentityApiModule } from '@portolan/identity'
import { AuditApiModule, config, HttpModule, JobsApiModule, PlatformModule, QueueMetrics } from '@portolan/platform'
import { HealthController } from './health.controller'
import { MetricsController } from './metrics.controller'

@Module({
  imports: [
    PlatformModule.forRoot({ entities: [...identityEntities], statementTimeoutMs: config.STATEMENT_TIMEOUT_MS }),
    HttpModule,
    AuditApiModule,
    IdentityApiModule,
    JobsApiModule,
    IdentityApiModule,
    AnalyticsApiModule,
    AnalyticsApiModule,
  ],
  controllers: [HealthController, MetricsController],
  providers: [QueueMetrics],
})
export class ApiModule {}
