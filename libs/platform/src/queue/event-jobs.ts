import { Injectable } from '@nestjs/common'
import { events } from '@portolan/contracts'
import { Database } from '../database/database'
import type { DomainEvent } from '../outbox/outbox'
import { Handlers, OnJob, type RunningJob } from './handlers'

/** An event on its way to one consumer. */
export interface EventJob {
  readonly id: string
  readonly consumer: string
  readonly event: DomainEvent
}

type Row = Omit<DomainEvent, 'payload'> & { readonly payload: string; readonly job: string; readonly consumer: string }

/** Hands events to their consumers; the transaction around it makes it exactly once. */
@Injectable()
export class EventJobs {
  constructor(
    private readonly db: Database,
    private readonly handlers: Handlers,
  ) {}

  @OnJob('event.handle')
  async onEvent(job: RunningJob<'event.handle'>): Promise<void> {
    const found = await this.load([job.id])
    if (!found.length) throw new Error(`event ${job.payload.event_id} is gone`)
    await this.hand(found)
  }

  /** What jobs of the ambient tenant are about, in the order in which it happened; what is gone is left out. */
  async load(ids: readonly string[]): Promise<EventJob[]> {
    const rows = await this.db.read<Row>(
      // One look by its key for each event: nobody knows how many of them a join would find.
      `select p.id as job, p.payload ->> 'consumer' as consumer, e.id, e.name, e.payload,
              iso_time(e.occurred_at) as occurred_at, e.actor, e.correlation
         from job_payloads p
        cross join lateral (
          select x.* from outbox_events x
           where x.tenant_id = current_tenant() and x.id = (p.payload ->> 'event_id')::uuid offset 0) e
        where p.tenant_id = current_tenant() and p.id = any($1::uuid[]) order by e.occurred_at, e.id`,
      [ids],
      { prepare: true },
    )
    return rows.map(({ job, consumer, ...row }) => ({
      id: job,
      consumer,
      event: { ...row, payload: events[row.name].schema.parse(JSON.parse(row.payload)) },
    }))
  }

  /** Hands events to their consumer, one of them at a time. Throws an Error when the consumer is gone. */
  async hand(jobs: readonly EventJob[]): Promise<void> {
    for (const consumer of new Set(jobs.map((job) => job.consumer))) {
      const subscription = this.handlers.events.get(consumer)
      if (!subscription) throw new Error(`the consumer ${consumer} is gone`)
      await subscription.handle(jobs.filter((job) => job.consumer === consumer).map(({ event }) => event))
    }
  }
}
