import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
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
import { ConnectIntegrationDto, EditIntegrationDto, IntegrationWithSecretDto } from './integration.dto'
import { integrationsResource } from './integrations.resource'
import { IntegrationsService } from './integrations.service'

@ApiTags('integrations')
@Controller('integrations')
export class IntegrationsController {
  constructor(private readonly integrations: IntegrationsService) {}

  /** Lists the shops that are or were connected, and how that goes. */
  @Get()
  @Can('integrations.read')
  @ApiOperation({ summary: 'List integrations' })
  @ApiList(integrationsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.integrations.list(query)
  }

  /** Reads one connected shop; its credentials are not shown. */
  @Get(':id')
  @Can('integrations.read')
  @ApiOperation({ summary: 'Read an integration' })
  @ApiOne(integrationsResource)
  one(@Id('integration') id: string): Promise<Json> {
    return this.integrations.one(id)
  }

  /** Connects a shop with keys of its own. Its events are taken at once; the keys are checked in the background. */
  @Post()
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Connect a shop' })
  @ShowsSecret()
  @ApiMade(integrationsResource, { answer: IntegrationWithSecretDto })
  connect(@Body() dto: ConnectIntegrationDto): Promise<Json> {
    return this.integrations.connect(dto)
  }

  /** Renames a shop, or gives it other credentials. */
  @Patch(':id')
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Edit an integration' })
  @ApiOne(integrationsResource)
  change(
    @Id('integration') id: string,
    @Body() dto: EditIntegrationDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.integrations.change(id, dto, version)
  }

  /** Asks the shop again whether the credentials hold. */
  @Post(':id/check')
  @HttpCode(200)
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Check an integration' })
  @ApiOne(integrationsResource)
  check(@Id('integration') id: string): Promise<Json> {
    return this.integrations.check(id)
  }

  /** Ends the connection: its credentials are forgotten and its events refused; what it has told us stays. */
  @Post(':id/disconnect')
  @HttpCode(200)
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Disconnect a shop' })
  @ApiOne(integrationsResource)
  disconnect(@Id('integration') id: string): Promise<Json> {
    return this.integrations.disconnect(id)
  }
}
