import { column, defineResource, filter, sort } from '@portolan/platform'
import { TagDto } from './tag.dto'

export const tagsResource = defineResource<TagDto>({
  name: 'tag',
  answer: TagDto,
  from: 'tags t',
  version: 't.version',
  fields: {
    id: 't.id',
    name: 't.name',
    colour: 't.colour',
    customers: `(select count(*) from customer_tags ct join customers c on c.tenant_id = ct.tenant_id and c.id = ct.customer_id
      where ct.tenant_id = current_tenant() and ct.tag_id = t.id and c.deleted_at is null)`,
    version: 't.version',
    created_at: column.time('t.created_at'),
    updated_at: column.time('t.updated_at'),
  },
  filters: { id: filter.uuid('t.id'), name: filter.text('t.name_lower', { lower: true }) },
  sorts: { name: sort.text('t.name_lower'), created_at: sort.time('t.created_at') },
  defaultSort: 'name',
  hot: ['name', 'id'],
})
