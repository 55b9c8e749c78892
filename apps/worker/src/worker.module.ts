import { Module } from '@nestjs/common'
import { PlatformModule, WorkerLoop, WorkerRuntimeModule } from '@portolan/platform'

/** Every handler of events and jobs. */
@Module({ imports: [WorkerRuntimeModule] })
export class WorkerHandlersModule {}

/** Does all slow work: relays events, runs jobs, keeps the schedules. */
@Module({
  imports: [PlatformModule.forRoot({ entities: [], statementTimeoutMs: 0 }), WorkerHandlersModule],
  providers: [WorkerLoop],
})
export class WorkerModule {}
