import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Gauge } from 'prom-client'
import { Database, metrics } from '@portolan/platform'

const names = { gaps: 'portolan_shop_gaps', overdue: 'portolan_sync_overdue_seconds' } as const
const nobody = { tenant: null, user: null, role: null, session: null }

/** What connected shops are behind by, read when somebody asks for the metrics; how long events wait the queues say. */
@Injectable()
export class SyncMetrics implements OnModuleInit {
  constructor(private readonly db: Database) {}

  onModuleInit(): void {
    // A process may be made twice, as in tests; the newest one answers.
    for (const name of Object.values(names)) metrics.removeSingleMetric(name)
    const gaps: Gauge = new Gauge({
      name: names.gaps,
      help: 'Objects that shops have and that are missing or different here',
      registers: [metrics],
      collect: async (): Promise<void> => {
        gaps.set(await this.openGaps())
      },
    })
    const overdue: Gauge = new Gauge({
      name: names.overdue,
      help: 'How long the shop that waits longest should have been asked',
      registers: [metrics],
      collect: async (): Promise<void> => {
        overdue.set(await this.overdue())
      },
    })
  }

  /** Workspace by workspace: their rows are nobody else's. */
  private async openGaps(): Promise<number> {
    const tenants = await this.read<{ tenant_id: string }>('select distinct tenant_id from integration_routes')
    let open = 0
    for (const { tenant_id: tenant } of tenants) {
      const [row] = await this.db.as({ ...nobody, tenant, role: 'system' }, () =>
        this.db.read<{ open: number }>(
          'select count(*)::integer as open from sync_gaps where tenant_id = current_tenant() and healed_at is null',
        ),
      )
      open += row?.open ?? 0
    }
    return open
  }

  private async overdue(): Promise<number> {
    const [row] = await this.read<{ seconds: number }>(
      `select greatest(0, coalesce(extract(epoch from now() - min(next_run_at)), 0))::float8 as seconds
         from integration_routes where next_run_at is not null`,
    )
    return row?.seconds ?? 0
  }

  private read<Row>(sql: string): Promise<Row[]> {
    return this.db.as(nobody, () => this.db.read<Row>(sql))
  }
}
