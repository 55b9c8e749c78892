import { ApiProperty } from '@nestjs/swagger'

/** Something that happened to a customer or to an order. */
export class TimelineEntryDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** The event's name. @example 'customer.updated' */
  type!: string
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  customer_id!: string | null
  /** @example null */
  order_id!: string | null
  /** What the order is called. @example '#1041' */
  order_number!: string | null
  /** What the customer is called: the name, else the company, else the e-mail address. @example 'Ada Lovelace' */
  customer_name!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  occurred_at!: string
  /** The member who did it; null for a shop, an import or the system. @example null */
  actor!: string | null
  /** That member's name. @example null */
  actor_name!: string | null
  /** Facts of the event, as its type has them. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { fields: ['status'] } })
  data!: Record<string, unknown>
}
