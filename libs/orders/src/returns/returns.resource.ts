import { returnReasons, returnStatuses } from '@portolan/contracts'
import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { customerName } from '../customer-name'
import { ReturnDto } from './return.dto'
import { nextReturnStatuses } from './return.status'

const items = nested.many(
  `select i.id, i.order_item_id, i.product_id, i.sku, i.product_name, i.variant_name, i.quantity,
          ${column.decimal('i.unit_price')} as unit_price
     from return_items i where i.tenant_id = current_tenant() and i.return_id = r.id order by i.position`,
)

const nextByStatus = `(case r.status ${returnStatuses
  .map((status) => `when '${status}' then '${JSON.stringify(nextReturnStatuses(status))}'`)
  .join(' ')} end)::json`

export const returnsResource = defineResource<ReturnDto>({
  name: 'return',
  answer: ReturnDto,
  from: 'returns r',
  joins: 'join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id and o.deleted_at is null',
  agentScope: 'o.assigned_to',
  version: 'r.version',
  fields: {
    id: 'r.id',
    return_number: 'r.return_number',
    order_id: 'r.order_id',
    order_number: 'o.order_number',
    customer_id: 'o.customer_id',
    customer_name: customerName('o.customer_id'),
    status: 'r.status',
    next_statuses: nextByStatus,
    reason: 'r.reason',
    reason_text: 'r.reason_text',
    note: 'r.note',
    restock: 'r.restock',
    quantity: `(select coalesce(sum(i.quantity), 0)::integer from return_items i
       where i.tenant_id = current_tenant() and i.return_id = r.id)`,
    refund_id: 'r.refund_id',
    refund_amount: `(select money_text(f.amount, f.currency) from refunds f
       where f.tenant_id = current_tenant() and f.id = r.refund_id)`,
    currency: 'o.currency',
    requested_by: 'r.requested_by',
    requested_at: column.time('r.requested_at'),
    approved_at: column.time('r.approved_at'),
    received_at: column.time('r.received_at'),
    closed_at: column.time('r.closed_at'),
    version: 'r.version',
    updated_at: column.time('r.updated_at'),
  },
  include: { items },
  detail: { items },
  filters: {
    id: filter.uuid('r.id'),
    order_id: filter.uuid('r.order_id'),
    customer_id: filter.uuid('o.customer_id', { nullable: true }),
    status: filter.oneOf('r.status', returnStatuses),
    reason: filter.oneOf('r.reason', returnReasons),
    restock: filter.flag('r.restock'),
    requested_at: filter.time('r.requested_at'),
  },
  sorts: { requested_at: sort.time('r.requested_at') },
  defaultSort: '-requested_at',
  hot: ['order_id', 'status'],
})
