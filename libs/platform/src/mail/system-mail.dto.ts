import { ApiProperty } from '@nestjs/swagger'

export const mailStatuses = ['queued', 'sending', 'sent', 'failed', 'unknown', 'withdrawn'] as const
export type MailStatus = (typeof mailStatuses)[number]

/** A mail of this server to one of its own people. What it said is not kept. */
export class SystemMailDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** What it was about. @example 'invitation' */
  kind!: string
  /** @example 'grace@hansen.example' */
  recipient!: string
  /** `unknown` was handed over, but the mail server never said whether it took it; it is not sent again by itself. `withdrawn` had become pointless before it left. @example 'sent' */
  @ApiProperty({ enum: mailStatuses })
  status!: MailStatus
  /** How often it was handed to the mail server. @example 1 */
  attempts!: number
  /** Why it did not arrive, or has not yet. @example 'connect ECONNREFUSED 127.0.0.1:587' */
  last_error!: string | null
  /** @example '<019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7@hansen.example>' */
  message_id!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:01.000Z' */
  sent_at!: string | null
}
