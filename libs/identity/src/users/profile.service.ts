import { Injectable } from '@nestjs/common'
import { context, Database, missing, Outbox, refuseCardNumbers, stale, type Json } from '@portolan/platform'
import { changesBetween, valuesOf, type Changes } from '../changes'
import { AvatarsService } from '../avatars/avatars.service'
import { SessionsService } from '../sessions/sessions.service'
import { Accounts } from './accounts'
import type { MembershipEntity } from './membership.entity'
import { Passwords } from './passwords'
import { WrongPassword } from './user.errors'
import type { EditOwnUserDto } from './user.dto'
import { ownUserResource } from './users.resource'

interface Self {
  readonly tenant: string
  readonly user: string
}

/** What members see and change about themselves. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly avatars: AvatarsService,
  ) {}

  one(): Promise<Json> {
    return ownUserResource.one(this.db, self().user)
  }

  /** A new password ends every other session of the account. Throws WrongPassword, stale(). */
  async edit({ password, current_password, ...edits }: EditOwnUserDto, version: number | null): Promise<Json> {
    refuseCardNumbers(edits)
    const passwordHash = password === undefined ? null : await this.passwords.hash(password)
    const current = passwordHash === null ? null : await this.provenPassword(current_password ?? '')
    return this.db.tx(async () => {
      const changes = changesBetween(await this.lock(version), edits)
      if (Object.keys(changes).length) await this.accounts.editMembership(self().tenant, self().user, valuesOf(changes))
      if (changes.avatar_url) await this.avatars.forget()
      if (passwordHash && current) await this.replacePassword(current, passwordHash)
      await this.tell(passwordHash ? { ...changes, password: [null, 'changed'] } : changes)
      return this.one()
    })
  }

  private async provenPassword(password: string): Promise<string> {
    const [row] = await this.db.read<{ password_hash: string }>(
      'select password_hash from credentials where user_id = $1',
      [self().user],
    )
    if (!row || !(await this.passwords.matches(row.password_hash, password))) throw new WrongPassword()
    return row.password_hash
  }

  private async lock(version: number | null): Promise<Partial<MembershipEntity>> {
    const [row] = await this.db.query<Partial<MembershipEntity>>(
      `select first_name, last_name, avatar_url, language, timezone, version from memberships
        where tenant_id = current_tenant() and user_id = $1 for update`,
      [self().user],
    )
    if (!row) throw missing('user')
    if (version !== null && version !== row.version) throw stale()
    return row
  }

  // Two changes at once: the second one's current password is not the current one any more.
  private async replacePassword(current: string, next: string): Promise<void> {
    const { user } = self()
    const replaced = await this.db.query(
      `update credentials set password_hash = $3, changed_at = now() where user_id = $1 and password_hash = $2
       returning user_id`,
      [user, current, next],
    )
    if (!replaced.length) throw new WrongPassword()
    await this.sessions.endOfAccount(user, 'password_changed', context().session)
  }

  private async tell(changes: Changes): Promise<void> {
    const { user } = self()
    if (Object.keys(changes).length) {
      await this.outbox.append('user.updated', { ids: [user], changes: { [user]: changes } })
    }
  }
}

function self(): Self {
  const { tenant, user } = context()
  if (!tenant || !user) throw new Error('a profile belongs to somebody who is signed in')
  return { tenant, user }
}
