// Where events of shops come to rest: once each, with the job that processes them, committed before anybody is told.
import { isUtf8 } from 'node:buffer'
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { config, context, Database, GroupCommit, Outbox } from '@portolan/platform'
import type { Arrival, Delivery } from '../connectors/connector'

/** A connected shop with what it signs by, as it was when it was looked up. */
export interface Shop {
  readonly integration_id: string
  readonly tenant_id: string
  readonly sealed: string
  readonly secrets: readonly string[]
}

interface Event {
  readonly shop: Shop
  readonly body: Buffer
  /** The columns beside the body. */
  readonly row: Readonly<Record<string, unknown>> & { readonly id: string; readonly correlation: string }
}

const bounds = {
  items: 100,
  bytes: 4 * 1024 * 1024,
  // However many shops send at once, half of the connections stay for everybody else.
  atOnce: Math.ceil(config.DATABASE_POOL / 2),
}

/** Headers that say something about an event; the others are the network's. */
const kept = /^(x-shopify-|x-wc-webhook-|webhook-(id|timestamp)$|content-type$|user-agent$)/
const unsaid = /(hmac|signature)/

@Injectable()
export class InboxStore {
  private readonly events = new GroupCommit<Event, boolean>(bounds, (events) => this.write(events))

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Whether it is stored now. False when it may not be: it, and all that came with it, was here already, or the shop is no
   * longer as it was looked up.
   */
  put(shop: Shop, { topic, delivery_key, object_type, object_id }: Arrival, delivery: Delivery): Promise<boolean> {
    const { headers, body } = delivery
    const row = {
      id: newId(),
      topic: topic.slice(0, 200),
      delivery_key: delivery_key.slice(0, 200),
      headers: told(headers),
      is_text: isUtf8(body) && !body.includes(0),
      object_type,
      object_id,
      correlation: context().correlation,
    }
    // What is sealed is sealed for one shop.
    return this.events.add(shop.sealed, { shop, body, row }, body.length)
  }

  /** In the order of their keys, so that two processes with the same events never wait for each other in a circle. */
  private async write(events: readonly Event[]): Promise<boolean[]> {
    const [{ shop }] = events as [Event]
    let start = 1
    const rows = events.map(({ row, body: { length: size } }) => {
      const placed = { ...row, start, size }
      start += size
      return placed
    })
    const cause = {
      sql: `insert into inbox_events (tenant_id, id, integration_id, topic, delivery_key, headers, body, is_text, object_type, object_id, correlation)
            select current_tenant(), e.id, i.id, e.topic, e.delivery_key, e.headers, substring($4::bytea from e.start for e.size),
                   e.is_text, e.object_type, e.object_id, e.correlation
              from integrations i, json_to_recordset($3::json) as e (id uuid, topic text, delivery_key text, headers jsonb,
                   start integer, size integer, is_text boolean, object_type text, object_id text, correlation text)
             where i.tenant_id = current_tenant() and i.id = $1::uuid and i.credentials = $2 and i.status <> 'disconnected'
             order by e.delivery_key
            on conflict (tenant_id, integration_id, delivery_key) do nothing returning id`,
      params: [shop.integration_id, shop.sealed, JSON.stringify(rows), Buffer.concat(events.map(({ body }) => body))],
    }
    const jobs = events.map(({ row: { id, correlation } }) => ({
      cause: id,
      payload: { inbox_event_id: id },
      correlation,
    }))
    // What is ambient is one of their requests, or the one before.
    const stored = await this.db.as({ tenant: shop.tenant_id, user: null, role: 'system', session: null }, () =>
      this.db.tx(() => this.outbox.enqueueWith(cause, 'inbox.process', jobs)),
    )
    return events.map(() => stored > 0)
  }
}

function told(headers: Delivery['headers']): Record<string, string> {
  const some = Object.entries(headers).filter(([name]) => kept.test(name) && !unsaid.test(name))
  return Object.fromEntries(some.map(([name, value]) => [name, value.slice(0, 500)]))
}
