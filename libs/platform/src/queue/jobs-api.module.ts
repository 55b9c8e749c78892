import { Module } from '@nestjs/common'
import { InstallationQueues } from './installation-queues'
import { JobsController } from './jobs.controller'
import { JobsService } from './jobs.service'
import { QueuesController } from './queues.controller'
import { QueuesService } from './queues.service'

@Module({
  controllers: [JobsController, QueuesController],
  providers: [JobsService, QueuesService, InstallationQueues],
  exports: [InstallationQueues],
})
export class JobsApiModule {}
