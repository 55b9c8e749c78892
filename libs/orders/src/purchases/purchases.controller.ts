import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { ApiAnswer, Can, Id, type Json } from '@portolan/platform'
import { PurchasesDto, PurchasesQueryDto } from './purchases.dto'
import { PurchasesService } from './purchases.service'

@ApiTags('customers')
@Controller('customers/:id/purchases')
export class PurchasesController {
  constructor(private readonly purchases: PurchasesService) {}

  /** What a customer bought, and in which intervals. */
  @Get()
  @Can('orders.read')
  @ApiOperation({ summary: 'Read the purchase history of a customer' })
  @ApiAnswer(PurchasesDto)
  of(@Id('customer') id: string, @Query() { limit }: PurchasesQueryDto): Promise<Json> {
    return this.purchases.of(id, limit)
  }
}
