import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common'
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
} from '@portolan/platform'
import { EditMappingDto, NewMappingDto } from './saved-mapping.dto'
import { savedMappingsResource } from './saved-mappings.resource'
import { SavedMappingsService } from './saved-mappings.service'

@ApiTags('imports')
@Controller('import-mappings')
export class SavedMappingsController {
  constructor(private readonly mappings: SavedMappingsService) {}

  /** Lists the mappings that the workspace has saved; built-in ones are not among them. */
  @Get()
  @Can('imports.read')
  @ApiOperation({ summary: 'List saved mappings' })
  @ApiList(savedMappingsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.mappings.list(query)
  }

  /** Reads one saved mapping. */
  @Get(':id')
  @Can('imports.read')
  @ApiOperation({ summary: 'Read a saved mapping' })
  @ApiOne(savedMappingsResource)
  one(@Id('import_mapping') id: string): Promise<Json> {
    return this.mappings.one(id)
  }

  /** Saves a mapping; imports name it in `mapping`. */
  @Post()
  @Can('imports.edit')
  @ApiOperation({ summary: 'Save a mapping' })
  @ApiMade(savedMappingsResource)
  create(@Body() dto: NewMappingDto): Promise<Json> {
    return this.mappings.create(dto)
  }

  /** Changes what is given. */
  @Patch(':id')
  @Can('imports.edit')
  @ApiOperation({ summary: 'Edit a saved mapping' })
  @ApiOne(savedMappingsResource)
  change(
    @Id('import_mapping') id: string,
    @Body() dto: EditMappingDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.mappings.change(id, dto, version)
  }

  /** Forgets a mapping; imports that have used it keep its columns. */
  @Delete(':id')
  @HttpCode(204)
  @Can('imports.edit')
  @ApiOperation({ summary: 'Delete a saved mapping' })
  remove(@Id('import_mapping') id: string): Promise<void> {
    return this.mappings.remove(id)
  }
}
