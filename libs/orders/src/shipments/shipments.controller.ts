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
import { EditShipmentDto, ShipDto } from './shipment.dto'
import { shipmentsResource } from './shipments.resource'
import { ShipmentsService } from './shipments.service'

@ApiTags('orders')
@Controller('orders/:id/shipments')
export class ShipmentsController {
  constructor(private readonly shipments: ShipmentsService) {}

  /** Lists the shipments of an order, newest first. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'List the shipments of an order' })
  @ApiList(shipmentsResource, { fixed: ['order_id'] })
  list(@Id('order') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.shipments.list(id, query)
  }

  /** Adds a parcel. An order in processing whose last piece is sent becomes shipped, and delivered once all has arrived. */
  @Post()
  @Can('orders.ship')
  @ApiOperation({ summary: 'Ship an order' })
  @ApiMade(shipmentsResource)
  ship(@Id('order') id: string, @Body() dto: ShipDto): Promise<Json> {
    return this.shipments.ship(id, dto)
  }

  /** Changes what is given of a shipment. */
  @Patch(':shipment_id')
  @Can('orders.ship')
  @ApiOperation({ summary: 'Edit a shipment' })
  @ApiOne(shipmentsResource)
  edit(
    @Id('order') id: string,
    @Id('shipment', 'shipment_id') shipmentId: string,
    @Body() dto: EditShipmentDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.shipments.edit(id, shipmentId, dto, version)
  }

  /** Deletes a shipment that was made by hand; 409 for one that its source would send again. */
  @Delete(':shipment_id')
  @HttpCode(204)
  @Can('orders.ship')
  @ApiOperation({ summary: 'Delete a shipment' })
  @ApiNoContentResponse({ description: 'It is gone' })
  remove(@Id('order') id: string, @Id('shipment', 'shipment_id') shipmentId: string): Promise<void> {
    return this.shipments.remove(id, shipmentId)
  }
}
