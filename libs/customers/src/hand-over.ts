import { Injectable } from '@nestjs/common'
import { type Changes, Database, Outbox } from '@portolan/platform'

export interface HandedOver {
  readonly from: string
  readonly to: string | null
}

/** Customers of members who are gone change hands. Orders and refunds follow by the event. */
@Injectable()
export class HandOver {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** How many customers a member has, those in the trash too. */
  async count(member: string): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(
      'select count(*)::integer as count from customers where tenant_id = current_tenant() and assigned_to = $1',
      [member],
    )
    return row?.count ?? 0
  }

  /** Moves up to `limit` customers and answers how many. A successor who is gone by now gets none: nobody does. */
  async next({ from, to }: HandedOver, limit: number): Promise<number> {
    const moved = await this.db.query<{ id: string; assigned_to: string | null; alive: boolean }>(
      `with successor as (
         select user_id from memberships where tenant_id = current_tenant() and user_id = $2 and status = 'active'
       ), batch as (
         select id from customers where tenant_id = current_tenant() and assigned_to = $1 order by id limit $3 for update
       )
       update customers c set assigned_to = (select user_id from successor), version = version + 1, updated_at = now()
         from batch where c.tenant_id = current_tenant() and c.id = batch.id
       returning c.id, c.assigned_to, c.deleted_at is null as alive`,
      [from, to, limit],
    )
    const alive = moved.filter((row) => row.alive)
    if (alive.length) {
      const changes = alive.map(({ id, assigned_to }): [string, Changes] => [id, { assigned_to: [from, assigned_to] }])
      await this.outbox.append('customer.updated', {
        ids: alive.map(({ id }) => id),
        changes: Object.fromEntries(changes),
      })
    }
    return moved.length
  }
}
