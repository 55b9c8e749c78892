import { column } from '../http/resource/definition'
import { filter } from '../http/resource/filters'
import { defineResource } from '../http/resource/resource'
import { sort } from '../http/resource/sorts'
import { TimelineEntryDto } from './timeline.dto'

/** Entries of a customer or of an order: routes fix `customer_id` or `order_id`; policies show what the reader may see. */
export const timelineResource = defineResource<TimelineEntryDto>({
  name: 'timeline_entry',
  answer: TimelineEntryDto,
  from: 'timeline_entries e',
  fields: {
    id: 'e.id',
    type: 'e.type',
    customer_id: 'e.customer_id',
    order_id: 'e.order_id',
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
