import { column, defineResource, filter, sort } from '@portolan/platform'
import { ViewDto, viewLists } from './view.dto'

/** Custom fields that a view names in its filters, its sort or its columns, and that there are no more. */
const missingFields = `(
  select coalesce(array_agg(n.name order by n.name), '{}')
    from (select regexp_replace(k.name, '\\[.*$', '') as name from jsonb_object_keys(v.filters) k (name)
           union select ltrim(v.sort, '-') union select c.name from unnest(v.columns) c (name)) n
   where n.name like 'custom\\_fields.%' and not exists (
     select from custom_fields_v1 f
      where f.tenant_id = current_tenant() and f.applies_to = v.list and 'custom_fields.' || f.key = n.name))`

export const viewsResource = defineResource<ViewDto>({
  name: 'view',
  answer: ViewDto,
  from: 'views v',
  // The policy says the same; an administrator's support for a colleague is to be shown the screen.
  where: 'v.is_shared or v.owner_id = current_actor()',
  version: 'v.version',
  fields: {
    id: 'v.id',
    list: 'v.list',
    name: 'v.name',
    filters: 'v.filters',
    sort: 'v.sort',
    columns: 'v.columns',
    shared: 'v.is_shared',
    position: 'v.position',
    owner_id: 'v.owner_id',
    owner_name: `(select nullif(concat_ws(' ', nullif(m.first_name, ''), nullif(m.last_name, '')), '') from members_v1 m
      where m.tenant_id = current_tenant() and m.id = v.owner_id)`,
    is_default: `exists (select from view_defaults d
      where d.tenant_id = current_tenant() and d.user_id = current_actor() and d.view_id = v.id)`,
    missing_fields: missingFields,
    version: 'v.version',
    created_at: column.time('v.created_at'),
    updated_at: column.time('v.updated_at'),
  },
  filters: {
    id: filter.uuid('v.id'),
    list: filter.oneOf('v.list', viewLists),
    shared: filter.flag('v.is_shared'),
    owner_id: filter.uuid('v.owner_id'),
  },
  sorts: { position: sort.integer('v.position'), created_at: sort.time('v.created_at') },
  defaultSort: 'position',
})
