// The one catalogue of jobs, each with its payload and policy side by side. Terms: a *queue* is drained by its own
// claimers; a *kind* says what a handler may do (DESIGN §4):
//   local     effects and "done" commit in one transaction: exactly once
//   outbound  runs outside of any transaction (calls the outside, or fans out to tenants): at least once, so it must
//             bear repetition
//   chunked   every chunk commits with its checkpoint and renews the lease; progress and cancel in between. What a chunk
//             needs from the outside is asked before its transaction
import { z } from 'zod'
import { shopObjectTypes } from './platforms'
import type { QueueName } from './queues'

export type JobKind = 'local' | 'outbound' | 'chunked'

export interface JobDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema
  readonly kind: JobKind
  readonly queue: QueueName
  /** Waits before the second, third … attempt, in seconds; after the last one the job is a dead letter. */
  readonly retryAfter: readonly number[]
  /** How long a finished job is kept for the jobs page. Dead letters stay until somebody replays them. */
  readonly keptDays: number
  /** Whether people may stop it between two chunks; then its handler asks for `cancelled`. */
  readonly cancellable?: true
}

const soon = [1, 5, 30, 120, 600] as const

type Policy = Omit<JobDefinition, 'schema' | 'keptDays'> & Partial<Pick<JobDefinition, 'keptDays'>>

function job<Schema extends z.ZodType>(schema: Schema, policy: Policy): JobDefinition<Schema> {
  return { schema, keptDays: 7, ...policy }
}

const nothing = z.object({})

