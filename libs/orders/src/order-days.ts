// The days of orders and refunds are cut in the tenant's zone and stored; when the zone changes they are cut again.
import { Injectable } from '@nestjs/common'
import type { EventOf } from '@portolan/contracts'
import { Database, Outbox, type RunningJob } from '@portolan/platform'

const rowsPerChunk = 2000
const tables = [
  { name: 'orders', time: 'placed_at' },
  { name: 'refunds', time: 'refunded_at' },
] as const

interface Checkpoint {
  readonly table: number
  readonly after: string
}

const start: Checkpoint = { table: 0, after: '00000000-0000-0000-0000-000000000000' }

@Injectable()
export class OrderDays {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  async followSettings({ changes }: EventOf<'settings.changed'>): Promise<void> {
    const zoneChanged = Object.values(changes ?? {}).some((fields) => 'timezone' in fields)
    if (zoneChanged) await this.outbox.enqueue('orders.cut-days', {})
  }

  /** Cuts one chunk. Frozen rates stay: no figure moves but the day that it counts on. */
  async cut(job: RunningJob<'orders.cut-days'>): Promise<'again' | 'done'> {
    const { table, after } = (job.checkpoint as Checkpoint | null) ?? start
    const cut = tables[table]
    if (!cut) {
      await this.outbox.enqueue('analytics.refresh', {})
      return 'done'
    }
    const last = await this.cutChunk(cut.name, cut.time, after)
    job.checkpoint = (last === null ? { ...start, table: table + 1 } : { table, after: last }) satisfies Checkpoint
    return 'again'
  }

  private async cutChunk(table: string, time: string, after: string): Promise<string | null> {
    const [row] = await this.db.query<{ last: string | null }>(
      `with chunk as materialized (
         select r.id, r.day as old_day, (r.${time} at time zone t.timezone)::date as day
           from ${table} r join tenants t on t.id = r.tenant_id
          where r.tenant_id = current_tenant() and r.id > $1 order by r.id limit ${rowsPerChunk}
       ),
       moved as (
         update ${table} r set day = c.day from chunk c
          where r.tenant_id = current_tenant() and r.id = c.id and r.day <> c.day
         returning c.old_day, r.day
       ),
       marked as (
         insert into dirty_days (tenant_id, day)
         select current_tenant(), d.day from (select old_day as day from moved union select day from moved) d
       )
       select (select id from chunk order by id desc limit 1)::text as last`,
      [after],
    )
    return row?.last ?? null
  }
}
