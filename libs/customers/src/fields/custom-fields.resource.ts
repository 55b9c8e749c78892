import { column, defineResource, filter, sort } from '@portolan/platform'
import { CustomFieldDto, fieldOwners, fieldTypes } from './custom-field.dto'

const values = (row: 'customer' | 'order'): string =>
  `(select count(*) from ${row}_field_values v where v.tenant_id = current_tenant() and v.field_id = f.id)`

export const customFieldsResource = defineResource<CustomFieldDto>({
  name: 'custom_field',
  answer: CustomFieldDto,
  from: 'custom_fields f',
  version: 'f.version',
  fields: {
    id: 'f.id',
    applies_to: 'f.applies_to',
    key: 'f.key',
    labels: 'f.labels',
    type: 'f.type',
    required: 'f.is_required',
    unique: 'f.is_unique',
    options: 'f.options',
    position: 'f.position',
    archived: '(f.archived_at is not null)',
    values: `case f.applies_to when 'customers' then ${values('customer')} else ${values('order')} end`,
    version: 'f.version',
    created_at: column.time('f.created_at'),
    updated_at: column.time('f.updated_at'),
  },
  filters: {
    id: filter.uuid('f.id'),
    applies_to: filter.oneOf('f.applies_to', fieldOwners),
    key: filter.text('f.key'),
    type: filter.oneOf('f.type', fieldTypes),
    archived: filter.flag('(f.archived_at is not null)'),
  },
  sorts: { position: sort.integer('f.position'), created_at: sort.time('f.created_at') },
  defaultSort: 'position',
})
