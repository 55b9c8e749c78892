import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiMade, Can, jobsResource, type Json } from '@portolan/platform'
import { BulkDto } from './bulk.dto'
import { BulkService } from './bulk.service'

@ApiTags('customers')
@Controller('customers/bulk')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /**
   * Tags, untags, assigns or gives a status to many customers, as one person's edits would. Answers the job: `jobs/:id`
   * has its progress and result, `jobs/:id/failures` the customers it could not do, `jobs/:id/cancel` stops it.
   */
  @Post()
  @HttpCode(202)
  @Can('customers.bulk')
  @ApiOperation({ summary: 'Edit many customers' })
  @ApiMade(jobsResource, { at: 'jobs', status: 202 })
  start(@Body() dto: BulkDto): Promise<Json> {
    return this.bulk.start(dto)
  }
}
