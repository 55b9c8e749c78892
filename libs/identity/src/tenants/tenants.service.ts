import { Injectable } from '@nestjs/common'
import { newId, type CurrencyCode, type Language } from '@portolan/contracts'
import {
  context,
  Database,
  invalid,
  missing,
  Outbox,
  refuseCardNumbers,
  say,
  stale,
  type Json,
} from '@portolan/platform'
import { changesBetween, valuesOf, type Changes } from '../changes'
import { Accounts } from '../users/accounts'
import { Passwords } from '../users/passwords'
import { featureFlags } from './feature-flags'
import type { EditSettingsDto } from './settings.dto'
import { settingsResource } from './settings.resource'
import { TenantEntity, type TenantStatus } from './tenant.entity'
import { SettingsInUse, SlugTaken } from './tenant.errors'

export interface NewTenant {
  readonly name: string
  readonly slug: string
  readonly default_currency?: CurrencyCode
  readonly timezone?: string
  readonly language?: Language
  readonly region?: string
  readonly countries_served?: readonly string[]
  readonly admin: {
    readonly email: string
    readonly password: string
    readonly first_name: string
    readonly last_name: string
  }
}

export interface CreatedTenant {
  readonly id: string
  readonly slug: string
  readonly admin: string
  /** The administrator had an account before; its password stays as it was. */
  readonly adminExisted: boolean
}

/** What code reads about the ambient tenant. */
export type TenantSettings = Readonly<Omit<TenantEntity, 'updated_at' | 'status'>>

@Injectable()
export class TenantsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
  ) {}

  /** Makes a workspace with its first administrator. Throws SlugTaken. */
  create(tenant: NewTenant): Promise<CreatedTenant> {
    return this.make(tenant, (made) => made)
  }

  /** Does the work of `create`, with the same refusals, and takes it all back. */
  async rehearse(tenant: NewTenant): Promise<void> {
    const takenBack = new Error('a rehearsal')
    await this.make(tenant, () => {
      throw takenBack
    }).catch((error: unknown) => {
      if (error !== takenBack) throw error
    })
  }

  /** The settings of the ambient tenant. */
  async current(): Promise<TenantSettings> {
    const [row] = await this.db.read<TenantSettings & { feature_flags: string }>(
      `select id, name, slug, region, default_currency, language, timezone, countries_served, churn_window_days,
              order_number_pattern, low_stock_threshold, feature_flags, version
         from tenants where id = current_tenant()`,
    )
    if (!row) throw missing('tenant')
    return { ...row, feature_flags: featureFlags.parse(JSON.parse(row.feature_flags)) }
  }

  settings(): Promise<Json> {
    return settingsResource.one(this.db, context().tenant ?? '')
  }

  /** Throws SettingsInUse, stale(). */
  edit(edits: EditSettingsDto, version: number | null): Promise<Json> {
    refuseCardNumbers(edits)
    return this.db.tx(async () => {
      await this.lock()
      const before = await this.current()
      if (version !== null && version !== before.version) throw stale()
      const changes = changesBetween(before, edits)
      await this.apply(before.id, changes)
      return this.settings()
    })
  }

  /** Closes a workspace or opens it again; the database's doors turn away who is signed in. Throws missing('tenant'). */
  async setStatus(slug: string, status: TenantStatus): Promise<void> {
    const system = { tenant: null, user: null, role: 'system', session: null } as const
    const [tenant] = await this.db.as(system, () =>
      this.db.read<{ id: string; status: TenantStatus }>('select id, status from tenants where slug = $1', [slug]),
    )
    if (!tenant) throw missing('tenant')
    await this.db.as({ ...system, tenant: tenant.id }, () =>
      this.db.tx(() => this.apply(tenant.id, changesBetween(tenant, { status }))),
    )
  }

  private async make<Result>(
    { admin, ...settings }: NewTenant,
    result: (made: CreatedTenant) => Result,
  ): Promise<Result> {
    const passwordHash = await this.passwords.hash(admin.password)
    const id = newId()
    return this.db.as({ tenant: id, user: null, role: 'system', session: null }, () =>
      this.db.tx(async () => {
        await this.assertZone(settings.timezone)
        await this.insert(id, settings)
        const account = await this.accounts.join({ ...admin, role: 'admin', passwordHash })
        await this.outbox.append('tenant.created', { ids: [id] })
        await this.outbox.append('user.created', { ids: [account.id] })
        return result({ id, slug: settings.slug, admin: account.id, adminExisted: account.existed })
      }),
    )
  }

  // Waits for those who are writing rows of this tenant and holds back the next, whose days are cut in this zone.
  private async lock(): Promise<void> {
    await this.db.query('select from tenants where id = current_tenant() for update')
  }

  private async apply(id: string, changes: Changes): Promise<void> {
    if (!Object.keys(changes).length) return
    await this.assertZone(changes.timezone?.[1] as string | undefined)
    await this.assertUnused(changes)
    const counted = { updated_at: () => 'now()', version: () => 'version + 1' }
    await this.db.entities().update(TenantEntity, { id }, { ...valuesOf(changes), ...counted })
    await this.outbox.append('settings.changed', { ids: [id], changes: { [id]: changes } })
  }

  // Days are cut by PostgreSQL, whose list of zones may be another than that of Node.
  private async assertZone(zone = 'UTC'): Promise<void> {
    const known = await this.db.query(`select from pg_timezone_names where name = $1`, [zone])
    if (!known.length) throw invalid({ timezone: [say('rule.isTimeZone')] })
  }

  private async assertUnused({ default_currency, timezone }: Changes): Promise<void> {
    if (!default_currency && !timezone) return
    const [used] = await this.db.query<{ customers: boolean; days: boolean }>(
      `select exists (select from customers_v1 where tenant_id = current_tenant()) as customers,
              exists (select from orders_v1 where tenant_id = current_tenant())
                or exists (select from trashed_orders_v1 where tenant_id = current_tenant())
                or exists (select from refunds_v1 where tenant_id = current_tenant()) as days`,
    )
    const details: Record<string, string[]> = {}
    if (default_currency && (used?.customers || used?.days)) {
      details.default_currency = ['is settled, because there are customers or orders']
    }
    if (timezone && used?.days) details.timezone = ['is settled, because there are orders or refunds']
    if (Object.keys(details).length) throw new SettingsInUse(details)
  }

  private async insert(id: string, settings: Omit<NewTenant, 'admin'>): Promise<void> {
    const inserted = await this.db
      .entities()
      .createQueryBuilder()
      .insert()
      .into(TenantEntity)
      .values({ id, ...settings, countries_served: [...(settings.countries_served ?? [])] })
      .orIgnore()
      .returning('id')
      .execute()
    if (!(inserted.raw as unknown[]).length) throw new SlugTaken(settings.slug)
  }
}
