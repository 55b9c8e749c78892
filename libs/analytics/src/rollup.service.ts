import { Injectable } from '@nestjs/common'
import { Database, DirtyDays, Outbox } from '@portolan/platform'
import { Bindings, buyerColumns, cellColumns, liveBuyers, liveCells, singleDays } from './revenue.relations'

/** Days that are recomputed at once, and at most in the transaction of one event. */
const daysAtOnce = 31
const daysPerEvent = 4 * daysAtOnce

/** Keeps `revenue_daily` and `buyer_days` equal to the orders: recomputes the days that writers have marked. */
@Injectable()
export class RollupService {
  constructor(
    private readonly db: Database,
    private readonly dirtyDays: DirtyDays,
    private readonly outbox: Outbox,
  ) {}

  /** Recomputes marked days; leaves what is too much for one transaction to a job. */
  async refresh(): Promise<void> {
    if (!(await this.isDirty())) return
    await this.db.tx(async () => {
      for (let days = 0; days < daysPerEvent; days += daysAtOnce) {
        if ((await this.recompute()) < daysAtOnce) return
      }
      if (await this.isDirty()) await this.outbox.enqueue('analytics.refresh', {})
    })
  }

  /** Recomputes up to a month of marked days and returns how many there were. */
  recompute(): Promise<number> {
    return this.db.tx(async () => {
      // One at a time per tenant. A statement of its own, so that those after it see what the one before has committed.
      await this.db.query(`select pg_advisory_xact_lock(hashtextextended('revenue_daily ' || current_tenant(), 0))`)
      const days = await this.dirtyDays.take(daysAtOnce)
      if (days.length) await this.replace(days)
      return days.length
    })
  }

  /** Marks every day that has or had anything; returns how many. */
  async markAll(): Promise<number> {
    const [marked] = await this.db.tx(() =>
      this.db.query<{ days: string }>(
        `with marked as (
           insert into dirty_days (tenant_id, day)
           select current_tenant(), day from (
             select day from orders_v1 where tenant_id = current_tenant()
             union select day from refunds_v1 where tenant_id = current_tenant()
             union select day from revenue_daily where tenant_id = current_tenant()
             union select day from buyer_days where tenant_id = current_tenant()) days
           returning 1)
         select count(*) as days from marked`,
      ),
    )
    return Number(marked?.days ?? 0)
  }

  async isDirty(): Promise<boolean> {
    const rows = await this.db.read('select from dirty_days where tenant_id = current_tenant() limit 1')
    return rows.length > 0
  }

  private async replace(days: readonly string[]): Promise<void> {
    for (const table of ['revenue_daily', 'buyer_days']) {
      await this.db.query(`delete from ${table} where tenant_id = current_tenant() and day = any($1::date[])`, [days])
    }
    const bindings = new Bindings()
    const cut = singleDays(days, bindings)
    await this.db.query(
      `insert into revenue_daily (tenant_id, ${cellColumns}) select current_tenant(), ${cellColumns} from (${liveCells(cut)}) cells`,
      bindings.values,
    )
    await this.db.query(
      `insert into buyer_days (tenant_id, ${buyerColumns}) select current_tenant(), ${buyerColumns} from (${liveBuyers(cut)}) buyers`,
      bindings.values,
    )
  }
}
