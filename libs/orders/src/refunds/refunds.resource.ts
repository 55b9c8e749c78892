import { isCountryCode, isCurrency } from '@portolan/contracts'
import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { customerName } from '../customer-name'
import { RefundDto } from './refund.dto'

const items = nested.many(
  `select i.id, i.product_id, i.sku, i.product_name, i.quantity, ${column.decimal('i.unit_price')} as unit_price,
          ${column.money('i.total_price', 'r.currency')} as total_price
     from refund_items i where i.tenant_id = current_tenant() and i.refund_id = r.id order by i.position`,
)

export const refundsResource = defineResource<RefundDto>({
  name: 'refund',
  answer: RefundDto,
  from: 'refunds r',
  agentScope: 'r.assigned_to',
  version: 'r.version',
  fields: {
    id: 'r.id',
    refund_number: 'r.refund_number',
    source: 'r.source',
    external_id: 'r.external_id',
    order_id: 'r.order_id',
    order_number: '(select o.order_number from orders o where o.tenant_id = current_tenant() and o.id = r.order_id)',
    customer_id: 'r.customer_id',
    customer_name: customerName('r.customer_id'),
    amount: column.money('r.amount', 'r.currency'),
    currency: 'r.currency',
    amount_tenant: `(select money_text(round(convert_minor(r.amount, r.currency, t.default_currency, r.rate_day))::bigint, t.default_currency)
       from tenants t where t.id = current_tenant())`,
    tenant_currency: '(select t.default_currency from tenants t where t.id = current_tenant())',
    reason: 'r.reason',
    refunded_at: column.time('r.refunded_at'),
    day: 'r.day',
    fx_rate_date: 'r.rate_day',
    fx_state: 'r.fx_state',
    country_code: 'r.country_code',
    version: 'r.version',
    created_at: column.time('r.created_at'),
    updated_at: column.time('r.updated_at'),
  },
  include: { items },
  detail: { items },
  filters: {
    id: filter.uuid('r.id'),
    order_id: filter.uuid('r.order_id', { nullable: true }),
    customer_id: filter.uuid('r.customer_id', { nullable: true }),
    refund_number: filter.text('r.refund_number', { nullable: true }),
    external_id: filter.text('r.external_id', { nullable: true }),
    source: filter.text('r.source'),
    currency: filter.code('r.currency', isCurrency),
    country_code: filter.code('r.country_code', isCountryCode, { aliases: ['country'], nullable: true }),
    refunded_at: filter.time('r.refunded_at'),
    created_at: filter.time('r.created_at'),
    amount: filter.money('r.amount', { column: 'r.currency' }),
  },
  sorts: { refunded_at: sort.time('r.refunded_at'), created_at: sort.time('r.created_at') },
  defaultSort: '-refunded_at',
  count: 'refunds',
  hot: ['order_id', 'customer_id'],
})
