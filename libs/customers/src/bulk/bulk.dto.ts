import { ApiProperty } from '@nestjs/swagger'
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
} from 'class-validator'
import { MayBeAbsent, OrNull, rule } from '@portolan/platform'
import { customerStatuses, type CustomerStatus } from '../customer.dto'
import { AsSent } from '../dto.rules'

export const bulkActions = ['tag', 'untag', 'assign', 'status', 'undo'] as const
export type BulkAction = (typeof bulkActions)[number]

/** Names of a list's parameters to their text. */
function IsListQuery(): PropertyDecorator {
  return rule('isListQuery', 'rule.isListQuery', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const texts = Object.values(value as Record<string, unknown>)
    return texts.length <= 50 && texts.every((text) => typeof text === 'string' && text.length <= 4000)
  })
}

/** What to do with which customers: give `ids`, `filter` or `failed_of`; for `undo`, only `undo_of`. */
export class BulkDto {
  @ApiProperty({ enum: bulkActions, example: 'status' })
  @IsIn(bulkActions)
  action!: BulkAction

  /** For `tag` and `untag`: names of tags. @example ['wholesale'] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 50, { each: true })
  tags?: string[]

  /** For `assign`: the member who looks after them, or null for nobody. @example null */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, required: false })
  @OrNull()
  @IsUUID()
  assigned_to?: string | null

  /** For `status`. @example 'vip' */
  @ApiProperty({ enum: customerStatuses, required: false })
  @MayBeAbsent()
  @IsIn(customerStatuses)
  status?: CustomerStatus

  /** These customers. @example ['019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'] */
  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    minItems: 1,
    maxItems: 10_000,
    required: false,
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  ids?: string[]

  /** All customers that the list shows for these filters, and `q`; an empty object is all of them. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    selfRequired: false,
    example: { country_code: 'DE,AT', 'lifetime_value[gte]': '1000' },
  })
  @AsSent()
  @MayBeAbsent()
  @IsListQuery()
  filter?: Record<string, string>

  /** Those that this bulk job could not do. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  @ApiProperty({ type: 'string', format: 'uuid', required: false })
  @MayBeAbsent()
  @IsUUID()
  failed_of?: string

  /** For `undo`: the bulk job whose changes are taken back, where nobody has changed them since. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  @ApiProperty({ type: 'string', format: 'uuid', required: false })
  @MayBeAbsent()
  @IsUUID()
  undo_of?: string

  /** How many there were when somebody confirmed it; needed with `filter`. 409 when there are more or fewer now. @example 42 */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2_147_483_647, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  expected_count?: number
}
