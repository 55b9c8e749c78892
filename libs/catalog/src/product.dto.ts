import { ApiProperty } from '@nestjs/swagger'
import { productStatuses, type ProductStatus } from '@portolan/contracts'

export class ProductImageDto {
  /** @example 'https://cdn.example.com/pot.jpg' */
  url!: string
  /** What is to be seen, for those who don't see it. @example 'A teapot of grey stoneware' */
  alt!: string | null
}

export class VariantOptionDto {
  /** @example 'Size' */
  name!: string
  /** @example 'S' */
  value!: string
}

export class ProductVariantDto {
  id!: string
  /** The shop's id. @example '808950810' */
  external_id!: string
  /** @example 'POT-04-SAND' */
  sku!: string | null
  /** Null for the only one there is. @example 'Sand / 1 l' */
  name!: string | null
  @ApiProperty({ type: () => VariantOptionDto, isArray: true }) options!: VariantOptionDto[]
  /** Of its amounts; null while the shop has not told. @example 'EUR' */
  currency!: string | null
  /** @example '58.00' */
  price!: string | null
  /** What it cost before, or costs elsewhere. @example '64.00' */
  compare_at_price!: string | null
  /** What the shop pays for it, where it says. @example '21.50' */
  cost!: string | null
  /** Pieces; null where the shop does not count them. Negative where more were sold than there are. */
  @ApiProperty({ type: 'integer', nullable: true, example: 12 }) stock_quantity!: number | null
  /** From so many pieces downwards it is low: its own, else the workspace's. */
  @ApiProperty({ type: 'integer', example: 5 }) low_stock_threshold!: number
  is_low_stock!: boolean
  /** @example '4006381333931' */
  barcode!: string | null
  /** Where it is sold, ISO 3166-1 alpha-2; null where the shop does not say. @example ['DE', 'FR'] */
  @ApiProperty({ type: String, isArray: true, nullable: true }) countries!: string[] | null
  /** @example 'https://cdn.example.com/pot-sand.jpg' */
  image_url!: string | null
}

export class ProductDto {
  id!: string
  /** Names the shop, as on its orders. @example 'shopify:019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  source!: string
  /** The shop's id: an order's item names it as its `product_id`. @example '632910392' */
  external_id!: string
  /** In the shop's own language. @example 'Stoneware teapot' */
  name!: string
  /** In plain text. @example 'Holds a litre.' */
  description!: string | null
  /** Names and descriptions in other languages, by their BCP 47 tags. */
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: {
        name: { type: 'string', nullable: true },
        description: { type: 'string', nullable: true },
      },
    },
    example: { de: { name: 'Teekanne aus Steinzeug', description: null } },
  })
  translations!: Record<string, { name: string | null; description: string | null }>
  @ApiProperty({ enum: productStatuses }) status!: ProductStatus
  /** @example 'Harbour Ceramics' */
  brand!: string | null
  /** The first of its categories. @example 'Teapots' */
  category!: string | null
  /** @example ['Teapots', 'Gifts'] */
  categories!: string[]
  /** @example 'Kitchenware' */
  product_type!: string | null
  tags!: string[]
  /** Where buyers see it. @example 'https://shop.example.com/products/teapot' */
  url!: string | null
  /** The image that the shop shows first. @example 'https://cdn.example.com/pot.jpg' */
  image_url!: string | null
  @ApiProperty({ type: () => ProductImageDto, isArray: true }) images!: ProductImageDto[]
  /** Of its only variant; null where there are several. @example 'POT-04' */
  sku!: string | null
  /** Of its prices; null while the shop has not told. @example 'EUR' */
  currency!: string | null
  /** The lowest price of its variants. @example '58.00' */
  lowest_price!: string | null
  /** The highest price of its variants. @example '64.00' */
  highest_price!: string | null
  /** Pieces of its variants together; null where none is counted. */
  @ApiProperty({ type: 'integer', nullable: true, example: 40 }) stock_quantity!: number | null
  /** Whether one of its variants is low. */
  is_low_stock!: boolean
  @ApiProperty({ type: 'integer', example: 2 }) variants_total!: number
  /** When the shop changed it last. */
  external_updated_at!: string | null
  created_at!: string
  updated_at!: string
  /** When the shop deleted it. */
  deleted_at!: string | null
  @ApiProperty({ type: () => ProductVariantDto, isArray: true }) variants?: ProductVariantDto[]
}
