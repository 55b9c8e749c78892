import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Counter, Gauge } from 'prom-client'
import { Database, metrics } from '@portolan/platform'
import { delayLimits, durationLimits } from './figures'

interface Totals {
  readonly succeeded: string
  readonly failed: string
  readonly seconds: number
  readonly durations: string[]
  readonly delays: string[]
  readonly delay_seconds: number
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
  ...histogram(
    'portolan_webhook_attempt_seconds',
    'How long receivers of webhooks take to answer',
    durationLimits,
    (totals) => ({
      counts: totals.durations,
      seconds: totals.seconds,
    }),
  ),
  ...histogram(
    'portolan_webhook_delivery_seconds',
    'How long after its event a delivery arrives, retries included',
    delayLimits,
    (totals) => ({ counts: totals.delays, seconds: totals.delay_seconds }),
  ),
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
    const sums = (column: string) =>
      `array(select sum(d.value)::text from webhook_lanes l, unnest(l.${column}) with ordinality d (value, place)
              group by d.place order by d.place)`
    const [row] = await this.db.as(nobody, () =>
      this.db.read<Totals>(
        `select ${sum('succeeded')} as succeeded, ${sum('failed')} as failed, ${sum('seconds')}::float8 as seconds,
                ${sum('waiting')} as waiting,
                count(*) filter (where due_at <= now() and (lease_until is null or lease_until < now())) as due,
                count(*) filter (where lease_until >= now()) as held,
                ${sum('delay_seconds')}::float8 as delay_seconds, ${sums('durations')} as durations,
                ${sums('delays')} as delays
           from webhook_lanes`,
      ),
    )
    if (!row) throw new Error('sums always have a row')
    return row
  }
}

interface Observed {
  /** One for each limit and one beyond them, not cumulated. */
  readonly counts: readonly string[]
  readonly seconds: number
}

/** The three series of a histogram that is counted elsewhere than in this process. */
function histogram(
  name: string,
  help: string,
  limits: readonly number[],
  observed: (totals: Totals) => Observed,
): Measure[] {
  const upTo = (totals: Totals, index: number) =>
    observed(totals)
      .counts.slice(0, index + 1)
      .reduce((sum, value) => sum + Number(value), 0)
  return [
    {
      name: `${name}_bucket`,
      help,
      labelNames: ['le'],
      values: (totals) => [...limits.map(String), '+Inf'].map((le, index) => [{ le }, upTo(totals, index)]),
    },
    { name: `${name}_sum`, help, values: (totals) => [[{}, observed(totals).seconds]] },
    { name: `${name}_count`, help, values: (totals) => [[{}, upTo(totals, limits.length)]] },
  ]
}
