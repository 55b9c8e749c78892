import { platforms } from '@portolan/contracts'
import { column, config, defineResource, filter, sort } from '@portolan/platform'
import { IntegrationDto } from './integration.dto'
import { integrationStatuses } from './integration.entity'

const eventsThat = (condition: string) =>
  `(select count(*)::integer from (
      select from inbox_events e
       where e.tenant_id = current_tenant() and e.integration_id = i.id and ${condition} limit 1000) counted)`
const base = `${config.PUBLIC_URL.replaceAll("'", "''")}/api/v1/webhooks/`

export const integrationsResource = defineResource<IntegrationDto>({
  name: 'integration',
  answer: IntegrationDto,
  from: 'integrations i',
  version: 'i.version',
  fields: {
    id: 'i.id',
    platform: 'i.platform',
    shop_name: 'i.shop_name',
    shop_address: 'i.shop_address',
    status: 'i.status',
    last_error: 'i.last_error',
    webhook_url: `'${base}' || i.platform || case when i.platform <> 'shopify' then '/' || i.id else '' end`,
    currency: 'i.currency',
    checked_at: column.time('i.checked_at'),
    connected_at: column.time('i.connected_at'),
    disconnected_at: column.time('i.disconnected_at'),
    hooks_removal: 'i.hooks_removal',
    hooks_removal_error: 'i.hooks_removal_error',
    last_event_at: column.time('i.last_event_at'),
    waiting: eventsThat(`e.status in ('pending', 'waiting')`),
    failed: eventsThat(`e.status = 'failed'`),
    due: eventsThat(`e.status = 'due'`),
    version: 'i.version',
    created_at: column.time('i.created_at'),
    updated_at: column.time('i.updated_at'),
  },
  filters: {
    id: filter.uuid('i.id'),
    platform: filter.oneOf('i.platform', platforms),
    status: filter.oneOf('i.status', integrationStatuses),
  },
  sorts: { created_at: sort.time('i.created_at') },
  defaultSort: '-created_at',
  hot: ['id', 'status'],
})
