import { Injectable } from '@nestjs/common'
import { type JobDefinition, type JobName, jobs, type QueueName } from '@portolan/contracts'
import { Database } from '../database/database'
import { DomainError, missing } from '../errors'
import type { Json, JsonPage } from '../http/json'
import type { ListQuery } from '../http/resource/plan'
import { Outbox } from '../outbox/outbox'
import type { ReplayedJobsDto } from './queue.dto'
import { jobFailuresResource, jobsResource } from './jobs.resource'
import { WakeUps } from './wake-ups'

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
      const [job] = await this.db.query<{ name: JobName; state: string }>(
        `select name, state from job_heads where tenant_id = current_tenant() and id = $1`,
        [id],
      )
      if (!job) throw missing('job')
      const definition: JobDefinition = jobs[job.name]
      if (!definition.cancellable || !['pending', 'running'].includes(job.state)) throw new JobNotCancellable()
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

  /** Starts the dead letters among these jobs anew. */
  replayMany(ids: readonly string[]): Promise<ReplayedJobsDto> {
    return this.db.tx(async () => {
      const replayed = await this.startAnew(ids)
      return { replayed, skipped: ids.length - replayed }
    })
  }

  private async startAnew(ids: readonly string[]): Promise<number> {
    const jobs = await this.db.query<{ id: string; queue: QueueName }>(
      `update job_heads set state = 'pending', attempts = 0, lost_leases = 0, run_at = now(), finished_at = null
        where tenant_id = current_tenant() and id = any($1) and state = 'dead' returning id, queue`,
      [ids],
    )
    if (!jobs.length) return 0
    await this.outbox.append('job.replayed', { ids: jobs.map(({ id }) => id) })
    this.db.afterCommit(() => {
      new Set(jobs.map(({ queue }) => queue)).forEach((queue) => {
        this.wakeUps.wake(queue)
      })
    })
    return jobs.length
  }
}
