import { ApiProperty } from '@nestjs/swagger'
import { IsEmail, IsIn, IsString, IsUrl, Length, MaxLength, ValidateIf } from 'class-validator'
import { roles, type Role } from '@portolan/contracts'
import { IsLanguage, IsLine, IsZone } from '../rules'
import { memberStatuses, type MemberStatus } from './membership.entity'
import { IsNewPassword } from './passwords'

/** A member of the workspace. What is null for colleagues is shown to administrators and to the person. */
export class UserDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'ada@hansen.example' */
  email!: string | null
  /** @example 'Ada' */
  first_name!: string
  /** @example 'Hansen' */
  last_name!: string
  /** An address below this server for pictures that were uploaded here; it needs a token. @example '/api/v1/users/019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7/avatar?v=Zm9yIGV4YW1wbGUh' */
  avatar_url!: string | null
  /** @example 'manager' */
  @ApiProperty({ enum: roles })
  role!: Role
  /** @example 'active' */
  @ApiProperty({ enum: memberStatuses })
  status!: MemberStatus
  /** BCP 47; null follows the workspace. @example 'de' */
  language!: string | null
  /** IANA zone; null follows the workspace. @example 'Europe/Berlin' */
  timezone!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  last_login_at!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
  /** Counts edits. @example 3 */
  version!: number
}

/** The workspace of a sign-in. */
export class OwnTenantDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'Hansen & Daughters' */
  name!: string
  /** @example 'hansen' */
  slug!: string
  /** @example 'EUR' */
  default_currency!: string
  /** @example 'en' */
  language!: string
  /** @example 'Europe/Berlin' */
  timezone!: string
  /** Whether this server keeps mail for administrators to read, instead of sending it. @example false */
  catches_mail!: boolean
}

/** Who is signed in, and where. */
export class OwnUserDto extends UserDto {
  tenant!: OwnTenantDto
}

const given = (_: object, value: unknown) => value !== undefined
const givenOrNull = (_: object, value: unknown) => value !== undefined && value !== null

export class NewUserDto {
  /** @example 'ada@hansen.example' */
  @IsEmail()
  @MaxLength(254)
  email!: string

  /** @example 'Ada' */
  @IsLine()
  @Length(1, 100)
  first_name!: string

  /** @example 'Hansen' */
  @IsLine()
  @MaxLength(100)
  last_name!: string

  /** @example 'agent' */
  @IsIn([...roles])
  role!: Role

  /** To begin with; somebody who has an account already keeps the password of that. @example 'a long first password' */
  @ApiProperty({ minLength: 12, maxLength: 256, format: 'password' })
  @IsNewPassword()
  password!: string

  /** BCP 47; null follows the workspace. @example 'de' */
  @ValidateIf(givenOrNull)
  @IsLanguage()
  language?: string | null

  /** IANA zone; null follows the workspace. @example 'Europe/Berlin' */
  @ValidateIf(givenOrNull)
  @IsZone()
  timezone?: string | null
}

export class EditUserDto {
  /** @example 'manager' */
  @ValidateIf(given)
  @IsIn([...roles])
  role?: Role

  /** @example 'active' */
  @ValidateIf(given)
  @IsIn([...memberStatuses])
  status?: MemberStatus
}

/** What a member changes about themselves; what is left out stays. */
export class EditOwnUserDto {
  /** @example 'Ada' */
  @ValidateIf(given)
  @IsLine()
  @Length(1, 100)
  first_name?: string

  /** @example 'Hansen' */
  @ValidateIf(given)
  @IsLine()
  @MaxLength(100)
  last_name?: string

  /** @example 'https://hansen.example/ada.png' */
  @ValidateIf(givenOrNull)
  @IsUrl({ protocols: ['https'], require_protocol: true })
  @MaxLength(500)
  avatar_url?: string | null

  /** BCP 47; null follows the workspace. @example 'de' */
  @ValidateIf(givenOrNull)
  @IsLanguage()
  language?: string | null

  /** IANA zone; null follows the workspace. @example 'Europe/Berlin' */
  @ValidateIf(givenOrNull)
  @IsZone()
  timezone?: string | null

  /** A new password, which ends every other sign-in of this account. @example 'a long second password' */
  @ApiProperty({ minLength: 12, maxLength: 256, format: 'password' })
  @ValidateIf(given)
  @IsNewPassword()
  password?: string

  /** Needed with a new password. @example 'a long first password' */
  @ApiProperty({ format: 'password', required: false })
  @ValidateIf((dto: EditOwnUserDto) => dto.password !== undefined || dto.current_password !== undefined)
  @IsString()
  @MaxLength(1000)
  current_password?: string
}
