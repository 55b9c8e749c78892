import { ApiProperty } from '@nestjs/swagger'
import { IsIn, IsString, Length, MaxLength } from 'class-validator'
import { roles, type Language, type Role } from '@portolan/contracts'
import { IsMailAddress, mailStatuses, MayBeAbsent, OrNull, type MailStatus } from '@portolan/platform'
import { IsLanguage, IsLine } from '../rules'
import { IsNewPassword } from '../users/passwords'

export const invitationStatuses = ['pending', 'expired', 'accepted', 'revoked'] as const
export type InvitationStatus = (typeof invitationStatuses)[number]

/** Somebody who was asked to join the workspace. */
export class InvitationDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'grace@hansen.example' */
  email!: string
  /** @example 'agent' */
  @ApiProperty({ enum: roles })
  role!: Role
  /** @example 'Grace' */
  first_name!: string
  /** @example 'Okafor' */
  last_name!: string
  /** BCP 47; null follows the workspace. @example 'en' */
  language!: string | null
  /** @example 'pending' */
  @ApiProperty({ enum: invitationStatuses })
  status!: InvitationStatus
  /** What became of its newest mail; `unknown`: it was handed over, but the mail server never said whether it took it. @example 'sent' */
  @ApiProperty({ enum: mailStatuses, nullable: true })
  mail_status!: MailStatus | null
  /** Why the mail did not leave. @example 'connect ECONNREFUSED' */
  mail_error!: string | null
  /** The member who invited. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  invited_by!: string | null
  /** The member that came of it. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e8' */
  accepted_by!: string | null
  /** @example '2026-02-07T12:00:00.000Z' */
  expires_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  mailed_at!: string
  /** @example '2026-02-01T09:30:00.000Z' */
  accepted_at!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
  /** Counts edits. @example 1 */
  version!: number
}

export class NewInvitationDto {
  /** One plain mailbox. @example 'grace@hansen.example' */
  @ApiProperty({ format: 'email' })
  @IsMailAddress()
  @MaxLength(254)
  email!: string

  /** @example 'agent' */
  @IsIn([...roles])
  role!: Role

  /** To begin with; whoever accepts may say otherwise. @example 'Grace' */
  @MayBeAbsent()
  @IsLine()
  @MaxLength(100)
  first_name?: string

  /** @example 'Okafor' */
  @MayBeAbsent()
  @IsLine()
  @MaxLength(100)
  last_name?: string

  /** Of the mail and of the new member; null follows the workspace. @example 'en' */
  @OrNull()
  @IsLanguage()
  language?: Language | null
}

export class InvitationTokenDto {
  /** What follows the `#` in the mailed link. @example 'Zm9yIGV4YW1wbGUsIG5vdCBhIHJlYWwgdG9rZW4gYXQgYWxs' */
  @IsString()
  @Length(20, 200)
  token!: string
}

/** What an invitation says to the person who holds it. */
export class OpenInvitationDto {
  /** @example 'grace@hansen.example' */
  email!: string
  /** @example 'agent' */
  @ApiProperty({ enum: roles })
  role!: Role
  /** @example 'Grace' */
  first_name!: string
  /** @example 'Okafor' */
  last_name!: string
  /** Name of the workspace. @example 'Hansen & Daughters' */
  workspace!: string
  /** Who invited. @example 'Ada Hansen' */
  inviter!: string
  /** @example '2026-02-07T12:00:00.000Z' */
  expires_at!: string
  /** Whether the address has an account, which then keeps its password. @example false */
  has_account!: boolean
}

export class AcceptInvitationDto extends InvitationTokenDto {
  /** Needed from who has no account yet. @example 'a long first password' */
  @ApiProperty({ minLength: 12, maxLength: 256, format: 'password', required: false })
  @MayBeAbsent()
  @IsNewPassword()
  password?: string

  /** @example 'Grace' */
  @MayBeAbsent()
  @IsLine()
  @Length(1, 100)
  first_name?: string

  /** @example 'Okafor' */
  @MayBeAbsent()
  @IsLine()
  @MaxLength(100)
  last_name?: string
}

/** Who may sign in now, and where. */
export class AcceptedInvitationDto {
  /** @example 'grace@hansen.example' */
  email!: string
  /** Short name of the workspace. @example 'hansen' */
  tenant!: string
  /** Whether the address had an account before, whose password stays. @example false */
  had_account!: boolean
}
