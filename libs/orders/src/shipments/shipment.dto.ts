import { PartialType, OmitType } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator'
import { ApiProperty } from '@nestjs/swagger'
import { IsDay, IsInstant, MayBeAbsent, OrNull } from '@portolan/platform'
import { OrderShipmentItemDto } from '../order.answer.dto'

/** Pieces of one line of the order. */
export class PiecesDto {
  @IsUUID() order_item_id!: string
  @IsInt() @Min(1) @Max(2_147_483_647) quantity!: number
}

export class ShipDto {
  /** Where the shipment comes from; only those made by hand can be deleted. */
  @ApiProperty({ default: 'manual' }) @MayBeAbsent() @IsString() @Length(1, 100) source?: string
  @OrNull() @IsString() @MaxLength(100) carrier?: string | null
  @OrNull() @IsString() @MaxLength(200) tracking_number?: string | null
  /** Made from carrier and number when it is absent and the carrier is a well-known one. */
  @OrNull()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, disallow_auth: true })
  @MaxLength(2000)
  tracking_url?: string | null
  @OrNull() @IsDay() estimated_delivery?: string | null
  /** Now when absent; null while the parcel waits. */
  @OrNull() @IsInstant() shipped_at?: string | null
  /** Not before `shipped_at`. */
  @OrNull() @IsInstant() delivered_at?: string | null

  /** What is in this parcel; everything that no other parcel holds when absent. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PiecesDto)
  items?: PiecesDto[]
}

export class EditShipmentDto extends PartialType(OmitType(ShipDto, ['source'] as const), {
  skipNullProperties: false,
}) {}

export class ShipmentDto {
  id!: string
  order_id!: string
  source!: string
  carrier!: string | null
  tracking_number!: string | null
  tracking_url!: string | null
  /** A day. */
  estimated_delivery!: string | null
  shipped_at!: string | null
  delivered_at!: string | null
  version!: number
  created_at!: string
  updated_at!: string
  /** Empty when it holds all of the order. */
  @ApiProperty({ type: () => OrderShipmentItemDto, isArray: true }) items!: OrderShipmentItemDto[]
}
