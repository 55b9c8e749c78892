import { Body, Controller, Get, Patch } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { ApiOne, Can, IfMatch, type Json } from '@portolan/platform'
import { EditSettingsDto } from './settings.dto'
import { settingsResource } from './settings.resource'
import { TenantsService } from './tenants.service'

@ApiTags('settings')
@Controller('settings')
export class SettingsController {
  constructor(private readonly tenants: TenantsService) {}

  /** Reads the settings of the workspace. */
  @Get()
  @Can('settings.read')
  @ApiOne(settingsResource)
  read(): Promise<Json> {
    return this.tenants.settings()
  }

  /**
   * Changes settings of the workspace.
   * @remarks Currency and zone are settled once figures stand on them: 409 `settings.in_use`.
   */
  @Patch()
  @Can('settings.edit')
  @ApiOne(settingsResource)
  edit(@Body() edits: EditSettingsDto, @IfMatch() version: number | null): Promise<Json> {
    return this.tenants.edit(edits, version)
  }
}
