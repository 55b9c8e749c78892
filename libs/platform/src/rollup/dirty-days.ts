import { Injectable } from '@nestjs/common'
import { Database } from '../database/database'

/**
 * Marks that the revenue of a day must be recomputed. Writers append in their own transaction; the job that recomputes
 * takes the marks first, so a write that commits later leaves a mark of its own.
 */
@Injectable()
export class DirtyDays {
  constructor(private readonly db: Database) {}

  /** Days as `YYYY-MM-DD` in the tenant's zone. Inside `tx` only. */
  async mark(days: readonly string[]): Promise<void> {
    if (!days.length) return
    await this.db.query(`insert into dirty_days (tenant_id, day) select current_tenant(), unnest($1::date[])`, [days])
  }

  /** Takes up to `limit` days with all their marks, oldest day first. Inside `tx` only. */
  async take(limit: number): Promise<string[]> {
    const days = await this.db.query<{ day: string }>(
      `with taken as (
         delete from dirty_days where tenant_id = current_tenant() and day in (
           select distinct day from dirty_days where tenant_id = current_tenant() order by day limit $1)
         returning day)
       select distinct day from taken order by day`,
      [limit],
    )
    return days.map(({ day }) => day)
  }
}
