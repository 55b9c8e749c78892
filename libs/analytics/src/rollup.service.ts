import { Injectable } from '@nestjs/common'
import { Database, DirtyDays, Outbox } from '@portolan/platform'
import { countSpans, replaceBuyers } from './buyer-spans'
import { Bindings, cellColumns, liveCells, singleDays } from './revenue.relations'

/** Days that are recomputed at once, and at most in the transaction of one event. */
export const daysAtOnce = 31
const daysPerEvent = 4 * daysAtOnce
/** Between two recomputations of one workspace; the months of a job follow each other at once. */
const secondsBetween = 5

/** Keeps `revenue_daily`, `buyer_days` and `buyer_spans` equal to the orders: recomputes the days that writers have marked. */
@Injectable()
export class RollupService {
  constructor(
    private readonly db: Database,
    private readonly dirtyDays: DirtyDays,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Recomputes marked days; leaves what is too much for one transaction to a job, and what comes within seconds of
   * the last one, so that a thousand orders of one day are not each read a thousand times.
   */
  async refresh(): Promise<void> {
    await this.db.tx(async () => {
      const wait = await this.secondsToWait()
      if (wait === null) return
      if (wait > 0) return this.outbox.enqueueOnce('analytics.refresh', {}, wait)
      for (let days = 0; days < daysPerEvent; days += daysAtOnce) {
        if ((await this.recompute()) < daysAtOnce) return
      }
      if (await this.isDirty()) await this.outbox.enqueue('analytics.refresh', {})
    })
  }

  /**
   * In how many seconds to ask again, since days were recomputed just now or are at this moment: nobody waits for the
   * workspace's row. At 0 the ambient transaction has it and may recompute; null where no day is marked.
   */
  async secondsToWait(): Promise<number | null> {
    const [turn] = await this.db.query<{ seconds: number }>(
      `with held as (
         select from rollups where tenant_id = current_tenant() and recomputed_at < clock_timestamp() - make_interval(secs => $1)
            for no key update skip locked)
       select case when exists (select from held) then 0 else coalesce(
                (select coalesce(nullif(greatest(extract(epoch from recomputed_at - clock_timestamp()) + $1, 0), 0), $1)
                   from rollups where tenant_id = current_tenant()), 0) end::float8 as seconds
        where exists (select from dirty_days where tenant_id = current_tenant())`,
      [secondsBetween],
      { prepare: true },
    )
    return turn?.seconds ?? null
  }

  /** Recomputes up to a month of marked days and returns how many there were. */
  recompute(): Promise<number> {
    return this.db.tx(async () => {
      await this.advance()
      const days = await this.dirtyDays.take(daysAtOnce)
      if (days.length) await this.replace(days)
      return days.length
    })
  }

  /**
   * Ends what was kept of reports. One at a time per tenant: statements after it see what the one before has committed.
   * Inside `tx` only.
   */
  async advance(): Promise<void> {
    await this.db.query(
      `insert into rollups (tenant_id) select current_tenant()
       on conflict (tenant_id) do update set number = rollups.number + 1, recomputed_at = clock_timestamp()`,
      [],
      { prepare: true },
    )
  }

  /** Begins a rebuild: counts all spans anew and marks every day that has or had anything; returns how many. */
  markAll(): Promise<number> {
    return this.db.tx(async () => {
      await this.advance()
      await this.db.query('delete from buyer_spans where tenant_id = current_tenant()')
      await this.db.query(countSpans('current_tenant()'))
      const [marked] = await this.db.query<{ days: string }>(
        `with marked as (
           insert into dirty_days (tenant_id, day)
           select current_tenant(), day from (
             select day from orders_v1 where tenant_id = current_tenant()
             union select day from refunds_v1 where tenant_id = current_tenant()
             union select day from revenue_daily where tenant_id = current_tenant()
             union select day from buyer_days where tenant_id = current_tenant()) days
           returning 1)
         select count(*) as days from marked`,
      )
      return Number(marked?.days ?? 0)
    })
  }

  async isDirty(): Promise<boolean> {
    const rows = await this.db.read('select from dirty_days where tenant_id = current_tenant() limit 1')
    return rows.length > 0
  }

  private async replace(days: readonly string[]): Promise<void> {
    await this.db.query(`delete from revenue_daily where tenant_id = current_tenant() and day = any($1::date[])`, [
      days,
    ])
    const bindings = new Bindings()
    const cut = singleDays(days, bindings)
    await this.db.query(
      `insert into revenue_daily (tenant_id, ${cellColumns}) select current_tenant(), ${cellColumns} from (${liveCells(cut)}) cells`,
      bindings.values,
    )
    await this.db.query(replaceBuyers(cut), bindings.values)
  }
}
