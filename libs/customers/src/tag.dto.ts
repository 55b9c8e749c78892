import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsInt, IsString, IsUUID, Length, Max, Min } from 'class-validator'
import { IsLine, MayBeAbsent } from '@portolan/platform'
import { IsColour } from './dto.rules'

export class TagDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'wholesale' */
  name!: string
  /** @example '#64748b' */
  colour!: string
  /** How many customers have it. @example 42 */
  customers!: number
  /** @example 1 */
  version!: number
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
}

export class RemovedTagDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** From how many customers it was taken. @example 42 */
  customers!: number
}

export class TagFieldsDto {
  /** Unique, whatever its capitals. @example 'wholesale' */
  @IsString() @Length(1, 50) @IsLine() name!: string
  /** Grey when absent. @example '#1e88e5' */
  @MayBeAbsent() @IsColour() colour?: string
}

export class EditTagDto extends PartialType(TagFieldsDto, { skipNullProperties: false }) {}

export class MergeTagDto {
  /** The tag that stays. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  @ApiProperty({ type: 'string', format: 'uuid' })
  @IsUUID()
  into_id!: string
}

export class RemoveTagQueryDto {
  /** How many customers you think have it: refused (409 `tag.in_use`) when it is another number by now. @example 42 */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 2147483647 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  expected_count?: number
}
