import { Injectable } from '@nestjs/common'
import { jobs, newId, type JobName } from '@portolan/contracts'
import { Database } from '../database/database'

/**
 * Jobs of the installation that run by the clock, once however many workers there are. Each time is moved a little at
 * random, so that installations of one size do not ask the same server in the same second.
 */
const schedules: { readonly name: JobName; readonly everySeconds: number }[] = [
  // The ECB publishes once a working day at about 16:00 CET; asking hourly costs a 2 kB file.
  { name: 'rates.fetch', everySeconds: 3600 },
  { name: 'jobs.prune', everySeconds: 3600 },
  { name: 'sessions.prune', everySeconds: 86_400 },
  { name: 'imports.prune', everySeconds: 86_400 },
  { name: 'exports.prune', everySeconds: 3600 },
  { name: 'webhooks.prune', everySeconds: 3600 },
  { name: 'inbox.prune', everySeconds: 86_400 },
  { name: 'integrations.schedule', everySeconds: 60 },
  { name: 'integrations.keep-tokens', everySeconds: 86_400 },
]

@Injectable()
export class Scheduler {
  constructor(private readonly db: Database) {}

  /**
   * Adds a job for every schedule that is due, unless the last one is still to do; one that had failed for good starts
   * anew instead, so that failures neither pile up nor outlive their cause. Two workers at once: the row's update lets one
   * of them through.
   */
  async tick(): Promise<void> {
    await this.db.as({ tenant: null, role: 'system', user: null, session: null }, () =>
      this.db.tx(async () => {
        for (const { name, everySeconds } of schedules) {
          await this.db.query(
            `with due as (
               insert into schedules as s (name, next_run_at) values ($1, now() + make_interval(secs => $2))
               on conflict (name) do update set next_run_at = excluded.next_run_at where s.next_run_at <= now()
               returning name),
             free as (
               select from due where not exists (select from job_heads unfinished
                 where queue = $4 and tenant_id is null and unfinished.name = $1 and state in ('pending', 'running'))),
             again as (
               update job_heads set state = 'pending', attempts = 0, lost_leases = 0, run_at = now(), finished_at = null
                where exists (select from free) and id = (
                  select id from job_heads dead where tenant_id is null and state = 'dead' and dead.name = $1
                   order by finished_at desc limit 1 for update)
               returning id)
             insert into job_heads (id, queue, name) select $3, $4, $1 from free where not exists (select from again)`,
            [name, everySeconds * (0.95 + Math.random() * 0.1), newId(), jobs[name].queue],
          )
        }
      }),
    )
  }
}
