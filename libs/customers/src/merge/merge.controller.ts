import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiOne, ApiRefusal, Can, Id, type Json } from '@portolan/platform'
import { customersResource } from '../customers.resource'
import { MergeCustomersDto } from './merge.dto'
import { MergeService } from './merge.service'

@ApiTags('customers')
@Controller('customers')
export class MergeController {
  constructor(private readonly merges: MergeService) {}

  /**
   * Makes one customer of several: orders, refunds, accounts, tags and history of the losers go to the winner. Their
   * ids keep answering (301 to her), and orders that name them land on her. Can be undone.
   */
  @Post('merge')
  @HttpCode(200)
  @Can('customers.merge')
  @ApiOperation({ summary: 'Merge customers' })
  @ApiOne(customersResource)
  @ApiRefusal(409, 'One of them is merged already')
  merge(@Body() dto: MergeCustomersDto): Promise<Json> {
    return this.merges.merge(dto)
  }

  /**
   * Undoes a merge, by the id of the customer that was merged into another: she comes back with what was hers and what
   * has come for her since. What was edited since stays with the customer that was left.
   */
  @Post(':id/unmerge')
  @HttpCode(200)
  @Can('customers.merge')
  @ApiOperation({ summary: 'Undo a merge' })
  @ApiOne(customersResource)
  @ApiRefusal(409, 'She is not merged, or somebody else has her e-mail address by now')
  unmerge(@Id('customer') id: string): Promise<Json> {
    return this.merges.unmerge(id)
  }
}
