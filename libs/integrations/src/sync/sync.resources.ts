import { shopObjectTypes } from '@portolan/contracts'
import { column, defineResource, filter, sort } from '@portolan/platform'
import { gapKinds, gapReasons, gapStates } from './gaps'
import { SyncGapDto, SyncRunDto, syncKinds, syncStatuses } from './sync.dto'

/** A run whose job has failed for good stands still, whatever its row says. */
const isDead = `r.finished_at is null and exists (
  select from job_heads h where h.tenant_id = current_tenant() and h.id = r.job_id and h.state = 'dead')`

export const runFields = {
  id: 'r.id',
  integration_id: 'r.integration_id',
  kind: 'r.kind',
  status: `case when ${isDead} then 'failed' else r.status end`,
  object_types: 'r.object_types',
  window_from: column.time('r.window_from'),
  window_to: column.time('r.window_to'),
  object_type: 'r.object_type',
  done_of_type: 'r.done_of_type',
  total_of_type: 'r.total_of_type',
  read: 'r.read',
  created: 'r.created',
  updated: 'r.updated',
  unchanged: 'r.unchanged',
  failed: 'r.failed',
  gaps: 'r.gaps',
  hooks_mended: 'r.hooks_mended',
  waits_until: column.time('r.waits_until'),
  last_error: 'r.last_error',
  job_id: 'r.job_id',
  created_at: column.time('r.created_at'),
  started_at: column.time('r.started_at'),
  finished_at: column.time('r.finished_at'),
} as const

export const syncRunsResource = defineResource<SyncRunDto>({
  name: 'sync_run',
  answer: SyncRunDto,
  from: 'sync_runs r',
  fields: runFields,
  filters: {
    id: filter.uuid('r.id'),
    integration_id: filter.uuid('r.integration_id'),
    kind: filter.oneOf('r.kind', syncKinds),
    status: filter.oneOf('r.status', syncStatuses),
    created_at: filter.time('r.created_at'),
  },
  sorts: { created_at: sort.time('r.created_at') },
  defaultSort: '-created_at',
  hot: ['integration_id', 'id'],
})

const state = `case when g.healed_at is null then 'open' else 'healed' end`

export const syncGapsResource = defineResource<SyncGapDto>({
  name: 'sync_gap',
  answer: SyncGapDto,
  from: 'sync_gaps g',
  fields: {
    id: 'g.id',
    integration_id: 'g.integration_id',
    run_id: 'g.run_id',
    object_type: 'g.object_type',
    external_id: 'g.external_id',
    kind: 'g.kind',
    reason: 'g.reason',
    details: 'g.details',
    state,
    shop_changed_at: column.time('g.shop_changed_at'),
    known_changed_at: column.time('g.known_changed_at'),
    found_at: column.time('g.found_at'),
    healed_at: column.time('g.healed_at'),
  },
  filters: {
    integration_id: filter.uuid('g.integration_id'),
    run_id: filter.uuid('g.run_id', { nullable: true }),
    object_type: filter.oneOf('g.object_type', shopObjectTypes),
    external_id: filter.text('g.external_id'),
    kind: filter.oneOf('g.kind', gapKinds),
    reason: filter.oneOf('g.reason', gapReasons),
    state: filter.oneOf(state, gapStates),
    found_at: filter.time('g.found_at'),
  },
  sorts: { found_at: sort.time('g.found_at') },
  defaultSort: '-found_at',
  hot: ['integration_id', 'external_id'],
})
