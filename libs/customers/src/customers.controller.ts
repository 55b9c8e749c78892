import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common'
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiList,
  ApiMade,
  ApiOne,
  Can,
  Id,
  IfMatch,
  timelineResource,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { CreateCustomerDto, EditCustomerDto, PutTagsDto, ReplaceCustomerDto } from './customer.dto'
import { customersResource, identitiesResource } from './customers.resource'
import { CustomersService } from './customers.service'

@ApiTags('customers')
@Controller('customers')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  /** Lists customers. An agent sees those that are assigned to her. */
  @Get()
  @Can('customers.read')
  @ApiOperation({ summary: 'List customers' })
  @ApiList(customersResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.customers.list(query)
  }

  /** Reads one customer with her tags and her accounts in other places. */
  @Get(':id')
  @Can('customers.read')
  @ApiOperation({ summary: 'Read a customer' })
  @ApiOne(customersResource)
  one(@Id('customer') id: string): Promise<Json> {
    return this.customers.one(id)
  }

  /** Adds a customer: a name, a company, an e-mail address or a phone number is enough. An agent adds her own. */
  @Post()
  @Can('customers.create')
  @ApiOperation({ summary: 'Add a customer' })
  @ApiMade(customersResource)
  create(@Body() dto: CreateCustomerDto): Promise<Json> {
    return this.customers.create(dto)
  }

  /** Replaces what can be edited; what is absent becomes empty. The assignment stays unless it is given. */
  @Put(':id')
  @Can('customers.edit')
  @ApiOperation({ summary: 'Replace a customer' })
  @ApiOne(customersResource)
  replace(
    @Id('customer') id: string,
    @Body() dto: ReplaceCustomerDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.customers.replace(id, dto, version)
  }

  /** Changes what is given; null empties a field, and custom fields merge. */
  @Patch(':id')
  @Can('customers.edit')
  @ApiOperation({ summary: 'Edit a customer' })
  @ApiOne(customersResource)
  change(@Id('customer') id: string, @Body() dto: EditCustomerDto, @IfMatch() version: number | null): Promise<Json> {
    return this.customers.change(id, dto, version)
  }

  /** Moves a customer into the trash (`customers?deleted=true`); orders stay, the e-mail address is free again. */
  @Delete(':id')
  @HttpCode(204)
  @Can('customers.delete')
  @ApiOperation({ summary: 'Delete a customer' })
  @ApiNoContentResponse({ description: 'The customer lies in the trash' })
  remove(@Id('customer') id: string): Promise<void> {
    return this.customers.remove(id)
  }

  /** Takes a customer out of the trash; 409 when somebody else has the e-mail address by now. */
  @Post(':id/restore')
  @HttpCode(200)
  @Can('customers.delete')
  @ApiOperation({ summary: 'Restore a customer' })
  @ApiOne(customersResource)
  restore(@Id('customer') id: string): Promise<Json> {
    return this.customers.restore(id)
  }

  /** Puts tags on a customer. New names become tags, but for agents: they use those that are there. */
  @Post(':id/tags')
  @HttpCode(200)
  @Can('tags.use')
  @ApiOperation({ summary: 'Put tags on a customer' })
  @ApiOne(customersResource)
  putTags(@Id('customer') id: string, @Body() dto: PutTagsDto): Promise<Json> {
    return this.customers.putTags(id, dto.tags)
  }

  /** Takes a tag off a customer. */
  @Delete(':id/tags/:tag_id')
  @HttpCode(204)
  @Can('tags.use')
  @ApiOperation({ summary: 'Take a tag off a customer' })
  @ApiNoContentResponse({ description: 'The tag is off' })
  removeTag(@Id('customer') id: string, @Id('tag', 'tag_id') tagId: string): Promise<void> {
    return this.customers.removeTag(id, tagId)
  }

  /** Lists a customer's accounts in the places that know her. */
  @Get(':id/identities')
  @Can('customers.read')
  @ApiOperation({ summary: 'List the identities of a customer' })
  @ApiList(identitiesResource, { fixed: ['customer_id'] })
  identities(@Id('customer') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.customers.identities(id, query)
  }

  /** Lists what happened to a customer and her orders, newest first. */
  @Get(':id/timeline')
  @Can('timeline.read')
  @ApiOperation({ summary: 'List the timeline of a customer' })
  @ApiList(timelineResource, { fixed: ['customer_id'] })
  timeline(@Id('customer') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.customers.timeline(id, query)
  }
}
