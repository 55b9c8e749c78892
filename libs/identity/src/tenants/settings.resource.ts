import { column, defineResource, sort } from '@portolan/platform'
import { SettingsDto } from './settings.dto'

export const settingsResource = defineResource({
  name: 'settings',
  answer: SettingsDto,
  from: '(select t.*, t.id as tenant_id from tenants t) t',
  version: 't.version',
  fields: {
    id: 't.id',
    name: 't.name',
    slug: 't.slug',
    region: 't.region',
    default_currency: 't.default_currency',
    language: 't.language',
    timezone: 't.timezone',
    countries_served: 't.countries_served',
    churn_window_days: 't.churn_window_days',
    order_number_pattern: 't.order_number_pattern',
    low_stock_threshold: 't.low_stock_threshold',
    feature_flags: 't.feature_flags',
    status: 't.status',
    created_at: column.time('t.created_at'),
    updated_at: column.time('t.updated_at'),
    version: 't.version',
  },
  filters: {},
  sorts: { created_at: sort.time('t.created_at') },
  defaultSort: '-created_at',
})
