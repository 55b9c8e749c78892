import { column, defineResource, filter, sort } from '@portolan/platform'
import { SubscriptionDto, subscriptionStatuses } from './subscription.dto'

const ofTheWeek = (sum: string) =>
  `(select coalesce(sum(h.${sum}), 0)::integer from webhook_hours h
     where h.tenant_id = current_tenant() and h.subscription_id = s.id and h.hour > now() - interval '7 days')`

export const subscriptionsResource = defineResource<SubscriptionDto>({
  name: 'subscription',
  answer: SubscriptionDto,
  from: 'webhook_subscriptions s',
  version: 's.version',
  fields: {
    id: 's.id',
    url: 's.url',
    events: 's.events',
    description: 's.description',
    status: 's.status',
    disabled_reason: 's.disabled_reason',
    api_version: 's.api_version',
    rate_limit: 's.rate_limit',
    ordered: 's.ordered',
    header_names: 's.header_names',
    old_secret_until: `case when s.previous_secret_until > now() then ${column.time('s.previous_secret_until')} end`,
    failures: 's.failures',
    paused_until: `case when s.paused_until > now() then ${column.time('s.paused_until')} end`,
    failing_since: column.time('s.failing_since'),
    last_attempt_at: column.time('s.last_attempt_at'),
    last_success_at: column.time('s.last_success_at'),
    last_error: 's.last_error',
    succeeded: ofTheWeek('succeeded'),
    failed: ofTheWeek('failed'),
    pending: `(select count(*)::integer from (
      select from webhook_deliveries d
       where d.tenant_id = current_tenant() and d.subscription_id = s.id and d.status = 'pending' limit 1000) waiting)`,
    version: 's.version',
    created_at: column.time('s.created_at'),
    updated_at: column.time('s.updated_at'),
  },
  filters: {
    id: filter.uuid('s.id'),
    status: filter.oneOf('s.status', subscriptionStatuses),
    url: filter.text('s.url'),
  },
  sorts: { created_at: sort.time('s.created_at') },
  defaultSort: '-created_at',
  hot: ['id', 'status'],
})
