import { orderStatuses, paymentStatuses, isCountryCode, isCurrency } from '@portolan/contracts'
import { ownFields } from '@portolan/customers'
import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { catalogProduct, hasItemOf } from './catalog-product'
import { customerName } from './customer-name'
import { OrderDto, OrderItemRowDto } from './order.answer.dto'
import { orderChannels } from './order.commands'
import { editableFieldsSql, shopFieldsSql } from './order.editing'
import { pieces } from './order.lines'
import { convertedText } from './order.money'
import { nextStatuses } from './order.status'
import { nextPaymentStatuses } from './payment.status'
import { fulfilmentOf, shipmentItems } from './shipments/fulfilment'

const customer = nested.one(
  `select c.id, c.first_name, c.last_name, c.company_name, c.email, c.phone, c.country_code, c.timezone, c.language,
          c.currency
     from customers_v1 c where c.tenant_id = current_tenant() and c.id = o.customer_id`,
)
const itemColumns = `i.id, i.kind, i.product_id, ${catalogProduct} as catalog_product_id, i.sku, i.product_name, i.variant_name, i.image_url, i.quantity,
          ${column.decimal('i.unit_price')} as unit_price, ${column.money('i.total_price', 'o.currency')} as total_price`
const itsItems = `from order_items i where i.tenant_id = current_tenant() and i.order_id = o.id`
const items = nested.many(
  `select ${itemColumns}, ${pieces.returned} as returned_quantity, ${pieces.refunded} as refunded_quantity, ${pieces.shipped} as shipped_quantity
     ${itsItems} order by i.position`,
)
const shipments = nested.many(
  `select s.id, s.source, s.carrier, s.tracking_number, s.tracking_url, s.estimated_delivery,
          ${column.time('s.shipped_at')} as shipped_at, ${column.time('s.delivered_at')} as delivered_at,
          s.version, ${shipmentItems('s')} as items
     from shipments s where s.tenant_id = current_tenant() and s.order_id = o.id order by s.created_at desc, s.id desc`,
)
const refunds = nested.many(
  `select r.id, r.refund_number, r.source, ${column.money('r.amount', 'r.currency')} as amount, r.currency,
          ${column.money('r.presentment_amount', 'r.presentment_currency')} as presentment_amount, r.presentment_currency, r.reason,
          ${column.time('r.refunded_at')} as refunded_at, r.version
     from refunds r where r.tenant_id = current_tenant() and r.order_id = o.id order by r.refunded_at desc, r.id desc`,
)

const returns = nested.many(
  `select r.id, r.return_number, r.status, r.reason, r.refund_id, ${column.time('r.requested_at')} as requested_at, r.version,
          (select coalesce(sum(x.quantity), 0)::integer from return_items x
            where x.tenant_id = current_tenant() and x.return_id = r.id) as quantity
     from returns r where r.tenant_id = current_tenant() and r.order_id = o.id order by r.requested_at desc, r.id desc`,
)
const fulfilment = nested.one(fulfilmentOf('o.id'))

const nextPayments = `(case o.payment_status ${paymentStatuses
  .map((status) => `when '${status}' then '${JSON.stringify(nextPaymentStatuses(status))}'`)
  .join(' ')} end)::json`
const nextByStatus = `(case o.status ${orderStatuses
  .map((status) => `when '${status}' then '${JSON.stringify(nextStatuses(status))}'`)
  .join(' ')} end)::json`

function presented(what: 'discount' | 'tax' | 'shipping' | 'total'): string {
  return column.money(`o.presentment_${what}_amount`, 'o.presentment_currency')
}

const home = `join (select t.default_currency as currency from tenants t where t.id = current_tenant()) home on true`

