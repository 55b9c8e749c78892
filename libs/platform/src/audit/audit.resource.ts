import { events } from '@portolan/contracts'
import { column } from '../http/resource/definition'
import { filter } from '../http/resource/filters'
import { defineResource } from '../http/resource/resource'
import { sort } from '../http/resource/sorts'
import { AuditEntryDto } from './audit-entry.dto'

export const auditResource = defineResource({
  name: 'audit_entry',
  answer: AuditEntryDto,
  from: 'audit_log a',
  fields: {
    id: 'a.id',
    occurred_at: column.time('a.occurred_at'),
    actor: 'a.actor',
    action: 'a.action',
    subject_ids: 'a.subject_ids',
    changes: 'a.changes',
    facts: 'a.facts',
    correlation_id: 'a.correlation',
  },
  filters: {
    action: filter.oneOf('a.action', Object.keys(events)),
    actor: filter.uuid('a.actor', { nullable: true }),
    subject_id: filter.uuid('a.subject_ids', { any: (ids) => `a.subject_ids && ${ids}` }),
    occurred_at: filter.time('a.occurred_at'),
  },
  sorts: { occurred_at: sort.time('a.occurred_at') },
  defaultSort: '-occurred_at',
  hot: ['occurred_at'],
})
