import { Injectable } from '@nestjs/common'
import {
  type Changes,
  context,
  type DomainEvent,
  OnEvent,
  OnEvents,
  OnJob,
  Outbox,
  type RunningJob,
  Timeline,
  type TimelineEntry,
} from '@portolan/platform'
import { CustomerCompletion } from './customer-completion'
import { CustomersService } from './customers.service'

const chunk = 500

const told = [
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'customer.restored',
  'customer.merged',
  'customer.unmerged',
] as const

type CustomerEvent = DomainEvent<(typeof told)[number]>

/** The event and job door of customers. */
@Injectable()
export class CustomersWorker {
  constructor(
    private readonly customers: CustomersService,
    private readonly completion: CustomerCompletion,
    private readonly timeline: Timeline,
    private readonly outbox: Outbox,
  ) {}

  @OnEvents('customers.timeline', [...told])
  onChange(events: readonly CustomerEvent[]): Promise<void> {
    return this.timeline.record(events.map((event) => ({ event, entries: entriesOf(event) })))
  }

  /** Another currency of the workspace gives every figure another unit. */
  @OnEvent('customers.currency', ['settings.changed'])
  async onSettings({ payload }: DomainEvent<'settings.changed'>): Promise<void> {
    const changes = payload.changes?.[context().tenant ?? '']
    if (changes && 'default_currency' in changes) await this.outbox.enqueue('customers.refresh-figures', {})
  }

  @OnJob('customers.refresh-figures')
  async onRefresh(job: RunningJob<'customers.refresh-figures'>): Promise<'again' | 'done'> {
    const last = await this.customers.refreshNext((job.checkpoint as string | null) ?? null, chunk)
    job.checkpoint = last
    return last === null ? 'done' : 'again'
  }

  @OnJob('customers.complete')
  async onComplete(job: RunningJob<'customers.complete'>): Promise<'again' | 'done'> {
    const last = await this.completion.next((job.checkpoint as string | null) ?? null, chunk)
    job.checkpoint = last
    return last === null ? 'done' : 'again'
  }
}

function entriesOf({ payload }: CustomerEvent): TimelineEntry[] {
  const changes = 'changes' in payload ? payload.changes : undefined
  const entry = (id: string, more: Record<string, unknown>): TimelineEntry => ({
    customer_id: id,
    order_id: null,
    data: { ...factsOf(changes?.[id] ?? {}), ...more },
  })
  if ('merged_ids' in payload) return payload.ids.map((id) => entry(id, { merged_ids: payload.merged_ids }))
  if (!('from_id' in payload)) return payload.ids.map((id) => entry(id, {}))
  const { ids, from_id } = payload
  return [...ids.map((id) => entry(id, { from_id })), entry(from_id, { unmerged_ids: ids })]
}

/** Names of the edited fields, and values of those alone that say nothing about the person. */
function factsOf(changes: Changes): Record<string, unknown> {
  const harmless = ['status', 'assigned_to', 'tags'].filter((name) => name in changes)
  return {
    ...(Object.keys(changes).length ? { fields: Object.keys(changes) } : {}),
    ...Object.fromEntries(harmless.map((name) => [name, { from: changes[name]?.[0], to: changes[name]?.[1] }])),
  }
}
