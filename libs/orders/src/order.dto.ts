// What people send about orders: shape and rules. Rules that need two fields are the service's.
import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger'
import { orderStatuses, paymentStatuses, type OrderStatus, type PaymentStatus } from '@portolan/contracts'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  IsUrl,
  Length,
  Max,
  MaxLength,
  Min,
  NotEquals,
  ValidateNested,
} from 'class-validator'
import { AsSent, IsCustomFields } from '@portolan/customers'
import { IsAmount, IsCountry, IsCurrency, IsInstant, IsSignedAmount, MayBeAbsent, OrNull } from '@portolan/platform'
import { orderChannels, type OrderChannel } from './order.commands'
import { largestQuantity } from './order.row'

export class AddressDto {
  @OrNull() @IsString() @MaxLength(200) name?: string | null
  @OrNull() @IsString() @MaxLength(200) company?: string | null
  /** Street and number. */
  @OrNull() @IsString() @MaxLength(250) line1?: string | null
  @OrNull() @IsString() @MaxLength(250) line2?: string | null
  @OrNull() @IsString() @MaxLength(100) city?: string | null
  @OrNull() @IsString() @MaxLength(100) region?: string | null
  @OrNull() @IsString() @MaxLength(20) postal_code?: string | null
  /** ISO 3166-1 alpha-2. */
  @OrNull() @IsCountry() country_code?: string | null
  @OrNull() @IsString() @MaxLength(50) phone?: string | null
}

export class PlaceItemDto {
  /** An adjustment counts in no revenue. */
  @ApiProperty({ enum: ['sale', 'adjustment'], default: 'sale' })
  @MayBeAbsent()
  @IsIn(['sale', 'adjustment'])
  kind?: 'sale' | 'adjustment'

  /** The shop's id of the product. */
  @OrNull() @IsString() @MaxLength(200) product_id?: string | null
  @OrNull() @IsString() @MaxLength(200) sku?: string | null
  @IsString() @Length(1, 500) product_name!: string
  @OrNull() @IsString() @MaxLength(500) variant_name?: string | null
  @OrNull() @IsUrl({ protocols: ['http', 'https'], require_protocol: true }) @MaxLength(2000) image_url?: string | null

  /** Pieces; negative only in adjustments. */
  @ApiProperty({ type: 'integer', minimum: -largestQuantity, maximum: largestQuantity, example: 2 })
  @IsInt()
  @Min(-largestQuantity)
  @Max(largestQuantity)
  @NotEquals(0, { message: 'rule.notZero' })
  quantity!: number

  /** Decimal string; may have more decimals than the currency, the line is rounded once. */
  @ApiProperty({ example: '12.50' })
  @IsSignedAmount()
  unit_price!: string
}

export class PlaceOrderDto {
  /** Where the order comes from. */
  @ApiProperty({ default: 'manual' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 100)
  source?: string

  /** The order's id there; sending it again updates the same order. */
  @OrNull() @IsString() @Length(1, 200) external_id?: string | null

  /** Unique per source; made from the workspace's pattern when absent. */
  @OrNull() @IsString() @Length(1, 100) order_number?: string | null

  @ApiProperty({ enum: orderChannels, nullable: true })
  @OrNull()
  @IsIn(orderChannels)
  channel?: OrderChannel | null

  /** The order's own time, which decides its day; now when absent. */
  @MayBeAbsent() @IsInstant() placed_at?: string

  /** Absent for a guest. */
  @OrNull() @IsUUID() customer_id?: string | null

  @ApiProperty({ enum: orderStatuses, default: 'pending' })
  @MayBeAbsent()
  @IsIn(orderStatuses)
  status?: OrderStatus

  @ApiProperty({ enum: paymentStatuses, default: 'pending' })
  @MayBeAbsent()
  @IsIn(paymentStatuses)
  payment_status?: PaymentStatus

  @OrNull() @IsString() @MaxLength(100) payment_method?: string | null
  @OrNull() @IsString() @MaxLength(200) payment_reference?: string | null
  @OrNull() @IsInstant() paid_at?: string | null

  /** ISO 4217. */
  @ApiProperty({ example: 'EUR' })
  @IsCurrency()
  currency!: string

  @MayBeAbsent() @IsAmount() discount_amount?: string
  @MayBeAbsent() @IsAmount() tax_amount?: string
  @MayBeAbsent() @IsAmount() shipping_amount?: string
  /** Lines − discount + tax + shipping when absent. */
  @MayBeAbsent() @IsAmount() total_amount?: string

  @OrNull() @IsObject() @ValidateNested() @Type(() => AddressDto) shipping_address?: AddressDto | null
  @OrNull() @IsObject() @ValidateNested() @Type(() => AddressDto) billing_address?: AddressDto | null
  @OrNull() @IsCountry() shipping_country?: string | null
  @OrNull() @IsString() @MaxLength(200) shipping_method?: string | null
  @OrNull() @IsString() @MaxLength(5000) customer_note?: string | null
  @OrNull() @IsString() @MaxLength(5000) internal_note?: string | null

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 50, { each: true })
  tags?: string[]

  /**
   * Values of the fields that the workspace has defined (`custom-fields`), at most 16 kB of JSON; free where it has
   * defined none. A PATCH merges them; null removes one.
   */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false, example: { gift: true } })
  @AsSent()
  @MayBeAbsent()
  @IsCustomFields()
  custom_fields?: Record<string, unknown>

  /** When the source last changed it; an older state never overwrites a newer one. */
  @OrNull() @IsInstant() external_updated_at?: string | null

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PlaceItemDto)
  items!: PlaceItemDto[]
}

/** A line as it is to be; with its id it stays the same line under another name. */
export class EditItemDto extends PlaceItemDto {
  /** Of the line that stands; absent for a new one. */
  @MayBeAbsent() @IsUUID() id?: string
}

/** All of an order that can be edited; what is absent becomes empty. */
export class ReplaceOrderDto extends OmitType(PlaceOrderDto, [
  'source',
  'external_id',
  'status',
  'external_updated_at',
  'items',
] as const) {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => EditItemDto)
  items!: EditItemDto[]
}

/** Some of an order; what is absent stays. */
export class EditOrderDto extends PartialType(ReplaceOrderDto, { skipNullProperties: false }) {}

export class ReplaceItemsDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => EditItemDto)
  items!: EditItemDto[]
}

export class OrderStatusDto {
  @ApiProperty({ enum: orderStatuses })
  @IsIn(orderStatuses)
  status!: OrderStatus
}

export class OrderNoteDto {
  /** Null clears it. */
  @OrNull() @IsString() @MaxLength(5000) internal_note!: string | null
}

export class PaymentStatusDto {
  @ApiProperty({ enum: paymentStatuses })
  @IsIn(paymentStatuses)
  payment_status!: PaymentStatus

  /** Now when absent and money has come in. */
  @OrNull() @IsInstant() paid_at?: string | null
  /** What is absent stays. */
  @OrNull() @IsString() @MaxLength(100) payment_method?: string | null
  /** The number that the payment provider gave it. */
  @OrNull() @IsString() @MaxLength(200) payment_reference?: string | null
}
