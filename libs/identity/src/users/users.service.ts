import { Injectable } from '@nestjs/common'
import type { Role } from '@portolan/contracts'
import { context, Database, missing, Outbox, stale, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { changesBetween, valuesOf, type Changes } from '../changes'
import { SessionsService } from '../sessions/sessions.service'
import { Accounts } from './accounts'
import type { MemberStatus } from './membership.entity'
import { Passwords } from './passwords'
import { HasCustomers, LastAdmin, SuccessorRefused } from './user.errors'
import type { EditUserDto, NewUserDto } from './user.dto'
import { usersResource } from './users.resource'

interface MemberRow {
  readonly user_id: string
  readonly role: Role
  readonly status: MemberStatus
  readonly version: number
}

@Injectable()
export class UsersService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return usersResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return usersResource.one(this.db, id)
  }

  /**
   * Makes a member. Somebody who has an account elsewhere keeps the password of that, and nobody learns of it.
   * Throws UserExists.
   */
  async create({ password, ...profile }: NewUserDto): Promise<Json> {
    const passwordHash = await this.passwords.hash(password)
    return this.db.tx(async () => {
      const { id } = await this.accounts.join({ ...profile, passwordHash })
      await this.outbox.append('user.created', { ids: [id] })
      return this.one(id)
    })
  }

  /**
   * Changes role or status, which ends the member's sessions. Who is deactivated hands over the customers, if there
   * are any. Throws LastAdmin, HasCustomers, SuccessorRefused, stale().
   */
  edit(id: string, edits: EditUserDto, version: number | null, successor?: string): Promise<Json> {
    return this.db.tx(async () => {
      const { member, otherAdmins } = await this.lock(id)
      if (version !== null && version !== member.version) throw stale()
      const changes = changesBetween(member, edits)
      if (Object.keys(changes).length) {
        const after = { ...member, ...edits }
        const staysAdmin = after.role === 'admin' && after.status === 'active'
        if (isActiveAdmin(member) && !staysAdmin && !otherAdmins) throw new LastAdmin()
        await this.apply(member, changes, changes.status ? await this.heirOf(member, after.status, successor) : null)
      }
      return this.one(id)
    })
  }

  /**
   * Ends the membership and keeps the name on what the person did. The customers go to `successor`, or to nobody for
   * `none`; the domain of customers does it, told by the event.
   */
  async deactivate(id: string, successor?: string): Promise<void> {
    await this.edit(id, { status: 'inactive' }, null, successor)
  }

  private async heirOf({ user_id: id }: MemberRow, status: MemberStatus, successor?: string): Promise<string | null> {
    if (status !== 'inactive') return null
    if (successor !== undefined && successor !== 'none') {
      const found = await this.db.query(
        `select from memberships where tenant_id = current_tenant() and user_id = $1 and user_id <> $2
            and status = 'active' for share`,
        [successor, id],
      )
      if (!found.length) throw new SuccessorRefused()
      return successor.toLowerCase()
    }
    const [row] = await this.db.query<{ count: number }>(
      `select count(*)::integer as count from customers_v1 where tenant_id = current_tenant() and assigned_to = $1`,
      [id],
    )
    if (row?.count && successor === undefined) throw new HasCustomers(row.count)
    return null
  }

  // Administrators are locked together, in one order, so that two who take each other's role away don't both succeed.
  private async lock(id: string): Promise<{ member: MemberRow; otherAdmins: number }> {
    const rows = await this.db.query<MemberRow>(
      `select user_id, role, status, version from memberships
        where tenant_id = current_tenant() and (user_id = $1 or (role = 'admin' and status = 'active'))
        order by user_id for update`,
      [id],
    )
    const member = rows.find(({ user_id }) => user_id === id)
    if (!member) throw missing('user')
    return { member, otherAdmins: rows.filter((row) => row !== member && isActiveAdmin(row)).length }
  }

  private async apply({ user_id: id }: MemberRow, changes: Changes, heir: string | null): Promise<void> {
    const { tenant } = context()
    if (!tenant) throw new Error('members belong to a tenant')
    await this.accounts.editMembership(tenant, id, valuesOf(changes))
    const [, status] = changes.status ?? []
    const deactivated = status === 'inactive'
    if (status) {
      await this.db.query('update sign_in_routes set active = $2 where user_id = $1 and tenant_id = current_tenant()', [
        id,
        !deactivated,
      ])
    }
    await this.sessions.endOfMember(id, deactivated ? 'deactivated' : 'role_changed')
    await this.outbox.append('user.updated', { ids: [id], changes: { [id]: changes } })
    if (deactivated) await this.outbox.append('user.deactivated', { ids: [id], hand_over_to: heir })
  }
}

function isActiveAdmin({ role, status }: Pick<MemberRow, 'role' | 'status'>): boolean {
  return role === 'admin' && status === 'active'
}
