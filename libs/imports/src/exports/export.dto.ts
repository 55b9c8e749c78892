import { ApiProperty } from '@nestjs/swagger'
import { IsString, MaxLength } from 'class-validator'
import { MayBeAbsent } from '@portolan/platform'

export const exportKinds = ['customers', 'orders'] as const
export type ExportKind = (typeof exportKinds)[number]

export const exportFormats = ['csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const exportStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled', 'expired'] as const

/** Why an export ended without a file. */
export class ExportErrorDto {
  /** Stable name of what is wrong. @example 'query.too_slow' */
  reason!: string
  /** @example 'The export stopped unexpectedly; replay its job to go on' */
  message!: string
}

/** Customers or orders that are taken out as a file. */
export class ExportDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  @ApiProperty({ enum: exportKinds, example: 'customers' })
  kind!: ExportKind
  @ApiProperty({ enum: exportFormats, example: 'csv' })
  format!: ExportFormat
  /** A file that is `expired` has been removed. */
  @ApiProperty({ enum: exportStatuses, example: 'completed' })
  status!: (typeof exportStatuses)[number]
  /** The list's parameters as they were asked for. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { country_code: 'DE', sort: '-created_at' },
  })
  query!: Record<string, string>
  /** What each row has. @example ['id', 'email'] */
  columns!: string[]
  /** Rows of the list when the export began; null until then. @example 2104 */
  total_rows!: number | null
  /** Rows dealt with. @example 2104 */
  processed_rows!: number
  /** Rows that were deleted before they could be written. @example 0 */
  left_out!: number
  @ApiProperty({ type: ExportErrorDto, nullable: true })
  error!: ExportErrorDto | null
  /** Size of the file; null until it is complete. @example 1048576 */
  file_bytes!: number | null
  /** The member who asked for it. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  created_by!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:01.000Z' */
  started_at!: string | null
  /** @example '2026-01-31T12:00:09.000Z' */
  finished_at!: string | null
  /** When the file is removed. @example '2026-02-07T12:00:09.000Z' */
  expires_at!: string | null
}

/** A link that opens without an access token, for as long as it holds. */
export class ExportLinkDto {
  /** Address on this server. @example '/api/v1/exports/019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7/file?token=eyJhbGciOi' */
  url!: string
  /** @example '2026-02-01T12:00:00.000Z' */
  expires_at!: string
}

export class ExportFileQueryDto {
  /** As in the link. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  token?: string
}
