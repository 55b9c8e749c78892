import { Injectable } from '@nestjs/common'
import { newId, type Role } from '@portolan/contracts'
import { Database, refuseCardNumbers } from '@portolan/platform'
import { CredentialEntity } from './credential.entity'
import { MembershipEntity } from './membership.entity'
import { UserExists } from './user.errors'

export interface NewMember {
  readonly email: string
  /** Null only for who has an account already, whose password stays. */
  readonly passwordHash: string | null
  readonly role: Role
  readonly first_name: string
  readonly last_name: string
  readonly language?: string | null
  readonly timezone?: string | null
}

export interface Account {
  readonly id: string
  /** Whether the e-mail address had an account before; then its password stays as it was. */
  readonly existed: boolean
}

/** Accounts and their memberships, written inside the caller's transaction. */
@Injectable()
export class Accounts {
  constructor(private readonly db: Database) {}

  /** Makes the person a member of the ambient tenant. Throws UserExists. */
  async join({ email, passwordHash, ...profile }: NewMember): Promise<Account> {
    refuseCardNumbers({ first_name: profile.first_name, last_name: profile.last_name })
    const account = await this.findOrCreate(email.trim(), passwordHash)
    const joined = await this.db.query(
      `insert into memberships (tenant_id, user_id, role, first_name, last_name, language, timezone)
       values (current_tenant(), $1, $2, $3, $4, $5, $6) on conflict do nothing returning user_id`,
      [
        account.id,
        profile.role,
        profile.first_name,
        profile.last_name,
        profile.language ?? null,
        profile.timezone ?? null,
      ],
    )
    if (!joined.length) throw new UserExists()
    await this.db.query(
      `insert into sign_in_routes (user_id, tenant_id) values ($1, current_tenant())
       on conflict (user_id, tenant_id) do update set active = true`,
      [account.id],
    )
    return account
  }

  /** Changes columns of one membership and counts the edit. */
  async editMembership(tenant: string, user: string, values: Partial<MembershipEntity>): Promise<void> {
    const counted = { updated_at: () => 'now()', version: () => 'version + 1' }
    await this.db.entities().update(MembershipEntity, { tenant_id: tenant, user_id: user }, { ...values, ...counted })
  }

  private async findOrCreate(email: string, passwordHash: string | null): Promise<Account> {
    if (passwordHash === null) return this.find(email)
    const id = newId()
    const [created] = await this.db.query(
      `insert into users (id, email, email_lower) values ($1, $2, $3) on conflict (email_lower) do nothing returning id`,
      [id, email, lowered(email)],
    )
    if (created) {
      await this.db.entities().insert(CredentialEntity, { user_id: id, password_hash: passwordHash })
      return { id, existed: false }
    }
    return this.find(email)
  }

  private async find(email: string): Promise<Account> {
    const [found] = await this.db.query<{ id: string }>('select id from users where email_lower = $1', [lowered(email)])
    if (!found) throw new Error('an account vanished while it was looked for')
    return { id: found.id, existed: true }
  }
}

/** Addresses are compared in lower case, as the column `email_lower` keeps them. */
export function lowered(email: string): string {
  return email.trim().toLowerCase()
}
