// A run as a chunked job: what a chunk needs is asked of the shop before its transaction, and taken over together with the
// checkpoint. A crash costs one page; a shop that does not answer is asked again by a schedule.
import { Injectable } from '@nestjs/common'
import { Database, Later, Outbox, type RunningJob } from '@portolan/platform'
import { LRUCache } from 'lru-cache'
import type { SourceRefused } from '../connectors/source'
import { SyncAsking, type Asked } from './sync-asking'
import { SyncChunks } from './sync-chunks'
import { SyncRunsQueries, type StoredRun } from './sync-runs.queries'
import { dueAgainAfter, SyncRunsService } from './sync-runs.service'
import { stepsOf, type Step, type SyncCheckpoint } from './sync-steps'
import type { SyncStatus } from './sync.dto'

type Job = RunningJob<'integrations.sync'>
type Outcome = 'again' | 'done' | 'cancelled' | Later

/** When a shop that cannot be reached is asked again, in seconds. */
const askedAgainAfter = [5, 30, 120, 600, 1800, 3600, 7200, 14_400]

/** Pages that wait for the chunk before them, of as many runs, for so long. */
const mostAhead = 8
const aheadMs = 60_000

@Injectable()
export class SyncRun {
  /** What is being asked while the page before it is taken over, by run. */
  private readonly ahead = new LRUCache<string, { readonly place: string; readonly asked: Promise<Asked> }>({
    max: mostAhead,
    ttl: aheadMs,
  })

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly asking: SyncAsking,
    private readonly queries: SyncRunsQueries,
    private readonly chunks: SyncChunks,
    private readonly runs: SyncRunsService,
  ) {}

  /** Before each chunk, outside of transactions. Null when there is nothing to ask any more. */
  async ask(job: Job): Promise<Asked | null> {
    const run = await this.queries.find(job.payload.run_id)
    if (!run || run.finished_at || job.cancelled) return null
    const checkpoint = checkpointOf(job)
    const step = stepsOf(run)[checkpoint.step]
    if (!step) return null
    const asked = await this.answer(run, step, checkpoint)
    if (asked.kind === 'read' && asked.page.items.length) this.askAhead(run, step, checkpoint, asked.page.cursor)
    return asked
  }

  private answer(run: StoredRun, step: Step, checkpoint: SyncCheckpoint): Promise<Asked> {
    const ahead = this.ahead.get(run.id)
    this.ahead.delete(run.id)
    return ahead?.place === JSON.stringify(checkpoint) ? ahead.asked : this.asking.ask(run, step, checkpoint)
  }

  /** The shop answers, and we read its answer, while the database takes over the page before. */
  private askAhead(run: StoredRun, step: Step, { step: index }: SyncCheckpoint, cursor: string | null): void {
    if (cursor === null) return
    const next = { step: index, cursor }
    const asked = this.asking.ask(run, step, next)
    // Whoever comes for it is told.
    asked.catch(() => undefined)
    this.ahead.set(run.id, { place: JSON.stringify(next), asked })
  }

  /** One chunk. */
  async step(job: Job, asked: Asked | null): Promise<Outcome> {
    const run = await this.queries.find(job.payload.run_id)
    if (!run || run.finished_at) return 'done'
    if (job.cancelled) return this.end(run, 'cancelled', null)
    const checkpoint = checkpointOf(job)
    const step = stepsOf(run)[checkpoint.step]
    if (!step) return this.end(run, 'completed', null)
    if (!asked) return 'again'
    if (asked.kind === 'refused') return this.refused(run, job, step, asked.refusal)
    const { cursor, done, total } = await this.chunks.take(run, step, checkpoint, asked)
    const { processed } = job.progress
    // A type's number is known when it begins.
    const isFirst = checkpoint.cursor === null && total !== null
    job.progress = { processed: processed + done, total: isFirst ? processed + total : job.progress.total }
    job.checkpoint = cursor === null ? { step: checkpoint.step + 1, cursor } : { step: checkpoint.step, cursor }
    return 'again'
  }

  private async refused(run: StoredRun, job: Job, step: Step, refusal: SourceRefused): Promise<Outcome> {
    const error = refusal.message.slice(0, 500)
    switch (refusal.kind) {
      case 'throttled':
        return this.wait(run, Math.max(1, (refusal.retryAfterMs ?? 1000) / 1000), error, 0)
      case 'unreachable': {
        const seconds = askedAgainAfter[run.waits]
        if (seconds === undefined) return this.end(run, 'failed', error)
        return this.wait(run, Math.max(seconds, (refusal.retryAfterMs ?? 0) / 1000), error, 1)
      }
      case 'nonsense':
        if (step.phase !== 'hooks') return this.end(run, 'failed', error)
        // A shop that does not take our address can be read all the same.
        job.checkpoint = { step: checkpointOf(job).step + 1, cursor: null } satisfies SyncCheckpoint
        return 'again'
      case 'credentials':
        await this.failIntegration(run, error)
        return this.end(run, 'failed', error)
    }
  }

  private async wait(run: StoredRun, seconds: number, error: string, waits: 0 | 1): Promise<Later> {
    await this.queries.wait(run.id, { seconds, error, waits })
    return new Later(seconds)
  }

  private async end(run: StoredRun, status: SyncStatus, error: string | null): Promise<'done' | 'cancelled'> {
    if (status === 'completed') await this.queries.mark(run)
    await this.queries.finish(run.id, status, error)
    if (status !== 'failed') await this.runs.dueIn(run.integration_id, dueAgainAfter)
    return status === 'cancelled' ? 'cancelled' : 'done'
  }

  /** The shop is checked again within the hour, and read once it takes the keys. */
  private async failIntegration({ integration_id }: StoredRun, reason: string): Promise<void> {
    const failed = await this.db.query(
      `update integrations set status = 'error', last_error = $2, checked_at = now()
        where tenant_id = current_tenant() and id = $1 and status in ('active', 'connecting') returning id`,
      [integration_id, reason],
    )
    await this.runs.dueIn(integration_id, dueAgainAfter)
    if (failed.length) await this.outbox.append('integration.failed', { ids: [integration_id], reason })
  }
}

function checkpointOf({ checkpoint }: Job): SyncCheckpoint {
  return (checkpoint as SyncCheckpoint | null) ?? { step: 0, cursor: null }
}
