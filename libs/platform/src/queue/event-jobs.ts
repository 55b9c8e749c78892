import { Injectable } from '@nestjs/common'
import { events, type JobOf } from '@portolan/contracts'
import { Database } from '../database/database'
import type { DomainEvent } from '../outbox/outbox'
import { Handlers, OnJob, type RunningJob } from './handlers'

/** Hands one event to one consumer; the runner's transaction makes it exactly once. */
@Injectable()
export class EventJobs {
  constructor(
    private readonly db: Database,
    private readonly handlers: Handlers,
  ) {}

  @OnJob('event.handle')
  async onEvent(job: RunningJob<'event.handle'>): Promise<void> {
    const { consumer, event_id }: JobOf<'event.handle'> = job.payload
    const [row] = await this.db.read<Omit<DomainEvent, 'payload'> & { payload: string }>(
      `select id, name, payload, iso_time(occurred_at) as occurred_at, actor, correlation
         from outbox_events where tenant_id = current_tenant() and id = $1`,
      [event_id],
    )
    const handler = this.handlers.events.get(consumer)
    if (!row || !handler) throw new Error(`event ${event_id} or its consumer ${consumer} is gone`)
    const payload = events[row.name].schema.parse(JSON.parse(row.payload))
    await this.db.as({ correlation: row.correlation, user: row.actor }, () => handler.handle({ ...row, payload }))
  }
}
