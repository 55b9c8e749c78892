import { Module } from '@nestjs/common'
import { PlatformModule, WorkerLoop, WorkerRuntimeModule } from '@portolan/platform'

/** Does all slow work: relays events, runs jobs, keeps the schedules. */
@Module({
  imports: [PlatformModule.forRoot({ entities: [], statementTimeoutMs: 0 }), WorkerRuntimeModule],
  providers: [WorkerLoop],
})
export class WorkerModule {}
