import { ApiProperty } from '@nestjs/swagger'
import { IsIn, IsObject, IsString, Length } from 'class-validator'
import { IsLine, MayBeAbsent } from '@portolan/platform'
import { importKinds, type ImportKind } from './mappings'

const columns = {
  type: 'object' as const,
  additionalProperties: { type: 'string' as const },
  example: { 'E-Mail': 'email', Nachname: 'last_name' },
}

/** Which column of a file is which field, under a name of the workspace's own. */
export class SavedMappingDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  @ApiProperty({ enum: importKinds, example: 'customers' })
  kind!: ImportKind
  /** What `mapping` of an import may say. @example 'Till export' */
  name!: string
  @ApiProperty(columns)
  columns!: Record<string, string>
  /** @example 1 */
  version!: number
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
}

export class NewMappingDto {
  /** @example 'customers' */
  @ApiProperty({ enum: importKinds })
  @IsIn(importKinds)
  kind!: ImportKind
  /** Unique among the mappings of its kind, whatever its capitals. @example 'Till export' */
  @IsString()
  @Length(1, 100)
  @IsLine()
  name!: string
  /** Columns and their fields, as in the form of an import. */
  @ApiProperty(columns)
  @IsObject()
  columns!: Record<string, string>
}

export class EditMappingDto {
  /** @example 'Till export' */
  @MayBeAbsent()
  @IsString()
  @Length(1, 100)
  @IsLine()
  name?: string
  @ApiProperty({ ...columns, selfRequired: false })
  @MayBeAbsent()
  @IsObject()
  columns?: Record<string, string>
}
