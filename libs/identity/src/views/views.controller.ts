import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common'
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
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
import { CreateViewDto, EditViewDto, ReplaceViewDto } from './view.dto'
import { viewsResource } from './views.resource'
import { ViewsService } from './views.service'

@ApiTags('views')
@Controller('views')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  /** Lists one's own views and those that are shared. */
  @Get()
  @Can('views.read')
  @ApiOperation({ summary: 'List saved views' })
  @ApiList(viewsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.views.list(query)
  }

  /** Reads one view. */
  @Get(':id')
  @Can('views.read')
  @ApiOperation({ summary: 'Read a saved view' })
  @ApiOne(viewsResource)
  one(@Id('view') id: string): Promise<Json> {
    return this.views.one(id)
  }

  /** Saves filters, sort and columns of a list under a name; the list must know them. Managers may share it. */
  @Post()
  @Can('views.edit')
  @ApiOperation({ summary: 'Save a view' })
  @ApiMade(viewsResource)
  create(@Body() dto: CreateViewDto): Promise<Json> {
    return this.views.create(dto)
  }

  /** Replaces a view of one's own; managers also shared ones. */
  @Put(':id')
  @Can('views.edit')
  @ApiOperation({ summary: 'Replace a saved view' })
  @ApiOne(viewsResource)
  replace(@Id('view') id: string, @Body() dto: ReplaceViewDto, @IfMatch() version: number | null): Promise<Json> {
    return this.views.replace(id, dto, version)
  }

  /** Changes what is given: a name, the filters, whether it is shared. */
  @Patch(':id')
  @Can('views.edit')
  @ApiOperation({ summary: 'Edit a saved view' })
  @ApiOne(viewsResource)
  change(@Id('view') id: string, @Body() dto: EditViewDto, @IfMatch() version: number | null): Promise<Json> {
    return this.views.change(id, dto, version)
  }

  /** Deletes a view of one's own; managers also shared ones. */
  @Delete(':id')
  @HttpCode(204)
  @Can('views.edit')
  @ApiOperation({ summary: 'Delete a saved view' })
  @ApiNoContentResponse({ description: 'It is gone' })
  remove(@Id('view') id: string): Promise<void> {
    return this.views.remove(id)
  }

  /** Opens the reader's list with this view from now on. */
  @Put(':id/default')
  @Can('views.edit')
  @ApiOperation({ summary: 'Make a view the default' })
  @ApiOne(viewsResource)
  setDefault(@Id('view') id: string): Promise<Json> {
    return this.views.setDefault(id, 'as default')
  }

  /** Opens the reader's list without this view again. */
  @Delete(':id/default')
  @HttpCode(200)
  @Can('views.edit')
  @ApiOperation({ summary: 'Make a view no default' })
  @ApiOne(viewsResource)
  unsetDefault(@Id('view') id: string): Promise<Json> {
    return this.views.setDefault(id, 'as any other')
  }
}
