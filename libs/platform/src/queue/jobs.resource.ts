import { column } from '../http/resource/definition'
import { filter } from '../http/resource/filters'
import { defineResource } from '../http/resource/resource'
import { sort } from '../http/resource/sorts'
import { JobDto, JobFailureDto } from './job.dto'

const heads = 'id, queue, name, state, attempts, run_at, created_at, finished_at, failure'

/** A workspace's own jobs; and, to those who look after jobs, the ones of the installation that have failed once. */
export const jobsResource = defineResource({
  name: 'job',
  answer: JobDto,
  // Conditions stand outside of the union, where PostgreSQL reads both parts by their indexes and merges them in order.
  from: `(select ${heads}, tenant_id, tenant_id as owner_id, 'workspace' as scope from job_heads
    union all select ${heads}, current_tenant(), tenant_id, 'installation' from job_heads) h`,
  joins: `left join job_payloads p on p.tenant_id = h.tenant_id and p.id = h.id
    left join outbox_events e on e.tenant_id = p.tenant_id and e.id = (p.payload ->> 'event_id')::uuid`,
  // Payloads have policies, heads have none.
  where: `(h.scope = 'workspace' or h.owner_id is null and h.failure is not null)
    and (p.id is not null or h.scope = 'installation' and (select current_role_name()) in ('admin', 'manager'))`,
  fields: {
    id: 'h.id',
    scope: 'h.scope',
    name: 'h.name',
    queue: 'h.queue',
    consumer: `p.payload ->> 'consumer'`,
    event: 'e.name',
    state: 'h.state',
    attempts: 'h.attempts',
    processed: 'coalesce(p.processed, 0)',
    total: 'p.total',
    result: 'p.result',
    last_error: 'coalesce(p.last_error, h.failure)',
    correlation_id: 'coalesce(p.correlation, h.id::text)',
    run_at: column.time('h.run_at'),
    created_at: column.time('h.created_at'),
    finished_at: column.time('h.finished_at'),
  },
  filters: {
    scope: filter.oneOf('h.scope', ['workspace', 'installation']),
    state: filter.oneOf('h.state', ['waiting', 'pending', 'running', 'done', 'dead', 'cancelled']),
    name: filter.text('h.name'),
    queue: filter.text('h.queue'),
    created_at: filter.time('h.created_at'),
    finished_at: filter.time('h.finished_at'),
  },
  sorts: { created_at: sort.time('h.created_at') },
  defaultSort: '-created_at',
})

export const jobFailuresResource = defineResource({
  name: 'job_failure',
  answer: JobFailureDto,
  from: 'job_failures f',
  fields: { id: 'f.id', job_id: 'f.job_id', reason: 'f.reason', message: 'f.message' },
  filters: { job_id: filter.uuid('f.job_id'), reason: filter.text('f.reason') },
  sorts: { id: sort.uuid('f.id') },
  defaultSort: 'id',
  hot: ['job_id'],
})
