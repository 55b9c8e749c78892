import { Injectable } from '@nestjs/common'
import { Database, Json, missing } from '@portolan/platform'
import { Sources } from './sources'
import { runFields } from './sync.resources'

const run = Object.entries(runFields).map(([name, sql]) => `'${name}', ${sql}`)

const health = `
select json_build_object(
  'status', i.status, 'last_error', i.last_error, 'can_be_asked', $2::boolean, 'last_event_at', iso_time(i.last_event_at),
  'lag_seconds', (select round(extract(epoch from now() - min(e.received_at))::numeric, 1) from inbox_events e
    where e.tenant_id = current_tenant() and e.integration_id = i.id and e.status = 'pending'),
  'waiting', (select count(*) from (select from inbox_events e
    where e.tenant_id = current_tenant() and e.integration_id = i.id and e.status in ('pending', 'waiting') limit 1000) counted),
  'failed', (select count(*) from (select from inbox_events e
    where e.tenant_id = current_tenant() and e.integration_id = i.id and e.status = 'failed' limit 1000) counted),
  'open_gaps', (select count(*) from sync_gaps g
    where g.tenant_id = current_tenant() and g.integration_id = i.id and g.healed_at is null),
  'synced_to', iso_time(i.synced_to), 'reconciled_at', iso_time(i.reconciled_at), 'hooks_kept_at', iso_time(i.hooks_kept_at),
  'last_run', (select json_build_object(${run.join(', ')}) from sync_runs r
    where r.tenant_id = current_tenant() and r.integration_id = i.id order by r.created_at desc, r.id desc limit 1),
  'next_run_at', (select iso_time(n.next_run_at) from integration_routes n
    where n.tenant_id = current_tenant() and n.integration_id = i.id))::text as data
  from integrations i where i.tenant_id = current_tenant() and i.id = $1`

@Injectable()
export class SyncHealth {
  constructor(
    private readonly db: Database,
    private readonly sources: Sources,
  ) {}

  async one(id: string): Promise<Json> {
    const canBeAsked = (await this.sources.find(id)) !== null
    const [row] = await this.db.read<{ data: string }>(health, [id, canBeAsked])
    if (!row) throw missing('integration')
    return new Json(row.data)
  }
}
