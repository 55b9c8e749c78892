import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiAnswer,
  ApiList,
  ApiMade,
  ApiRefusal,
  Can,
  Id,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { IntegrationHealthDto, StartSyncDto, SyncRunDto } from './sync.dto'
import { SyncHealth } from './sync-health'
import { syncGapsResource, syncRunsResource } from './sync.resources'
import { SyncRunsService } from './sync-runs.service'

@ApiTags('integrations')
@Controller('integrations/:id')
export class SyncController {
  constructor(
    private readonly runs: SyncRunsService,
    private readonly health: SyncHealth,
  ) {}

  /** Asks the shop for what it has changed, or compares all versions; one run of a shop at a time. */
  @Post('sync')
  @HttpCode(202)
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Sync a shop' })
  @ApiMade(syncRunsResource, { status: 202 })
  @ApiRefusal(409, 'A run is not finished yet (`sync.running`), or the shop cannot be asked (`sync.cannot_ask`)')
  start(@Id('integration') id: string, @Body() dto: StartSyncDto): Promise<Json> {
    return this.runs.start(id, dto)
  }

  /** Lists the runs of a shop, newest first; they are kept for 90 days. */
  @Get('runs')
  @Can('integrations.read')
  @ApiOperation({ summary: 'List the runs of a shop' })
  @ApiList(syncRunsResource, { fixed: ['integration_id'] })
  list(@Id('integration') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.runs.list(id, query)
  }

  /** Stops a run after the page in hand; what has been taken over stays. */
  @Post('runs/:run_id/cancel')
  @HttpCode(202)
  @Can('integrations.edit')
  @ApiOperation({ summary: 'Cancel a run' })
  @ApiAnswer(SyncRunDto, { status: 202, description: 'The run, which may still finish the page in hand' })
  cancel(@Id('integration') id: string, @Id('sync_run', 'run_id') run: string): Promise<Json> {
    return this.runs.cancel(id, run)
  }

  /** Lists what the shop has and was missing or different here, newest first, and why it was missed. */
  @Get('gaps')
  @Can('integrations.read')
  @ApiOperation({ summary: 'List the gaps of a shop' })
  @ApiList(syncGapsResource, { fixed: ['integration_id'] })
  gaps(@Id('integration') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.runs.gaps(id, query)
  }

  /** Tells how the connection goes: its last event, what waits, what failed, and when the shop is asked next. */
  @Get('health')
  @Can('integrations.read')
  @ApiOperation({ summary: 'Read the health of an integration' })
  @ApiAnswer(IntegrationHealthDto, { description: 'How the connection goes' })
  one(@Id('integration') id: string): Promise<Json> {
    return this.health.one(id)
  }
}
