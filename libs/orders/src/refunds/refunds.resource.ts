import { isCountryCode, isCurrency } from '@portolan/contracts'
import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { customerName } from '../customer-name'
import { RefundDto } from './refund.dto'

const items = nested.many(
  `select i.id, i.order_item_id, i.product_id, i.sku, i.product_name, i.quantity, ${column.decimal('i.unit_price')} as unit_price,
          ${column.money('i.total_price', 'f.currency')} as total_price
     from refund_items i where i.tenant_id = current_tenant() and i.refund_id = f.id order by i.position`,
)

export const refundsResource = defineResource<RefundDto>({
  name: 'refund',
  answer: RefundDto,
  from: 'refunds f',
  agentScope: 'f.assigned_to',
  version: 'f.version',
  fields: {
    id: 'f.id',
    refund_number: 'f.refund_number',
    source: 'f.source',
    external_id: 'f.external_id',
    order_id: 'f.order_id',
    order_number: '(select o.order_number from orders o where o.tenant_id = current_tenant() and o.id = f.order_id)',
    customer_id: 'f.customer_id',
    customer_name: customerName('f.customer_id'),
    amount: column.money('f.amount', 'f.currency'),
    currency: 'f.currency',
    presentment_amount: column.money('f.presentment_amount', 'f.presentment_currency'),
    presentment_currency: 'f.presentment_currency',
    amount_tenant: `(select money_text(round(convert_minor(f.amount, f.currency, t.default_currency, f.rate_day))::bigint, t.default_currency)
       from tenants t where t.id = current_tenant())`,
    tenant_currency: '(select t.default_currency from tenants t where t.id = current_tenant())',
    reason: 'f.reason',
    refunded_at: column.time('f.refunded_at'),
    day: 'f.day',
    fx_rate_date: 'f.rate_day',
    fx_state: 'f.fx_state',
    country_code: 'f.country_code',
    return_id: '(select q.id from returns q where q.tenant_id = current_tenant() and q.refund_id = f.id)',
    version: 'f.version',
    created_at: column.time('f.created_at'),
    updated_at: column.time('f.updated_at'),
  },
  include: { items },
  detail: { items },
  filters: {
    id: filter.uuid('f.id'),
    order_id: filter.uuid('f.order_id', { nullable: true }),
    customer_id: filter.uuid('f.customer_id', { nullable: true }),
    refund_number: filter.text('f.refund_number', { nullable: true }),
    external_id: filter.text('f.external_id', { nullable: true }),
    source: filter.text('f.source'),
    currency: filter.code('f.currency', isCurrency),
    country_code: filter.code('f.country_code', isCountryCode, { aliases: ['country'], nullable: true }),
    refunded_at: filter.time('f.refunded_at'),
    created_at: filter.time('f.created_at'),
    amount: filter.money('f.amount', { column: 'f.currency' }),
  },
  sorts: { refunded_at: sort.time('f.refunded_at'), created_at: sort.time('f.created_at') },
  defaultSort: '-refunded_at',
  count: 'refunds',
  hot: ['order_id', 'customer_id'],
})
