import { Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common'
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiAnswer, Can, Id, type Json } from '@portolan/platform'
import { DuplicateGroupsDto, DuplicateGroupsQueryDto, DuplicatesDto } from './duplicates.dto'
import { DuplicatesService } from './duplicates.service'

@ApiTags('customers')
@Controller('customers')
export class DuplicateGroupsController {
  constructor(private readonly duplicates: DuplicatesService) {}

  /** Walks through the customers who may be one person, in groups of those who share a mailbox, a number or a name. */
  @Get('duplicates')
  @Can('customers.read')
  @ApiOperation({ summary: 'List possible duplicates' })
  @ApiAnswer(DuplicateGroupsDto)
  list(@Query() query: DuplicateGroupsQueryDto): Promise<Json> {
    return this.duplicates.groups(query)
  }
}

@ApiTags('customers')
@Controller('customers/:id')
export class DuplicatesController {
  constructor(private readonly duplicates: DuplicatesService) {}

  /** Suggests who may be the same person: by e-mail address, phone number, or name and country; each says why. */
  @Get('duplicates')
  @Can('customers.read')
  @ApiOperation({ summary: 'List possible duplicates of a customer' })
  @ApiAnswer(DuplicatesDto)
  of(@Id('customer') id: string): Promise<Json> {
    return this.duplicates.of(id)
  }

  /** Says that two customers are two people: they are not suggested to each other any more, after merges neither. */
  @Put('distinct/:other_id')
  @HttpCode(204)
  @Can('customers.edit')
  @ApiOperation({ summary: 'Tell two customers apart' })
  @ApiNoContentResponse({ description: 'They are told apart' })
  tellApart(@Id('customer') id: string, @Id('customer', 'other_id') other: string): Promise<void> {
    return this.duplicates.tellApart(id, other)
  }

  /** Takes that back: they may be suggested to each other again. */
  @Delete('distinct/:other_id')
  @HttpCode(204)
  @Can('customers.edit')
  @ApiOperation({ summary: 'Take back that two customers were told apart' })
  @ApiNoContentResponse({ description: 'They may be suggested again' })
  takeBack(@Id('customer') id: string, @Id('customer', 'other_id') other: string): Promise<void> {
    return this.duplicates.takeBack(id, other)
  }
}
