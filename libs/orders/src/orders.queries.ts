// The SQL of orders: what is written is written by one statement per batch, whatever its size.
import { Injectable } from '@nestjs/common'
import type { OrderStatus, PaymentStatus, PricedOrder } from '@portolan/contracts'
import { CustomFields, type FieldRules, type FieldValues, type WantedValue } from '@portolan/customers'
import { Database } from '@portolan/platform'
import { orderMissing } from './order.errors'
import type { StoredOrder } from './order.mapping'
import type { OrderRow } from './order.row'
import { createOrders, createPlainOrders, storedOrder, writeOrders } from './order.statements'

/** What an order was before a write; `locked` until the transaction ends. */
export interface StandingOrder {
  readonly id: string
  readonly source: string
  readonly external_id: string | null
  readonly order_number: string
  readonly customer_id: string | null
  readonly status: OrderStatus
  readonly payment_status: PaymentStatus
  readonly currency: string
  readonly total_amount: string
  /** What the refund that closed it found. */
  readonly refunded_from: OrderStatus | null
  readonly content_hash: string
  /** Milliseconds since 1970; null when the source tells no time. */
  readonly external_updated_at: string | null
  readonly version: number
  readonly is_deleted: boolean
}

export interface OrderKey {
  readonly source: string
  readonly external_id: string
}

export interface PaymentChanges {
  readonly payment_status: PaymentStatus
  readonly paid_at?: string | null
  readonly payment_method?: string | null
  readonly payment_reference?: string | null
}

/** Lets the index be used for a batch, whatever the table's size is thought to be. $1 are sources, $2 external ids. */
const named = 'o.source = any($1::text[]) and o.external_id = any($2::text[])'

/** The SQLSTATE of what assert_plain_orders() refuses. */
export const notPlain = 'PT428'

const standing = `o.id, o.source, o.external_id, o.order_number, o.customer_id, o.status, o.payment_status, o.currency, o.total_amount, o.refunded_from,
       o.content_hash, floor(extract(epoch from o.external_updated_at) * 1000)::bigint as external_updated_at, o.version,
       o.deleted_at is not null as is_deleted`

@Injectable()
export class OrdersQueries {
  constructor(
    private readonly db: Database,
    private readonly customFields: CustomFields,
  ) {}

  /** What the workspace says about the orders' own fields. */
  fieldRules(): Promise<FieldRules> {
    return this.customFields.rules('orders')
  }

  /** Of values for unique fields those that another order has; those of `leaving` give up theirs. */
  takenValues(wanted: readonly WantedValue[], leaving: readonly string[]): Promise<{ place: number; key: string }[]> {
    return this.customFields.taken('orders', wanted, leaving)
  }

  /** The own fields of orders that are locked. */
  async fieldsOf(ids: readonly string[]): Promise<Map<string, FieldValues>> {
    if (!ids.length) return new Map()
    const rows = await this.db.query<{ id: string; custom_fields: string }>(
      'select id, custom_fields::text from orders where tenant_id = current_tenant() and id = any($1::uuid[])',
      [ids],
    )
    return new Map(rows.map(({ id, custom_fields }) => [id, JSON.parse(custom_fields) as FieldValues]))
  }

  /** The orders that stand under these keys, and who they belong to. */
  ownersUnder(keys: readonly OrderKey[]): Promise<(OrderKey & { customer_id: string | null })[]> {
    if (!keys.length) return Promise.resolve([])
    return this.db.query(
      `select o.source, o.external_id, o.customer_id from orders o
         join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
        where o.tenant_id = current_tenant() and ${named}`,
      columns(keys),
    )
  }

  /** Locks the orders that stand under these keys, in the order of their ids. */
  lockByKey(keys: readonly OrderKey[]): Promise<StandingOrder[]> {
    if (!keys.length) return Promise.resolve([])
    return this.db.query(
      `select ${standing} from orders o
         join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
        where o.tenant_id = current_tenant() and ${named} order by o.id for update of o`,
      columns(keys),
    )
  }

  async customerOf(id: string): Promise<{ customer_id: string | null } | undefined> {
    const [row] = await this.db.query<{ customer_id: string | null }>(
      'select customer_id from orders where tenant_id = current_tenant() and id = $1',
      [id],
    )
    return row
  }

  async lock(id: string): Promise<StandingOrder | undefined> {
    const [row] = await this.db.query<StandingOrder>(
      `select ${standing} from orders o where o.tenant_id = current_tenant() and o.id = $1 for update`,
      [id],
    )
    return row
  }

  /** The order in the shape in which people send one. Throws missing() when it is not there. */
  async stored(id: string): Promise<StoredOrder> {
    const [row] = await this.db.query<{ data: string }>(storedOrder, [id])
    if (!row) throw orderMissing()
    return JSON.parse(row.data) as StoredOrder
  }

  /**
   * Writes the rows with their lines, each some elements of a JSON array, and answers the ids that were written: a row
   * whose key or number stands already is left out.
   */
  async write(rows: readonly OrderRow[], lines: readonly string[]): Promise<Set<string>> {
    const written = await this.db.query<{ id: string }>(
      rows.every(({ change }) => change === 'create') ? createOrders : writeOrders,
      [rows.map(({ json }) => json), lines.filter(Boolean)].map((elements) => `[${elements.join()}]`),
      // Planning takes longer than writing a few orders; a large batch deserves a plan for the tables as they are now.
      { prepare: rows.length < 20 },
    )
    return new Set(written.map(({ id }) => id))
  }

