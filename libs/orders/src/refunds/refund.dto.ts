import { ApiProperty, OmitType, PartialType, PickType } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator'
import { IsAmount, IsCountry, IsCurrency, IsInstant, MayBeAbsent, OrNull } from '@portolan/platform'

export class RefundLineDto {
  @OrNull() @IsString() @MaxLength(200) product_id?: string | null
  @OrNull() @IsString() @MaxLength(200) sku?: string | null
  @IsString() @Length(1, 500) product_name!: string
  /** Pieces given back. */
  @IsInt() @Min(1) @Max(2_147_483_647) quantity!: number
  @ApiProperty({ example: '12.50' }) @IsAmount() unit_price!: string
}

/** A refund without an order, as a cancellation invoice in a shop's books. */
export class RecordRefundDto {
  @ApiProperty({ example: '12.50' }) @IsAmount() amount!: string
  @ApiProperty({ example: 'EUR' }) @IsCurrency() currency!: string
  /** Absent for a guest. */
  @OrNull() @IsUUID() customer_id?: string | null
  /** The customer's when absent. */
  @OrNull() @IsCountry() country_code?: string | null
  @OrNull() @IsString() @MaxLength(1000) reason?: string | null
  /** Decides the refund's day; now when absent. */
  @MayBeAbsent() @IsInstant() refunded_at?: string
  @OrNull() @IsString() @Length(1, 100) refund_number?: string | null
  /** Where the refund comes from. */
  @ApiProperty({ default: 'manual' }) @MayBeAbsent() @IsString() @Length(1, 100) source?: string
  /** Its id there; sending it again changes nothing. */
  @OrNull() @IsString() @Length(1, 200) external_id?: string | null

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RefundLineDto)
  items?: RefundLineDto[]
}

/** Pieces that are given back: of a line of the order, or by name. */
export class OrderRefundLineDto {
  /** The line of the order; its name and price are the refund's too. */
  @OrNull() @IsUUID() order_item_id?: string | null
  @OrNull() @IsString() @MaxLength(200) product_id?: string | null
  @OrNull() @IsString() @MaxLength(200) sku?: string | null
  /** Needed without a line. */
  @ValidateIf(hasNoLine) @IsString() @Length(1, 500) product_name?: string
  /** Pieces given back; of a line never more than were sold and not refunded yet. */
  @IsInt() @Min(1) @Max(2_147_483_647) quantity!: number
  /** Needed without a line. */
  @ApiProperty({ example: '12.50' }) @ValidateIf(hasNoLine) @IsAmount() unit_price?: string
}

function hasNoLine(line: OrderRefundLineDto): boolean {
  return !line.order_item_id
}

/** A refund of an order: in its currency, and at most what is left of its total. */
export class RefundOrderDto extends OmitType(RecordRefundDto, [
  'currency',
  'customer_id',
  'country_code',
  'amount',
  'items',
] as const) {
  /** What was paid for the lines in `items` when absent, with their part of discount and tax. */
  @ApiProperty({ example: '12.50' }) @MayBeAbsent() @IsAmount() amount?: string

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => OrderRefundLineDto)
  items?: OrderRefundLineDto[]
}

/** What can be edited of a refund that was made by hand; what is absent stays. */
export class EditRefundDto extends PartialType(
  PickType(RefundOrderDto, ['amount', 'reason', 'refunded_at', 'refund_number', 'items'] as const),
  { skipNullProperties: false },
) {}

export class RefundItemDto {
  id!: string
  /** The line of the order, where that is known. */
  order_item_id!: string | null
  product_id!: string | null
  sku!: string | null
  product_name!: string
  quantity!: number
  unit_price!: string
  total_price!: string
}

export class RefundDto {
  id!: string
  refund_number!: string | null
  source!: string
  external_id!: string | null
  /** Null for a refund without an order. */
  order_id!: string | null
  order_number!: string | null
  customer_id!: string | null
  customer_name!: string | null
  @ApiProperty({ example: '12.50' }) amount!: string
  @ApiProperty({ example: 'EUR' }) currency!: string
  /** What the customer got, where that is not in `currency`; null otherwise. */
  @ApiProperty({ example: '2050' }) presentment_amount!: string | null
  @ApiProperty({ example: 'JPY' }) presentment_currency!: string | null
  /** The amount in `tenant_currency`, at the rate day of its order; null while a rate is missing. */
  amount_tenant!: string | null
  tenant_currency!: string
  reason!: string | null
  refunded_at!: string
  /** The day of `refunded_at` in the workspace's zone. */
  day!: string
  fx_rate_date!: string | null
  @ApiProperty({ enum: ['provisional', 'frozen', 'missing'] }) fx_state!: 'provisional' | 'frozen' | 'missing'
  country_code!: string | null
  /** The return that it pays for. */
  return_id!: string | null
  version!: number
  created_at!: string
  updated_at!: string
  /** In the answer of one refund; in lists with `include=items`. */
  items?: RefundItemDto[]
}
