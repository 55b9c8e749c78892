// What people send and read about custom fields: shape and rules. What depends on the type is the service's to judge.
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
  Matches,
  Max,
  Min,
} from 'class-validator'
import { isLanguageTag, IsLine, MayBeAbsent, rule } from '@portolan/platform'
import { AsSent } from '../dto.rules'

export const fieldOwners = ['customers', 'orders'] as const
export type FieldOwner = (typeof fieldOwners)[number]

export const fieldTypes = ['text', 'number', 'date', 'boolean', 'select', 'url'] as const
export type FieldType = (typeof fieldTypes)[number]

/** Names of a field by language. */
export type Labels = Record<string, string>

const labelsExample = { en: 'Shoe size', de: 'Schuhgröße' }

/** One to twenty languages, each with a name of one line. */
function IsLabels(): PropertyDecorator {
  return rule('isLabels', 'rule.isLabels', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const entries = Object.entries(value as Record<string, unknown>)
    return (
      entries.length > 0 && entries.length <= 20 && entries.every(([tag, name]) => isLanguageTag(tag) && isName(name))
    )
  })
}

function isName(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '' && text.length <= 100 && !/[\p{Cc}\p{Cs}]/u.test(text)
}

export class CustomFieldDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  @ApiProperty({ enum: fieldOwners, example: 'customers' })
  applies_to!: FieldOwner
  /** Its name in `custom_fields` and in filters. @example 'shoe_size' */
  key!: string
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: labelsExample })
  labels!: Labels
  @ApiProperty({ enum: fieldTypes, example: 'number' })
  type!: FieldType
  /** Whether a new row needs a value. @example false */
  required!: boolean
  /** Whether no two rows outside of the trash may have the same value, whatever its capitals. @example false */
  unique!: boolean
  /** What a `select` offers. @example [] */
  options!: string[]
  /** Its place among the fields of its kind, from 1. @example 1 */
  position!: number
  /** Whether it takes no new values; those it has stay readable. @example false */
  archived!: boolean
  /** How many rows have a value, those in the trash included. @example 42 */
  values!: number
  /** @example 1 */
  version!: number
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
}

export class CreateCustomFieldDto {
  @ApiProperty({ enum: fieldOwners, example: 'customers' })
  @IsIn(fieldOwners)
  applies_to!: FieldOwner

  /** Its name in `custom_fields` and in filters; it stays for ever. @example 'shoe_size' */
  @ApiProperty({ pattern: '^[a-z][a-z0-9_]{0,49}$', example: 'shoe_size' })
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{0,49}$/, { message: 'rule.isFieldKey' })
  key!: string

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: labelsExample })
  @AsSent()
  @IsLabels()
  labels!: Labels

  /** It stays for ever. */
  @ApiProperty({ enum: fieldTypes, example: 'number' })
  @IsIn(fieldTypes)
  type!: FieldType

  /** Whether a new row needs a value; rows from before stay as they are. @example false */
  @MayBeAbsent() @IsBoolean() required?: boolean
  /** For text, number, date and url: whether no two rows outside of the trash may have the same value. @example false */
  @MayBeAbsent() @IsBoolean() unique?: boolean

  /** What a `select` offers; other types have none. @example [] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  @IsLine({ each: true })
  options?: string[]

  /** Its place, from 1; the last one when absent. @example 1 */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1000, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1000)
  position?: number

  /** Whether it takes no new values. @example false */
  @MayBeAbsent() @IsBoolean() archived?: boolean
}

/** All of a field that can be edited; what is absent becomes what it is in a new field, the place stays. */
export class ReplaceCustomFieldDto extends OmitType(CreateCustomFieldDto, ['applies_to', 'key', 'type'] as const) {}

export class EditCustomFieldDto extends PartialType(ReplaceCustomFieldDto, { skipNullProperties: false }) {}

export class RemovedCustomFieldDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** How many rows have a value, those in the trash included. @example 42 */
  values!: number
  /** True where there are values: the field is archived, and they stay readable. @example true */
  archived!: boolean
}
