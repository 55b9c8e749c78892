import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common'
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiAnswer,
  ApiList,
  ApiMade,
  ApiOne,
  Can,
  Id,
  IfMatch,
  type Json,
  type JsonPage,
  type ListQuery,
  ShowsSecret,
} from '@portolan/platform'
import { deliveriesResource } from '../deliveries/deliveries.resource'
import {
  EditSubscriptionDto,
  ReplayDto,
  ReplayedDto,
  RotateSecretDto,
  SubscriptionFieldsDto,
  SubscriptionWithSecretDto,
} from './subscription.dto'
import { subscriptionsResource } from './subscriptions.resource'
import { SubscriptionsService } from './subscriptions.service'

@ApiTags('webhooks')
@Controller('webhook-subscriptions')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  /** Lists where events are sent, and how that goes. */
  @Get()
  @Can('webhooks.read')
  @ApiOperation({ summary: 'List webhook subscriptions' })
  @ApiList(subscriptionsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.subscriptions.list(query)
  }

  /** Reads one subscription; its secret is not shown again. */
  @Get(':id')
  @Can('webhooks.read')
  @ApiOperation({ summary: 'Read a webhook subscription' })
  @ApiOne(subscriptionsResource)
  one(@Id('subscription') id: string): Promise<Json> {
    return this.subscriptions.one(id)
  }

  /** Subscribes an address to events. The answer holds the secret that signs the calls, this once. */
  @Post()
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Add a webhook subscription' })
  @ShowsSecret()
  @ApiMade(subscriptionsResource, { answer: SubscriptionWithSecretDto })
  create(@Body() dto: SubscriptionFieldsDto): Promise<Json> {
    return this.subscriptions.create(dto)
  }

  /** Replaces a subscription; what is absent is as in a new one. The secret stays. */
  @Put(':id')
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Replace a webhook subscription' })
  @ApiOne(subscriptionsResource)
  replace(
    @Id('subscription') id: string,
    @Body() dto: SubscriptionFieldsDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.subscriptions.replace(id, dto, version)
  }

  /** Changes what is given; `status` pauses it and makes it active again. */
  @Patch(':id')
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Edit a webhook subscription' })
  @ApiOne(subscriptionsResource)
  change(
    @Id('subscription') id: string,
    @Body() dto: EditSubscriptionDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.subscriptions.change(id, dto, version)
  }

  /** Removes a subscription with its deliveries. */
  @Delete(':id')
  @HttpCode(204)
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Delete a webhook subscription' })
  @ApiNoContentResponse({ description: 'It is gone' })
  remove(@Id('subscription') id: string): Promise<void> {
    return this.subscriptions.remove(id)
  }

  /** Gives a new secret, shown this once; the old one signs as well for a day, or as long as you say. */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Rotate the secret of a webhook subscription' })
  @ShowsSecret()
  @ApiAnswer(SubscriptionWithSecretDto, { description: 'The subscription with its new secret' })
  rotateSecret(@Id('subscription') id: string, @Body() dto: RotateSecretDto): Promise<Json> {
    return this.subscriptions.rotateSecret(id, dto)
  }

  /** Sends a `webhook.test` event; the answer is its delivery. */
  @Post(':id/test')
  @HttpCode(202)
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Send a test event' })
  @ApiMade(deliveriesResource, { at: 'webhook-deliveries', status: 202 })
  test(@Id('subscription') id: string): Promise<Json> {
    return this.subscriptions.test(id)
  }

  /** Sends deliveries of a span of time again, each under the id that it has; those that failed, or as you say. */
  @Post(':id/replay')
  @HttpCode(202)
  @Can('webhooks.edit')
  @ApiOperation({ summary: 'Replay deliveries of a webhook subscription' })
  @ApiAnswer(ReplayedDto, { status: 202, description: 'How many there are, and the job that sends them' })
  replay(@Id('subscription') id: string, @Body() dto: ReplayDto): Promise<ReplayedDto> {
    return this.subscriptions.replay(id, dto)
  }
}
