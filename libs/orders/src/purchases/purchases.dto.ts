import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsInt, IsOptional, Max, Min } from 'class-validator'

export class PurchasesQueryDto {
  /** How many products, those with the greatest revenue first. */
  @ApiPropertyOptional({ type: 'integer', default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number
}

export class PurchasedProductDto {
  sku!: string | null
  product_id!: string | null
  /** The product that this is in the catalogue, where it has one. */
  catalog_product_id!: string | null
  /** As on the newest of its orders. */
  product_name!: string
  image_url!: string | null
  /** Orders that it is in. */
  @ApiProperty({ example: 3 }) times!: number
  /** Pieces that were sold. */
  quantity!: number
  /** Pieces that refunds name. */
  refunded_quantity!: number
  /** Sale lines less the lines of refunds, in `currency`; null while no rate is known. */
  @ApiProperty({ type: String, nullable: true, example: '129.90' }) revenue!: string | null
  first_bought_at!: string
  last_bought_at!: string
}

/** What a customer bought, and how often: orders that count (docs/metrics.md). */
export class PurchasesDto {
  /** The workspace's currency. */
  @ApiProperty({ example: 'EUR' }) currency!: string
  @ApiProperty({ example: 12 }) orders!: number
  /** Days with an order. */
  @ApiProperty({ example: 11 }) purchase_days!: number
  /** Orders whose money is in no revenue yet, because a rate is missing. */
  @ApiProperty({ example: 0 }) orders_without_rate!: number
  first_order_at!: string | null
  last_order_at!: string | null
  @ApiProperty({ type: Number, nullable: true, example: 8 }) days_since_last!: number | null
  /** Days from one day with an order to the next; null for fewer than two. */
  @ApiProperty({ type: Number, nullable: true, example: 30.5 }) median_interval_days!: number | null
  @ApiProperty({ type: Number, nullable: true, example: 34.2 }) mean_interval_days!: number | null
  /** The last day with an order and the median interval. */
  @ApiProperty({ type: String, nullable: true, example: '2026-01-31' }) expected_next!: string | null
  /** Different products. */
  @ApiProperty({ example: 23 }) products_total!: number
  @ApiProperty({ type: () => PurchasedProductDto, isArray: true }) products!: PurchasedProductDto[]
}
