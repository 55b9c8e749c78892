// A draft, its preview, and what people change of both.
import { ApiProperty } from '@nestjs/swagger'
import { ArrayMaxSize, IsArray, IsBoolean, IsObject, IsString, Length, MaxLength } from 'class-validator'
import { MayBeAbsent } from '@portolan/platform'

export class EditDraftDto {
  /** Name of a built-in or saved mapping. @example 'uci-online-retail' */
  @MayBeAbsent()
  @IsString()
  @Length(1, 100)
  mapping?: string

  /** Columns of the file and their fields, in place of a mapping with a name. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    selfRequired: false,
    example: { 'E-Mail': 'email', Nachname: 'last_name' },
  })
  @MayBeAbsent()
  @IsObject()
  columns?: Record<string, string>

  /** Options that are to be others; the rest stays. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    example: { dates: 'dmy', decimal_mark: ',' },
  })
  @MayBeAbsent()
  @IsObject()
  options?: Record<string, unknown>
}

export class StartImportDto {
  /** Whether everything is only tried and counted; the import can then be started again. @example false */
  @MayBeAbsent()
  @IsBoolean()
  dry_run?: boolean
}

export class FixRowDto {
  /** The cells of the row as they should be, one for each column; absent takes the row out. @example ['7', 'ada@example.com'] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(100_000, { each: true })
  cells?: string[]
}

export class PreviewColumnDto {
  /** @example 'E-Mail' */
  name!: string
  /** The field that the mapping gives it; null is passed over. @example 'email' */
  field!: string | null
  /** What it looks like it is. @example 'email' */
  suggested!: string | null
  /** Its first values. @example ['ada@example.com'] */
  @ApiProperty({ type: [String] })
  samples!: string[]
}

export class PreviewProblemDto {
  /** The column; null when it is about the row. @example 'E-Mail' */
  column!: string | null
  /** The field of the mapping. @example 'email' */
  field!: string | null
  /** @example 'must be an e-mail address' */
  reason!: string
}

export class PreviewRowDto {
  /** Where it starts in the file. @example 2 */
  line!: number
  /** @example ['7', 'ada@example'] */
  @ApiProperty({ type: [String] })
  cells!: string[]
  /** Whether it is as in the file, was put right, or is taken out. @example 'as_sent' */
  @ApiProperty({ enum: ['as_sent', 'fixed', 'skipped'] })
  state!: 'as_sent' | 'fixed' | 'skipped'
  @ApiProperty({ type: [PreviewProblemDto] })
  problems!: PreviewProblemDto[]
}

export class DetectedDto {
  @ApiProperty({ enum: ['csv', 'xlsx'], example: 'csv' })
  format!: 'csv' | 'xlsx'
  /** @example 'utf-8' */
  encoding!: string
  /** @example ';' */
  delimiter!: string
  /** @example true */
  header!: boolean
  /** Order of days, null when both fit. @example 'dmy' */
  @ApiProperty({ enum: ['dmy', 'mdy'], nullable: true })
  dates!: 'dmy' | 'mdy' | null
  /** Null when both fit. @example ',' */
  @ApiProperty({ enum: ['.', ','], nullable: true })
  decimal_mark!: '.' | ',' | null
  /** Of a spreadsheet. @example 'March' */
  sheet!: string | null
  /** Sheets of a spreadsheet. @example [] */
  @ApiProperty({ type: [String] })
  sheets!: string[]
  /** Settings that may be one or the other: say which. @example ['dates'] */
  @ApiProperty({ type: [String] })
  ambiguous!: string[]
}

/** Rows of an import as they would be read: the first of a draft, or those that an import has rejected. */
export class PreviewDto {
  detected!: DetectedDto | null
  @ApiProperty({ type: [PreviewColumnDto] })
  columns!: PreviewColumnDto[]
  /** What the mapping lacks; rows are judged when it lacks nothing. @example [] */
  @ApiProperty({ type: [String] })
  mapping_problems!: string[]
  @ApiProperty({ type: [PreviewRowDto] })
  rows!: PreviewRowDto[]
  /** Ask for rows after this line to see more; null at the end. @example 51 */
  next!: number | null
}
