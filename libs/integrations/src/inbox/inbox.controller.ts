import { Controller, HttpCode, Post, Req } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiAnswer, ApiRefusal, Id, Public, RateLimit, RawBody } from '@portolan/platform'
import type { FastifyRequest } from 'fastify'
import { ReceivedDto } from './inbox-event.dto'
import { InboxService } from './inbox.service'

/** The door for shops: verify the raw bytes, store, 200. What an event means is found out afterwards. */
@ApiTags('inbound webhooks')
@Controller('webhooks')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  /** Takes Shopify's webhooks; the signature says which of the shops with this domain it is. */
  @Post('shopify')
  @HttpCode(200)
  @Public()
  @RateLimit('inbound')
  @RawBody()
  @ApiOperation({ summary: 'Receive a webhook of Shopify' })
  @ApiAnswer(ReceivedDto, { description: 'Stored, or known already' })
  @ApiRefusal(401, 'The signature does not fit any connected shop')
  shopify(@Req() request: FastifyRequest): Promise<ReceivedDto> {
    return this.inbox.receive('shopify', request, null)
  }

  /** Takes WooCommerce's webhooks, and the unsigned ping with which it tries an address. */
  @Post('woocommerce/:integration_id')
  @HttpCode(200)
  @Public()
  @RateLimit('inbound')
  @RawBody()
  @ApiOperation({ summary: 'Receive a webhook of WooCommerce' })
  @ApiAnswer(ReceivedDto, { description: 'Stored, or known already' })
  @ApiRefusal(401, 'The signature does not fit')
  woocommerce(@Id('integration', 'integration_id') id: string, @Req() request: FastifyRequest): Promise<ReceivedDto> {
    return this.inbox.receive('woocommerce', request, id)
  }

  /** Takes events of any other shop, signed as Standard Webhooks says. */
  @Post('custom/:integration_id')
  @HttpCode(200)
  @Public()
  @RateLimit('inbound')
  @RawBody()
  @ApiOperation({ summary: 'Receive an event of a custom shop' })
  @ApiAnswer(ReceivedDto, { description: 'Stored, or known already' })
  @ApiRefusal(401, 'The signature does not fit')
  custom(@Id('integration', 'integration_id') id: string, @Req() request: FastifyRequest): Promise<ReceivedDto> {
    return this.inbox.receive('custom', request, id)
  }
}
