import { ApiProperty } from '@nestjs/swagger'
import { IsEmail, IsString, Length, MaxLength } from 'class-validator'
import { IsNewPassword } from '../users/passwords'

export class PasswordResetDto {
  /** @example 'ada@hansen.example' */
  @IsEmail()
  @MaxLength(254)
  email!: string
}

/** The same whoever asks. */
export class PasswordResetTakenDto {
  /** Minutes for which the link works, if there is an account to mail it to. @example 60 */
  minutes!: number
}

export class NewPasswordDto {
  /** What follows the `#` in the mailed link. @example 'Zm9yIGV4YW1wbGUsIG5vdCBhIHJlYWwgdG9rZW4gYXQgYWxs' */
  @IsString()
  @Length(20, 200)
  token!: string

  /** @example 'a long second password' */
  @ApiProperty({ minLength: 12, maxLength: 256, format: 'password' })
  @IsNewPassword()
  password!: string
}
