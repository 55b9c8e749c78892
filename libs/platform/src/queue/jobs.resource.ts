import { column } from '../http/resource/definition'
import { filter } from '../http/resource/filters'
import { defineResource } from '../http/resource/resource'
import { sort } from '../http/resource/sorts'
import { JobDto, JobFailureDto } from './job.dto'

export const jobsResource = defineResource({
  name: 'job',
  answer: JobDto,
  from: 'job_payloads p',
  joins: `join job_heads h on h.tenant_id = p.tenant_id and h.id = p.id
    left join outbox_events e on e.tenant_id = p.tenant_id and e.id = (p.payload ->> 'event_id')::uuid`,
  fields: {
    id: 'p.id',
    name: 'h.name',
    queue: 'h.queue',
    consumer: `p.payload ->> 'consumer'`,
    event: 'e.name',
    state: 'h.state',
    attempts: 'h.attempts',
    processed: 'p.processed',
    total: 'p.total',
    result: 'p.result',
    last_error: 'p.last_error',
    correlation_id: 'p.correlation',
    run_at: column.time('h.run_at'),
    created_at: column.time('h.created_at'),
    finished_at: column.time('h.finished_at'),
  },
  filters: {
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
