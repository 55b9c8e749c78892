import { Injectable } from '@nestjs/common'
import {
  coversEvent,
  newId,
  publicEvents,
  type EventName,
  type PublicEvent,
  type PublicEventName,
} from '@portolan/contracts'
import { Database, PublicResources, WakeUps, type DomainEvent } from '@portolan/platform'
import { publicEventId } from './event-id'

interface Published {
  readonly id: string
  readonly name: string
  readonly subject: string | null
  readonly body: string
  readonly correlation: string
  readonly occurred_at: string
  readonly subscriptions: readonly string[]
}

type Fact = DomainEvent<PublicEventName>

/** Turns events into public events and those into deliveries, all inside the transaction of whoever asks. */
@Injectable()
export class Publication {
  constructor(
    private readonly db: Database,
    private readonly resources: PublicResources,
    private readonly wakeUps: WakeUps,
  ) {}

  /** Of these events those that a subscription asks for now. Inside `tx` only. */
  async wanted(names: readonly EventName[]): Promise<Set<EventName>> {
    const all = await this.subscriptions()
    return new Set(names.filter((name) => all.some(({ events }) => coversEvent(events, name))))
  }

  /** One public event of each id, for every subscription that asked for it. Safe to repeat. */
  async publish(facts: readonly Fact[]): Promise<void> {
    const all = await this.subscriptions()
    const wanted = facts
      .map((fact) => ({ fact, subscriptions: all.filter(({ events }) => coversEvent(events, fact.name)) }))
      .filter(({ subscriptions }) => subscriptions.length)
    if (!wanted.length) return
    const rows = await this.rowsOf(wanted.map(({ fact }) => fact))
    await this.deliver(
      wanted.flatMap(({ fact, subscriptions }) =>
        fact.payload.ids.map((row) => ({
          id: publicEventId(fact.id, row),
          name: fact.name,
          subject: row,
          body: bodyOf(fact.name, fact.occurred_at, rows.get(keyOf(fact.name, row)) ?? lastWordsOf(fact, row)),
          correlation: fact.correlation,
          occurred_at: fact.occurred_at,
          subscriptions: subscriptions.map(({ id }) => id),
        })),
      ),
    )
  }

  /** Writes public events with one delivery for each of their subscriptions, in the order given. */
  async deliver(events: readonly Published[]): Promise<void> {
    await this.db.query(
      `insert into webhook_events (tenant_id, id, name, subject_id, body, correlation, occurred_at)
       select current_tenant(), e.* from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[]) e
       on conflict (tenant_id, id) do nothing`,
      [
        events.map((event) => event.id),
        events.map((event) => event.name),
        events.map((event) => event.subject),
        events.map((event) => event.body),
        events.map((event) => event.correlation),
        events.map((event) => event.occurred_at),
      ],
    )
    const pairs = events.flatMap((event) => event.subscriptions.map((subscription) => ({ ...event, subscription })))
    await this.db.query(
      `insert into webhook_deliveries (tenant_id, id, subscription_id, event_id, event, subject_id)
       select current_tenant(), d.id, d.subscription_id, d.event_id, d.event, d.subject_id
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[])
              with ordinality as d (id, subscription_id, event_id, event, subject_id, place)
        order by d.place
       on conflict (tenant_id, subscription_id, event_id) do nothing`,
      [
        pairs.map(() => newId()),
        pairs.map(({ subscription }) => subscription),
        pairs.map(({ id }) => id),
        pairs.map(({ name }) => name),
        pairs.map(({ subject }) => subject),
      ],
    )
    await this.wake([...new Set(pairs.map(({ subscription }) => subscription))])
  }

  /**
   * Makes lanes due that have something to send; one that rests is due afterwards, unless its rest is over. The last
   * statement of its transaction, because it holds the lanes' rows: a lane that is falling asleep waits for us and then
   * sees what we have written.
   */
  async wake(subscriptions: readonly string[], rest: 'kept' | 'over' = 'kept'): Promise<void> {
    await this.db.query(
      `update webhook_lanes lane set rest_until = kept.rest_until, due_at = least(due_at, greatest(now(), kept.rest_until))
         from (select subscription_id, case when $2 = 'kept' then rest_until end as rest_until from webhook_lanes
                where tenant_id = current_tenant() and subscription_id = any($1::uuid[])
                order by subscription_id for no key update) kept
        where lane.tenant_id = current_tenant() and lane.subscription_id = kept.subscription_id`,
      [subscriptions, rest],
    )
    this.db.afterCommit(() => {
      this.wakeUps.wake('webhooks')
    })
  }

  /** Those that were switched off are told nothing; for those that pause it waits. */
  private subscriptions(): Promise<{ id: string; events: string[] }[]> {
    return this.db.query(
      `select id, events from webhook_subscriptions where tenant_id = current_tenant() and status <> 'disabled' order by id`,
    )
  }

  /** The rows that events are about, as REST shows them, by `keyOf`; each kind is read once. */
  private async rowsOf(facts: readonly Fact[]): Promise<Map<string, string>> {
    const kindOf = ({ name }: Fact) => publicEvents[name].resource
    const rows = await Promise.all(
      [...new Set(facts.map(kindOf))].map(async (kind) => {
        const ids = facts.filter((fact) => kindOf(fact) === kind).flatMap(({ payload }) => payload.ids)
        const found = await this.resources.of(kind).read([...new Set(ids)])
        return [...found].map(([id, row]) => [`${kind} ${id}`, row] as const)
      }),
    )
    return new Map(rows.flat())
  }
}

function keyOf(name: PublicEventName, row: string): string {
  return `${publicEvents[name].resource} ${row}`
}

/** A row that is gone for good is told of by its id, and by what the event itself says of it. */
function lastWordsOf({ name, payload }: Fact, id: string): string {
  const { lastWords = [] }: PublicEvent = publicEvents[name]
  const order_id = 'order_ids' in payload ? (payload.order_ids[0] ?? null) : null
  const facts: Readonly<Record<string, unknown>> = { ...payload, order_id }
  return JSON.stringify({ id, ...Object.fromEntries(lastWords.map((word) => [word, facts[word]])) })
}

/** The exact text that is signed and sent. `data` is JSON already. */
export function bodyOf(event: string, timestamp: string, data: string): string {
  return `{"event":${JSON.stringify(event)},"timestamp":${JSON.stringify(timestamp)},"data":${data}}`
}
