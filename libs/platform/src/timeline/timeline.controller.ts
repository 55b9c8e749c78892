import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Can } from '../auth/access'
import { Database } from '../database/database'
import type { JsonPage } from '../http/json'
import { ApiList } from '../http/resource/openapi'
import type { ListQuery } from '../http/resource/plan'
import { timelineResource } from './timeline.resource'

@ApiTags('timeline')
@Controller('timeline')
export class TimelineController {
  constructor(private readonly db: Database) {}

  /** Lists what happened to all customers and orders, newest first. */
  @Get()
  @Can('timeline.read')
  @ApiOperation({ summary: 'List what happened lately' })
  @ApiList(timelineResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return timelineResource.list(this.db, query)
  }
}