export const ordersResource = defineResource<OrderDto>({
  name: 'order',
  answer: OrderDto,
  from: 'orders o',
  deletedAt: 'o.deleted_at',
  agentScope: 'o.assigned_to',
  version: 'o.version',
  beside: `${home}
    left join lateral (
      select s.carrier, s.tracking_number, s.shipped_at, s.delivered_at from shipments s
       where s.tenant_id = current_tenant() and s.order_id = o.id order by s.created_at desc, s.id desc limit 1) parcel on true`,
  fields: {
    id: 'o.id',
    order_number: 'o.order_number',
    source: 'o.source',
    external_id: 'o.external_id',
    channel: 'o.channel',
    customer_id: 'o.customer_id',
    customer_name: customerName('o.customer_id'),
    assigned_to: 'o.assigned_to',
    status: 'o.status',
    next_statuses: nextByStatus,
    payment_status: 'o.payment_status',
    next_payment_statuses: `(case when strpos(o.source, ':') > 0 then '[]'::json else ${nextPayments} end)`,
    payment_method: 'o.payment_method',
    payment_reference: 'o.payment_reference',
    paid_at: column.time('o.paid_at'),
    placed_at: column.time('o.placed_at'),
    day: 'o.day',
    currency: 'o.currency',
    subtotal_amount: column.money('o.subtotal_amount', 'o.currency'),
    discount_amount: column.money('o.discount_amount', 'o.currency'),
    tax_amount: column.money('o.tax_amount', 'o.currency'),
    shipping_amount: column.money('o.shipping_amount', 'o.currency'),
    total_amount: column.money('o.total_amount', 'o.currency'),
    refunded_amount: `(select money_text(coalesce(sum(r.amount), 0)::bigint, o.currency) from refunds r
       where r.tenant_id = current_tenant() and r.order_id = o.id)`,
    presentment_currency: 'o.presentment_currency',
    presentment_discount_amount: presented('discount'),
    presentment_tax_amount: presented('tax'),
    presentment_shipping_amount: presented('shipping'),
    presentment_total_amount: presented('total'),
    total_amount_usd: column.money('o.total_amount_usd', `'USD'`),
    total_amount_tenant: convertedText('o.total_amount', 'o.currency', 'home.currency', 'o.rate_day'),
    tenant_currency: 'home.currency',
    fx_rate: column.decimal('o.fx_rate'),
    fx_rate_date: 'case when o.fx_rate is not null then o.rate_day end',
    fx_state: 'o.fx_state',
    country_code: 'o.country_code',
    shipping_country: 'o.shipping_country',
    shipping_address: 'o.shipping_address',
    billing_address: 'o.billing_address',
    shipping_method: 'o.shipping_method',
    carrier: 'parcel.carrier',
    tracking_number: 'parcel.tracking_number',
    shipped_at: column.time('parcel.shipped_at'),
    delivered_at: column.time('parcel.delivered_at'),
    customer_note: 'o.customer_note',
    internal_note: 'o.internal_note',
    tags: 'o.tags',
    custom_fields: 'o.custom_fields',
    external_updated_at: column.time('o.external_updated_at'),
    editable_fields: editableFieldsSql,
    shop_fields: shopFieldsSql,
    version: 'o.version',
    created_at: column.time('o.created_at'),
    updated_at: column.time('o.updated_at'),
    deleted_at: column.time('o.deleted_at'),
  },
  include: { customer, items },
  detail: { customer, items, shipments, refunds, returns, fulfilment },
  filters: {
    id: filter.uuid('o.id'),
    order_number: filter.text('o.order_number'),
    external_id: filter.text('o.external_id', { nullable: true }),
    source: filter.text('o.source'),
    channel: filter.oneOf('o.channel', orderChannels, { nullable: true }),
    customer_id: filter.uuid('o.customer_id', { nullable: true }),
    assigned_to: filter.uuid('o.assigned_to', { nullable: true }),
    catalog_product_id: filter.uuid('o.id', { any: hasItemOf }),
    status: filter.oneOf('o.status', orderStatuses),
    payment_status: filter.oneOf('o.payment_status', paymentStatuses),
    currency: filter.code('o.currency', isCurrency),
    country_code: filter.code('o.country_code', isCountryCode, { aliases: ['country'], nullable: true }),
    fx_state: filter.oneOf('o.fx_state', ['provisional', 'frozen', 'missing']),
    placed_at: filter.time('o.placed_at'),
    created_at: filter.time('o.created_at'),
    updated_at: filter.time('o.updated_at'),
    total_amount: filter.money('o.total_amount', { column: 'o.currency' }),
    total_amount_usd: filter.money('o.total_amount_usd', 'USD', { nullable: true }),
  },
  sorts: {
    placed_at: sort.time('o.placed_at'),
    created_at: sort.time('o.created_at'),
    updated_at: sort.time('o.updated_at'),
    total_amount_usd: sort.money('o.total_amount_usd', { nullable: true }),
  },
  defaultSort: '-placed_at',
  own: ownFields('orders', 'o'),
  search: {
    looksThrough: 'order numbers as the shop writes them, external ids, and names and e-mail addresses of customers',
    found: (text) => `find_orders(${text})`,
    where: (text) => `o.id in (select search_orders(${text}))`,
  },
  count: 'orders',
  countsOfAgents: ['country_code', 'status'],
  hot: ['customer_id', 'status', 'country_code', 'assigned_to'],
})

const none = nested.many(`select 1 where false`)

/**
 * An order as it is right after it was placed: nothing of it has been sent, has come back or was paid back, so nobody
 * looks for any of that, which is most of what reading an order takes.
 */
export const placedOrdersResource = defineResource<OrderDto>({
  ...ordersResource.definition,
  beside: home,
  fields: {
    ...ordersResource.definition.fields,
    refunded_amount: column.money('0::bigint', 'o.currency'),
    carrier: 'null',
    tracking_number: 'null',
    shipped_at: 'null',
    delivered_at: 'null',
  },
  detail: {
    customer,
    items: nested.many(
      `select ${itemColumns}, 0 as returned_quantity, 0 as refunded_quantity, 0 as shipped_quantity ${itsItems} order by i.position`,
    ),
    shipments: none,
    refunds: none,
    returns: none,
    fulfilment: nested.one(
      `select 'not_shipped' as state, coalesce(sum(i.quantity), 0)::integer as quantity, 0 as shipped_quantity, 0 as delivered_quantity
         ${itsItems} and i.kind = 'sale'`,
    ),
  },
})

export const orderItemsResource = defineResource<OrderItemRowDto>({
  name: 'order_item',
  answer: OrderItemRowDto,
  from: 'order_items i',
  joins: 'join orders o on o.tenant_id = i.tenant_id and o.id = i.order_id and o.deleted_at is null',
  fields: {
    id: 'i.id',
    order_id: 'i.order_id',
    position: 'i.position',
    kind: 'i.kind',
    product_id: 'i.product_id',
    catalog_product_id: catalogProduct,
    sku: 'i.sku',
    product_name: 'i.product_name',
    variant_name: 'i.variant_name',
    image_url: 'i.image_url',
    quantity: 'i.quantity',
    unit_price: column.decimal('i.unit_price'),
    total_price: column.money('i.total_price', 'o.currency'),
    returned_quantity: pieces.returned,
    refunded_quantity: pieces.refunded,
    shipped_quantity: pieces.shipped,
  },
  filters: { order_id: filter.uuid('i.order_id') },
  sorts: { position: sort.integer('i.position') },
  defaultSort: 'position',
  hot: ['order_id'],
})
