import { Injectable } from '@nestjs/common'
import { newId, type ReturnReason, type ReturnStatus } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { Pieces, Taken } from '../order.pieces'

export interface StandingReturn {
  readonly id: string
  readonly order_id: string
  readonly status: ReturnStatus
  readonly reason: ReturnReason
  readonly reason_text: string | null
  readonly note: string | null
  readonly restock: boolean
  readonly version: number
}

export type ReturnContent = Pick<StandingReturn, 'reason' | 'reason_text' | 'note' | 'restock'>

@Injectable()
export class ReturnsQueries {
  constructor(private readonly db: Database) {}

  async orderOf(id: string): Promise<string | undefined> {
    const [row] = await this.db.query<{ order_id: string }>(
      'select order_id from returns where tenant_id = current_tenant() and id = $1',
      [id],
    )
    return row?.order_id
  }

  /** Everybody who changes a return holds its order, whose lock is the return's too. */
  async standing(id: string): Promise<StandingReturn | undefined> {
    const [row] = await this.db.query<StandingReturn>(
      `select id, order_id, status, reason, reason_text, note, restock, version
         from returns where tenant_id = current_tenant() and id = $1`,
      [id],
    )
    return row
  }

  /** Under the order's lock, so that no two returns get one number. */
  async create(orderId: string, { reason, reason_text, note, restock }: ReturnContent): Promise<string> {
    const id = newId()
    await this.db.query(
      `insert into returns (tenant_id, id, order_id, return_number, reason, reason_text, note, restock, requested_by)
       select current_tenant(), $1, o.id,
              o.order_number || '-R' || (select count(*) + 1 from returns r where r.tenant_id = current_tenant() and r.order_id = o.id),
              $3, $4, $5, $6, (select m.user_id from memberships m where m.tenant_id = current_tenant() and m.user_id = current_actor())
         from orders o where o.tenant_id = current_tenant() and o.id = $2`,
      [id, orderId, reason, reason_text, note, restock],
    )
    return id
  }

  async set(id: string, { reason, reason_text, note, restock }: ReturnContent): Promise<void> {
    await this.db.query(
      `update returns set reason = $2, reason_text = $3, note = $4, restock = $5, version = version + 1, updated_at = now()
        where tenant_id = current_tenant() and id = $1`,
      [id, reason, reason_text, note, restock],
    )
  }

  async move(id: string, to: ReturnStatus, refundId: string | null): Promise<void> {
    await this.db.query(
      `update returns
          set status = $2, refund_id = $3, version = version + 1, updated_at = now(),
              approved_at = case $2 when 'approved' then now() else approved_at end,
              received_at = case $2 when 'received' then now() else received_at end,
              closed_at = case when $2 in ('refunded', 'rejected', 'cancelled') then now() end
        where tenant_id = current_tenant() and id = $1`,
      [id, to, refundId],
    )
  }

  /** Replaces what comes back. */
  async writeItems(id: string, taken: readonly Taken[]): Promise<void> {
    await this.db.query('delete from return_items where tenant_id = current_tenant() and return_id = $1', [id])
    await this.db.query(
      `insert into return_items (tenant_id, id, return_id, position, order_item_id, product_id, sku, product_name, variant_name, quantity, unit_price)
       select current_tenant(), l.id, $1, l.position, i.id, i.product_id, i.sku, i.product_name, i.variant_name, l.quantity, i.unit_price
         from jsonb_to_recordset($2::jsonb) as l (id uuid, position integer, order_item_id uuid, quantity integer)
         join order_items i on i.tenant_id = current_tenant() and i.id = l.order_item_id`,
      [
        id,
        JSON.stringify(
          taken.map(({ line, quantity }, position) => ({ id: newId(), position, order_item_id: line.id, quantity })),
        ),
      ],
    )
  }

  /** The pieces of a return whose lines still stand. */
  itemsOf(id: string): Promise<Pieces[]> {
    return this.db.query(
      `select order_item_id, quantity from return_items
        where tenant_id = current_tenant() and return_id = $1 and order_item_id is not null order by position`,
      [id],
    )
  }

  /** Whether this refund is one of the order and pays for no return yet. */
  async isFreeRefund(refundId: string, orderId: string): Promise<boolean> {
    const rows = await this.db.query(
      `select from refunds f where f.tenant_id = current_tenant() and f.id = $1 and f.order_id = $2
          and not exists (select from returns r where r.tenant_id = current_tenant() and r.refund_id = f.id)`,
      [refundId, orderId],
    )
    return rows.length > 0
  }
}
