// Orders, refunds and customers written by the owner's hand, for specs that are about reading them. The services of
// orders write the same columns; specs about writing use those.
import type { Client } from 'pg'
import { newId } from '@portolan/contracts'
import type { TestTenant } from './world'

export interface OrderRow {
  readonly placed_at: string
  /** Minor units of the sale lines. */
  readonly gross: number
  readonly customer?: string | null
  readonly assigned_to?: string | null
  readonly status?: string
  readonly currency?: string
  readonly rate_day?: string | null
  readonly country?: string | null
  readonly has_sale?: boolean
}

export interface CustomerRow {
  readonly first_name?: string
  readonly country?: string
  readonly assigned_to?: string
  readonly first_order?: string
  readonly created_at?: string
  /** Minor units of euros. */
  readonly lifetime_value?: number
  readonly total_orders?: number
}

export class RevenueRows {
  constructor(private readonly owner: Client) {}

  /** A delivered order of a guest in Germany, unless said otherwise; marks its day. */
  async order(tenant: TestTenant, facts: OrderRow): Promise<string> {
    const id = newId()
    const { customer = null, assigned_to = null, status = 'delivered', currency = 'EUR', has_sale = true } = facts
    const { placed_at, gross, rate_day = '2026-01-02', country = 'DE' } = facts
    await this.owner.query(
      `with placed as (
         insert into orders (tenant_id, id, order_number, customer_id, assigned_to, status, payment_status, placed_at, day, currency,
                             subtotal_amount, total_amount, gross_amount, has_sale, fx_state, rate_day, country_code, content_hash)
         select z.id, $2::uuid, $2::text, $3, $4, $5, 'paid', $6::timestamptz, ($6::timestamptz at time zone z.timezone)::date, $7,
                $8, $8, $8, $9, case when $10::date is null then 'missing' else 'frozen' end, $10, $11, ''
           from tenants z where z.id = $1
         returning tenant_id, day)
       insert into dirty_days (tenant_id, day) select tenant_id, day from placed`,
      [tenant.id, id, customer, assigned_to, status, placed_at, currency, gross, has_sale, rate_day, country],
    )
    return id
  }

  /** A refund of `amount` minor units; marks its day. */
  async refund(tenant: TestTenant, order: string, amount: number, refunded_at: string): Promise<string> {
    const id = newId()
    await this.owner.query(
      `with recorded as (
         insert into refunds (tenant_id, id, order_id, customer_id, assigned_to, amount, currency, refunded_at, day, rate_day,
                              fx_state, country_code, content_hash)
         select o.tenant_id, $3, o.id, o.customer_id, o.assigned_to, $4, o.currency, $5::timestamptz,
                ($5::timestamptz at time zone z.timezone)::date, o.rate_day, o.fx_state, o.country_code, ''
           from orders o join tenants z on z.id = o.tenant_id where o.tenant_id = $1 and o.id = $2
         returning tenant_id, day)
       insert into dirty_days (tenant_id, day) select tenant_id, day from recorded`,
      [tenant.id, order, id, amount, refunded_at],
    )
    return id
  }

  async customer(tenant: TestTenant, facts: CustomerRow = {}): Promise<string> {
    const id = newId()
    await this.owner.query(
      `insert into customers (tenant_id, id, first_name, last_name, timezone, language, currency, country_code, assigned_to,
                              lifetime_value, lifetime_value_currency, total_orders, first_order_date, created_at)
       values ($1, $2, $3, 'Lovelace', 'UTC', 'en', 'EUR', $4, $5, $6, 'EUR', $7, $8, coalesce($9, now()))`,
      [
        tenant.id,
        id,
        facts.first_name ?? 'Ada',
        facts.country ?? null,
        facts.assigned_to ?? null,
        facts.lifetime_value ?? 0,
        facts.total_orders ?? 0,
        facts.first_order ?? null,
        facts.created_at ?? null,
      ],
    )
    return id
  }
}
