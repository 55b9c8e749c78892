import { applyDecorators, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger'
import { queues } from '@portolan/contracts'
import { Can } from '../auth/access'
import { envelopeOf } from '../http/envelope.schema'
import { ApiAnswer } from '../http/resource/openapi'
import { QueueDto } from './queue.dto'
import { QueuesService } from './queues.service'

const ApiQueues = () =>
  applyDecorators(
    ApiExtraModels(QueueDto),
    ApiOkResponse({
      description: 'Every queue',
      schema: envelopeOf({ type: 'array', items: { $ref: getSchemaPath(QueueDto) } }),
    }),
  )
const ApiQueueName = () =>
  ApiParam({ name: 'name', description: 'Name of the queue', schema: { type: 'string', enum: [...queues] } })

@ApiTags('jobs')
@Controller('queues')
export class QueuesController {
  constructor(private readonly queues: QueuesService) {}

  /** Lists the queues of background work: how much waits, how long already, and what has failed for good. */
  @Get()
  @Can('jobs.read')
  @ApiOperation({ summary: 'List queues' })
  @ApiQueues()
  list(): Promise<QueueDto[]> {
    return this.queues.list()
  }

  /** Starts no more jobs of the workspace from this queue; those that run go on to their end. */
  @Post(':name/pause')
  @HttpCode(200)
  @Can('jobs.pause')
  @ApiOperation({ summary: 'Pause a queue' })
  @ApiQueueName()
  @ApiAnswer(QueueDto)
  pause(@Param('name') name: string): Promise<QueueDto> {
    return this.queues.pause(name)
  }

  /** Goes on with a queue that was paused. */
  @Post(':name/resume')
  @HttpCode(200)
  @Can('jobs.pause')
  @ApiOperation({ summary: 'Resume a queue' })
  @ApiQueueName()
  @ApiAnswer(QueueDto)
  resume(@Param('name') name: string): Promise<QueueDto> {
    return this.queues.resume(name)
  }
}
