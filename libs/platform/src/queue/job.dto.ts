import { ApiProperty } from '@nestjs/swagger'

/** A piece of work in the background. */
export class JobDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** `installation` for what this server does for all workspaces; such a job is listed once it has failed. @example 'workspace' */
  scope!: 'workspace' | 'installation'
  /** What the job does. @example 'imports.run' */
  name!: string
  /** @example 'imports' */
  queue!: string
  /** Who handles the event, when the job brings one. @example 'orders.timeline' */
  consumer!: string | null
  /** The event that the job brings to its consumer. @example 'order.created' */
  event!: string | null
  /** `waiting` has an earlier job about the same row before it; `dead` has failed for good and can be replayed. @example 'running' */
  state!: 'waiting' | 'pending' | 'running' | 'done' | 'dead' | 'cancelled'
  /** How often it was started. @example 1 */
  attempts!: number
  /** Steps done so far. @example 1500 */
  processed!: number
  /** Steps in all, when known. @example 25900 */
  total!: number | null
  /** What the job has to say, by kind of job. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { changed: 1498, failed: 2 } })
  result!: Record<string, unknown> | null
  /** Why the last attempt failed. @example 'connect ECONNREFUSED' */
  last_error!: string | null
  /** Ties the job to the request that caused it. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  correlation_id!: string
  /** When it may start next. @example '2026-01-31T12:00:00.000Z' */
  run_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:04.000Z' */
  finished_at!: string | null
}

/** A row that a job could not do. */
export class JobFailureDto {
  /** Of the row. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e8' */
  job_id!: string
  /** The stable code of what was wrong. @example 'customer.missing' */
  reason!: string
  /** @example 'There is no such customer' */
  message!: string
}
