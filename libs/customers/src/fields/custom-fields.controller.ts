import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiAnswer,
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
import {
  CreateCustomFieldDto,
  EditCustomFieldDto,
  RemovedCustomFieldDto,
  ReplaceCustomFieldDto,
} from './custom-field.dto'
import { customFieldsResource } from './custom-fields.resource'
import { CustomFieldsService } from './custom-fields.service'

@ApiTags('custom-fields')
@Controller('custom-fields')
export class CustomFieldsController {
  constructor(private readonly fields: CustomFieldsService) {}

  /** Lists the fields that the workspace has defined for its customers and orders. */
  @Get()
  @Can('custom-fields.read')
  @ApiOperation({ summary: 'List custom fields' })
  @ApiList(customFieldsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.fields.list(query)
  }

  /** Reads one field. */
  @Get(':id')
  @Can('custom-fields.read')
  @ApiOperation({ summary: 'Read a custom field' })
  @ApiOne(customFieldsResource)
  one(@Id('custom_field') id: string): Promise<Json> {
    return this.fields.one(id)
  }

  /** Defines a field. From the first one on, `custom_fields` of its kind of rows takes defined fields only. */
  @Post()
  @Can('custom-fields.define')
  @ApiOperation({ summary: 'Define a custom field' })
  @ApiMade(customFieldsResource)
  create(@Body() dto: CreateCustomFieldDto): Promise<Json> {
    return this.fields.create(dto)
  }

  /** Replaces what can be edited of a field; key and type stay for ever. */
  @Put(':id')
  @Can('custom-fields.define')
  @ApiOperation({ summary: 'Replace a custom field' })
  @ApiOne(customFieldsResource)
  replace(
    @Id('custom_field') id: string,
    @Body() dto: ReplaceCustomFieldDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.fields.replace(id, dto, version)
  }

  /** Changes what is given of a field; a place moves the others along. */
  @Patch(':id')
  @Can('custom-fields.define')
  @ApiOperation({ summary: 'Edit a custom field' })
  @ApiOne(customFieldsResource)
  change(
    @Id('custom_field') id: string,
    @Body() dto: EditCustomFieldDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.fields.change(id, dto, version)
  }

  /** Takes a field away that no row has a value of, and archives any other; the answer says how many rows have one. */
  @Delete(':id')
  @Can('custom-fields.define')
  @ApiOperation({ summary: 'Delete a custom field' })
  @ApiAnswer(RemovedCustomFieldDto, { description: 'What became of the field' })
  remove(@Id('custom_field') id: string): Promise<RemovedCustomFieldDto> {
    return this.fields.remove(id)
  }
}
