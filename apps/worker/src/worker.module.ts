import { Module } from '@nestjs/common'
import { AnalyticsWorkerModule } from '@portolan/analytics'
import { identityEntities, IdentityWorkerModule } from '@portolan/identity'
import { PlatformModule, WorkerLoop, WorkerRuntimeModule } from '@portolan/platform'

/** Every handler of events and jobs. */
@Module({ imports: [WorkerRuntimeModule, IdentityWorkerModule, AnalyticsWorkerModule], exports: [WorkerRuntimeModule] })
export class WorkerHandlersModule {}

/** Does all slow work: relays events, runs jobs, keeps the schedules. */
@Module({
  imports: [PlatformModule.forRoot({ entities: [...identityEntities], statementTimeoutMs: 0 }), WorkerHandlersModule],
  providers: [WorkerLoop],
})
export class WorkerModule {}
