import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Counter, Gauge } from 'prom-client'
import { Database, metrics } from '@portolan/platform'
import { durationLimits } from './figures'

interface Totals {
  readonly succeeded: string
  readonly failed: string
  readonly seconds: number
  readonly durations: string[]
  readonly waiting: string
  readonly due: string
  readonly held: string
}

interface Measure {
  readonly name: string
  readonly help: string
  readonly labelNames?: string[]
  /** Its values, with their labels. */
  readonly values: (totals: Totals) => [Record<string, string>, number][]
}

const nobody = { tenant: null, user: null, role: null, session: null }
const sharedMs = 500
const took = 'How long receivers of webhooks take to answer'

const counters: readonly Measure[] = [
  {
    name: 'portolan_webhook_attempts_total',
    help: 'Calls to receivers of webhooks, by outcome',
    labelNames: ['outcome'],
    values: ({ succeeded, failed }) => [
      [{ outcome: 'succeeded' }, Number(succeeded)],
      [{ outcome: 'failed' }, Number(failed)],
    ],
  },
  {
    name: 'portolan_webhook_attempt_seconds_bucket',
    help: took,
    labelNames: ['le'],
    values: (totals) => [...durationLimits.map(String), '+Inf'].map((le, index) => [{ le }, upTo(totals, index)]),
  },
  { name: 'portolan_webhook_attempt_seconds_sum', help: took, values: ({ seconds }) => [[{}, seconds]] },
  {
    name: 'portolan_webhook_attempt_seconds_count',
    help: took,
    values: (totals) => [[{}, upTo(totals, durationLimits.length)]],
  },
]
const gauges: readonly Measure[] = [
  {
    name: 'portolan_webhook_deliveries_waiting',
    help: 'Webhook deliveries that wait, at most 10,000 of each subscription, as of its last turn',
    values: ({ waiting }) => [[{}, Number(waiting)]],
  },
  {
    name: 'portolan_webhook_lanes',
    help: 'Webhook subscriptions that are due or being worked on',
    labelNames: ['state'],
    values: ({ due, held }) => [
      [{ state: 'due' }, Number(due)],
      [{ state: 'held' }, Number(held)],
    ],
  },
]

/** How deliveries go in all workspaces, read from the lanes when somebody asks for the metrics: any process can tell. */
@Injectable()
export class DeliveryMetrics implements OnModuleInit {
  private recent: { readonly at: number; readonly totals: Promise<Totals> } | null = null

  constructor(private readonly db: Database) {}

  onModuleInit(): void {
    // A process may be made twice, as in tests; the newest one answers.
    for (const { name } of [...counters, ...gauges]) metrics.removeSingleMetric(name)
    for (const { name, help, labelNames = [], values } of counters) {
      const counter: Counter = new Counter({
        name,
        help,
        labelNames,
        registers: [metrics],
        collect: async (): Promise<void> => {
          const totals = await this.totals()
          counter.reset()
          for (const [labels, value] of values(totals)) counter.inc(labels, value)
        },
      })
    }
    for (const { name, help, labelNames = [], values } of gauges) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames,
        registers: [metrics],
        collect: async (): Promise<void> => {
          for (const [labels, value] of values(await this.totals())) gauge.set(labels, value)
        },
      })
    }
  }

  /** One look for all metrics of a scrape. */
  private totals(): Promise<Totals> {
    if (!this.recent || Date.now() - this.recent.at > sharedMs) this.recent = { at: Date.now(), totals: this.read() }
    return this.recent.totals
  }

  private async read(): Promise<Totals> {
    const sum = (column: string) => `coalesce(sum(${column}), 0)`
    const [row] = await this.db.as(nobody, () =>
      this.db.read<Totals>(
        `select ${sum('succeeded')} as succeeded, ${sum('failed')} as failed, ${sum('seconds')}::float8 as seconds,
                ${sum('waiting')} as waiting,
                count(*) filter (where due_at <= now() and (lease_until is null or lease_until < now())) as due,
                count(*) filter (where lease_until >= now()) as held,
                array(select sum(d.value)::text from webhook_lanes l, unnest(l.durations) with ordinality d (value, place)
                       group by d.place order by d.place) as durations
           from webhook_lanes`,
      ),
    )
    if (!row) throw new Error('sums always have a row')
    return row
  }
}

function upTo({ durations }: Totals, index: number): number {
  return durations.slice(0, index + 1).reduce((sum, value) => sum + Number(value), 0)
}
