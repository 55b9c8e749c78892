import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Gauge } from 'prom-client'
import { Database } from '../database/database'
import { metrics } from './metrics'

interface Waiting {
  readonly queue: string
  readonly state: string
  readonly count: number
  /** Since the oldest of them was due. */
  readonly seconds: number
}

const nobody = { tenant: null, user: null, role: null, session: null }

/** What waits in the database, read when somebody asks for the metrics. */
@Injectable()
export class QueueMetrics implements OnModuleInit {
  constructor(private readonly db: Database) {}

  onModuleInit(): void {
    // A process may be made twice, as in tests; the newest one answers.
    for (const name of ['portolan_jobs', 'portolan_oldest_due_job_seconds', 'portolan_outbox_events']) {
      metrics.removeSingleMetric(name)
    }
    const jobs: Gauge = new Gauge({
      name: 'portolan_jobs',
      help: 'Jobs that are not done, by state',
      labelNames: ['queue', 'state'],
      registers: [metrics],
      collect: async (): Promise<void> => {
        const rows = await this.waiting()
        jobs.reset()
        for (const { queue, state, count } of rows) jobs.set({ queue, state }, count)
      },
    })
    const oldest: Gauge = new Gauge({
      name: 'portolan_oldest_due_job_seconds',
      help: 'How long the oldest due job has waited',
      labelNames: ['queue'],
      registers: [metrics],
      collect: async (): Promise<void> => {
        const due = (await this.waiting()).filter(({ state }) => state === 'pending')
        oldest.reset()
        for (const { queue, seconds } of due) oldest.set({ queue }, Math.max(0, seconds))
      },
    })
    const events: Gauge = new Gauge({
      name: 'portolan_outbox_events',
      help: 'Events that are not yet handed to their consumers',
      registers: [metrics],
      collect: async (): Promise<void> => {
        events.set(await this.unsent())
      },
    })
  }

  private waiting(): Promise<Waiting[]> {
    return this.db.as(nobody, () =>
      this.db.read<Waiting>(
        `select queue, state, count(*)::integer as count, extract(epoch from now() - min(run_at))::float8 as seconds
           from job_heads where state in ('pending', 'running', 'dead') group by queue, state`,
      ),
    )
  }

  private async unsent(): Promise<number> {
    const sql = 'select count(*)::integer as count from outbox_heads'
    const [row] = await this.db.as(nobody, () => this.db.read<{ count: number }>(sql))
    return row?.count ?? 0
  }
}
