import { ApiProperty } from '@nestjs/swagger'
import { IsString, IsUUID, Length } from 'class-validator'
import { IsLine, MayBeAbsent } from '@portolan/platform'

export const handoverStatuses = ['waiting', 'connected', 'expired'] as const

/** `site_url` and `shop_name` for a shop that is new here; `integration_id` for one that is to hand over other keys. */
export class HandoverRequestDto {
  /** @example 'https://tea.example.com' */
  @MayBeAbsent() @IsString() @Length(1, 2048) site_url?: string
  /** What people here call the shop. @example 'Harbour Tea' */
  @MayBeAbsent() @IsString() @Length(1, 100) @IsLine() shop_name?: string
  /** A shop that was connected before. */
  @ApiProperty({ type: 'string', format: 'uuid', required: false, example: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' })
  @MayBeAbsent()
  @IsUUID()
  integration_id?: string
}

/** Keys on their way from a shop. */
export class HandoverDto {
  id!: string
  /** The page of the shop on which its owner agrees; send the member there. @example 'https://tea.example.com/wc-auth/v1/authorize?app_name=Portolan' */
  authorize_url!: string
  /** Until then. */
  expires_at!: string
}

export class HandoverStateDto {
  id!: string
  @ApiProperty({ enum: handoverStatuses, example: 'connected' })
  status!: (typeof handoverStatuses)[number]
  /** What it has come to, or the shop that is to hand over other keys. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  integration_id!: string | null
  expires_at!: string
}
