import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { deliveredEvents, DeliveryDto, deliveryStatuses } from './delivery.dto'

const ofNewestAttempt = (sql: string) =>
  `(select ${sql} from webhook_attempts a
     where a.tenant_id = current_tenant() and a.delivery_id = d.id order by a.number desc, a.id desc limit 1)`

const correlation = `(select e.correlation from webhook_events e where e.tenant_id = current_tenant() and e.id = d.event_id)`

const payload = nested.one(
  `select e.body::json -> 'event' as event, e.body::json -> 'timestamp' as timestamp, e.body::json -> 'data' as data
     from webhook_events e where e.tenant_id = current_tenant() and e.id = d.event_id`,
)
const attempts = nested.many(
  `select a.id, a.number, ${column.time('a.started_at')} as started_at, a.duration_ms, a.outcome, a.http_status, a.error,
          a.request, (select json_build_object('headers', w.headers, 'body', w.body, 'truncated', w.truncated)
                        from webhook_answers w where w.tenant_id = current_tenant() and w.attempt_id = a.id) as answer
     from webhook_attempts a where a.tenant_id = current_tenant() and a.delivery_id = d.id order by a.number desc, a.id desc`,
)

export const deliveriesResource = defineResource<DeliveryDto>({
  name: 'delivery',
  answer: DeliveryDto,
  from: 'webhook_deliveries d',
  fields: {
    id: 'd.id',
    subscription_id: 'd.subscription_id',
    event: 'd.event',
    event_id: 'd.event_id',
    subject_id: 'd.subject_id',
    status: 'd.status',
    attempt_count: 'd.attempt_count',
    http_status: ofNewestAttempt('a.http_status'),
    error: ofNewestAttempt('a.error'),
    correlation_id: correlation,
    next_attempt_at: column.time('d.next_attempt_at'),
    created_at: column.time('d.created_at'),
    finished_at: column.time('d.finished_at'),
  },
  detail: { payload, attempts },
  filters: {
    id: filter.uuid('d.id'),
    subscription_id: filter.uuid('d.subscription_id'),
    event: filter.oneOf('d.event', deliveredEvents),
    event_id: filter.uuid('d.event_id'),
    subject_id: filter.uuid('d.subject_id', { nullable: true }),
    status: filter.oneOf('d.status', deliveryStatuses),
    created_at: filter.time('d.created_at'),
  },
  sorts: { created_at: sort.time('d.created_at') },
  defaultSort: '-created_at',
  hot: ['subscription_id', 'event_id', 'id'],
})
