// What people send about customers: shape and rules. The service trims texts; an empty one is no value.
import { ApiProperty, PartialType } from '@nestjs/swagger'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsIn,
  IsString,
  IsUUID,
  Length,
  MaxLength,
} from 'class-validator'
import { IsCountry, IsCurrency, IsLanguageTag, IsLine, IsZone, MayBeAbsent, OrNull } from '@portolan/platform'
import { AsSent, IsCustomFields, IsPhone } from './dto.rules'

export const customerStatuses = ['active', 'inactive', 'vip', 'blocked'] as const
export type CustomerStatus = (typeof customerStatuses)[number]

/** A customer's own fields. */
export class CustomerFieldsDto {
  /** @example 'Ada' */
  @OrNull() @IsString() @MaxLength(100) @IsLine() first_name?: string | null
  /** @example 'Lovelace' */
  @OrNull() @IsString() @MaxLength(100) @IsLine() last_name?: string | null
  /** @example 'Analytical Engines Ltd' */
  @OrNull() @IsString() @MaxLength(255) @IsLine() company_name?: string | null

  /** Unique among the customers that are not deleted. @example 'ada@example.com' */
  @ApiProperty({ type: 'string', format: 'email', nullable: true, required: false, maxLength: 255 })
  @OrNull()
  @IsString()
  @IsEmail()
  @MaxLength(255)
  email?: string | null

  /** As it is written, a number of the customer's country or with the code of another. @example '+44 20 7946 0000' */
  @OrNull() @IsString() @MaxLength(50) @IsPhone() phone?: string | null
  /** ISO 3166-1 alpha-2. @example 'GB' */
  @OrNull() @IsCountry() country_code?: string | null
  /** @example 'England' */
  @OrNull() @IsString() @MaxLength(100) @IsLine() region?: string | null
  /** @example 'London' */
  @OrNull() @IsString() @MaxLength(100) @IsLine() city?: string | null
  /** In the form of its country. @example 'SW1Y 4JH' */
  @OrNull() @IsString() @MaxLength(20) @IsLine() postal_code?: string | null
  /** Street and number; then the country's other parts of an address are needed, too. @example '12 St James’s Square' */
  @OrNull() @IsString() @MaxLength(255) @IsLine() address_line1?: string | null
  /** @example null */
  @OrNull() @IsString() @MaxLength(255) @IsLine() address_line2?: string | null
  /** IANA zone; when absent that of her country or number, else the workspace's. @example 'Europe/London' */
  @OrNull() @IsZone() timezone?: string | null
  /** BCP 47; the workspace's when absent. @example 'en-GB' */
  @OrNull() @IsLanguageTag() language?: string | null
  /** ISO 4217; the workspace's when absent. @example 'GBP' */
  @OrNull() @IsCurrency() currency?: string | null

  /** @example 'vip' */
  @ApiProperty({ enum: customerStatuses, default: 'active', required: false })
  @MayBeAbsent()
  @IsIn(customerStatuses)
  status?: CustomerStatus

  /**
   * Values of the fields that the workspace has defined (`custom-fields`), at most 16 kB of JSON; free where it has
   * defined none. A PATCH merges them; null removes one.
   */
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false, example: { shoe_size: 42 } })
  @AsSent()
  @MayBeAbsent()
  @IsCustomFields()
  custom_fields?: Record<string, unknown>

  /** The member who looks after this customer; needs the permission to assign. @example null */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, required: false })
  @OrNull()
  @IsUUID()
  assigned_to?: string | null
}

export class CreateCustomerDto extends CustomerFieldsDto {
  /** Names of tags to put on. @example ['wholesale'] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 50, { each: true })
  tags?: string[]
}

export class ReplaceCustomerDto extends CustomerFieldsDto {}

export class EditCustomerDto extends PartialType(CustomerFieldsDto, { skipNullProperties: false }) {}

export class PutTagsDto {
  /** Names of tags to put on; those it has already stay. @example ['wholesale', 'newsletter'] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 50, { each: true })
  tags!: string[]
}
