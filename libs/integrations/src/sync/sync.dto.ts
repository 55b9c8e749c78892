import { ApiProperty } from '@nestjs/swagger'
import { ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator'
import { shopObjectTypes, type ShopObjectType } from '@portolan/contracts'
import { IsInstant, MayBeAbsent } from '@portolan/platform'
import { integrationStatuses, type IntegrationStatus } from '../connections/integration.entity'
import { gapKinds, gapReasons, gapStates, type GapKind, type GapState } from './gaps'

export const syncKinds = ['history', 'incremental', 'reconciliation', 'manual'] as const
export type SyncKind = (typeof syncKinds)[number]
export const syncStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const
export type SyncStatus = (typeof syncStatuses)[number]

export class StartSyncDto {
  /**
   * `history` reads all that the shop has, `incremental` what it has changed since it was read last, `manual` what it
   * changed between `from` and `to`; `reconciliation` compares, and fetches what is missing. Without it, `incremental`,
   * or `manual` when `from` or `to` is given.
   */
  @ApiProperty({ enum: syncKinds, required: false, example: 'incremental' })
  @MayBeAbsent()
  @IsIn(syncKinds)
  kind?: SyncKind
  /** For `manual` and `reconciliation`: changed by the shop's own time at or after it. @example '2026-11-01T00:00:00Z' */
  @MayBeAbsent() @IsInstant() from?: string
  /** Changed at or before it; now, when absent. @example '2026-11-20T00:00:00Z' */
  @MayBeAbsent() @IsInstant() to?: string
  /** All that the shop can be asked for, when absent. */
  @ApiProperty({ enum: shopObjectTypes, isArray: true, required: false, example: ['order'] })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(shopObjectTypes, { each: true })
  object_types?: ShopObjectType[]
}

/** A shop being asked what it has changed. */
export class SyncRunDto {
  id!: string
  integration_id!: string
  @ApiProperty({ enum: syncKinds, example: 'history' })
  kind!: SyncKind
  @ApiProperty({ enum: syncStatuses, example: 'running' })
  status!: SyncStatus
  @ApiProperty({ enum: shopObjectTypes, isArray: true, example: ['customer', 'order'] })
  object_types!: ShopObjectType[]
  /** What the shop changed from then on, by its own time; null is from the beginning. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  window_from!: string | null
  /** Until when, by the shop's own time. @example '2026-01-31T12:00:00.000Z' */
  window_to!: string
  /** What is being read now. */
  @ApiProperty({ enum: shopObjectTypes, nullable: true, example: 'order' })
  object_type!: ShopObjectType | null
  /** Of this type, how many were read. @example 1200 */
  done_of_type!: number
  /** Of this type, how many there are in the window, where the shop says so. @example 25000 */
  @ApiProperty({ type: 'integer', nullable: true, example: 25000 })
  total_of_type!: number | null
  /** Objects that were read or compared. @example 1700 */
  read!: number
  /** @example 1500 */
  created!: number
  /** @example 12 */
  updated!: number
  /** @example 187 */
  unchanged!: number
  /** Objects that could not be taken over; the gaps say why. @example 1 */
  failed!: number
  /** Gaps that it found. @example 0 */
  gaps!: number
  /** Topics of the shop's hooks that were missing or off, and are there again. */
  @ApiProperty({ type: 'string', isArray: true, example: [] })
  hooks_mended!: string[]
  /** The shop did not answer or asked for patience: when it is asked again. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  waits_until!: string | null
  /** What the shop said last when it did not answer, or why the run failed. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  last_error!: string | null
  /** The job that does it. */
  job_id!: string
  created_at!: string
  started_at!: string | null
  finished_at!: string | null
}

/** An object that the shop has and that is missing or different here, or that it does not have any more. */
export class SyncGapDto {
  id!: string
  integration_id!: string
  /** The run that found it last, while it is kept. */
  run_id!: string | null
  @ApiProperty({ enum: shopObjectTypes, example: 'order' })
  object_type!: ShopObjectType
  /** @example '820982911946154508' */
  external_id!: string
  @ApiProperty({ enum: gapKinds, example: 'missing' })
  kind!: GapKind
  /**
   * Why it was missed: the shop sent `no_event`, its event is still pending or waits (`event_pending`) or could not be
   * used (`event_failed`), the shop's hooks were off (`hooks_off`); or why it cannot be taken over: `unreadable`,
   * `refused`.
   */
  @ApiProperty({ enum: gapReasons, example: 'no_event' })
  reason!: (typeof gapReasons)[number]
  /** What was wrong, naming the field. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  details!: string | null
  @ApiProperty({ enum: gapStates, example: 'open' })
  state!: GapState
  /** When the shop changed it, as it says now. */
  shop_changed_at!: string | null
  /** When the shop had changed it, by what was known here. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  known_changed_at!: string | null
  found_at!: string
  /** When it was taken over. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  healed_at!: string | null
}

/** How the connection with a shop goes. */
export class IntegrationHealthDto {
  @ApiProperty({ enum: integrationStatuses, example: 'active' })
  status!: IntegrationStatus
  /** Why the last check or run failed. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  last_error!: string | null
  /** Whether the shop can be asked, and does not only tell. */
  can_be_asked!: boolean
  last_event_at!: string | null
  /** How long the oldest event that waits for its turn has waited; null when none does. @example 0.4 */
  @ApiProperty({ type: 'number', nullable: true, example: null })
  lag_seconds!: number | null
  /** Events that wait for their turn or for what they are about, counted up to 1000. @example 0 */
  waiting!: number
  /** Events that could not be read or used, counted up to 1000. @example 0 */
  failed!: number
  /** Gaps that are open. @example 0 */
  open_gaps!: number
  /** All that the shop had changed until then was read. @example '2026-01-31T12:00:00.000Z' */
  synced_to!: string | null
  /** What it had changed until then was compared. */
  reconciled_at!: string | null
  /** When its hooks were looked after last. */
  hooks_kept_at!: string | null
  /** The newest run, or the one that is under way. */
  @ApiProperty({ type: () => SyncRunDto, nullable: true })
  last_run!: SyncRunDto | null
  /** When the shop is asked next. */
  next_run_at!: string | null
}
