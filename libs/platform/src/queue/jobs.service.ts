import { Injectable } from '@nestjs/common'
import { type JobDefinition, type JobName, jobs, type QueueName } from '@portolan/contracts'
import { Database } from '../database/database'
import { DomainError, invalid } from '../errors'
import { say } from '../http/messages'
import type { Json, JsonPage } from '../http/json'
import type { ListQuery } from '../http/resource/plan'
import { Outbox } from '../outbox/outbox'
import type { ReplayedJobsDto, ReplayJobsDto } from './queue.dto'
import { jobFailuresResource, jobsResource } from './jobs.resource'
import { WakeUps } from './wake-ups'

/** Of a span of time, in one call; whoever has more calls again. */
const mostReplayed = 10_000
const idsPerEvent = 500
const shown = '(tenant_id = current_tenant() or tenant_id is null)'

export class JobNotDead extends DomainError {
  constructor() {
    super('conflict', 'job.not_dead', 'Only a job that has failed for good can be replayed')
  }
}

export class JobNotCancellable extends DomainError {
  constructor() {
    super('conflict', 'job.not_cancellable', 'This job has ended, or is of a kind that is not stopped half-way')
  }
}

@Injectable()
export class JobsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly wakeUps: WakeUps,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return jobsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return jobsResource.one(this.db, id)
  }

  /** 404 for a job that the reader does not see. */
  async failures(id: string, query: ListQuery): Promise<JsonPage> {
    await this.one(id)
    return jobFailuresResource.list(this.db, query, { job_id: id })
  }

  /** Throws JobNotCancellable. */
  cancel(id: string): Promise<Json> {
    return this.db.tx(async () => {
      // Throws missing() first.
      const { name, state } = JSON.parse((await this.one(id)).text) as { name: JobName; state: string }
      const definition: JobDefinition = jobs[name]
      if (!definition.cancellable || !['pending', 'running'].includes(state)) throw new JobNotCancellable()
      await this.outbox.cancel(id)
      return this.one(id)
    })
  }

  /** Starts a dead letter anew, with all its attempts. Throws JobNotDead. */
  replay(id: string): Promise<Json> {
    return this.db.tx(async () => {
      // Throws missing() first.
      await this.one(id)
      if ((await this.startAnew([id])) === 0) throw new JobNotDead()
      return this.one(id)
    })
  }

  /** Starts the dead letters among these jobs anew, or those of a span of time. */
  replayMany({ ids, from, to, queues }: ReplayJobsDto): Promise<ReplayedJobsDto> {
    return this.db.tx(async () => {
      if ((ids === undefined) === (from === undefined)) throw invalid({ from: [say('jobs.replay_either')] })
      if (ids) {
        const replayed = await this.startAnew(ids)
        return { replayed, skipped: ids.length - replayed }
      }
      const rows = await this.db.query<{ id: string }>(
        `select id from job_heads where ${shown} and state = 'dead' and finished_at >= $1 and finished_at < coalesce($2, now())
            and ($3::text[] is null or queue = any($3)) order by finished_at limit ${mostReplayed}`,
        [from, to ?? null, queues ?? null],
      )
      return { replayed: await this.startAnew(rows.map(({ id }) => id)), skipped: 0 }
    })
  }

  private async startAnew(ids: readonly string[]): Promise<number> {
    const jobs = await this.db.query<{ id: string; queue: QueueName }>(
      `update job_heads set state = 'pending', attempts = 0, lost_leases = 0, run_at = now(), finished_at = null
        where ${shown} and id = any($1) and state = 'dead' returning id, queue`,
      [ids],
    )
    const portions = Math.ceil(jobs.length / idsPerEvent)
    await this.outbox.appendMany(
      'job.replayed',
      Array.from({ length: portions }, (_, n) => ({
        ids: jobs.slice(n * idsPerEvent, (n + 1) * idsPerEvent).map(({ id }) => id),
      })),
    )
    this.db.afterCommit(() => {
      new Set(jobs.map(({ queue }) => queue)).forEach((queue) => {
        this.wakeUps.wake(queue)
      })
    })
    return jobs.length
  }
}
