import { ApiProperty, PartialType } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator'
import { eventWildcards, publicEventNames } from '@portolan/contracts'
import { IsInstant, IsLine, MayBeAbsent, OrNull } from '@portolan/platform'
import { IsHeaderName, IsHeaderValue } from './custom-headers'

export const apiVersions = ['v1'] as const
export const subscriptionStatuses = ['active', 'paused', 'disabled'] as const
export const eventChoices = [...eventWildcards, ...publicEventNames]
/** Deliveries that a replay may take; those under way are left alone. */
export const replayedStatuses = ['pending', 'succeeded', 'failed'] as const

/** A header that goes with every call, as in `X-Team: billing`. */
export class CustomHeaderDto {
  /** `Authorization`, or a name that begins with `X-`. @example 'X-Team' */
  @IsString() @Length(1, 100) @IsHeaderName() name!: string
  /** Sealed in the database and never shown again. @example 'billing' */
  @IsString() @Length(1, 1000) @IsHeaderValue() value!: string
}

export class SubscriptionFieldsDto {
  /** Where events are sent: https, and no private address. @example 'https://example.com/hooks/portolan' */
  @IsString() @Length(1, 2048) url!: string
  /** Names of events, `order.*` for all of one noun, or `*`. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: eventChoices }, example: ['order.*'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsIn(eventChoices, { each: true })
  events!: string[]
  /** @example 'Warehouse' */
  @OrNull() @IsString() @MaxLength(255) @IsLine() description?: string | null
  /** While it is paused, events wait; a disabled one is made active again. */
  @ApiProperty({ enum: ['active', 'paused'], required: false, default: 'active' })
  @MayBeAbsent()
  @IsIn(['active', 'paused'])
  status?: 'active' | 'paused'
  /** The form of the payloads. */
  @ApiProperty({ enum: apiVersions, required: false, default: 'v1' })
  @MayBeAbsent()
  @IsIn(apiVersions)
  api_version?: (typeof apiVersions)[number]
  /** Calls per minute at most; null is as fast as the receiver answers. @example 600 */
  @OrNull() @IsInt() @Min(1) @Max(60_000) rate_limit?: number | null
  /** Whether events about one row wait for each other: a failing one then holds up those behind it. @example false */
  @MayBeAbsent() @IsBoolean() ordered?: boolean
  /** Sent with every call. Absent in an edit, those that are set stay. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CustomHeaderDto)
  headers?: CustomHeaderDto[]
}

export class EditSubscriptionDto extends PartialType(SubscriptionFieldsDto, { skipNullProperties: false }) {}

export class RotateSecretDto {
  /** How long the old secret signs as well; 0 ends it at once. @example 24 */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 24, default: 24, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(24)
  keep_hours?: number
}

/** Either `delivery_ids`, or a span of time that begins at `from`. */
export class ReplayDto {
  /** A selection; those that are being sent right now are left out. */
  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    required: false,
    minItems: 1,
    maxItems: 500,
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  delivery_ids?: string[]
  /** Deliveries made at this time or later. @example '2026-01-31T00:00:00Z' */
  @MayBeAbsent() @IsInstant() from?: string
  /** Deliveries made before this time; now when absent. @example '2026-02-01T00:00:00Z' */
  @MayBeAbsent() @IsInstant() to?: string
  /** Only these outcomes; those that failed when absent. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...replayedStatuses] }, required: false })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(replayedStatuses, { each: true })
  statuses?: (typeof replayedStatuses)[number][]
  /** Only these events; all when absent. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: publicEventNames }, required: false })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(publicEventNames, { each: true })
  events?: string[]
}

export class ReplayedDto {
  /** How many deliveries are sent again. @example 120 */
  deliveries!: number
  /** The job that walks through a span: `GET /jobs/{id}`; a selection needs none. */
  @ApiProperty({ type: 'string', nullable: true, example: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' })
  job_id!: string | null
}

/** Where events are sent, and how that goes. */
export class SubscriptionDto {
  id!: string
  /** @example 'https://example.com/hooks/portolan' */
  url!: string
  @ApiProperty({ type: 'array', items: { type: 'string', enum: eventChoices }, example: ['order.*'] })
  events!: string[]
  /** @example 'Warehouse' */
  description!: string | null
  @ApiProperty({ enum: subscriptionStatuses, example: 'active' })
  status!: (typeof subscriptionStatuses)[number]
  /** Why it was disabled: the receiver answered 410, or nothing but failures for five days. */
  @ApiProperty({ enum: ['gone', 'failing'], nullable: true, example: null })
  disabled_reason!: 'gone' | 'failing' | null
  @ApiProperty({ enum: apiVersions, example: 'v1' })
  api_version!: (typeof apiVersions)[number]
  /** Calls per minute at most. @example 600 */
  rate_limit!: number | null
  /** @example false */
  ordered!: boolean
  /** Names of the custom headers; their values are never shown. @example ['X-Team'] */
  header_names!: string[]
  /** Until when the secret before this one signs as well. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  old_secret_until!: string | null
  /** Failures in a row. @example 0 */
  failures!: number
  /** After five failures in a row it rests for a minute. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  paused_until!: string | null
  /** Since when there was nothing but failures. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  failing_since!: string | null
  last_attempt_at!: string | null
  last_success_at!: string | null
  /** What went wrong the last time. @example 'answered 500' */
  last_error!: string | null
  /** Attempts of the last seven days that succeeded. @example 1040 */
  succeeded!: number
  /** Attempts of the last seven days that failed. @example 3 */
  failed!: number
  /** Deliveries that wait, counted up to 1000. @example 0 */
  pending!: number
  version!: number
  created_at!: string
  updated_at!: string
}

/** The one answer that shows the secret. */
export class SubscriptionWithSecretDto extends SubscriptionDto {
  /** Signs every call (Standard Webhooks); keep it, it is not shown again. @example 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' */
  secret!: string
}