export const jobs = {
  /** One event for one consumer; written by the relay. */
  'event.handle': job(z.object({ consumer: z.string(), event_id: z.uuid() }), {
    kind: 'local',
    queue: 'events',
    retryAfter: soon,
    // The audit log and the timeline tell what happened; these are many.
    keptDays: 2,
  }),
  'imports.run': job(z.object({ import_id: z.uuid() }), {
    kind: 'chunked',
    queue: 'imports',
    retryAfter: soon,
    cancellable: true,
  }),
  /** Takes back what an import has done, newest change first per row. */
  'imports.undo': job(z.object({ import_id: z.uuid() }), { kind: 'chunked', queue: 'imports', retryAfter: soon }),
  /** Forgets rejected rows a month after their import, and uploads that nobody reads any more. */
  'imports.prune': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
  'exports.run': job(z.object({ export_id: z.uuid() }), { kind: 'chunked', queue: 'exports', retryAfter: soon }),
  /** Removes files of exports that have expired, and what killed workers left behind. */
  'exports.prune': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
  /** Installation-wide: fetches the ECB's feed, then fans out one `rates.apply` per tenant. */
  'rates.fetch': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: [60, 600, 3600] }),
  /** Gives orders and refunds the rates that have arrived since, and freezes them. */
  'rates.apply': job(nothing, { kind: 'chunked', queue: 'maintenance', retryAfter: soon }),
  /** Cuts the days of orders and refunds again after the tenant's zone has changed. */
  'orders.cut-days': job(nothing, { kind: 'chunked', queue: 'maintenance', retryAfter: soon }),
  /** Gives a deactivated member's customers to a colleague, or to nobody. */
  'customers.hand-over': job(z.object({ from: z.uuid(), to: z.uuid().nullable() }), {
    kind: 'chunked',
    queue: 'maintenance',
    retryAfter: soon,
  }),
  /** Forgets sign-ins a month after their end. */
  'sessions.prune': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
  /** Sends one mail to somebody of the workspace; while the mail server cannot be reached, for some three hours. */
  'mail.send': job(z.object({ mail_id: z.uuid() }), {
    kind: 'outbound',
    queue: 'mail',
    retryAfter: [10, 60, 300, 1800, 7200],
  }),
  /** Forgets finished jobs after a week. */
  'jobs.prune': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
  /** Recomputes the revenue of the days that are marked; for marks that no order event follows, and for many. */
  'analytics.refresh': job(nothing, { kind: 'chunked', queue: 'maintenance', retryAfter: soon }),
  /** Recomputes every customer's figures, after the workspace's currency has changed. */
  'customers.refresh-figures': job(nothing, { kind: 'chunked', queue: 'maintenance', retryAfter: soon }),
  /** Reads the phone numbers and zones of customers who were there before these were read on every write. */
  'customers.complete': job(nothing, { kind: 'chunked', queue: 'maintenance', retryAfter: soon }),
  /** Edits the customers of its selection, as one person's edits would. */
  'customers.bulk': job(
    z.object({
      action: z.enum(['tag', 'untag', 'assign', 'status', 'undo']),
      tag_ids: z.array(z.uuid()).optional(),
      assigned_to: z.uuid().nullable().optional(),
      status: z.string().optional(),
      /** For `undo`: the job whose changes are taken back. */
      undo_of: z.uuid().optional(),
    }),
    { kind: 'chunked', queue: 'bulk', retryAfter: soon, cancellable: true },
  ),
  /** Files the values that rows have had since before their field was defined. */
  'custom-fields.index': job(z.object({ field_id: z.uuid() }), {
    kind: 'chunked',
    queue: 'maintenance',
    retryAfter: soon,
  }),
  /** Marks every day of the tenant and recomputes them all. */
  'analytics.rebuild': job(nothing, { kind: 'chunked', queue: 'maintenance', retryAfter: soon }),
  /** Sends deliveries of a span of time again. */
  'webhooks.replay': job(
    z.object({
      subscription_id: z.uuid(),
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      events: z.array(z.string()).nullable(),
      statuses: z.array(z.string()),
    }),
    { kind: 'chunked', queue: 'maintenance', retryAfter: soon },
  ),
  /** What one event of a shop means, done in our domains. */
  'inbox.process': job(z.object({ inbox_event_id: z.uuid() }), {
    kind: 'local',
    queue: 'inbox',
    retryAfter: soon,
    keptDays: 2,
  }),
  /** Asks a shop whether our credentials hold. */
  'integrations.check': job(z.object({ integration_id: z.uuid() }), {
    kind: 'outbound',
    queue: 'maintenance',
    retryAfter: [5, 60, 600],
  }),
  /** Takes our hooks out of a shop that was disconnected. */
  'integrations.remove-hooks': job(z.object({ integration_id: z.uuid(), attempt: z.number().int().positive() }), {
    kind: 'outbound',
    queue: 'maintenance',
    retryAfter: [5, 60, 600],
  }),
  /** Reads what a shop has changed, or compares it with what is known here. */
  'integrations.sync': job(z.object({ run_id: z.uuid() }), {
    kind: 'chunked',
    queue: 'sync',
    retryAfter: soon,
    cancellable: true,
  }),
  /** Asks a shop for one of its objects. */
  'integrations.fetch': job(
    z.object({ integration_id: z.uuid(), object_type: z.enum(shopObjectTypes), external_id: z.string().max(255) }),
    { kind: 'outbound', queue: 'sync', retryAfter: [5, 30, 120, 600, 3600], keptDays: 2 },
  ),
  /** Installation-wide: begins the runs that are due. */
  'integrations.schedule': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
  /** Renews tokens of shops that nobody has asked for so long that there would soon be no way to another. */
  'integrations.keep-tokens': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
  /** Forgets what came into the inbox after a month, and seals credentials with the newest key. */
  'inbox.prune': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
  /** Forgets deliveries after a month, and seals secrets with the newest key. */
  'webhooks.prune': job(nothing, { kind: 'outbound', queue: 'maintenance', retryAfter: soon }),
} as const satisfies Record<string, JobDefinition>

export type JobName = keyof typeof jobs
export type JobOf<Name extends JobName> = z.infer<(typeof jobs)[Name]['schema']>
