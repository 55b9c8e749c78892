import { ApiProperty } from '@nestjs/swagger'
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsUUID } from 'class-validator'
import { queues, type QueueName } from '@portolan/contracts'
import { IsInstant, MayBeAbsent } from '../http/rules'

/** One queue, as the workspace sees it. */
export class QueueDto {
  /** @example 'imports' */
  name!: string
  /** Jobs that may start at once. @example 3 */
  due!: number
  /** Jobs that start later, most of them after a failed attempt. @example 1 */
  later!: number
  /** Jobs that wait for an earlier one about the same row. @example 0 */
  waiting!: number
  /** Jobs that a worker has in its hands. @example 1 */
  running!: number
  /** Jobs that have failed for good and wait for somebody. @example 0 */
  dead!: number
  /** How long the oldest due job has waited, in seconds; null when none is due. @example 0.4 */
  lag_seconds!: number | null
  /** Jobs that were done within the last hour. @example 250 */
  done_last_hour!: number
  /** Since when the workspace has paused the queue. @example '2026-01-31T12:00:00.000Z' */
  paused_at!: string | null
  /** Whether whoever runs this installation has paused the queue for everybody. @example false */
  paused_for_all!: boolean
}

/** Either `ids`, or a span of time that begins at `from`. */
export class ReplayJobsDto {
  /** Dead letters to start anew. @example ['019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'] */
  @MayBeAbsent()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  ids?: string[]
  /** Jobs that failed for good at this time or later. @example '2026-01-31T00:00:00Z' */
  @MayBeAbsent() @IsInstant() from?: string
  /** Jobs that failed for good before this time; now when absent. @example '2026-02-01T00:00:00Z' */
  @MayBeAbsent() @IsInstant() to?: string
  /** Of a span only these queues; all when absent. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...queues] }, required: false })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(queues, { each: true })
  queues?: QueueName[]
}

export class ReplayedJobsDto {
  /** Jobs that start anew. @example 12 */
  replayed!: number
  /** Jobs among the ids that have not failed for good, or are none of this workspace. @example 0 */
  skipped!: number
}
