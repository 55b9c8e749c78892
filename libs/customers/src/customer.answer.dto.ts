// What the API answers about customers; PostgreSQL builds it (customers.resource.ts).
import { ApiProperty } from '@nestjs/swagger'
import { orderStatuses, paymentStatuses, type OrderStatus, type PaymentStatus } from '@portolan/contracts'
import { customerStatuses, type CustomerStatus } from './customer.dto'

export class CustomerTagDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'wholesale' */
  name!: string
  /** @example '#64748b' */
  colour!: string
}

export class CustomerIdentityDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** The place that knows the customer: an import's source or a connected shop. @example 'online-retail' */
  source!: string
  /** The customer's id there. @example '17850' */
  external_id!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
}

export class CustomerIdentityRowDto extends CustomerIdentityDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  customer_id!: string
}

export class CustomerOrderDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'P-1042' */
  order_number!: string
  @ApiProperty({ enum: orderStatuses })
  status!: OrderStatus
  @ApiProperty({ enum: paymentStatuses })
  payment_status!: PaymentStatus
  /** @example '2026-01-31T12:00:00.000Z' */
  placed_at!: string
  /** @example '129.90' */
  total_amount!: string
  /** @example 'EUR' */
  currency!: string
}

/** Somebody who was merged into a customer. */
export class MergedCustomerDto {
  /** Whose merge `customers/{id}/unmerge` undoes. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e8' */
  id!: string
  /** @example 'A. Lovelace' */
  name!: string | null
  /** Who she was merged into at first, where that customer was merged in turn. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  winner_id!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  merged_at!: string
  /** The member who merged. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  merged_by!: string | null
  /** That member's name. @example null */
  merged_by_name!: string | null
}

/** A person who buys, or a company. */
export class CustomerDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'Ada' */
  first_name!: string | null
  /** @example 'Lovelace' */
  last_name!: string | null
  /** @example 'Analytical Engines Ltd' */
  company_name!: string | null
  /** @example 'ada@example.com' */
  email!: string | null
  /** @example '+44 20 7946 0000' */
  phone!: string | null
  /** The number in E.164; null where what is written is none that we can read. @example '+442079460000' */
  phone_e164!: string | null
  /** ISO 3166-1 alpha-2. @example 'GB' */
  country_code!: string | null
  /** @example 'England' */
  region!: string | null
  /** @example 'London' */
  city!: string | null
  /** @example 'SW1Y 4JH' */
  postal_code!: string | null
  /** @example '12 St James’s Square' */
  address_line1!: string | null
  /** @example null */
  address_line2!: string | null
  /** IANA zone. @example 'Europe/London' */
  timezone!: string
  /** BCP 47. @example 'en-GB' */
  language!: string
  /** ISO 4217, what the customer likes to pay in. @example 'GBP' */
  currency!: string
  @ApiProperty({ enum: customerStatuses, example: 'vip' })
  status!: CustomerStatus
  @ApiProperty({ type: 'object', additionalProperties: true, example: { shoe_size: 42 } })
  custom_fields!: Record<string, unknown>
  /** The member who looks after this customer. @example null */
  assigned_to!: string | null
  /** That member's name. @example null */
  assigned_to_name!: string | null
  /** Gross minus refunds, each order at the rate of its day. @example '1234.50' */
  lifetime_value!: string
  /** The workspace's currency. @example 'EUR' */
  lifetime_value_currency!: string
  /** Orders that are neither cancelled nor adjustments only. @example 12 */
  total_orders!: number
  /** Gross ÷ orders, in the workspace's currency. @example '110.20' */
  average_order_value!: string
  /** @example '2025-03-01T09:30:00.000Z' */
  first_order_date!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  last_order_date!: string | null
  /** Orders that the amounts leave out until their exchange rate is known. @example 0 */
  orders_without_rate!: number
  /** Counts edits of the customer's own fields. @example 3 */
  version!: number
  /** @example '2025-03-01T09:30:00.000Z' */
  created_at!: string
  /** When the customer's own fields were edited last. @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
  /** @example null */
  deleted_at!: string | null
  /** In an answer of one customer, or by `include=tags`. */
  tags?: CustomerTagDto[]
  /** In an answer of one customer, or by `include=identities`. */
  identities?: CustomerIdentityDto[]
  /** Who was merged into her, in an answer of one customer. */
  merged_from?: MergedCustomerDto[]
  /** The ten newest, by `include=orders`. */
  orders?: CustomerOrderDto[]
}
