import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiList, ApiOne, Can, Id, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { productsResource } from './products.resource'
import { ProductsService } from './products.service'

@ApiTags('products')
@Controller('products')
export class ProductsController {
  constructor(private readonly products: ProductsService) {}

  /** Lists the products of the connected shops; they are changed there. */
  @Get()
  @Can('products.read')
  @ApiOperation({ summary: 'List products' })
  @ApiList(productsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.products.list(query)
  }

  /** Reads one product with its variants, also one that its shop has deleted. */
  @Get(':id')
  @Can('products.read')
  @ApiOperation({ summary: 'Read a product' })
  @ApiOne(productsResource)
  one(@Id('product') id: string): Promise<Json> {
    return this.products.one(id)
  }
}
