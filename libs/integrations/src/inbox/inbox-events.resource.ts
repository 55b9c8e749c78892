import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { InboxEventDto, inboxStatuses } from './inbox-event.dto'

const delivery = nested.one(
  `select e.headers, left(case when e.is_text then convert_from(e.body, 'UTF8') else encode(e.body, 'base64') end, 256000) as body,
          octet_length(e.body) as size`,
)

export const inboxEventsResource = defineResource<InboxEventDto>({
  name: 'inbox_event',
  answer: InboxEventDto,
  from: 'inbox_events e',
  fields: {
    id: 'e.id',
    integration_id: 'e.integration_id',
    topic: 'e.topic',
    object_type: 'e.object_type',
    object_id: 'e.object_id',
    occurred_at: column.time('e.occurred_at'),
    status: 'e.status',
    reason: 'e.reason',
    details: 'e.details',
    customer_id: 'e.customer_id',
    order_id: 'e.order_id',
    attempts: 'e.attempts',
    due_at: column.time('e.due_at'),
    received_at: column.time('e.received_at'),
    processed_at: column.time('e.processed_at'),
  },
  detail: { delivery },
  filters: {
    id: filter.uuid('e.id'),
    integration_id: filter.uuid('e.integration_id'),
    topic: filter.text('e.topic'),
    object_id: filter.text('e.object_id'),
    status: filter.oneOf('e.status', inboxStatuses),
    order_id: filter.uuid('e.order_id', { nullable: true }),
    customer_id: filter.uuid('e.customer_id', { nullable: true }),
    received_at: filter.time('e.received_at'),
  },
  sorts: { received_at: sort.time('e.received_at') },
  defaultSort: '-received_at',
  hot: ['integration_id', 'id', 'order_id', 'customer_id'],
})
