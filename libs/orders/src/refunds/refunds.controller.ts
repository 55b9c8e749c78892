import { Body, Controller, Get, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiList, ApiMade, ApiOne, Can, Id, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { RecordRefundDto, RefundOrderDto } from './refund.dto'
import { refundsResource } from './refunds.resource'
import { RefundsService } from './refunds.service'

@ApiTags('refunds')
@Controller('refunds')
export class RefundsController {
  constructor(private readonly refunds: RefundsService) {}

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
}

@ApiTags('orders')
@Controller('orders/:id/refunds')
export class OrderRefundsController {
  constructor(private readonly refunds: RefundsService) {}

  /** Lists the refunds of an order. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List the refunds of an order' })
  @ApiList(refundsResource, { fixed: ['order_id'] })
  list(@Id('order') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.refunds.ofOrder(id, query)
  }

  /** Refunds an order, at most what is left of its total. Its payment becomes partially_refunded or refunded. */
  @Post()
  @Can('orders.refund')
  @ApiOperation({ summary: 'Refund an order' })
  @ApiMade(refundsResource)
  refund(@Id('order') id: string, @Body() dto: RefundOrderDto): Promise<Json> {
    return this.refunds.refundOrder(id, dto)
  }
}
