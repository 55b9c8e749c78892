import { ApiProperty } from '@nestjs/swagger'

export const inboxStatuses = ['pending', 'processed', 'ignored', 'waiting', 'failed', 'due'] as const
export type InboxStatus = (typeof inboxStatuses)[number]

export class ReceivedDto {
  /** @example true */
  received!: true
}

/** An event as it was sent. */
export class InboxDeliveryDto {
  /** Without signatures. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'x-shopify-topic': 'orders/create' },
  })
  headers!: Record<string, string>
  /** The first 256,000 characters; base64 when it is no text. @example '{"id":820982911946154508}' */
  body!: string
  /** Bytes. @example 6120 */
  size!: number
}

/** What a shop sent, and what became of it. */
export class InboxEventDto {
  id!: string
  integration_id!: string
  /** @example 'orders/create' */
  topic!: string
  /** @example 'orders' */
  object_type!: string | null
  /** @example '820982911946154508' */
  object_id!: string | null
  /** When the shop changed the object, as far as it says. */
  occurred_at!: string | null
  @ApiProperty({ enum: inboxStatuses, example: 'processed' })
  status!: InboxStatus
  /**
   * Why it was ignored (`topic`, `draft`, `nothing`, `stale`), waits (`order`), failed (`unreadable`, `refused`), or what
   * it did (`created`, `updated`, `unchanged`, `deleted`). @example 'created'
   */
  reason!: string | null
  /** What was wrong, naming the field. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  details!: string | null
  customer_id!: string | null
  order_id!: string | null
  /** @example 1 */
  attempts!: number
  /** Until when people must have acted, for requests of privacy. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  due_at!: string | null
  received_at!: string
  processed_at!: string | null
  /** In the answer about one event. */
  delivery?: InboxDeliveryDto
}
