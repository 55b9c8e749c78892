// Most jobs are events, and most of what a small job costs is its transaction. Events of a tenant that were claimed
// together are handled together, in one transaction for each consumer.
import { Injectable } from '@nestjs/common'
import { Database } from '../database/database'
import { log } from '../observe/log'
import { Claims, type Head } from './claims'
import { EventJobs, type EventJob } from './event-jobs'
import { failpoint, type Failpoint } from './failpoints'

/** Rows that the events of one transaction are about; an import tells of as many in a single event. */
const mostRows = 500

@Injectable()
export class EventBatches {
  constructor(
    private readonly db: Database,
    private readonly claims: Claims,
    private readonly jobs: EventJobs,
  ) {}

  /**
   * Handles first attempts at events of one tenant, inside its context. Answers what is left, to be run one by one:
   * the portion of an event that failed, and all that comes after `stopped` has said so.
   */
  async run(heads: readonly Head[], stopped: () => boolean): Promise<Head[]> {
    const open = new Map(heads.map((head) => [head.id, head]))
    try {
      for (const portion of portionsOf(await this.jobs.load([...open.keys()]))) {
        if (stopped()) break
        if (await this.handle(portion, open)) portion.forEach(({ id }) => open.delete(id))
      }
    } catch (error) {
      log.warn({ err: error }, 'events cannot be read together')
    }
    return [...open.values()]
  }

  /** Whether the portion is over and done with; the jobs whose lease was lost are somebody else's. */
  private async handle(portion: readonly EventJob[], heads: ReadonlyMap<string, Head>): Promise<boolean> {
    const own = portion.flatMap(({ id }) => heads.get(id) ?? [])
    const pass = (point: Failpoint) => {
      for (const { id } of own) failpoint(point, id)
    }
    try {
      await this.db.tx(async () => {
        const held = new Map((await this.claims.holdAll(own)).map((head) => [head.id, head]))
        if (!held.size) return
        pass('job.before-effect')
        await this.jobs.hand(portion.filter(({ id }) => held.has(id)))
        pass('job.after-effect')
        await this.claims.finishAll([...held.values()], 'done')
        pass('job.before-commit')
      })
      pass('job.after-commit')
      return true
    } catch (error) {
      // Which of them it was shows when each has a transaction of its own, and is told there.
      log.debug({ err: error, jobs: own.length }, 'events that failed together are handled one by one')
      return false
    }
  }
}

/** By consumer: what one of them does wrong, or locks, is nothing to the others. */
function portionsOf(jobs: readonly EventJob[]): EventJob[][] {
  const portions: EventJob[][] = []
  const last = new Map<string, { portion: EventJob[]; rows: number }>()
  for (const job of jobs) {
    const rows = job.event.payload.ids.length
    const begun = last.get(job.consumer)
    if (begun && begun.rows + rows <= mostRows) {
      begun.portion.push(job)
      begun.rows += rows
      continue
    }
    const portion = [job]
    portions.push(portion)
    last.set(job.consumer, { portion, rows })
  }
  return portions
}
