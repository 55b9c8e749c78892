// Runs the handlers of claimed jobs. Effects, progress and "done" commit in one transaction that proves the lease, so a
// worker that was paused past it rolls back.
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { setTimeout as pause } from 'node:timers/promises'
import { jobs, queuePolicies, type QueueName } from '@portolan/contracts'
import { context } from '../database/context'
import { Database } from '../database/database'
import { sqlState } from '../database/packet'
import { DomainError } from '../errors'
import { databaseError } from '../http/database-errors'
import { log } from '../observe/log'
import { RealtimeBus } from '../realtime/realtime-bus'
import { Claims, firstTurn, LeaseLost, leaseSeconds, type Head } from './claims'
import { EventBatches } from './event-batches'
import { failpoint } from './failpoints'
import { Handlers, Later, type JobHandler } from './handlers'
import { JobPayloads } from './job-payloads'

const lostLeasesAllowed = 3
const writesTried = 7
const longestWaitForDatabase = 5
// Taking up a job again costs it a look at its checkpoint and perhaps at the beginning of its file.
const longestTurnMs = 15_000

export interface DrainOptions {
  /** Asked between chunks: true lets the chunk in hand commit and gives back what is not finished. */
  readonly stopped?: () => boolean
  /** `fresh` leaves the jobs whose worker was lost to another line of this worker. */
  readonly takes?: 'all' | 'fresh'
  /** Told when jobs were claimed: there may be more than one line has hands for. */
  readonly claimed?: () => void
}

const never = () => false

@Injectable()
export class JobRunner implements OnApplicationShutdown {
  /** The tenants whose turn it was last. */
  private readonly turns = new Map<QueueName, string>()
  private readonly inHand = new Set<Head>()
  private readonly renewal: NodeJS.Timeout

