import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common'
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger'
import { ApiAnswer, ApiRefusal, Can, Public, ShowsSecret } from '@portolan/platform'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ShopifyConnectDto, ShopifyConnectionDto } from './shopify-connect.dto'
import { bringBack, sendOff } from './shopify-cookie'
import { ShopifyConnects } from './shopify-connects'

@ApiTags('integrations')
@Controller('integrations/shopify')
export class ShopifyConnectController {
  constructor(private readonly connects: ShopifyConnects) {}

  /**
   * Answers the shop's page on which one agrees to connect it.
   * @remarks A cookie goes along: the way back works in the same browser only, once, within ten minutes. A shop that is
   * connected already is given another token.
   */
  @Post('connect')
  @HttpCode(200)
  @Can('integrations.edit')
  @ShowsSecret()
  @ApiOperation({ summary: 'Begin to connect a Shopify shop' })
  @ApiAnswer(ShopifyConnectionDto)
  @ApiRefusal(422, 'There is no app: neither in the settings nor in the request')
  begin(
    @Body() dto: ShopifyConnectDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShopifyConnectionDto> {
    return sendOff(reply, this.connects.begin(dto))
  }

  /**
   * Where Shopify sends the browser back to; leads on to the console, which says how it went. Its parameters are signed as
   * they stand in the address, whichever they are.
   */
  @Get('callback')
  @Public()
  @ApiOperation({ summary: 'Come back from a Shopify shop' })
  @ApiResponse({
    status: 302,
    description: 'To the shops in the console: `connected` has the integration’s id, or `refused` the reason',
  })
  end(@Query() _signed: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return bringBack(request, reply, (query, carried) => this.connects.end(query, carried))
  }
}
