import { Matches } from 'class-validator'
import { MayBeAbsent } from '@portolan/platform'

export class AvatarQueryDto {
  /** Tells one picture from the next, as `avatar_url` has it. @example 'Zm9yIGV4YW1wbGUh' */
  @MayBeAbsent()
  @Matches(/^[\w-]{1,50}$/)
  v?: string
}
