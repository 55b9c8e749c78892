import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiAnswer, ApiRefusal, Can, Id, Public, RawBody } from '@portolan/platform'
import type { FastifyRequest } from 'fastify'
import { ReceivedDto } from '../inbox/inbox-event.dto'
import { HandoverDto, HandoverRequestDto, HandoverStateDto } from './handover.dto'
import { WooCommerceHandovers } from './woocommerce-handovers'

@ApiTags('integrations')
@Controller('integrations/woocommerce')
export class WooCommerceHandoversController {
  constructor(private readonly handovers: WooCommerceHandovers) {}

  /** Answers the page of the shop on which its owner agrees to hand over keys; the member is sent there. */
  @Post('connect')
  @HttpCode(200)
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Begin to connect a WooCommerce shop' })
  @ApiAnswer(HandoverDto)
  @ApiRefusal(409, 'The shop is connected already')
  @ApiRefusal(422, 'Shops can hand over keys to a public address with https only')
  begin(@Body() dto: HandoverRequestDto): Promise<HandoverDto> {
    return this.handovers.begin(dto)
  }

  /** Reads what has become of it. */
  @Get('connect/:handover_id')
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Read how connecting a WooCommerce shop goes' })
  @ApiAnswer(HandoverStateDto)
  @ApiRefusal(404, 'There is no such hand-over, or it is long over')
  state(@Id('handover', 'handover_id') id: string): Promise<HandoverStateDto> {
    return this.handovers.state(id)
  }

  /** Takes the keys that a shop hands over; its `user_id` is the value that was sent there, good for once. */
  @Post('callback')
  @HttpCode(200)
  @Public()
  @RawBody()
  @ApiOperation({ summary: 'Take the keys of a WooCommerce shop' })
  @ApiAnswer(ReceivedDto, { description: 'The shop is connected' })
  @ApiRefusal(401, 'Nobody waits for these keys')
  take(@Req() { body }: FastifyRequest): Promise<ReceivedDto> {
    return this.handovers.take(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
  }
}
