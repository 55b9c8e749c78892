import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Can } from '../auth/access'
import { Id } from '../http/id'
import type { Json, JsonPage } from '../http/json'
import { ApiList, ApiOne } from '../http/resource/openapi'
import type { ListQuery } from '../http/resource/plan'
import { jobsResource } from './jobs.resource'
import { JobsService } from './jobs.service'

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  /** Lists background jobs, newest first; `state=dead` are those that failed for good. */
  @Get()
  @Can('jobs.read')
  @ApiList(jobsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.jobs.list(query)
  }

  /** Reads one job with its progress. */
  @Get(':id')
  @Can('jobs.read')
  @ApiOne(jobsResource)
  one(@Id('job') id: string): Promise<Json> {
    return this.jobs.one(id)
  }

  /** Starts a job anew that has failed for good. */
  @Post(':id/replay')
  @HttpCode(200)
  @Can('jobs.replay')
  @ApiOne(jobsResource)
  replay(@Id('job') id: string): Promise<Json> {
    return this.jobs.replay(id)
  }
}
