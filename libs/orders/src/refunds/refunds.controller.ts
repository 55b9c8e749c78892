import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common'
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
import { OrderRefundsService } from './order-refunds.service'
import { EditRefundDto, RecordRefundDto, RefundOrderDto } from './refund.dto'
import { refundsResource } from './refunds.resource'
import { RefundsService } from './refunds.service'

@ApiTags('refunds')
@Controller('refunds')
export class RefundsController {
  constructor(
    private readonly refunds: RefundsService,
    private readonly byHand: OrderRefundsService,
  ) {}

  /** Lists refunds, those without an order too. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List refunds' })
  @ApiList(refundsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.refunds.list(query)
  }

  /** Reads one refund with its items. */
  @Get(':id')
  @Can('orders.read')
  @ApiOperation({ summary: 'Read a refund' })
  @ApiOne(refundsResource)
  one(@Id('refund') id: string): Promise<Json> {
    return this.refunds.one(id)
  }

  /** Records a refund that belongs to no order. */
  @Post()
  @Can('orders.refund')
  @ApiOperation({ summary: 'Record a refund without an order' })
  @ApiMade(refundsResource)
  record(@Body() dto: RecordRefundDto): Promise<Json> {
    return this.refunds.record(dto)
  }

  /** Changes what is given of a refund that was made by hand. Its order's payment follows. */
  @Patch(':id')
  @Can('orders.refund')
  @ApiOperation({ summary: 'Edit a refund' })
  @ApiOne(refundsResource)
  edit(@Id('refund') id: string, @Body() dto: EditRefundDto, @IfMatch() version: number | null): Promise<Json> {
    return this.byHand.edit(id, dto, version)
  }

  /** Takes back a refund that was made by hand; 409 for one of a source, or one that pays for a return. */
  @Delete(':id')
  @HttpCode(204)
  @Can('orders.refund')
  @ApiOperation({ summary: 'Delete a refund' })
  @ApiNoContentResponse({ description: 'It is gone, and its order and its customer are as without it' })
  remove(@Id('refund') id: string): Promise<void> {
    return this.byHand.remove(id)
  }
}

@ApiTags('orders')
@Controller('orders/:id/refunds')
export class OrderRefundsController {
  constructor(
    private readonly refunds: RefundsService,
    private readonly byHand: OrderRefundsService,
  ) {}

  /** Lists the refunds of an order. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List the refunds of an order' })
  @ApiList(refundsResource, { fixed: ['order_id'] })
  list(@Id('order') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.refunds.ofOrder(id, query)
  }

  /** Refunds an order, by amount or by pieces of its lines, at most what is left of its total. Its payment follows; an order that is refunded as a whole becomes refunded where its life cycle leads there. */
  @Post()
  @Can('orders.refund')
  @ApiOperation({ summary: 'Refund an order' })
  @ApiMade(refundsResource)
  refund(@Id('order') id: string, @Body() dto: RefundOrderDto): Promise<Json> {
    return this.byHand.refundOrder(id, dto)
  }
}
