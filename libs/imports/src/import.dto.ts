import { ApiProperty } from '@nestjs/swagger'
import { importKinds, type ImportKind } from './mappings/mappings'

export const importStatuses = ['draft', 'queued', 'running', 'completed', 'failed', 'cancelled', 'undone'] as const

/** Why a file was refused as a whole; nothing of it was written. */
export class ImportErrorDto {
  /** Stable name of what is wrong. @example 'file.quote_open' */
  reason!: string
  /** @example 'Line 3: opens a quote that is never closed' */
  message!: string
  /** Counts from 1; 0 when it is about the file itself. @example 3 */
  line!: number
}

export class ImportOptionsDto {
  /** For documents that name none. @example 'GBP' */
  currency!: string
  /** Zone of times without an offset. @example 'Europe/London' */
  timezone!: string
  /** @example 'uci-online-retail' */
  source!: string
  /** @example ',' */
  delimiter!: string
  /** @example 'utf-8' */
  encoding!: string
  /** Whether the first row names the columns. @example true */
  header!: boolean
  /** Order of days as in 03/04/2026; null reads only what can be read in one way. @example 'dmy' */
  @ApiProperty({ enum: ['dmy', 'mdy'], nullable: true })
  dates!: 'dmy' | 'mdy' | null
  /** Null reads only numbers that can be read in one way. @example '.' */
  @ApiProperty({ enum: ['.', ','], nullable: true })
  decimal_mark!: '.' | ',' | null
  /** Of a spreadsheet; null is the first. @example 'March' */
  sheet!: string | null
  /** Whether everything was only tried. @example false */
  dry_run!: boolean
  @ApiProperty({ enum: ['update', 'skip', 'create'], example: 'update' })
  on_duplicate!: 'update' | 'skip' | 'create'
}

/** How far the undo of an import is. */
export class ImportUndoDto {
  @ApiProperty({ enum: ['running', 'completed', 'failed'], example: 'completed' })
  status!: 'running' | 'completed' | 'failed'
  /** Rows that the import had written. @example 5012 */
  total!: number
  /** Rows whose fields are as they were. @example 12 */
  restored!: number
  /** Rows that are gone again. @example 5000 */
  removed!: number
  /** Rows that stay as they are, or in part; they are listed under `undo`. @example 1 */
  kept!: number
  /** @example '2026-01-31T12:00:00.000Z' */
  started_at!: string
  /** @example '2026-01-31T12:00:09.000Z' */
  finished_at!: string | null
}

/** A file that is brought in. `created`, `updated` and `unchanged` count documents (orders and refunds, or customers), the rest rows. */
export class ImportDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  @ApiProperty({ enum: importKinds, example: 'orders' })
  kind!: ImportKind
  @ApiProperty({ enum: importStatuses, example: 'running' })
  status!: (typeof importStatuses)[number]
  /** What the sender calls the file. @example 'online-retail.csv.gz' */
  filename!: string
  /** Name of the mapping; `custom` came with the file. @example 'uci-online-retail' */
  mapping!: string
  options!: ImportOptionsDto
  /** Rows of the file; null until it has been read to its end. @example 541909 */
  total_rows!: number | null
  /** Rows dealt with. @example 104200 */
  processed_rows!: number
  /** @example 5012 */
  created!: number
  /** @example 0 */
  updated!: number
  /** @example 0 */
  unchanged!: number
  /** Rows that can be fetched as a file with their reasons. @example 0 */
  rejected!: number
  @ApiProperty({ type: ImportErrorDto, nullable: true })
  error!: ImportErrorDto | null
  /** Null while nobody has asked for the import to be undone. */
  @ApiProperty({ type: ImportUndoDto, nullable: true })
  undo!: ImportUndoDto | null
  /** The import whose rejected rows this one brings in. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  retry_of!: string | null
  /** The member who sent the file; null for the command line. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  created_by!: string | null
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:01.000Z' */
  started_at!: string | null
  /** @example null */
  finished_at!: string | null
}
