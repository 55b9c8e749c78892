import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiList, ApiOne, Can, Id, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { InboxEventsService } from './inbox-events.service'
import { inboxEventsResource } from './inbox-events.resource'

@ApiTags('integrations')
@Controller('inbox-events')
export class InboxEventsController {
  constructor(private readonly events: InboxEventsService) {}

  /** Lists what connected shops have sent, newest first; it is kept for 30 days. */
  @Get()
  @Can('integrations.read')
  @ApiOperation({ summary: 'List inbox events' })
  @ApiList(inboxEventsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.events.list(query)
  }

  /** Reads one event with the text that was sent. */
  @Get(':id')
  @Can('integrations.read')
  @ApiOperation({ summary: 'Read an inbox event' })
  @ApiOne(inboxEventsResource)
  one(@Id('inbox_event') id: string): Promise<Json> {
    return this.events.one(id)
  }

  /** Processes an event once more, as if it had just come in. */
  @Post(':id/replay')
  @HttpCode(200)
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Replay an inbox event' })
  @ApiOne(inboxEventsResource)
  replay(@Id('inbox_event') id: string): Promise<Json> {
    return this.events.replay(id)
  }
}
