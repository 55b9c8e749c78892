import { Injectable } from '@nestjs/common'
import { newId, testEvent } from '@portolan/contracts'
import {
  changesBetween,
  context,
  Database,
  invalid,
  Json,
  missing,
  Outbound,
  Outbox,
  refuseCardNumbers,
  say,
  stale,
  TargetRefused,
  Vault,
  type Changes,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { deliveriesResource } from '../deliveries/deliveries.resource'
import { bodyOf, Publication } from '../deliveries/publication'
import { Replay } from '../deliveries/replay'
import { newSecret } from '../deliveries/signature'
import { sealedFor } from './sealed'
import type {
  CustomHeaderDto,
  EditSubscriptionDto,
  ReplayDto,
  ReplayedDto,
  RotateSecretDto,
  SubscriptionFieldsDto,
} from './subscription.dto'
import { SubscriptionEntity } from './subscription.entity'
import { SubscriptionDisabled, targetRefused } from './subscription.errors'
import { subscriptionsResource } from './subscriptions.resource'

type Fields = Required<Omit<SubscriptionFieldsDto, 'headers'>>
type Headers = Record<string, string>

@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly outbound: Outbound,
    private readonly vault: Vault,
    private readonly publication: Publication,
    private readonly again: Replay,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return subscriptionsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return subscriptionsResource.one(this.db, id)
  }

  /** The answer holds the secret, this once. */
  async create(dto: SubscriptionFieldsDto): Promise<Json> {
    refuseCardNumbers({ url: dto.url, description: dto.description, headers: dto.headers })
    await this.assertReachable(dto.url)
    return this.db.tx(async () => {
      const { tenant, user } = context()
      const [id, secret] = [newId(), newSecret()]
      await this.db.entities().insert(SubscriptionEntity, {
        tenant_id: tenant as string,
        id,
        ...fieldsOf(dto),
        ...this.sealedHeaders(id, headersOf(dto.headers ?? [])),
        secret: this.vault.seal(secret, sealedFor.secret(id)),
        created_by: user,
      })
      await this.db.query(`insert into webhook_lanes (subscription_id, tenant_id) values ($1, current_tenant())`, [id])
      await this.outbox.append('subscription.created', { ids: [id] })
      return withSecret(await this.one(id), secret)
    })
  }

  replace(id: string, dto: SubscriptionFieldsDto, version: number | null): Promise<Json> {
    return this.edit(id, { ...fieldsOf(dto), headers: dto.headers ?? [] }, version)
  }

  change(id: string, dto: EditSubscriptionDto, version: number | null): Promise<Json> {
    return this.edit(id, dto, version)
  }

  /** Its deliveries go with it. */
  remove(id: string): Promise<void> {
    return this.db.tx(async () => {
      await this.locked(id)
      await this.db.query(`delete from webhook_subscriptions where tenant_id = current_tenant() and id = $1`, [id])
      await this.outbox.append('subscription.deleted', { ids: [id] })
    })
  }

  /** A new secret, shown this once; the old one signs beside it for a day, so that receivers can follow in peace. */
  rotateSecret(id: string, { keep_hours = 24 }: RotateSecretDto): Promise<Json> {
    return this.db.tx(async () => {
      const before = await this.locked(id)
      const secret = newSecret()
      await this.update(id, before.version, {
        secret: this.vault.seal(secret, sealedFor.secret(id)),
        previous_secret: keep_hours ? before.secret : null,
        previous_secret_until: keep_hours ? new Date(Date.now() + keep_hours * 3_600_000) : null,
      })
      await this.outbox.append('subscription.secret_rotated', { ids: [id] })
      return withSecret(await this.one(id), secret)
    })
  }

  /** Sends a test event on the way that all others go. Throws SubscriptionDisabled. */
  test(id: string): Promise<Json> {
    return this.db.tx(async () => {
      await this.enabled(id)
      const [event, occurred_at] = [newId(), new Date().toISOString()]
      const data = JSON.stringify({ subscription_id: id, message: 'A test event of Portolan' })
      const body = bodyOf(testEvent, occurred_at, data)
      const { correlation } = context()
      await this.outbox.append('subscription.tested', { ids: [id] })
      await this.publication.deliver([
        { id: event, name: testEvent, subject: null, body, correlation, occurred_at, subscriptions: [id] },
      ])
      return deliveriesResource.one(this.db, await this.deliveryOf(id, event))
    })
  }

  /** Sends a selection again, or a span of time in the background. Throws SubscriptionDisabled. */
  replay(id: string, dto: ReplayDto): Promise<ReplayedDto> {
    const { delivery_ids, from } = dto
    return this.db.tx(async () => {
      if ((delivery_ids === undefined) === (from === undefined)) throw invalid({ from: [say('replay.either')] })
      await this.enabled(id)
      const replayed = delivery_ids ? await this.replaySelection(id, delivery_ids) : await this.replaySpan(id, dto)
      await this.outbox.append('subscription.replayed', { ids: [id], deliveries: replayed.deliveries })
      return replayed
    })
  }

  private async replaySelection(id: string, chosen: readonly string[]): Promise<ReplayedDto> {
    const rows = await this.db.query<{ id: string }>(
      `select id from webhook_deliveries
        where tenant_id = current_tenant() and subscription_id = $1 and id = any($2::uuid[]) order by sequence`,
      [id, chosen],
    )
    return { deliveries: await this.again.again(rows.map((row) => row.id)), job_id: null }
  }

  private async replaySpan(
    id: string,
    { from = '', to, statuses = ['failed'], events = undefined }: ReplayDto,
  ): Promise<ReplayedDto> {
    const span = { from: iso(from), to: to ? iso(to) : new Date().toISOString(), events: events ?? null, statuses }
    const [counted] = await this.db.query<{ deliveries: number }>(
      `select count(*)::integer as deliveries from webhook_deliveries
        where tenant_id = current_tenant() and subscription_id = $1 and created_at >= $2 and created_at < $3
          and ($4::text[] is null or event = any($4)) and status = any($5)`,
      [id, span.from, span.to, span.events, span.statuses],
    )
    const job_id = await this.outbox.enqueue('webhooks.replay', { subscription_id: id, ...span })
    return { deliveries: counted?.deliveries ?? 0, job_id }
  }

  private async edit(id: string, dto: EditSubscriptionDto, version: number | null): Promise<Json> {
    refuseCardNumbers({ url: dto.url, description: dto.description, headers: dto.headers })
    if (dto.url !== undefined) await this.assertReachable(dto.url)
    return this.db.tx(async () => {
      const before = await this.locked(id)
      if (version !== null && version !== before.version) throw stale()
      const { headers, ...fields } = dto
      const changes = { ...changesBetween(before, fields), ...this.headerChanges(before, headers) }
      if (!Object.keys(changes).length) return this.one(id)
      const mended = 'url' in changes || fields.status === 'active'
      await this.update(id, before.version, {
        ...fields,
        ...(changes.headers && headers ? this.sealedHeaders(id, headersOf(headers)) : {}),
        ...(mended ? rested(before, fields) : {}),
      })
      await this.outbox.append('subscription.updated', { ids: [id], changes: { [id]: changes } })
      await this.publication.wake([id], mended || 'rate_limit' in changes ? 'over' : 'kept')
      return this.one(id)
    })
  }

  /** Names only: the values are secrets. */
  private headerChanges(before: SubscriptionEntity, given: CustomHeaderDto[] | undefined): Changes {
    if (!given) return {}
    const old = before.headers ? this.vault.open(before.headers, sealedFor.headers(before.id)) : '{}'
    const differ = Object.keys(
      changesBetween({ headers: JSON.parse(old) as Headers }, { headers: headersOf(given) }),
    ).length
    return differ ? { headers: [before.header_names, Object.keys(headersOf(given))] } : {}
  }

  private sealedHeaders(id: string, headers: Headers) {
    const names = Object.keys(headers)
    const sealed = names.length ? this.vault.seal(JSON.stringify(headers), sealedFor.headers(id)) : null
    return { headers: sealed, header_names: names }
  }

  /** Before the first statement, because it asks the resolver; a name that nobody knows yet may be saved. */
  private async assertReachable(address: string): Promise<void> {
    const { targets } = this.outbound
    try {
      await targets.connectable(targets.parse(address))
    } catch (error) {
      if (error instanceof TargetRefused) throw targetRefused(error, targets.ports)
    }
  }

  private async locked(id: string): Promise<SubscriptionEntity> {
    const [row] = await this.db.query<SubscriptionEntity>(
      `select id, url, events, description, status, disabled_reason, api_version, rate_limit, ordered, secret, headers,
              header_names, version
         from webhook_subscriptions where tenant_id = current_tenant() and id = $1 for update`,
      [id],
    )
    if (!row) throw missing('subscription')
    return row
  }

  private async enabled(id: string): Promise<void> {
    if ((await this.locked(id)).status === 'disabled') throw new SubscriptionDisabled()
  }

  private async update(id: string, version: number, values: Partial<SubscriptionEntity>): Promise<void> {
    const row = { tenant_id: context().tenant as string, id }
    await this.db
      .entities()
      .update(SubscriptionEntity, row, { ...values, version: version + 1, updated_at: () => 'now()' })
  }

  private async deliveryOf(subscription: string, event: string): Promise<string> {
    const [row] = await this.db.query<{ id: string }>(
      `select id from webhook_deliveries where tenant_id = current_tenant() and subscription_id = $1 and event_id = $2`,
      [subscription, event],
    )
    if (!row) throw missing('delivery')
    return row.id
  }
}

function fieldsOf({ url, events, ...more }: SubscriptionFieldsDto): Fields {
  const { description = null, status = 'active', api_version = 'v1', rate_limit = null, ordered = false } = more
  return { url, events, description, status, api_version, rate_limit, ordered }
}

/** Header names have no capitals of their own; the last of two that are the same holds. */
function headersOf(headers: readonly CustomHeaderDto[]): Headers {
  return Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]))
}

/** What failed before says nothing about another address, or about one that somebody has mended. */
function rested(before: SubscriptionEntity, { status }: EditSubscriptionDto) {
  return {
    failures: 0,
    paused_until: null,
    failing_since: null,
    disabled_reason: status === undefined ? before.disabled_reason : null,
  }
}

function withSecret({ text, extras }: Json, secret: string): Json {
  return new Json(`${text.slice(0, -1)},"secret":${JSON.stringify(secret)}}`, extras)
}

function iso(text: string): string {
  return new Date(text).toISOString()
}