  constructor(
    private readonly db: Database,
    private readonly handlers: Handlers,
    private readonly claims: Claims,
    private readonly payloads: JobPayloads,
    private readonly batches: EventBatches,
    private readonly realtime: RealtimeBus,
  ) {
    this.renewal = setInterval(
      () => {
        const heads = [...this.inHand]
        if (heads.length) this.claims.renew(heads).catch(() => undefined)
      },
      (leaseSeconds * 1000) / 3,
    ).unref()
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewal)
  }

  /** Runs due jobs of `queue`, tenants taking turns, until none is left or `stopped` says so. Returns how many. */
  async drain(queue: QueueName, { stopped = never, takes = 'all', claimed }: DrainOptions = {}): Promise<number> {
    for (let ran = 0; ;) {
      if (stopped()) return ran
      // Alone: should it end this process too, no other job of the queue is in hand and suspected with it.
      const lost = takes === 'all' ? await this.claims.takeLost(queue) : undefined
      const heads = lost ? [lost] : await this.claimFresh(queue)
      if (!heads.length) return ran
      claimed?.()
      await this.runAll(heads, stopped)
      ran += heads.length
    }
  }

  /** What is left when the database goes away is taken by others once its lease has ended. */
  private async runAll(heads: readonly Head[], stopped: () => boolean): Promise<void> {
    heads.forEach((head) => this.inHand.add(head))
    try {
      for (const head of await this.runTogether(heads, stopped)) {
        await this.runHead(head, stopped).finally(() => this.inHand.delete(head))
      }
    } finally {
      heads.forEach((head) => this.inHand.delete(head))
    }
  }

  /** Answers the heads that are still to be run, each by itself. */
  private async runTogether(heads: readonly Head[], stopped: () => boolean): Promise<Head[]> {
    const alone = heads.filter((head) => !mayShare(head))
    for (const tenant of new Set(heads.filter(mayShare).map(({ tenant_id }) => tenant_id))) {
      const shared = heads.filter((head) => head.tenant_id === tenant && mayShare(head))
      const actor = { tenant, role: 'system', user: null, session: null } as const
      const left = await this.db.as(actor, () => this.batches.run(shared, stopped))
      shared.filter((head) => !left.includes(head)).forEach((head) => this.inHand.delete(head))
      alone.push(...left)
    }
    return alone
  }

  private async claimFresh(queue: QueueName): Promise<Head[]> {
    const after = this.turns.get(queue) ?? firstTurn
    const heads = await this.claims.take(queue, { after, most: queuePolicies[queue].batch })
    const last =
      heads
        .map(({ turn }) => turn)
        .sort()
        .at(-1) ?? firstTurn
    this.turns.set(queue, last)
    return heads.length || after === firstTurn ? heads : this.claimFresh(queue)
  }

  private async runHead(head: Head, stopped: () => boolean): Promise<void> {
    const actor = { tenant: head.tenant_id, role: 'system', user: null, session: null } as const
    await this.db.as(actor, async () => {
      if (stopped()) return this.claims.giveBack(head)
      if (head.lost_leases >= lostLeasesAllowed) {
        return this.bury(head, `the worker stopped ${lostLeasesAllowed} times while running this job`)
      }
      await this.db.as(await this.payloads.cause(head), () => this.run(head, stopped))
    })
  }

  private async run(head: Head, stopped: () => boolean): Promise<void> {
    try {
      const handle = this.handlers.jobs.get(head.name)
      if (!handle) throw new Error(`no handler for ${head.name}`)
      if (jobs[head.name].kind === 'outbound') return await this.runOutside(head, handle)
      await this.runChunks(head, handle, stopped)
    } catch (error) {
      if (!(error instanceof LeaseLost)) await this.fail(head, error)
    }
  }

  /** Chunk after chunk; a long job gives way now and then, so that a tenant's hours do not become everybody's. */
  private async runChunks(head: Head, handle: JobHandler, stopped: () => boolean): Promise<void> {
    let since = Date.now()
    while ((await this.runChunk(head, handle)) === 'again') {
      if (stopped()) return this.claims.giveBack(head)
      if (Date.now() - since < longestTurnMs) continue
      if (await this.claims.othersWait(head, jobs[head.name].queue)) return this.claims.giveBack(head)
      since = Date.now()
    }
  }

  private async runOutside(head: Head, handle: JobHandler): Promise<void> {
    const job = await this.payloads.load(head)
    failpoint('job.before-effect', head.id)
    await handle(job)
    failpoint('job.after-effect', head.id)
    await this.db.tx(() => this.claims.finish(head, 'done'))
    this.show(head)
  }

  /** One transaction: prove the lease, do the work, store how far it came. A local job is a single chunk. */
  private async runChunk(head: Head, handle: JobHandler): Promise<unknown> {
    const asked = await this.handlers.askers.get(head.name)?.(await this.payloads.load(head))
    const outcome = await this.db.tx(async () => {
      const [, job] = await Promise.all([this.claims.hold(head), this.payloads.load(head)])
      failpoint('job.before-effect', head.id)
      const outcome = await handle(job, asked)
      failpoint('job.after-effect', head.id)
      if (head.tenant_id && jobs[head.name].kind === 'chunked') await this.payloads.store(job)
      if (outcome instanceof Later) await this.claims.postpone(outcome.seconds, head)
      else if (outcome !== 'again') await this.claims.finish(head, outcome === 'cancelled' ? 'cancelled' : 'done')
      failpoint('job.before-commit', head.id)
      return outcome
    })
    failpoint('job.after-commit', head.id)
    this.show(head)
    return outcome
  }

  /** Tells the open consoles how far long work is. */
  private show({ id, name, tenant_id: tenant }: Head): void {
    if (!tenant || name === 'event.handle') return
    this.realtime.tell({ kind: 'happened', tenant, topic: 'jobs', event: name, ids: [id], user: context().user })
  }

  private async fail(head: Head, error: unknown): Promise<void> {
    const scheduled = jobs[head.name].retryAfter[head.attempts - 1]
    // A database that restarts is soon back, and not the job's fault.
    const away = databaseError(error)?.reason === 'database.unavailable'
    const wait = away && scheduled !== undefined ? Math.min(scheduled, longestWaitForDatabase) : scheduled
    const reason = reasonOf(error, head)
    log.warn({ err: error, job: head.id, name: head.name, attempt: head.attempts }, 'a job failed')
    // A refusal by our own rules will be refused again: it needs a person, not a retry.
    const hopeless = error instanceof DomainError && error.kind !== 'unavailable'
    await this.surely(() => {
      if (wait === undefined || hopeless) return this.bury(head, reason)
      return this.db.tx(async () => {
        const jitter = 0.8 + Math.random() * 0.4
        await this.claims.retryIn(wait * jitter, head)
        await this.payloads.note(head, reason)
      })
    })
  }

  private async bury(head: Head, reason: string): Promise<void> {
    await this.db.tx(async () => {
      await this.claims.finish(head, 'dead')
      await this.payloads.note(head, reason)
    })
    log.error({ job: head.id, name: head.name, attempt: head.attempts, reason }, 'a job is dead')
    this.show(head)
  }

  /** Writes an outcome also when the database restarts just now: a lost lease would be held against the job. */
  private async surely(write: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await write()
      } catch (error) {
        if (error instanceof LeaseLost) return
        if (attempt === writesTried || databaseError(error)?.kind !== 'unavailable') throw error
        await pause(100 * 2 ** attempt)
      }
    }
  }
}

/**
 * PostgreSQL quotes the rows that it stumbles over. A job of the installation may have gone through any workspace's, and
 * its failure is shown in all of them.
 */
function reasonOf(error: unknown, { tenant_id }: Head): string {
  if (tenant_id === null && error instanceof Error && 'severity' in error) {
    return `the database refused a statement (SQLSTATE ${sqlState(error) ?? 'unknown'}); the log says more`
  }
  return error instanceof Error ? error.message : String(error)
}

/** What has failed before, or ended a worker, takes nobody along. */
function mayShare({ name, attempts, lost_leases, tenant_id }: Head): boolean {
  return name === 'event.handle' && attempts === 1 && lost_leases === 0 && tenant_id !== null
}
