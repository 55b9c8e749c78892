import { Module } from '@nestjs/common'
import { JobsController } from './jobs.controller'
import { JobsService } from './jobs.service'
import { QueuesController } from './queues.controller'
import { QueuesService } from './queues.service'

@Module({ controllers: [JobsController, QueuesController], providers: [JobsService, QueuesService] })
export class JobsApiModule {}
