import { column, defineResource, filter, sort } from '@portolan/platform'
import { KeptRowDto, keptReasons } from './kept-row.dto'
import { subjects } from './undo-log'

const customer = `select coalesce(nullif(concat_ws(' ', p.first_name, p.last_name), ''), p.company_name, p.email)
  from customers_v1 p where p.tenant_id = current_tenant() and p.id = c.subject_id`
const order = `select o.order_number from orders_v1 o where o.tenant_id = current_tenant() and o.id = c.subject_id`

export const keptRowsResource = defineResource<KeptRowDto>({
  name: 'kept_row',
  answer: KeptRowDto,
  from: 'import_changes c',
  where: 'c.kept is not null',
  fields: {
    id: 'c.id',
    subject: 'c.subject',
    subject_id: 'c.subject_id',
    name: `case c.subject when 'customer' then (${customer}) when 'order' then (${order}) end`,
    line: 'c.line',
    action: 'c.action',
    reason: 'c.kept',
    fields: 'c.kept_fields',
    written_at: column.time('c.written_at'),
  },
  filters: {
    import_id: filter.uuid('c.import_id'),
    subject: filter.oneOf('c.subject', subjects),
    reason: filter.oneOf('c.kept', keptReasons),
  },
  sorts: { line: sort.integer('c.line') },
  defaultSort: 'line',
  hot: ['import_id'],
})
