import { ApiProperty } from '@nestjs/swagger'

export const duplicateReasons = ['email', 'name', 'phone'] as const
export const duplicateStrengths = ['strong', 'medium', 'weak'] as const

export class DuplicateCustomerDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e8' */
  id!: string
  /** @example 'Ada' */
  first_name!: string | null
  /** @example 'Lovelace' */
  last_name!: string | null
  /** @example null */
  company_name!: string | null
  /** @example 'ada+shop@example.com' */
  email!: string | null
  /** @example '020 7946 0000' */
  phone!: string | null
  /** ISO 3166-1 alpha-2. @example 'GB' */
  country_code!: string | null
  /** @example 'London' */
  city!: string | null
  /** @example 2 */
  total_orders!: number
  /** @example '2025-03-01T09:30:00.000Z' */
  created_at!: string
}

export class DuplicateDto {
  /** Who may be the same person. */
  customer!: DuplicateCustomerDto

  /** What they share: the mailbox of the e-mail address, the phone number, or the name within one country. */
  @ApiProperty({ enum: duplicateReasons, isArray: true, example: ['name', 'phone'] })
  reasons!: (typeof duplicateReasons)[number][]

  /**
   * strong: one mailbox, or one name and number. medium: one number, or one name in one place. weak: one name in one
   * country.
   */
  @ApiProperty({ enum: duplicateStrengths, example: 'strong' })
  strength!: (typeof duplicateStrengths)[number]
}

export class DuplicatesDto {
  /** At most twenty, the strongest first. */
  @ApiProperty({ type: () => DuplicateDto, isArray: true })
  suggestions!: DuplicateDto[]
}
