import { ApiProperty } from '@nestjs/swagger'
import { subjects, type Subject } from './undo-log'

export const keptReasons = ['changed', 'used', 'newer_import', 'deleted', 'email_taken', 'value_taken'] as const

/** A row that the undo of an import left as it is, or in part. */
export class KeptRowDto {
  /** Of this entry. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e8' */
  id!: string
  @ApiProperty({ enum: subjects, example: 'customer' })
  subject!: Subject
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  subject_id!: string
  /** What people call it, where it has a name. @example 'Ada Lovelace' */
  name!: string | null
  /** Of the file. @example 12 */
  line!: number
  @ApiProperty({ enum: ['created', 'updated'], example: 'updated' })
  action!: 'created' | 'updated'
  /**
   * Why: it was `changed` since, is `used` (orders and other rows hang on it), a `newer_import` wrote to it, it was
   * `deleted`, somebody else has its e-mail address by now (`email_taken`), or another row its value of a unique field
   * (`value_taken`).
   */
  @ApiProperty({ enum: keptReasons, example: 'changed' })
  reason!: (typeof keptReasons)[number]
  /** The fields that stay as they are; empty for the row as a whole. @example ['phone'] */
  @ApiProperty({ type: [String] })
  fields!: string[]
  /** When the import wrote it. @example '2026-01-31T12:00:00.000Z' */
  written_at!: string
}
