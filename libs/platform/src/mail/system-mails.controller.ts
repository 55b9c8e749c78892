import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Can } from '../auth/access'
import { Database } from '../database/database'
import { Id } from '../http/id'
import type { Json, JsonPage } from '../http/json'
import { ApiList, ApiOne } from '../http/resource/openapi'
import type { ListQuery } from '../http/resource/plan'
import { systemMailsResource } from './system-mails.resource'

@ApiTags('system mails')
@Controller('system-mails')
export class SystemMailsController {
  constructor(private readonly db: Database) {}

  /** Lists what this server wrote to its own people, newest first, and what became of it. */
  @Get()
  @Can('system-mails.read')
  @ApiList(systemMailsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return systemMailsResource.list(this.db, query)
  }

  /** Reads what became of one mail. */
  @Get(':id')
  @Can('system-mails.read')
  @ApiOne(systemMailsResource)
  one(@Id('system_mail') id: string): Promise<Json> {
    return systemMailsResource.one(this.db, id)
  }
}
