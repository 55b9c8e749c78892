import { PartialType } from '@nestjs/swagger'
import { IsString, IsUrl, MaxLength } from 'class-validator'
import { IsDay, IsInstant, OrNull } from '@portolan/platform'

export class ShipDto {
  @OrNull() @IsString() @MaxLength(100) carrier?: string | null
  @OrNull() @IsString() @MaxLength(200) tracking_number?: string | null
  @OrNull() @IsUrl({ protocols: ['http', 'https'], require_protocol: true }) @MaxLength(2000) tracking_url?:
    string | null
  @OrNull() @IsDay() estimated_delivery?: string | null
  /** Now when absent; null while the parcel waits. */
  @OrNull() @IsInstant() shipped_at?: string | null
  /** Not before `shipped_at`. */
  @OrNull() @IsInstant() delivered_at?: string | null
}

export class EditShipmentDto extends PartialType(ShipDto, { skipNullProperties: false }) {}

export class ShipmentDto {
  id!: string
  order_id!: string
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
}
