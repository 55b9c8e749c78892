import { ApiProperty } from '@nestjs/swagger'
import { isUUID } from 'class-validator'
import { MayBeAbsent, textRule } from '@portolan/platform'

export class DeactivationDto {
  /** Who takes over the member's customers, or `none`; needed while there are any. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  @ApiProperty({
    type: String,
    required: false,
    pattern: '^(none|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$',
  })
  @MayBeAbsent()
  @textRule('isSuccessor', 'rule.isSuccessor', (text) => text === 'none' || isUUID(text, 'all'))
  hand_over_to?: string
}
