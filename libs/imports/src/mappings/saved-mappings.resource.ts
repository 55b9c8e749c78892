import { column, defineResource, filter, sort } from '@portolan/platform'
import { importKinds } from './mappings'
import { SavedMappingDto } from './saved-mapping.dto'

export const savedMappingsResource = defineResource<SavedMappingDto>({
  name: 'import_mapping',
  answer: SavedMappingDto,
  from: 'import_mappings m',
  version: 'm.version',
  fields: {
    id: 'm.id',
    kind: 'm.kind',
    name: 'm.name',
    columns: 'm.columns',
    version: 'm.version',
    created_at: column.time('m.created_at'),
    updated_at: column.time('m.updated_at'),
  },
  filters: { kind: filter.oneOf('m.kind', importKinds), name: filter.text('m.name_lower', { lower: true }) },
  sorts: { name: sort.text('m.name_lower'), created_at: sort.time('m.created_at') },
  defaultSort: 'name',
  hot: ['kind', 'name'],
})
