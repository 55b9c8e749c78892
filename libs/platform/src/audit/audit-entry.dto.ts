import { ApiProperty } from '@nestjs/swagger'

/** Who did what to which rows. Entries are never changed or removed. */
export class AuditEntryDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  occurred_at!: string
  /** The member who did it; null for the system. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  actor!: string | null
  /** Name of the event. @example 'customer.updated' */
  action!: string
  /** The rows it was done to. @example ['019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'] */
  subject_ids!: string[]
  /** What each edited field was and became, by row. */
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'object', additionalProperties: { type: 'array', items: {} } },
    example: { '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7': { status: ['active', 'vip'] } },
  })
  changes!: Record<string, Record<string, unknown[]>> | null
  /** What else the event says. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  facts!: Record<string, unknown>
  /** Ties the entry to the request that caused it. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  correlation_id!: string
}
