import { column, defineResource, filter, sort } from '@portolan/platform'
import { ExportDto, exportFormats, exportKinds, exportStatuses } from './export.dto'

// A job that failed for good writes nothing more: its head tells.
const stopped = `e.finished_at is null and h.state = 'dead'`
const status = `case when ${stopped} then 'failed'
  when e.status = 'completed' and e.expires_at <= now() then 'expired' else e.status end`
const error = `coalesce(e.error, case when ${stopped} then json_build_object(
  'reason', 'export.stopped', 'message', 'The export stopped unexpectedly; replay its job to go on')::jsonb end)`

export const exportsResource = defineResource({
  name: 'export',
  answer: ExportDto,
  from: 'exports e',
  joins: 'left join job_heads h on h.tenant_id = e.tenant_id and h.id = e.job_id',
  fields: {
    id: 'e.id',
    kind: 'e.kind',
    format: 'e.format',
    status,
    query: 'e.query',
    columns: 'e.columns',
    total_rows: 'e.total_rows',
    processed_rows: 'e.processed_rows',
    left_out: 'e.left_out',
    error,
    file_bytes: 'e.file_bytes',
    created_by: 'e.created_by',
    created_at: column.time('e.created_at'),
    started_at: column.time('e.started_at'),
    finished_at: column.time('e.finished_at'),
    expires_at: column.time('e.expires_at'),
  },
  filters: {
    status: filter.oneOf(status, exportStatuses),
    kind: filter.oneOf('e.kind', exportKinds),
    format: filter.oneOf('e.format', exportFormats),
    created_at: filter.time('e.created_at'),
  },
  sorts: { created_at: sort.time('e.created_at') },
  defaultSort: '-created_at',
})
