import { Injectable } from '@nestjs/common'
import { Database, DomainError, missing, Outbox, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { inboxEventsResource } from './inbox-events.resource'

@Injectable()
export class InboxEventsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return inboxEventsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return inboxEventsResource.one(this.db, id)
  }

  /** 409 while its turn has not come yet. */
  replay(id: string): Promise<Json> {
    return this.db.tx(async () => {
      const [row] = await this.db.query<{ status: string }>(
        'select status from inbox_events where tenant_id = current_tenant() and id = $1 for update',
        [id],
      )
      if (!row) throw missing('inbox_event')
      if (row.status === 'pending')
        throw new DomainError('conflict', 'inbox_event.busy', 'The event waits for its turn already')
      await this.db.query(
        `update inbox_events set status = 'pending', reason = null, details = null, processed_at = null
          where tenant_id = current_tenant() and id = $1`,
        [id],
      )
      await this.outbox.enqueue('inbox.process', { inbox_event_id: id })
      await this.outbox.append('inbox_event.replayed', { ids: [id] })
      return this.one(id)
    })
  }
}
