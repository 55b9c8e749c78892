// People as their shop tells them. What it says overwrites what it said before; what breaks a rule of ours is left out,
// so that nothing the shop knows is lost for one bad field.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import type { CustomerProfile, ImportedCustomer } from './customer.commands'
import { CustomerImport } from './customer-import'
import { cleanProfile } from './customer-profile'
import { CustomersService } from './customers.service'

export type ShopProfile = CustomerProfile & {
  readonly address_line1?: string | null
  readonly address_line2?: string | null
}

export interface ShopAccount {
  readonly source: string
  readonly external_id: string
}

export interface ShopPerson {
  readonly account: ShopAccount
  readonly profile: ShopProfile
}

export type Synced = { readonly id: string; readonly outcome: 'created' | 'updated' | 'unchanged' }

@Injectable()
export class CustomerSync {
  constructor(
    private readonly db: Database,
    private readonly imports: CustomerImport,
    private readonly customers: CustomersService,
  ) {}

  /** Does what needs no database, so that it is done when she is brought. */
  prepare(profile: ShopProfile): void {
    saidBy(profile)
  }

  /** Makes or updates the customer with this account; null while she lies in the trash. */
  async bring(account: ShopAccount, profile: ShopProfile): Promise<Synced | null> {
    const [brought] = await this.bringAll([{ account, profile }])
    return brought ?? null
  }

  /** The same for many, in sets. */
  bringAll(people: readonly ShopPerson[]): Promise<(Synced | null)[]> {
    return this.db.tx(async () => {
      const said = people.map(({ account, profile }) => ({ account, fields: saidBy(profile) }))
      const whole = await this.importAll(said)
      // Somebody else has her e-mail address here: she is kept apart, without it.
      const apart = said.flatMap(({ account, fields: { email: _email, ...fields } }, place) => {
        const one = whole[place] as ImportedCustomer
        return 'refused' in one && one.refused.email ? [{ place, account, fields }] : []
      })
      const again = await this.importAll(apart)
      apart.forEach(({ place }, index) => (whole[place] = again[index] as ImportedCustomer))
      return whole.map((one) => ('refused' in one ? null : one))
    })
  }

  /** Into the trash when nothing but this account is known of her; whether she went there. */
  forget({ source, external_id }: ShopAccount): Promise<{ id: string; isGone: boolean } | null> {
    return this.db.tx(async () => {
      const [found] = await this.db.query<{ id: string; is_free: boolean }>(
        `select c.id, c.total_orders = 0 and c.deleted_at is null and not exists (
                  select from customer_identities other
                   where other.tenant_id = current_tenant() and other.customer_id = c.id and other.id <> i.id) as is_free
           from customer_identities i
           join customers c on c.tenant_id = current_tenant() and c.id = i.customer_id
          where i.tenant_id = current_tenant() and i.source = $1 and i.external_id = $2`,
        [source, external_id],
      )
      if (found?.is_free) await this.customers.remove(found.id)
      return found ? { id: found.id, isGone: found.is_free } : null
    })
  }

  private async importAll(
    said: readonly { account: ShopAccount; fields: Partial<ShopProfile> }[],
  ): Promise<ImportedCustomer[]> {
    if (!said.length) return []
    const commands = said.map(({ account, fields }) => ({ account, fields, assigned_to_email: null, tags: [] }))
    return (await this.imports.importMany(commands, 'update')).customers
  }
}

/** Nobody changes a profile, so its fields are read once. */
const said = new WeakMap<ShopProfile, Partial<ShopProfile>>()

function saidBy(profile: ShopProfile): Partial<ShopProfile> {
  const known = said.get(profile) ?? readFrom(profile)
  said.set(profile, known)
  return known
}

/** Without what the shop leaves empty: an empty field there says nothing about what people wrote here. */
function readFrom(profile: ShopProfile): Partial<ShopProfile> {
  const { address_line1, address_line2 } = profile
  const fields = {
    ...cleanProfile(profile),
    address_line1: address_line1?.slice(0, 255),
    address_line2: address_line2?.slice(0, 255),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value))
}
