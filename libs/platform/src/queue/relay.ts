import { Injectable } from '@nestjs/common'
import { events, newId, type EventName } from '@portolan/contracts'
import { context } from '../database/context'
import { Database } from '../database/database'
import { failpoint } from './failpoints'
import { Handlers } from './handlers'
import { JobOrder } from './job-order'
import { RealtimeBus } from '../realtime/realtime-bus'
import { topicOf } from '../realtime/topics'
import { WakeUps } from './wake-ups'

const batch = 200
const firstTenant = '00000000-0000-0000-0000-000000000000'
// A worker of an older version leaves the events that it does not know to newer ones, which have consumers for them.
const known = Object.keys(events)

interface Fact {
  readonly id: string
  readonly name: EventName
  readonly correlation: string
  readonly actor: string | null
  readonly subjects: string
  /** The rows that readers know: an order for a refund. */
  readonly shown: string
}

/** Turns committed events into one job per consumer, tenant by tenant, in the order of their commits. */
@Injectable()
export class Relay {
  constructor(
    private readonly db: Database,
    private readonly handlers: Handlers,
    private readonly order: JobOrder,
    private readonly wakeUps: WakeUps,
    private readonly realtime: RealtimeBus,
  ) {}

  /** Relays until no tenant has anything left for this worker; returns how many events it relayed. */
  async drain(stopped: () => boolean = () => false): Promise<number> {
    let relayed = 0
    for (;;) {
      const moved = await this.round(stopped)
      if (!moved) return relayed
      relayed += moved
    }
  }

  /** Every tenant once, so that one with many events waits for the others' few. */
  private async round(stopped: () => boolean): Promise<number> {
    let moved = 0
    let tenant = await this.tenantAfter(firstTenant)
    while (tenant && !stopped()) {
      moved += await this.db.as({ tenant, role: 'system', user: null, session: null }, () => this.relayTenant())
      tenant = await this.tenantAfter(tenant)
    }
    return moved
  }

  private async tenantAfter(last: string): Promise<string | undefined> {
    const [row] = await this.db.as({ tenant: null, role: 'system', user: null, session: null }, () =>
      this.db.read<{ tenant_id: string }>(
        'select tenant_id from outbox_heads where tenant_id > $1 order by tenant_id limit 1',
        [last],
      ),
    )
    return row?.tenant_id
  }

  private async relayTenant(): Promise<number> {
    const relayed = await this.db.tx(async () => {
      // One relay at a time for a tenant: two would change the order of its events.
      const [lock] = await this.db.query<{ free: boolean }>(
        `select pg_try_advisory_xact_lock(hashtextextended('relay ' || current_tenant(), 0)) as free`,
        [],
        { prepare: true },
      )
      const facts = lock?.free ? await this.claim() : []
      if (facts.length) await this.enqueue(facts)
      this.db.afterCommit(() => {
        this.show(facts)
      })
      failpoint('relay.before-commit')
      return facts.length
    })
    failpoint('relay.after-commit')
    return relayed
  }

  /** Tells the open consoles; whoever misses it reads the same rows later. */
  private show(facts: readonly Fact[]): void {
    const { tenant } = context()
    for (const { name, shown } of facts) {
      const topic = topicOf(name)
      const ids = JSON.parse(shown) as string[]
      if (topic && tenant && ids.length) this.realtime.tell({ kind: 'happened', tenant, topic, event: name, ids })
    }
  }

  private claim(): Promise<Fact[]> {
    return this.db.query<Fact>(
      `with claimed as (
         delete from outbox_heads where id in (
           select h.id from outbox_heads h
             join outbox_events e on e.tenant_id = h.tenant_id and e.id = h.id and e.name = any($1)
            where h.tenant_id = current_tenant() order by h.seq limit ${batch} for update of h skip locked)
         returning id, seq)
       select e.id, e.name, e.correlation, e.actor, coalesce(e.payload -> 'ids', '[]') as subjects,
              coalesce(e.payload -> 'order_ids', e.payload -> 'ids', '[]') as shown
         from outbox_events e join claimed on claimed.id = e.id
        where e.tenant_id = current_tenant() order by claimed.seq`,
      [known],
      { prepare: true },
    )
  }

  private async enqueue(facts: readonly Fact[]): Promise<void> {
    const heard = await this.heard([...new Set(facts.map(({ name }) => name))])
    const rows = facts.flatMap((fact) =>
      this.handlers
        .consumersOf(fact.name)
        .filter(({ consumer }) => heard.get(consumer)?.has(fact.name) ?? true)
        .map(({ consumer, ordered }) => ({ ...fact, id: newId(), event_id: fact.id, consumer, ordered })),
    )
    if (!rows.length) return
    await this.db.query(
      `with head as (
         insert into job_heads (id, tenant_id, queue, name, state)
         select id, current_tenant(), 'events', 'event.handle', state from unnest($1::uuid[], $5::text[]) as rows (id, state))
       insert into job_payloads (tenant_id, id, payload, actor, correlation)
       select current_tenant(), rows.* from unnest($1::uuid[], $2::jsonb[], $3::uuid[], $4::text[]) as rows`,
      [
        rows.map(({ id }) => id),
        rows.map(({ consumer, event_id }) => JSON.stringify({ consumer, event_id })),
        rows.map(({ actor }) => actor),
        rows.map(({ correlation }) => correlation),
        rows.map(({ ordered }) => (ordered ? 'waiting' : 'pending')),
      ],
      { prepare: true },
    )
    const ordered = rows.filter((row) => row.ordered)
    await this.order.queueUp(ordered.map((row) => ({ ...row, subjects: JSON.parse(row.subjects) as string[] })))
    this.db.afterCommit(() => {
      this.wakeUps.wake('events')
    })
  }

  /** What the consumers that have an audience are to hear of; the others hear of everything. */
  private async heard(names: readonly EventName[]): Promise<ReadonlyMap<string, ReadonlySet<EventName>>> {
    const audiences = [...this.handlers.audiences]
    return new Map(
      await Promise.all(audiences.map(async ([consumer, audience]) => [consumer, await audience(names)] as const)),
    )
  }
}
