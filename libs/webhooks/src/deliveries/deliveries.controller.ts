import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiList, ApiOne, Can, Id, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { deliveriesResource } from './deliveries.resource'
import { DeliveriesService } from './deliveries.service'

@ApiTags('webhooks')
@Controller('webhook-deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  /** Lists events on their way to subscriptions, newest first; they are kept for 30 days. */
  @Get()
  @Can('webhooks.read')
  @ApiOperation({ summary: 'List webhook deliveries' })
  @ApiList(deliveriesResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.deliveries.list(query)
  }

  /** Reads one delivery with its payload and every attempt; what receivers answered is shown to administrators only. */
  @Get(':id')
  @Can('webhooks.read')
  @ApiOperation({ summary: 'Read a webhook delivery' })
  @ApiOne(deliveriesResource)
  one(@Id('delivery') id: string): Promise<Json> {
    return this.deliveries.one(id)
  }

  /** Sends a delivery again, under the same id and with all its attempts. */
  @Post(':id/redeliver')
  @HttpCode(200)
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Send a webhook delivery again' })
  @ApiOne(deliveriesResource)
  redeliver(@Id('delivery') id: string): Promise<Json> {
    return this.deliveries.redeliver(id)
  }
}
