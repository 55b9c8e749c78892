import { Injectable } from '@nestjs/common'
import { eventKeptDays, jobs } from '@portolan/contracts'
import { Database } from '../database/database'
import { OnJob } from './handlers'

const batch = 5000
const names = Object.keys(jobs)
const days = Object.values(jobs).map(({ keptDays }) => keptDays)

/**
 * Forgets finished jobs after the days that the catalogue gives them, and events a month after all have handled them;
 * dead letters and their events stay until somebody replays them.
 */
@Injectable()
export class JobPruning {
  constructor(private readonly db: Database) {}

  @OnJob('jobs.prune')
  async onPrune(): Promise<void> {
    const tenants = await this.db.read<{ id: string }>('select id from tenants')
    for (const tenant of [null, ...tenants.map(({ id }) => id)]) {
      await this.db.as({ tenant, role: 'system' }, async () => {
        await this.inBatches(() => this.forgetJobs())
        if (tenant) await this.inBatches(() => this.forgetEvents())
      })
    }
  }

  /** Small transactions: a month's rows in one would hold up the vacuum and whoever waits for their locks. */
  private async inBatches(forget: () => Promise<unknown[]>): Promise<void> {
    while ((await this.db.tx(forget)).length === batch) continue
  }

  private forgetJobs(): Promise<unknown[]> {
    return this.db.query(
      `with old as (
         delete from job_heads where id in (
           select h.id from job_heads h join unnest($1::text[], $2::integer[]) as policy (name, days) using (name)
            where h.tenant_id is not distinct from current_tenant() and h.state in ('done', 'cancelled')
              and h.finished_at < now() - make_interval(days => policy.days) limit ${batch})
         returning id),
       payload as (delete from job_payloads where tenant_id = current_tenant() and id in (select id from old))
       select from old`,
      [names, days],
    )
  }

  private forgetEvents(): Promise<unknown[]> {
    return this.db.query(
      `delete from outbox_events where tenant_id = current_tenant() and id in (
         select e.id from outbox_events e
          where e.tenant_id = current_tenant() and e.occurred_at < now() - interval '${eventKeptDays} days'
            and not exists (select from outbox_heads h where h.id = e.id)
            and not exists (select from job_payloads p
                             where p.tenant_id = current_tenant() and p.payload ->> 'event_id' = e.id::text)
          limit ${batch})
       returning id`,
    )
  }
}
