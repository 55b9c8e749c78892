import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator'

export const duplicateReasons = ['email', 'name', 'phone'] as const
export type DuplicateReason = (typeof duplicateReasons)[number]
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

export class DuplicateGroupsQueryDto {
  /** What those of a group share: the mailbox of their e-mail address, their phone number, or name and country. */
  @ApiPropertyOptional({ enum: duplicateReasons, default: 'email' })
  @IsOptional()
  @IsIn(duplicateReasons)
  reason?: DuplicateReason

  /** Goes on behind an answer: its `next`. */
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  after?: string

  /** How many groups at most. */
  @ApiPropertyOptional({ type: 'integer', default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number
}

export class DuplicateGroupDto {
  /** At most ten, the newest first. */
  @ApiProperty({ type: () => DuplicateCustomerDto, isArray: true })
  customers!: DuplicateCustomerDto[]

  /** How many there are; beyond ten, those who were told apart are counted too. @example 2 */
  total!: number

  /** What all of them share. */
  @ApiProperty({ enum: duplicateReasons, isArray: true, example: ['email'] })
  reasons!: DuplicateReason[]

  @ApiProperty({ enum: duplicateStrengths, example: 'strong' })
  strength!: (typeof duplicateStrengths)[number]
}

export class DuplicateGroupsDto {
  /** Those who were told apart from all of the others are left out. */
  @ApiProperty({ type: () => DuplicateGroupDto, isArray: true })
  groups!: DuplicateGroupDto[]

  /**
   * Ask with it as `after` to go on; null at the end. An answer looks at so many customers at most, so it may have few
   * groups, or none, and still go on.
   */
  @ApiProperty({ type: 'string', nullable: true, example: 'WyJlbWFpbCIsImFkYUBleGFtcGxlLmNvbSJd' })
  next!: string | null
}
