import { ApiProperty } from '@nestjs/swagger'
import { IsEmail, IsIn, IsNotEmpty, IsString, Length, MaxLength } from 'class-validator'
import { type Language } from '@portolan/contracts'
import { MayBeAbsent } from '@portolan/platform'
import { IsCurrency, IsLanguage, IsLine, IsSlug, IsZone } from '../rules'
import { OwnUserDto } from '../users/user.dto'
import { IsNewPassword } from '../users/passwords'

export class LoginDto {
  /** @example 'ada@hansen.example' */
  @IsString()
  @IsNotEmpty()
  @MaxLength(254)
  email!: string

  /** @example 'a long first password' */
  @ApiProperty({ format: 'password' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  password!: string

  /** Short name or id of the workspace; needed by members of several. @example 'hansen' */
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  tenant?: string

  /** Code of a second factor, for accounts that have one. @example '123456' */
  @MayBeAbsent()
  @IsString()
  @MaxLength(20)
  mfa_code?: string

  /** `cookie` is for the console: the refresh token travels as an HttpOnly cookie and is left out of the answer. */
  @ApiProperty({ enum: ['cookie', 'token'], default: 'token', required: false })
  @MayBeAbsent()
  @IsIn(['cookie', 'token'])
  session?: 'cookie' | 'token'
}

export class RefreshDto {
  /** Left out by pages of the console, whose cookie carries it. @example 'Zm9yIGV4YW1wbGUsIG5vdCBhIHJlYWwgdG9rZW4gYXQgYWxs' */
  @MayBeAbsent()
  @IsString()
  @Length(20, 200)
  refresh_token?: string
}

export class SignedInDto {
  /** Sent as `Authorization: Bearer …`. @example 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.signature' */
  access_token!: string
  /** Gives the next access token, once. Left out when it travels as a cookie. @example 'Zm9yIGV4YW1wbGUsIG5vdCBhIHJlYWwgdG9rZW4gYXQgYWxs' */
  refresh_token?: string
  /** @example 'Bearer' */
  token_type!: 'Bearer'
  /** Seconds for which the access token holds. @example 900 */
  expires_in!: number
  user!: OwnUserDto
}

export class RegisterDto {
  /** Name of the workspace. @example 'Hansen & Daughters' */
  @IsLine()
  @Length(1, 120)
  name!: string

  /** Short name of the workspace, for sign-ins: small letters, digits and single hyphens. @example 'hansen' */
  @IsSlug()
  slug!: string

  /** ISO 4217. @example 'EUR' */
  @MayBeAbsent()
  @IsCurrency()
  default_currency?: string

  /** IANA zone in which days are cut. @example 'Europe/Berlin' */
  @MayBeAbsent()
  @IsZone()
  timezone?: string

  /** BCP 47. @example 'en' */
  @ApiProperty({ type: String, required: false })
  @MayBeAbsent()
  @IsLanguage()
  language?: Language

  /** The first administrator's. @example 'ada@hansen.example' */
  @IsEmail()
  @MaxLength(254)
  email!: string

  /** @example 'a long first password' */
  @ApiProperty({ minLength: 12, maxLength: 256, format: 'password' })
  @IsNewPassword()
  password!: string

  /** @example 'Ada' */
  @IsLine()
  @Length(1, 100)
  first_name!: string

  /** @example 'Hansen' */
  @IsLine()
  @MaxLength(100)
  last_name!: string
}

export class RegisteredDto {
  /** @example 'Hansen & Daughters' */
  name!: string
  /** @example 'hansen' */
  slug!: string
  /** @example 'ada@hansen.example' */
  email!: string
}
