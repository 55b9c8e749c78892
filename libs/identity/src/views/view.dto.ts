// Saved views of a list: shape and rules. Whether the list can be asked so is the list's to say.
import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger'
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator'
import { Transform } from 'class-transformer'
import { IsLine, MayBeAbsent, OrNull, rule } from '@portolan/platform'

export const viewLists = ['customers', 'orders', 'products'] as const
export type ViewList = (typeof viewLists)[number]

const filtersExample = { country_code: 'DE,AT', 'lifetime_value[gte]': '1000' }

/** Names of a list's parameters to their text. */
function IsFilters(): PropertyDecorator {
  return rule('isListQuery', 'rule.isListQuery', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const texts = Object.values(value as Record<string, unknown>)
    return texts.length <= 50 && texts.every((text) => typeof text === 'string' && text.length <= 4000)
  })
}

/** As it came: class-transformer drops keys that objects inherit. */
function AsSent(): PropertyDecorator {
  return Transform(({ obj, key }) => (obj as Record<string, unknown>)[key])
}

export class ViewDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  @ApiProperty({ enum: viewLists, example: 'customers' })
  list!: ViewList
  /** @example 'Big spenders in Germany' */
  name!: string
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: filtersExample })
  filters!: Record<string, string>
  /** The list's own order when null. @example '-lifetime_value' */
  sort!: string | null
  /** The console's own columns when empty. @example ['name', 'lifetime_value'] */
  columns!: string[]
  /** Whether everybody in the workspace sees it. @example true */
  shared!: boolean
  /** @example 1 */
  position!: number
  /** Who made it. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  owner_id!: string
  /** @example 'Mary Somerville' */
  owner_name!: string | null
  /** Whether the reader's list opens with it. @example false */
  is_default!: boolean
  /** Custom fields that it names and that are gone; the list refuses to filter and sort by them. @example [] */
  missing_fields!: string[]
  /** @example 1 */
  version!: number
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
}

export class CreateViewDto {
  @ApiProperty({ enum: viewLists, example: 'customers' })
  @IsIn(viewLists)
  list!: ViewList

  /** @example 'Big spenders in Germany' */
  @IsString() @Length(1, 100) @IsLine() name!: string

  /** The list's filters as in its address, and `q`. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    selfRequired: false,
    example: filtersExample,
  })
  @AsSent()
  @MayBeAbsent()
  @IsFilters()
  filters?: Record<string, string>

  /** A sort of the list, `-` in front for descending. @example '-lifetime_value' */
  @OrNull() @IsString() @MaxLength(100) sort?: string | null

  /** Fields, sorts and custom fields of the list, in their order. @example ['name', 'lifetime_value'] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  columns?: string[]

  /** Whether everybody in the workspace sees it; managers share. @example false */
  @MayBeAbsent() @IsBoolean() shared?: boolean

  /** Its place among the views; behind all of them when absent. @example 1 */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1000, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1000)
  position?: number
}

/** All of a view that can be edited; what is absent becomes what it is in a new view, the place stays. */
export class ReplaceViewDto extends OmitType(CreateViewDto, ['list'] as const) {}

export class EditViewDto extends PartialType(ReplaceViewDto, { skipNullProperties: false }) {}
