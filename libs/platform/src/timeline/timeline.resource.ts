import { column } from '../http/resource/definition'
import { filter } from '../http/resource/filters'
import { defineResource } from '../http/resource/resource'
import { sort } from '../http/resource/sorts'
import { TimelineEntryDto } from './timeline.dto'

/** What happened to customers and orders; routes below one of them fix its id, and policies show what the reader may see. */
export const timelineResource = defineResource<TimelineEntryDto>({
  name: 'timeline_entry',
  answer: TimelineEntryDto,
  from: 'timeline_entries e',
  fields: {
    id: 'e.id',
    type: 'e.type',
    customer_id: 'e.customer_id',
    order_id: 'e.order_id',
    order_number: `(select o.order_number from orders_v1 o where o.tenant_id = current_tenant() and o.id = e.order_id)`,
    customer_name: `(select coalesce(nullif(concat_ws(' ', nullif(c.first_name, ''), nullif(c.last_name, '')), ''), nullif(c.company_name, ''), c.email)
      from customers_v1 c where c.tenant_id = current_tenant() and c.id = e.customer_id)`,
    occurred_at: column.time('e.occurred_at'),
    actor: 'e.actor',
    actor_name: `(select nullif(concat_ws(' ', nullif(m.first_name, ''), nullif(m.last_name, '')), '') from memberships m where m.tenant_id = current_tenant() and m.user_id = e.actor)`,
    data: 'e.data',
  },
  filters: {
    customer_id: filter.uuid('e.customer_id'),
    order_id: filter.uuid('e.order_id', { nullable: true }),
    type: filter.text('e.type'),
    occurred_at: filter.time('e.occurred_at'),
  },
  sorts: { occurred_at: sort.time('e.occurred_at') },
  defaultSort: '-occurred_at',
  hot: ['customer_id', 'order_id'],
})
