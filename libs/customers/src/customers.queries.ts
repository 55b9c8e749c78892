// Statements of single customers. Cold writes of own fields go through CustomerEntity.
import { Injectable } from '@nestjs/common'
import { context, Database, missing } from '@portolan/platform'
import { CustomerEntity } from './customer.entity'
import type { CustomerStatus } from './customer.dto'
import { CustomFields, type WantedValue } from './fields/custom-fields'
import type { FieldRules } from './fields/field-rules'
import { e164Of } from './phones'
import { regionOf } from './zones'

/** What a person can edit of a customer. */
export interface CustomerFields {
  readonly first_name: string | null
  readonly last_name: string | null
  readonly company_name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly country_code: string | null
  readonly region: string | null
  readonly city: string | null
  readonly postal_code: string | null
  readonly address_line1: string | null
  readonly address_line2: string | null
  readonly timezone: string
  readonly language: string
  readonly currency: string
  readonly status: CustomerStatus
  readonly custom_fields: Record<string, unknown>
  readonly assigned_to: string | null
}

export type VersionedCustomer = CustomerFields & { readonly version: number }

/** What a workspace says about its customers. */
export interface TenantDefaults {
  readonly currency: string
  readonly language: string
  readonly timezone: string
  readonly rules: FieldRules
}

/** Columns that follow from what is written; whoever writes a row writes them with it. */
export function followingColumns(fields: Pick<CustomerFields, 'phone' | 'country_code' | 'timezone'>) {
  return { phone_e164: e164Of(fields.phone, regionOf(fields)) }
}

@Injectable()
export class CustomersQueries {
  constructor(
    private readonly db: Database,
    private readonly customFields: CustomFields,
  ) {}

  async defaults(): Promise<TenantDefaults> {
    const [[row], rules] = await Promise.all([
      this.db.query<Omit<TenantDefaults, 'rules'>>(
        `select default_currency as currency, language, timezone from tenants where id = current_tenant()`,
        [],
        { prepare: true },
      ),
      this.customFields.rules('customers'),
    ])
    if (!row) throw new Error('there is no such tenant')
    return { ...row, rules }
  }

  /** Of values for unique fields those that another customer has; those of `leaving` give up theirs. */
  takenValues(wanted: readonly WantedValue[], leaving: readonly string[]): Promise<{ place: number; key: string }[]> {
    return this.customFields.taken('customers', wanted, leaving)
  }

  /** Locks a living customer against other edits and answers what stands there. Throws missing(). */
  locked(id: string): Promise<VersionedCustomer> {
    return this.fields(id, 'and deleted_at is null for no key update')
  }

  /** What stands there, in the trash and of merged people too. */
  standing(id: string): Promise<VersionedCustomer> {
    return this.fields(id, '')
  }

  private async fields(id: string, condition: string): Promise<VersionedCustomer> {
    const [row] = await this.db.query<Omit<VersionedCustomer, 'custom_fields'> & { custom_fields: string }>(
      `select first_name, last_name, company_name, email, phone, country_code, region, city, postal_code, address_line1,
              address_line2, timezone, language, currency, status, custom_fields, assigned_to, version
         from customers where tenant_id = current_tenant() and id = $1 ${condition}`,
      [id],
    )
    if (!row) throw missing('customer')
    return { ...row, custom_fields: JSON.parse(row.custom_fields) as Record<string, unknown> }
  }

  /** A customer and those who were merged into her. */
  async withMerged(id: string): Promise<string[]> {
    const merged = await this.db.read<{ loser_id: string }>(
      `select loser_id from customer_merges where tenant_id = current_tenant() and into_id = $1 and undone_at is null`,
      [id],
    )
    return [id, ...merged.map(({ loser_id }) => loser_id)]
  }

  /** Whether the reader sees such a living customer. Throws missing(). */
  async assertVisible(id: string): Promise<void> {
    const seen = await this.db.read(`select from customers_v1 where tenant_id = current_tenant() and id = $1`, [id])
    if (!seen.length) throw missing('customer')
  }

  async insert(id: string, fields: CustomerFields, currencyOfFigures: string): Promise<void> {
    const row = {
      ...fields,
      ...followingColumns(fields),
      tenant_id: tenant(),
      id,
      lifetime_value_currency: currencyOfFigures,
    }
    await this.db.entities().insert(CustomerEntity, row as never)
    await this.db.query(`select count_rows('customers', 1)`)
  }

  /** Writes what differs from what stands there, and counts the edit. */
  async update(id: string, before: VersionedCustomer, values: Partial<CustomerFields>): Promise<void> {
    const following = followingColumns({ ...before, ...values })
    const row = { ...values, ...following, version: before.version + 1, updated_at: () => 'now()' }
    await this.db.entities().update(CustomerEntity, { tenant_id: tenant(), id }, row as never)
  }

  /** Moves a customer into the trash; false when none lives under this id. */
  async remove(id: string): Promise<boolean> {
    const removed = await this.db.query(
      `with removed as (
         update customers set deleted_at = now(), updated_at = now(), version = version + 1
          where tenant_id = current_tenant() and id = $1 and deleted_at is null returning id)
       select count_rows('customers', -1) from removed`,
      [id],
    )
    return removed.length > 0
  }

  /** Takes a customer out of the trash; false when none lies there under this id. */
  async restore(id: string): Promise<boolean> {
    const restored = await this.db.query(
      `with restored as (
         update customers set deleted_at = null, updated_at = now(), version = version + 1
          where tenant_id = current_tenant() and id = $1 and deleted_at is not null and merged_at is null returning id)
       select count_rows('customers', 1) from restored`,
      [id],
    )
    return restored.length > 0
  }

  async isActiveMember(user: string): Promise<boolean> {
    const found = await this.db.query(
      `select from memberships where tenant_id = current_tenant() and user_id = $1 and status = 'active'`,
      [user],
    )
    return found.length > 0
  }
}

function tenant(): string {
  const { tenant: id } = context()
  if (!id) throw new Error('customers belong to a tenant')
  return id
}
