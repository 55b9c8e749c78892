import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Can } from '../auth/access'
import { Database } from '../database/database'
import { Id } from '../http/id'
import type { Json, JsonPage } from '../http/json'
import { ApiList, ApiOne } from '../http/resource/openapi'
import type { ListQuery } from '../http/resource/plan'
import { caughtMailsResource } from './caught-mails.resource'

@ApiTags('caught mails')
@Controller('caught-mails')
export class CaughtMailsController {
  constructor(private readonly db: Database) {}

  /**
   * Lists the workspace's mail that this server kept, newest first.
   * @remarks There is none where mail leaves: the embedded run without SMTP_URL keeps the newest 500.
   */
  @Get()
  @Can('caught-mails.read')
  @ApiList(caughtMailsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return caughtMailsResource.list(this.db, query)
  }

  /** Reads one mail that this server kept. */
  @Get(':id')
  @Can('caught-mails.read')
  @ApiOne(caughtMailsResource)
  one(@Id('caught_mail') id: string): Promise<Json> {
    return caughtMailsResource.one(this.db, id)
  }
}
