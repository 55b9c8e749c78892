import { Injectable } from '@nestjs/common'
import { currencyExponent, newId } from '@portolan/contracts'
import { CustomersService } from '@portolan/customers'
import {
  context,
  Database,
  Json,
  JsonPage,
  missing,
  Outbox,
  sqlState,
  stale,
  type ListQuery,
  type RunningJob,
} from '@portolan/platform'
import { readRates } from './ecb'
import { EcbFeed } from './ecb-feed'
import type { SetRateDto } from './rate.dto'
import { TenantExchangeRate } from './rate.entity'
import { RateExists, RateInUse, rateOfEuro, rateOutOfRange, RatePublished } from './rate.errors'
import { RatesQueries } from './rates.queries'
import { ratesResource } from './rates.resource'

const phases = ['orders', 'refunds', 'figures'] as const

interface Checkpoint {
  readonly phase: (typeof phases)[number]
  readonly after: string | null
}

const installation = { tenant: null, role: 'system', user: null, session: null } as const
const dayMs = 86_400_000

@Injectable()
export class RatesService {
  constructor(
    private readonly db: Database,
    private readonly queries: RatesQueries,
    private readonly feed: EcbFeed,
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return ratesResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return ratesResource.one(this.db, id)
  }

  /** Sets a rate by hand, for a currency that nobody publishes. Orders that waited for it get it in the background. */
  set({ currency, day, rate }: SetRateDto): Promise<Json> {
    if (currency === 'EUR') throw rateOfEuro()
    refuseOddRate(currency, rate)
    return this.db.tx(async () => {
      if (await this.queries.isPublished(currency, day)) throw new RatePublished(currency)
      const row = { tenant_id: context().tenant ?? '', id: newId(), currency, day, rate, source: 'manual', version: 1 }
      await this.db
        .entities()
        .insert(TenantExchangeRate, row)
        .catch((error: unknown) => {
          throw sqlState(error) === '23505' ? new RateExists() : error
        })
      return this.announce(row.id, [null, rate])
    })
  }

  /** Takes over the workspace's own rates from a source; what is there stays. Orders that waited get them afterwards. */
  setMany(rates: readonly SetRateDto[], source: string): Promise<void> {
    for (const { currency, rate } of rates) refuseOddRate(currency, rate)
    return this.db.tx(async () => {
      const ids = await this.queries.setOwn(rates, source)
      if (ids.length) await this.outbox.enqueue('rates.apply', {})
    })
  }

  /** Corrects a rate that no frozen figure stands on. */
  correct(id: string, rate: string, version: number | null): Promise<Json> {
    return this.db.tx(async () => {
      const [before] = await this.db.query<TenantExchangeRate>(
        `select currency, day, trim_scale(rate)::text as rate, version from tenant_exchange_rates
          where tenant_id = current_tenant() and id = $1 for update`,
        [id],
      )
      if (!before) throw missing('exchange_rate')
      refuseOddRate(before.currency, rate)
      if (version !== null && before.version !== version) throw stale()
      if (await this.queries.isInUse(before.currency, before.day)) throw new RateInUse()
      await this.db.query(
        `update tenant_exchange_rates set rate = $2, version = version + 1, updated_at = now()
          where tenant_id = current_tenant() and id = $1`,
        [id, rate],
      )
      return this.announce(id, [before.rate, rate])
    })
  }

  /** Loads a file of the ECB's and lets every tenant's orders have its rates. Answers how many rates are new. */
  async load(bytes: Buffer): Promise<number> {
    const rates = readRates(bytes)
    const added = await this.db.as(installation, () => this.db.tx(() => this.queries.load(rates, 'ecb')))
    await this.fanOut()
    return added
  }

  /** Fetches what has been published since; the whole history when a working day may be missing in between. */
  async fetch(): Promise<void> {
    if (this.feed.isOff) return
    const known = await this.db.as(installation, () => this.queries.newestDay())
    const newest = await this.feed.newest()
    const newestDay =
      newest
        .map(({ day }) => day)
        .sort()
        .at(-1) ?? ''
    if (known === null || known < newestDay) {
      const history = known !== null && followsDirectly(known, newestDay) ? [] : await this.feed.history()
      // Together, so that no day is frozen with an older rate while its own is on the way.
      await this.db.as(installation, () => this.db.tx(() => this.queries.load([...history, ...newest], 'ecb')))
    }
    await this.fanOut()
  }

  /** Gives orders, then refunds, the rates that have arrived since; one chunk per call. */
  async apply(job: RunningJob<'rates.apply'>): Promise<'again' | 'done'> {
    const { phase, after } = (job.checkpoint as Checkpoint | null) ?? { phase: 'orders', after: null }
    const last = await this.applyChunk(phase, after, job)
    if (last !== null) {
      job.checkpoint = { phase, after: last } satisfies Checkpoint
      return 'again'
    }
    const next = phases[phases.indexOf(phase) + 1]
    if (next) {
      job.checkpoint = { phase: next, after: null } satisfies Checkpoint
      return 'again'
    }
    // The days are marked, but no order event follows that would have them recomputed.
    await this.outbox.enqueue('analytics.refresh', {})
    return 'done'
  }

  /** Answers the id that the next chunk starts behind, or null at the end. */
  private async applyChunk(phase: Checkpoint['phase'], after: string | null, job: RunningJob): Promise<string | null> {
    if (phase === 'figures') {
      const ids = await this.queries.customersPricedByOwnRates(after)
      await this.customers.lock(ids)
      await this.customers.refreshFigures(ids)
      return ids.at(-1) ?? null
    }
    const waiting = await this.queries.unfrozen(phase, after)
    const ids = waiting.map(({ id }) => id)
    await this.customers.lock([...new Set(waiting.flatMap(({ customer_id }) => (customer_id ? [customer_id] : [])))])
    const touched = await (phase === 'orders' ? this.queries.applyToOrders(ids) : this.queries.applyToRefunds(ids))
    await this.customers.refreshFigures(touched)
    job.progress.processed += ids.length
    return ids.at(-1) ?? null
  }

  private async announce(id: string, rate: [string | null, string]): Promise<Json> {
    await this.outbox.append('exchange_rate.set', { ids: [id], changes: { [id]: { rate } } })
    await this.outbox.enqueue('rates.apply', {})
    return this.one(id)
  }

  private async fanOut(): Promise<void> {
    const tenants = await this.db.as(installation, () => this.queries.activeTenants())
    for (const tenant of tenants) {
      await this.db.as({ ...installation, tenant }, () =>
        this.db.tx(async () => {
          if (await this.queries.hasUnfrozen()) await this.outbox.enqueue('rates.apply', {})
        }),
      )
    }
  }
}

/** Whether no working day lies between two days. */
function followsDirectly(known: string, newest: string): boolean {
  for (let time = Date.parse(known) + dayMs; time < Date.parse(newest); time += dayMs) {
    const weekday = new Date(time).getUTCDay()
    if (weekday !== 0 && weekday !== 6) return false
  }
  return true
}

/** Beyond these no currency is worth anything, and the converted sum of a large order would not fit. */
function refuseOddRate(currency: string, rate: string): void {
  const least = 0.1 / 10 ** currencyExponent(currency)
  const most = 999_999_999
  if (Number(rate) < least || Number(rate) > most) throw rateOutOfRange(least, most)
}
