import { column, defineResource, filter, sort } from '@portolan/platform'
import { ImportDto, importStatuses } from './import.dto'
import { importKinds } from './mappings/mappings'

// A job that failed for good writes nothing more: its head tells.
const status = `case when i.finished_at is null and h.state = 'dead' then 'failed' else i.status end`
const error = `coalesce(i.error, case when i.finished_at is null and h.state = 'dead' then json_build_object(
  'reason', 'import.stopped', 'message', 'The import stopped unexpectedly; replay its job to go on', 'line', 0)::jsonb end)`

const undo = `case when i.undo_started_at is not null then json_build_object(
  'status', case when i.undo_finished_at is not null then 'completed' when u.state = 'dead' then 'failed' else 'running' end,
  'total', i.undo_total, 'restored', i.undo_restored, 'removed', i.undo_removed, 'kept', i.undo_kept,
  'started_at', ${column.time('i.undo_started_at')}, 'finished_at', ${column.time('i.undo_finished_at')}) end`

export const importsResource = defineResource({
  name: 'import',
  answer: ImportDto,
  from: 'imports i',
  joins:
    'left join job_heads h on h.tenant_id = i.tenant_id and h.id = i.job_id ' +
    'left join job_heads u on u.tenant_id = i.tenant_id and u.id = i.undo_job_id',
  fields: {
    id: 'i.id',
    kind: 'i.kind',
    status,
    filename: 'i.filename',
    mapping: 'i.mapping',
    options: `'{"encoding":"utf-8","header":true,"dates":null,"decimal_mark":".","sheet":null}'::jsonb || i.options`,
    total_rows: 'i.total_rows',
    processed_rows: 'i.processed_rows',
    created: 'i.created',
    updated: 'i.updated',
    unchanged: 'i.unchanged',
    rejected: 'i.rejected',
    error,
    undo,
    retry_of: 'i.retry_of',
    created_by: 'i.created_by',
    created_at: column.time('i.created_at'),
    started_at: column.time('i.started_at'),
    finished_at: column.time('i.finished_at'),
  },
  filters: {
    status: filter.oneOf(status, importStatuses),
    kind: filter.oneOf('i.kind', importKinds),
    created_at: filter.time('i.created_at'),
  },
  sorts: { created_at: sort.time('i.created_at') },
  defaultSort: '-created_at',
})
