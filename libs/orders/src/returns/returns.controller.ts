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
} from '@portolan/platform'
import { EditReturnDto, RequestReturnDto, ReturnStatusDto } from './return.dto'
import { returnsResource } from './returns.resource'
import { ReturnsService } from './returns.service'

@ApiTags('returns')
@Controller('returns')
export class ReturnsController {
  constructor(private readonly returns: ReturnsService) {}

  /** Lists the returns of all orders, newest first. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List returns' })
  @ApiList(returnsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.returns.list(query)
  }

  /** Reads one return with its items. */
  @Get(':id')
  @Can('orders.read')
  @ApiOperation({ summary: 'Read a return' })
  @ApiOne(returnsResource)
  one(@Id('return') id: string): Promise<Json> {
    return this.returns.one(id)
  }

  /** Changes what is given of a return: its items and its reason until the goods are there. */
  @Patch(':id')
  @Can('orders.return')
  @ApiOperation({ summary: 'Edit a return' })
  @ApiOne(returnsResource)
  change(@Id('return') id: string, @Body() dto: EditReturnDto, @IfMatch() version: number | null): Promise<Json> {
    return this.returns.change(id, dto, version)
  }

  /**
   * Moves a return along its life cycle; 409 where that does not lead. What becomes refunded links a refund of its
   * order, or makes one of its pieces in the same transaction.
   */
  @Post(':id/status')
  @HttpCode(200)
  @Can('orders.decide-return')
  @ApiOperation({ summary: 'Change the status of a return' })
  @ApiOne(returnsResource)
  setStatus(@Id('return') id: string, @Body() dto: ReturnStatusDto): Promise<Json> {
    return this.returns.setStatus(id, dto)
  }

  /** Takes a return back before the goods are there; agents until somebody has decided. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Can('orders.return')
  @ApiOperation({ summary: 'Cancel a return' })
  @ApiOne(returnsResource)
  cancel(@Id('return') id: string): Promise<Json> {
    return this.returns.cancel(id)
  }
}

@ApiTags('orders')
@Controller('orders/:id/returns')
export class OrderReturnsController {
  constructor(private readonly returns: ReturnsService) {}

  /** Lists the returns of an order, newest first. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List the returns of an order' })
  @ApiList(returnsResource, { fixed: ['order_id'] })
  list(@Id('order') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.returns.ofOrder(id, query)
  }

  /** Asks for a return of pieces of an order; never of more than were sold and are in no other return. */
  @Post()
  @Can('orders.return')
  @ApiOperation({ summary: 'Request a return' })
  @ApiMade(returnsResource, { at: 'returns' })
  request(@Id('order') id: string, @Body() dto: RequestReturnDto): Promise<Json> {
    return this.returns.request(id, dto)
  }
}
