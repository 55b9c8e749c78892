import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Can } from '../auth/access'
import { Id } from '../http/id'
import type { Json, JsonPage } from '../http/json'
import { ApiAnswer, ApiList, ApiOne } from '../http/resource/openapi'
import type { ListQuery } from '../http/resource/plan'
import { jobFailuresResource, jobsResource } from './jobs.resource'
import { JobsService } from './jobs.service'
import { ReplayedJobsDto, ReplayJobsDto } from './queue.dto'

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

  /**
   * Starts jobs anew that have failed for good: up to 500 by their ids, where others stay as they are, or those of a span
   * of time, the oldest 10,000 at once.
   */
  @Post('replay')
  @HttpCode(200)
  @Can('jobs.replay')
  @ApiOperation({ summary: 'Replay several jobs' })
  @ApiAnswer(ReplayedJobsDto)
  replayMany(@Body() dto: ReplayJobsDto): Promise<ReplayedJobsDto> {
    return this.jobs.replayMany(dto)
  }

  /** Starts a job anew that has failed for good. */
  @Post(':id/replay')
  @HttpCode(200)
  @Can('jobs.replay')
  @ApiOne(jobsResource)
  replay(@Id('job') id: string): Promise<Json> {
    return this.jobs.replay(id)
  }

  /** Asks a job to stop; it does after the rows in hand, and what is done stays done. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Can('jobs.cancel')
  @ApiOperation({ summary: 'Cancel a job' })
  @ApiOne(jobsResource)
  cancel(@Id('job') id: string): Promise<Json> {
    return this.jobs.cancel(id)
  }

  /** Lists the rows that a job could not do, each with its reason. */
  @Get(':id/failures')
  @Can('jobs.read')
  @ApiOperation({ summary: 'List the failures of a job' })
  @ApiList(jobFailuresResource, { fixed: ['job_id'] })
  failures(@Id('job') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.jobs.failures(id, query)
  }
}
