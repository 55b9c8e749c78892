import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Can } from '../auth/access'
import { Database } from '../database/database'
import { Id } from '../http/id'
import type { Json, JsonPage } from '../http/json'
import { ApiList, ApiOne } from '../http/resource/openapi'
import type { ListQuery } from '../http/resource/plan'
import { auditResource } from './audit.resource'

@ApiTags('audit log')
@Controller('audit-log')
export class AuditController {
  constructor(private readonly db: Database) {}

  /** Lists who did what to which rows, newest first. */
  @Get()
  @Can('audit.read')
  @ApiList(auditResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return auditResource.list(this.db, query)
  }

  /** Reads one entry of the audit log. */
  @Get(':id')
  @Can('audit.read')
  @ApiOne(auditResource)
  one(@Id('audit_entry') id: string): Promise<Json> {
    return auditResource.one(this.db, id)
  }
}
