// What people send about merges.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { MayBeAbsent, rule } from '@portolan/platform'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  IsUUID,
  ValidateNested,
} from 'class-validator'
import { AsSent } from '../dto.rules'

export const mergeChoices = ['winner', 'loser'] as const
export type MergeChoice = (typeof mergeChoices)[number]

/** Fields that two people may have different values in. */
export const mergedFieldNames = [
  'first_name',
  'last_name',
  'company_name',
  'email',
  'phone',
  'country_code',
  'region',
  'city',
  'postal_code',
  'address_line1',
  'address_line2',
  'timezone',
  'language',
  'currency',
  'status',
  'assigned_to',
  'custom_fields',
] as const
export type MergedFieldName = (typeof mergedFieldNames)[number]
/** By key of a custom field. */
export type CustomChoices = Readonly<Record<string, MergeChoice>>
export type MergeChoices = Partial<Record<MergedFieldName, MergeChoice>>

function AreChoices(): PropertyDecorator {
  return rule('areChoices', 'rule.areChoices', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const entries = Object.entries(value)
    return entries.length <= 100 && entries.every(([, choice]) => mergeChoices.includes(choice as MergeChoice))
  })
}

function Choice(): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ enum: mergeChoices, example: 'loser' })(target, key)
    MayBeAbsent()(target, key)
    IsIn(mergeChoices)(target, key)
  }
}

/** Whose value stays, by field. */
export class MergeFieldsDto implements MergeChoices {
  @Choice() first_name?: MergeChoice
  @Choice() last_name?: MergeChoice
  @Choice() company_name?: MergeChoice
  @Choice() email?: MergeChoice
  @Choice() phone?: MergeChoice
  @Choice() country_code?: MergeChoice
  @Choice() region?: MergeChoice
  @Choice() city?: MergeChoice
  @Choice() postal_code?: MergeChoice
  @Choice() address_line1?: MergeChoice
  @Choice() address_line2?: MergeChoice
  @Choice() timezone?: MergeChoice
  @Choice() language?: MergeChoice
  @Choice() currency?: MergeChoice
  @Choice() status?: MergeChoice
  @Choice() assigned_to?: MergeChoice
  /** Whose value stays where both have one; what only one of them has stays in any case. */
  @Choice() custom_fields?: MergeChoice
}

export class MergeCustomersDto {
  /** Who is left. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  @ApiProperty({ type: 'string', format: 'uuid' })
  @IsUUID()
  winner_id!: string

  /** Who goes into her, at most ten. @example ['019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e8'] */
  @ApiProperty({ type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems: 10 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  loser_ids!: string[]

  /**
   * Whose value stays, by field. Without a choice the winner's stays where she has one, else the loser's; names and
   * addresses are taken whole. The loser's may be chosen where there is one loser.
   */
  @ApiPropertyOptional({ type: MergeFieldsDto })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => MergeFieldsDto)
  fields?: MergeFieldsDto

  /**
   * Whose value stays, by key of a custom field; where a key has no choice, `fields.custom_fields` has it. The loser's
   * may be chosen where there is one loser, an empty one too.
   */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', enum: [...mergeChoices] },
    example: { shoe_size: 'loser' },
  })
  @AsSent()
  @MayBeAbsent()
  @AreChoices()
  custom_fields?: CustomChoices
}
