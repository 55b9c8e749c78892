// Consumers that ask for order get the events of one row one after the other. Such a job has a line in job_order for
// each row of its event, and waits until it is the first in all of them.
import { Injectable } from '@nestjs/common'
import { Database } from '../database/database'

export interface OrderedJob {
  readonly id: string
  readonly consumer: string
  readonly subjects: readonly string[]
}

@Injectable()
export class JobOrder {
  constructor(private readonly db: Database) {}

  /** Puts new jobs, whose heads are `waiting`, at the end of their lines; those that are the first may run. */
  async queueUp(jobs: readonly OrderedJob[]): Promise<void> {
    const lines = jobs.flatMap(({ id, consumer, subjects }) => subjects.map((subject) => ({ id, consumer, subject })))
    if (!lines.length) return
    await this.db.query(
      `insert into job_order (tenant_id, consumer, subject_id, job_id)
       select current_tenant(), consumer, subject_id, job_id
         from unnest($1::text[], $2::uuid[], $3::uuid[]) with ordinality as lines (consumer, subject_id, job_id, place)
        order by place`,
      [lines.map(({ consumer }) => consumer), lines.map(({ subject }) => subject), lines.map(({ id }) => id)],
    )
    const ids = jobs.map(({ id }) => id)
    // Whoever is finishing an earlier job at this moment is waited for: its line is gone then, or it will find ours.
    await this.db.query(
      `select from job_order earlier where tenant_id = current_tenant() and job_id <> all($1::uuid[])
          and exists (select from job_order mine
                       where mine.tenant_id = current_tenant() and mine.job_id = any($1::uuid[])
                         and mine.consumer = earlier.consumer and mine.subject_id = earlier.subject_id)
          for key share`,
      [ids],
    )
    await this.release(ids)
  }

  /** Takes finished jobs out of their lines and lets those run that are first now. */
  async leave(ids: readonly string[]): Promise<void> {
    const left = await this.db.query<{ consumer: string; subject_id: string }>(
      `delete from job_order where tenant_id = current_tenant() and job_id = any($1::uuid[]) returning consumer, subject_id`,
      [ids],
      { prepare: true },
    )
    if (!left.length) return
    // Locked before they are looked at: two that leave at once, each the last but one, would both let nobody run.
    const next = await this.db.query<{ id: string }>(
      `select id from job_heads where state = 'waiting' and id in (
         select job_id from job_order join unnest($1::text[], $2::uuid[]) as gone (consumer, subject_id)
             using (consumer, subject_id) where tenant_id = current_tenant())
        order by id for update`,
      [left.map(({ consumer }) => consumer), left.map(({ subject_id }) => subject_id)],
    )
    if (next.length) await this.release(next.map(({ id }) => id))
  }

  private async release(ids: readonly string[]): Promise<void> {
    await this.db.query(
      `update job_heads set state = 'pending', run_at = now()
        where id = any($1::uuid[]) and state = 'waiting' and not exists (
          select from job_order mine join job_order earlier using (tenant_id, consumer, subject_id)
           where mine.tenant_id = current_tenant() and mine.job_id = job_heads.id
             and earlier.seq < mine.seq and earlier.job_id <> mine.job_id)`,
      [ids],
    )
  }
}
