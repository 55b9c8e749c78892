import { Injectable } from '@nestjs/common'
import type { QueueName } from '@portolan/contracts'
import { Database } from '../database/database'
import { DomainError, missing } from '../errors'
import type { Json, JsonPage } from '../http/json'
import type { ListQuery } from '../http/resource/plan'
import { jobsResource } from './jobs.resource'
import { WakeUps } from './wake-ups'

export class JobNotDead extends DomainError {
  constructor() {
    super('conflict', 'job.not_dead', 'Only a job that has failed for good can be replayed')
  }
}

@Injectable()
export class JobsService {
  constructor(
    private readonly db: Database,
    private readonly wakeUps: WakeUps,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return jobsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return jobsResource.one(this.db, id)
  }

  /** Starts a dead letter anew, with all its attempts. Throws JobNotDead. */
  replay(id: string): Promise<Json> {
    return this.db.tx(async () => {
      const [job] = await this.db.query<{ queue: QueueName; state: string }>(
        `select queue, state from job_heads where tenant_id = current_tenant() and id = $1 for update`,
        [id],
      )
      if (!job) throw missing('job')
      if (job.state !== 'dead') throw new JobNotDead()
      await this.db.query(
        `update job_heads set state = 'pending', attempts = 0, lost_leases = 0, run_at = now(), finished_at = null
          where tenant_id = current_tenant() and id = $1`,
        [id],
      )
      this.db.afterCommit(() => {
        this.wakeUps.wake(job.queue)
      })
      return this.one(id)
    })
  }
}
