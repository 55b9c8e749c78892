import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common'
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiAnswer,
  ApiList,
  ApiMade,
  ApiOne,
  ApiSelection,
  Can,
  Id,
  IfMatch,
  type Json,
  type JsonPage,
  timelineResource,
  type ListQuery,
} from '@portolan/platform'
import { OrderStatusCountsDto } from './order.answer.dto'
import {
  EditOrderDto,
  OrderNoteDto,
  OrderStatusDto,
  PaymentStatusDto,
  PlaceOrderDto,
  ReplaceItemsDto,
  ReplaceOrderDto,
} from './order.dto'
import { orderItemsResource, ordersResource } from './orders.resource'
import { OrdersService } from './orders.service'

@ApiTags('orders')
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  /** Lists orders. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List orders' })
  @ApiList(ordersResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.orders.list(query)
  }

  /** Counts the orders that the list's filters find in each status, each up to 10,000. */
  @Get('status-counts')
  @Can('orders.read')
  @ApiOperation({ summary: 'Count orders by status' })
  @ApiSelection(ordersResource)
  @ApiAnswer(OrderStatusCountsDto)
  statusCounts(@Query() query: ListQuery): Promise<Json> {
    return this.orders.statusCounts(query)
  }

  /** Reads one order with its items, shipments and refunds. */
  @Get(':id')
  @Can('orders.read')
  @ApiOperation({ summary: 'Read an order' })
  @ApiOne(ordersResource)
  one(@Id('order') id: string): Promise<Json> {
    return this.orders.one(id)
  }

  /** Places an order, or brings the one up to date that stands for the same source and external id. */
  @Post()
  @Can('orders.create')
  @ApiOperation({ summary: 'Place an order' })
  @ApiMade(ordersResource)
  place(@Body() dto: PlaceOrderDto): Promise<Json> {
    return this.orders.place(dto)
  }

  /** Replaces what can be edited of an order; what is absent becomes empty. */
  @Put(':id')
  @Can('orders.edit')
  @ApiOperation({ summary: 'Replace an order' })
  @ApiOne(ordersResource)
  replace(@Id('order') id: string, @Body() dto: ReplaceOrderDto, @IfMatch() version: number | null): Promise<Json> {
    return this.orders.replace(id, dto, version)
  }

  /** Changes what is given of an order. */
  @Patch(':id')
  @Can('orders.edit')
  @ApiOperation({ summary: 'Edit an order' })
  @ApiOne(ordersResource)
  change(@Id('order') id: string, @Body() dto: EditOrderDto, @IfMatch() version: number | null): Promise<Json> {
    return this.orders.change(id, dto, version)
  }

  /** Moves an order that was made by hand into the trash; 409 for one that its shop would bring back. */
  @Delete(':id')
  @HttpCode(204)
  @Can('orders.delete')
  @ApiOperation({ summary: 'Delete an order' })
  @ApiNoContentResponse({ description: 'It lies in the trash' })
  remove(@Id('order') id: string): Promise<void> {
    return this.orders.remove(id)
  }

  /** Takes an order out of the trash. */
  @Post(':id/restore')
  @HttpCode(200)
  @Can('orders.delete')
  @ApiOperation({ summary: 'Restore an order' })
  @ApiOne(ordersResource)
  restore(@Id('order') id: string): Promise<Json> {
    return this.orders.restore(id)
  }

  /** Moves an order along its life cycle; 409 where that does not lead. */
  @Post(':id/status')
  @HttpCode(200)
  @Can('orders.status')
  @ApiOperation({ summary: 'Change the status of an order' })
  @ApiOne(ordersResource)
  setStatus(@Id('order') id: string, @Body() dto: OrderStatusDto): Promise<Json> {
    return this.orders.setStatus(id, dto.status)
  }

  /** Moves an order's payment along its life cycle; 409 where that does not lead. Refunds move it by themselves. */
  @Post(':id/payment-status')
  @HttpCode(200)
  @Can('orders.payment')
  @ApiOperation({ summary: 'Change the payment status of an order' })
  @ApiOne(ordersResource)
  setPayment(@Id('order') id: string, @Body() dto: PaymentStatusDto, @IfMatch() version: number | null): Promise<Json> {
    return this.orders.setPayment(id, dto, version)
  }

  /** Writes the internal note, which agents may do for their customers' orders too. */
  @Put(':id/note')
  @Can('orders.note')
  @ApiOperation({ summary: 'Write the internal note of an order' })
  @ApiOne(ordersResource)
  setNote(@Id('order') id: string, @Body() dto: OrderNoteDto, @IfMatch() version: number | null): Promise<Json> {
    return this.orders.setNote(id, dto.internal_note, version)
  }

  /** Lists the lines of an order in their order. */
  @Get(':id/items')
  @Can('orders.read')
  @ApiOperation({ summary: 'List the items of an order' })
  @ApiList(orderItemsResource, { fixed: ['order_id'] })
  items(@Id('order') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.orders.items(id, query)
  }

  /** Replaces all lines of an order; its sums follow. */
  @Put(':id/items')
  @Can('orders.edit')
  @ApiOperation({ summary: 'Replace the items of an order' })
  @ApiOne(ordersResource)
  setItems(@Id('order') id: string, @Body() dto: ReplaceItemsDto, @IfMatch() version: number | null): Promise<Json> {
    return this.orders.change(id, dto, version)
  }

  /** Lists what happened to an order, newest first. */
  @Get(':id/timeline')
  @Can('timeline.read')
  @ApiOperation({ summary: 'List the timeline of an order' })
  @ApiList(timelineResource, { fixed: ['order_id'] })
  timeline(@Id('order') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.orders.timeline(id, query)
  }
}

@ApiTags('customers')
@Controller('customers/:id/orders')
export class CustomerOrdersController {
  constructor(private readonly orders: OrdersService) {}

  /** Lists the orders of a customer. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List the orders of a customer' })
  @ApiList(ordersResource, { fixed: ['customer_id'] })
  list(@Id('customer') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.orders.ofCustomer(id, query)
  }
}
