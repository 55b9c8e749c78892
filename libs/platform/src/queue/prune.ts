import { Injectable } from '@nestjs/common'
import { Database } from '../database/database'
import { OnJob } from './handlers'

const keptDays = 7

/** Finished jobs are kept a week for the jobs page; dead letters stay until somebody replays them. */
@Injectable()
export class JobPruning {
  constructor(private readonly db: Database) {}

  @OnJob('jobs.prune')
  async onPrune(): Promise<void> {
    const finished = await this.db.read<{ tenant_id: string | null }>(
      `select distinct tenant_id from job_heads where state = 'done' and finished_at < now() - interval '${keptDays} days'`,
    )
    for (const { tenant_id: tenant } of finished) {
      await this.db.as({ tenant, role: 'system' }, () =>
        this.db.tx(() =>
          this.db.query(
            `with old as (
               delete from job_heads where tenant_id is not distinct from current_tenant() and state = 'done'
                  and finished_at < now() - interval '${keptDays} days' returning id)
             delete from job_payloads where tenant_id = current_tenant() and id in (select id from old)`,
          ),
        ),
      )
    }
  }
}
