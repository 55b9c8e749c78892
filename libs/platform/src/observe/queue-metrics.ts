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

interface Done {
  readonly queue: string
  readonly attempts: number
  readonly median: number
  readonly p95: number
}

const names = [
  'portolan_jobs',
  'portolan_oldest_due_job_seconds',
  'portolan_outbox_events',
  'portolan_outbox_lag_seconds',
  'portolan_job_seconds',
  'portolan_job_attempts',
]
const nobody = { tenant: null, user: null, role: null, session: null }

/** What waits in the database, read when somebody asks for the metrics. */
@Injectable()
export class QueueMetrics implements OnModuleInit {
  constructor(private readonly db: Database) {}

  onModuleInit(): void {
    // A process may be made twice, as in tests; the newest one answers.
    for (const name of names) metrics.removeSingleMetric(name)
    this.measureOutbox()
    this.measureDone()
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
  }

  private measureOutbox(): void {
    const events: Gauge = new Gauge({
      name: 'portolan_outbox_events',
      help: 'Events that are not yet handed to their consumers',
      registers: [metrics],
      collect: async (): Promise<void> => {
        events.set((await this.unsent()).count)
      },
    })
    const lag: Gauge = new Gauge({
      name: 'portolan_outbox_lag_seconds',
      help: 'How long the oldest of them has waited',
      registers: [metrics],
      collect: async (): Promise<void> => {
        lag.set((await this.unsent()).seconds)
      },
    })
  }

  /** What was done in the last minutes: how long it took from being made to being done, and after how many attempts. */
  private measureDone(): void {
    const seconds: Gauge = new Gauge({
      name: 'portolan_job_seconds',
      help: 'Time from a job being made to its end, over the last five minutes',
      labelNames: ['queue', 'quantile'],
      registers: [metrics],
      collect: async (): Promise<void> => {
        seconds.reset()
        for (const { queue, median, p95 } of await this.done()) {
          seconds.set({ queue, quantile: '0.5' }, median)
          seconds.set({ queue, quantile: '0.95' }, p95)
        }
      },
    })
    const attempts: Gauge = new Gauge({
      name: 'portolan_job_attempts',
      help: 'Attempts per job that ended in the last five minutes, on average',
      labelNames: ['queue'],
      registers: [metrics],
      collect: async (): Promise<void> => {
        attempts.reset()
        for (const row of await this.done()) attempts.set({ queue: row.queue }, row.attempts)
      },
    })
  }

  private waiting(): Promise<Waiting[]> {
    return this.db.as(nobody, () =>
      this.db.read<Waiting>(
        `select queue, state, count(*)::integer as count, extract(epoch from now() - min(run_at))::float8 as seconds
           from job_heads where state in ('pending', 'waiting', 'running', 'dead') group by queue, state`,
      ),
    )
  }

  private async unsent(): Promise<{ count: number; seconds: number }> {
    const [row] = await this.db.as(nobody, () =>
      this.db.read<{ count: number; seconds: number }>(
        `select count(*)::integer as count,
                coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as seconds from outbox_heads`,
      ),
    )
    return row ?? { count: 0, seconds: 0 }
  }

  private done(): Promise<Done[]> {
    return this.db.as(nobody, () =>
      this.db.read<Done>(
        `select queue, avg(attempts)::float8 as attempts,
                percentile_cont(0.5) within group (order by extract(epoch from finished_at - created_at))::float8 as median,
                percentile_cont(0.95) within group (order by extract(epoch from finished_at - created_at))::float8 as p95
           from job_heads where state = 'done' and finished_at > now() - interval '5 minutes' group by queue`,
      ),
    )
  }
}