  /** Locks the customers of new orders. Throws an error with SQLSTATE `notPlain` where one is not plain. */
  async assertPlain(customerIds: readonly string[]): Promise<void> {
    await this.db.query('select assert_plain_orders($1)', [customerIds], { prepare: true })
  }

  /** Writes new orders, of which the rows and lines are JSON already. */
  async writePlain(rows: string, lines: string): Promise<void> {
    await this.db.query(createPlainOrders, [rows, lines], { prepare: true })
  }

  /** Sets columns of one order, counts the edit and marks its days. */
  async set(id: string, changes: { status?: OrderStatus; internal_note?: string | null }): Promise<void> {
    await this.db.query(
      `with changed as (
         update orders set status = coalesce($2, status), internal_note = case when $3 then $4 else internal_note end,
                version = version + 1, updated_at = now()
          where tenant_id = current_tenant() and id = $1 returning tenant_id, id, day)
       insert into dirty_days (tenant_id, day)
       select tenant_id, day from changed where $2 is not null
        union
       select r.tenant_id, r.day from refunds r join changed c on c.tenant_id = r.tenant_id and c.id = r.order_id
        where $2 is not null`,
      [id, changes.status ?? null, changes.internal_note !== undefined, changes.internal_note ?? null],
    )
  }

  /** Sets what is given of an order's payment. */
  async setPayment(id: string, changes: PaymentChanges): Promise<void> {
    const given = (key: keyof PaymentChanges): boolean => changes[key] !== undefined
    await this.db.query(
      `update orders set payment_status = $2, paid_at = case when $3 then $4 else paid_at end,
              payment_method = case when $5 then $6 else payment_method end,
              payment_reference = case when $7 then $8 else payment_reference end,
              version = version + 1, updated_at = now()
        where tenant_id = current_tenant() and id = $1`,
      [
        id,
        changes.payment_status,
        given('paid_at'),
        changes.paid_at ?? null,
        given('payment_method'),
        changes.payment_method ?? null,
        given('payment_reference'),
        changes.payment_reference ?? null,
      ],
    )
  }

  async rememberStatus(id: string, status: OrderStatus | null): Promise<void> {
    await this.db.query('update orders set refunded_from = $2 where tenant_id = current_tenant() and id = $1', [
      id,
      status,
    ])
  }

  /** What was refunded of an order that is locked. */
  async refundedOf(id: string): Promise<{ refunded: bigint; total_amount: bigint; payment_status: PaymentStatus }> {
    const [row] = await this.db.query<{ refunded: string; total_amount: string; payment_status: PaymentStatus }>(
      `select o.total_amount, o.payment_status,
              (select coalesce(sum(r.amount), 0) from refunds r
                where r.tenant_id = current_tenant() and r.order_id = o.id)::bigint as refunded
         from orders o where o.tenant_id = current_tenant() and o.id = $1`,
      [id],
    )
    if (!row) throw orderMissing()
    return { ...row, refunded: BigInt(row.refunded), total_amount: BigInt(row.total_amount) }
  }

  /** What pieces of its lines are priced by. */
  async pricesOf(id: string): Promise<PricedOrder> {
    const [row] = await this.db.query<{ subtotal: string; shipping: string; total: string }>(
      `select subtotal_amount as subtotal, shipping_amount as shipping, total_amount as total
         from orders where tenant_id = current_tenant() and id = $1`,
      [id],
    )
    if (!row) throw orderMissing()
    return { subtotal: BigInt(row.subtotal), shipping: BigInt(row.shipping), total: BigInt(row.total) }
  }

  /** Moves an order into the trash or out of it. */
  async move(id: string, to: 'trash' | 'list'): Promise<void> {
    await this.db.query(
      `with moved as (
         update orders set deleted_at = case when $2 then now() end, version = version + 1, updated_at = now()
          where tenant_id = current_tenant() and id = $1 returning tenant_id, id, day),
       marked as (
         insert into dirty_days (tenant_id, day)
         select tenant_id, day from moved
          union
         select r.tenant_id, r.day from refunds r join moved m on m.tenant_id = r.tenant_id and m.id = r.order_id)
       select count_rows('orders', case when $2 then -1 else 1 end) from moved`,
      [id, to === 'trash'],
    )
  }

  /** Copies the assignment of these customers onto their orders and refunds. */
  async followAssignment(customerIds: readonly string[]): Promise<void> {
    for (const table of ['orders', 'refunds']) {
      await this.db.query(
        `update ${table} t set assigned_to = c.assigned_to from customers_v1 c
          where t.tenant_id = current_tenant() and t.customer_id = any($1::uuid[])
            and c.tenant_id = current_tenant() and c.id = t.customer_id and t.assigned_to is distinct from c.assigned_to`,
        [customerIds],
      )
    }
  }
}

function columns(keys: readonly OrderKey[]): [string[], string[]] {
  return [keys.map(({ source }) => source), keys.map(({ external_id }) => external_id)]
}
