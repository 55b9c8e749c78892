import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger'
import { returnReasons, returnStatuses, type ReturnReason, type ReturnStatus } from '@portolan/contracts'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator'
import { IsAmount, IsInstant, MayBeAbsent, OrNull } from '@portolan/platform'
import { PiecesDto } from '../shipments/shipment.dto'

export class RequestReturnDto {
  @ApiProperty({ enum: returnReasons })
  @IsIn(returnReasons)
  reason!: ReturnReason

  /** The reason in the customer's words. */
  @OrNull() @IsString() @MaxLength(1000) reason_text?: string | null
  /** For colleagues. */
  @OrNull() @IsString() @MaxLength(5000) note?: string | null

  /** Whether the pieces go back on the shelf. */
  @ApiProperty({ default: true }) @MayBeAbsent() @IsBoolean() restock?: boolean

  /** Never more pieces than were sold and are in no other return. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PiecesDto)
  items!: PiecesDto[]
}

export class EditReturnDto extends PartialType(OmitType(RequestReturnDto, [] as const), {
  skipNullProperties: false,
}) {}

/** How a return is paid for. */
export class ReturnRefundDto {
  /** A refund of the order that stands already; otherwise one is made. */
  @OrNull() @IsUUID() refund_id?: string | null
  /** What was paid for the pieces when absent, at most what is left of the order. */
  @ApiProperty({ example: '12.50' }) @MayBeAbsent() @IsAmount() amount?: string
  @OrNull() @IsString() @MaxLength(1000) reason?: string | null
  /** Decides the refund's day; now when absent. */
  @MayBeAbsent() @IsInstant() refunded_at?: string
}

export class ReturnStatusDto {
  @ApiProperty({ enum: returnStatuses })
  @IsIn(returnStatuses)
  status!: ReturnStatus

  /** For `refunded` only. */
  @MayBeAbsent() @IsObject() @ValidateNested() @Type(() => ReturnRefundDto) refund?: ReturnRefundDto
}

export class ReturnItemDto {
  id!: string
  /** The line of the order; null once its source has removed it. */
  order_item_id!: string | null
  product_id!: string | null
  sku!: string | null
  product_name!: string
  variant_name!: string | null
  quantity!: number
  unit_price!: string
}

export class ReturnDto {
  id!: string
  /** The order's number and which of its returns this is. */
  @ApiProperty({ example: '1001-R1' }) return_number!: string
  order_id!: string
  order_number!: string
  customer_id!: string | null
  customer_name!: string | null
  @ApiProperty({ enum: returnStatuses }) status!: ReturnStatus
  /** Where the return may go from here; empty when it is closed. */
  @ApiProperty({ enum: returnStatuses, isArray: true }) next_statuses!: ReturnStatus[]
  @ApiProperty({ enum: returnReasons }) reason!: ReturnReason
  reason_text!: string | null
  note!: string | null
  restock!: boolean
  /** Pieces. */
  quantity!: number
  refund_id!: string | null
  refund_amount!: string | null
  @ApiProperty({ example: 'EUR' }) currency!: string
  /** The member who asked for it. */
  requested_by!: string | null
  requested_at!: string
  approved_at!: string | null
  received_at!: string | null
  /** When it was refunded, rejected or cancelled. */
  closed_at!: string | null
  version!: number
  updated_at!: string
  /** In the answer of one return; in lists with `include=items`. */
  items?: ReturnItemDto[]
}
