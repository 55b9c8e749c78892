import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import {
  changesBetween,
  context,
  Database,
  Json,
  missing,
  Outbound,
  Outbox,
  refuseCardNumbers,
  sqlState,
  stale,
  Vault,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { openCredentials, partsOf, readCredentials, sealCredentials, type Credentials } from './credentials'
import type { ConnectIntegrationDto, EditIntegrationDto } from './integration.dto'
import { IntegrationEntity } from './integration.entity'
import { IntegrationDisconnected, ShopConnected } from './integration.errors'
import { integrationsResource } from './integrations.resource'
import { Sources } from '../sync/sources'

@Injectable()
export class IntegrationsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly outbound: Outbound,
    private readonly vault: Vault,
    private readonly sources: Sources,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return integrationsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return integrationsResource.one(this.db, id)
  }

  /** The answer holds the webhook secret when it was made here, this once. Throws ShopConnected. */
  connect(dto: ConnectIntegrationDto): Promise<Json> {
    return this.db.tx(async () => {
      const { id, secret } = await this.add(dto)
      const { text, extras } = await this.one(id)
      return new Json(`${text.slice(0, -1)},"webhook_secret":${JSON.stringify(secret)}}`, extras)
    })
  }

  /** `secret` is the webhook secret when it was made here. Throws ShopConnected. */
  add({
    platform,
    shop_name,
    credentials: given,
  }: ConnectIntegrationDto): Promise<{ id: string; secret: string | null }> {
    refuseCardNumbers({ shop_name })
    const { credentials, address } = readCredentials(platform, given, this.outbound.targets)
    const secret = 'webhook_secret' in given ? null : (credentials.webhook_secret ?? null)
    return this.once(async () => {
      const { tenant, user } = context()
      const id = newId()
      await this.db.entities().insert(IntegrationEntity, {
        tenant_id: tenant as string,
        id,
        platform,
        shop_name,
        shop_address: address,
        credentials: sealCredentials(this.vault, id, credentials),
        created_by: user,
      })
      await this.db.query(
        `insert into integration_routes (integration_id, tenant_id, platform, shop_address)
         values ($1, current_tenant(), $2, $3)`,
        [id, platform, address],
      )
      await this.outbox.append('integration.created', { ids: [id], platform })
      await this.outbox.enqueue('integrations.check', { integration_id: id })
      return { id, secret }
    })
  }

  change(id: string, { shop_name, credentials: given }: EditIntegrationDto, version: number | null): Promise<Json> {
    refuseCardNumbers({ shop_name })
    return this.once(async () => {
      const before = await this.locked(id)
      if (version !== null && version !== before.version) throw stale()
      const changes = shop_name === undefined ? {} : changesBetween({ shop_name: before.shop_name }, { shop_name })
      const renewed = given ? this.renewed(before, given) : {}
      if (!Object.keys(changes).length && !given) return this.one(id)
      await this.update(before, { ...(shop_name === undefined ? {} : { shop_name }), ...renewed })
      if ('shop_address' in renewed) await this.readdress(before, renewed.shop_address ?? null)
      const told = { ...changes, ...(given ? { credentials: [null, null] as [null, null] } : {}) }
      await this.outbox.append('integration.updated', { ids: [id], changes: { [id]: told } })
      if (given) await this.outbox.enqueue('integrations.check', { integration_id: id })
      return this.one(id)
    })
  }

  /** Throws IntegrationDisconnected. */
  check(id: string): Promise<Json> {
    return this.db.tx(async () => {
      if ((await this.locked(id)).status === 'disconnected') throw new IntegrationDisconnected()
      await this.outbox.enqueue('integrations.check', { integration_id: id })
      return this.one(id)
    })
  }

  disconnect(id: string): Promise<Json> {
    return this.db.tx(async () => {
      const before = await this.locked(id)
      if (before.status !== 'disconnected') await this.leave(before, 'member')
      return this.one(id)
    })
  }

  /** The shop itself has ended the connection. Inside `tx` only. */
  async left(id: string): Promise<void> {
    const before = await this.locked(id)
    if (before.status !== 'disconnected') await this.leave(before, 'shop')
  }

  /** Of a shop at another address nothing was read yet. */
  private async readdress({ id, shop_address: before }: IntegrationEntity, address: string | null): Promise<void> {
    await this.db.query('update integration_routes set shop_address = $2 where integration_id = $1', [id, address])
    if (address === before) return
    await this.db.query(
      `update integrations set synced_to = null, reconciled_at = null, hooks_kept_at = null
        where tenant_id = current_tenant() and id = $1`,
      [id],
    )
  }

  private async leave(before: IntegrationEntity, by: 'member' | 'shop'): Promise<void> {
    const parts = by === 'member' && this.canAsk(before)
    await this.update(before, {
      ...{ status: 'disconnected', credentials: null, disconnected_at: new Date(), last_error: null },
      // Whoever connects it again makes them anew.
      ...{ hooks_kept_at: null, hooks_removal_error: null, hooks_removal: parts ? 'pending' : null },
      parting_credentials: parts ? before.credentials : null,
    })
    if (parts) await this.outbox.enqueue('integrations.remove-hooks', { integration_id: before.id, attempt: 1 })
    await this.db.query('update integration_routes set next_run_at = null where integration_id = $1', [before.id])
    await this.outbox.append('integration.disconnected', { ids: [before.id], by })
  }

  private canAsk({ platform, id, credentials }: IntegrationEntity): boolean {
    return credentials !== null && this.sources.canAsk(platform, openCredentials(this.vault, id, credentials))
  }

  /** Other credentials of the same platform; those that are not given stay. */
  private renewed(before: IntegrationEntity, given: Record<string, unknown>): Partial<IntegrationEntity> {
    const old: Credentials = before.credentials ? openCredentials(this.vault, before.id, before.credentials) : {}
    const { given: kept, granted } = partsOf(old)
    const { credentials, address } = readCredentials(before.platform, { ...kept, ...given }, this.outbound.targets)
    const stays = 'access_token' in given || credentials.shop_domain !== old.shop_domain ? {} : granted
    // Shopify signs with the old secret for up to an hour after a rotation.
    const rotated = old.client_secret && old.client_secret !== credentials.client_secret
    const sealed = { ...stays, ...credentials, ...(rotated ? { previous_client_secret: old.client_secret } : {}) }
    return {
      credentials: sealCredentials(this.vault, before.id, sealed),
      shop_address: address,
      status: 'connecting',
      last_error: null,
      disconnected_at: null,
      ...{ parting_credentials: null, hooks_removal: null, hooks_removal_error: null },
    }
  }

  private async locked(id: string): Promise<IntegrationEntity> {
    const [row] = await this.db.query<IntegrationEntity>(
      `select tenant_id, id, platform, shop_name, shop_address, status, credentials, version
         from integrations where tenant_id = current_tenant() and id = $1 for update`,
      [id],
    )
    if (!row) throw missing('integration')
    return row
  }

  private async update(
    { tenant_id, id, version }: IntegrationEntity,
    values: Partial<IntegrationEntity>,
  ): Promise<void> {
    await this.db
      .entities()
      .update(IntegrationEntity, { tenant_id, id }, { ...values, version: version + 1, updated_at: () => 'now()' })
  }

  private async once<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.db.tx(work)
    } catch (error) {
      if (sqlState(error) === '23505') throw new ShopConnected()
      throw error
    }
  }
}
