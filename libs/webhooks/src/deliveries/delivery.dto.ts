import { ApiProperty } from '@nestjs/swagger'
import { publicEventNames, testEvent } from '@portolan/contracts'

export const deliveryStatuses = ['pending', 'sending', 'succeeded', 'failed'] as const
export const deliveredEvents = [...publicEventNames, testEvent]

/** A call as it was sent; values of custom headers are hidden. */
export class SentRequestDto {
  /** @example 'https://example.com/hooks/portolan' */
  url!: string
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { 'webhook-id': 'c2f5…' } })
  headers!: Record<string, string>
}

/** What the receiver answered: shown to administrators only. */
export class ReceivedAnswerDto {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { 'content-type': 'text/plain' } })
  headers!: Record<string, string>
  /** The first 64 KB. @example 'ok' */
  body!: string
  /** Whether there was more. @example false */
  truncated!: boolean
}

/** One call. */
export class AttemptDto {
  id!: string
  /** Counts from 1. @example 1 */
  number!: number
  started_at!: string
  /** @example 84 */
  duration_ms!: number
  /** `interrupted`: the worker stopped before it knew, so the event was sent again. */
  @ApiProperty({ enum: ['succeeded', 'failed', 'interrupted'], example: 'succeeded' })
  outcome!: 'succeeded' | 'failed' | 'interrupted'
  /** Null when no answer came. @example 200 */
  http_status!: number | null
  /** @example 'no answer in time' */
  error!: string | null
  @ApiProperty({ type: SentRequestDto, nullable: true })
  request!: SentRequestDto | null
  @ApiProperty({ type: ReceivedAnswerDto, nullable: true })
  answer!: ReceivedAnswerDto | null
}

/** What is sent, the same bytes in every attempt. */
export class PayloadDto {
  @ApiProperty({ enum: deliveredEvents, example: 'order.created' })
  event!: string
  /** When it happened. @example '2026-01-31T12:00:00.000Z' */
  timestamp!: string
  @ApiProperty({ type: 'object', additionalProperties: true, example: { id: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' } })
  data!: object
}

/** One event on its way to one subscription. */
export class DeliveryDto {
  id!: string
  subscription_id!: string
  @ApiProperty({ enum: deliveredEvents, example: 'order.created' })
  event!: string
  /** The `webhook-id` header, the same in every attempt and for every subscription. */
  event_id!: string
  /** The row that the event is about. */
  @ApiProperty({ type: 'string', nullable: true, example: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' })
  subject_id!: string | null
  @ApiProperty({ enum: deliveryStatuses, example: 'succeeded' })
  status!: (typeof deliveryStatuses)[number]
  /** Calls so far. @example 1 */
  attempt_count!: number
  /** Of the last call; null when no answer came. @example 200 */
  http_status!: number | null
  /** What went wrong in the last call. @example 'answered 500' */
  error!: string | null
  /** Ties the delivery to the request that caused it. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  correlation_id!: string
  next_attempt_at!: string | null
  created_at!: string
  finished_at!: string | null
  @ApiProperty({ type: PayloadDto, required: false })
  payload?: PayloadDto
  /** The newest first. */
  @ApiProperty({ type: [AttemptDto], required: false })
  attempts?: AttemptDto[]
}
