import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiAnswer,
  ApiList,
  ApiMade,
  ApiOne,
  ApiRefusal,
  Can,
  Id,
  IfMatch,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { EditTagDto, MergeTagDto, RemovedTagDto, RemoveTagQueryDto, TagFieldsDto } from './tag.dto'
import { tagsResource } from './tags.resource'
import { TagsService } from './tags.service'

@ApiTags('tags')
@Controller('tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  /** Lists tags with how many customers have each. */
  @Get()
  @Can('tags.read')
  @ApiOperation({ summary: 'List tags' })
  @ApiList(tagsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.tags.list(query)
  }

  /** Reads one tag. */
  @Get(':id')
  @Can('tags.read')
  @ApiOperation({ summary: 'Read a tag' })
  @ApiOne(tagsResource)
  one(@Id('tag') id: string): Promise<Json> {
    return this.tags.one(id)
  }

  /** Adds a tag; its name is unique, whatever its capitals. */
  @Post()
  @Can('tags.define')
  @ApiOperation({ summary: 'Add a tag' })
  @ApiMade(tagsResource)
  create(@Body() dto: TagFieldsDto): Promise<Json> {
    return this.tags.create(dto)
  }

  /** Replaces a tag's name and colour. */
  @Put(':id')
  @Can('tags.define')
  @ApiOperation({ summary: 'Replace a tag' })
  @ApiOne(tagsResource)
  replace(@Id('tag') id: string, @Body() dto: TagFieldsDto, @IfMatch() version: number | null): Promise<Json> {
    return this.tags.replace(id, dto, version)
  }

  /** Changes what is given. */
  @Patch(':id')
  @Can('tags.define')
  @ApiOperation({ summary: 'Edit a tag' })
  @ApiOne(tagsResource)
  change(@Id('tag') id: string, @Body() dto: EditTagDto, @IfMatch() version: number | null): Promise<Json> {
    return this.tags.change(id, dto, version)
  }

  /** Gives everybody who has this tag another one in its place, and takes this one away; answers the tag that stays. */
  @Post(':id/merge')
  @HttpCode(200)
  @Can('tags.define')
  @ApiOperation({ summary: 'Merge a tag into another' })
  @ApiOne(tagsResource)
  merge(@Id('tag') id: string, @Body() { into_id }: MergeTagDto): Promise<Json> {
    return this.tags.merge(id, into_id)
  }

  /** Takes a tag off all customers and away; the answer says off how many. */
  @Delete(':id')
  @Can('tags.define')
  @ApiOperation({ summary: 'Delete a tag' })
  @ApiAnswer(RemovedTagDto, { description: 'Off how many customers it was taken' })
  @ApiRefusal(409, 'Another number of customers has it than expected')
  remove(@Id('tag') id: string, @Query() { expected_count }: RemoveTagQueryDto): Promise<RemovedTagDto> {
    return this.tags.remove(id, expected_count)
  }
}
