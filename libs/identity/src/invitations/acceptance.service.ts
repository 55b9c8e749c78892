import { Injectable } from '@nestjs/common'
import type { Language, Role } from '@portolan/contracts'
import { Database, invalid, Outbox, refuseCardNumbers, say } from '@portolan/platform'
import { OneTimeTokens, type TokenSubject } from '../sessions/one-time-tokens'
import { assertOpen } from '../tenants/tenant.errors'
import type { TenantStatus } from '../tenants/tenant.entity'
import { Accounts } from '../users/accounts'
import { Passwords } from '../users/passwords'
import type { AcceptedInvitationDto, AcceptInvitationDto, OpenInvitationDto } from './invitation.dto'
import { InvitationInvalid } from './invitation.errors'

interface OpenInvitation {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly first_name: string
  readonly last_name: string
  readonly language: Language | null
  readonly workspace: string
  readonly slug: string
  readonly tenant_status: TenantStatus
  readonly inviter: string
  readonly expires_at: string
  readonly has_account: boolean
}

/** What the holder of an invitation's link does with it. The link was mailed, so it proves whose the address is. */
@Injectable()
export class AcceptanceService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly tokens: OneTimeTokens,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
  ) {}

  /** Throws InvitationInvalid. */
  async read(token: string): Promise<OpenInvitationDto> {
    const found = await this.find(token)
    const open = await this.inside(found, () => this.open(found.subject))
    const { email, role, first_name, last_name, workspace, inviter, expires_at, has_account } = open
    return { email, role, first_name, last_name, workspace, inviter, expires_at, has_account }
  }

  /**
   * Makes a member of the holder, once. Somebody with an account joins with that, and its password stays. Throws
   * InvitationInvalid, UserExists.
   */
  async accept({ token, password, ...names }: AcceptInvitationDto): Promise<AcceptedInvitationDto> {
    refuseCardNumbers(names)
    const found = await this.find(token)
    const passwordHash = password === undefined ? null : await this.passwords.hash(password)
    return this.inside(found, async () => {
      if (!(await this.tokens.use('invitation', token))) throw new InvitationInvalid()
      const invitation = await this.open(found.subject)
      if (!invitation.has_account && passwordHash === null) throw invalid({ password: [say('rule.isDefined')] })
      const id = await this.join(invitation, names, passwordHash)
      await this.db.query(
        `update invitations set status = 'accepted', accepted_by = $2, accepted_at = now(), updated_at = now(),
                version = version + 1
          where tenant_id = current_tenant() and id = $1`,
        [invitation.id, id],
      )
      // Whoever holds the link acts from here on as the member that came of it.
      await this.db.as({ user: id }, async () => {
        await this.outbox.append('invitation.accepted', { ids: [invitation.id] })
        await this.outbox.append('user.created', { ids: [id] })
      })
      return { email: invitation.email, tenant: invitation.slug, had_account: invitation.has_account }
    })
  }

  private async find(token: string): Promise<TokenSubject> {
    const found = await this.tokens.find('invitation', token)
    if (!found) throw new InvitationInvalid()
    return found
  }

  private inside<Result>({ tenant }: TokenSubject, work: () => Promise<Result>): Promise<Result> {
    return this.db.as({ tenant, user: null, role: 'system', session: null }, () => this.db.tx(work))
  }

  private async open(id: string): Promise<OpenInvitation> {
    const [row] = await this.db.query<OpenInvitation>(
      `select i.id, i.email, i.role, i.first_name, i.last_name, i.language, t.name as workspace, t.slug,
              t.status as tenant_status, iso_time(i.expires_at) as expires_at,
              coalesce(nullif(trim(concat_ws(' ', m.first_name, m.last_name)), ''), t.name) as inviter,
              exists (select from users u where u.email_lower = i.email_lower) as has_account
         from invitations i join tenants t on t.id = i.tenant_id
         left join memberships m on m.tenant_id = i.tenant_id and m.user_id = i.invited_by
        where i.tenant_id = current_tenant() and i.id = $1 and i.status = 'pending' and i.expires_at > now()
          for update of i`,
      [id],
    )
    if (!row) throw new InvitationInvalid()
    assertOpen(row.tenant_status)
    return row
  }

  private async join(
    invitation: OpenInvitation,
    names: Pick<AcceptInvitationDto, 'first_name' | 'last_name'>,
    passwordHash: string | null,
  ): Promise<string> {
    const { email, role, language } = invitation
    const { first_name = invitation.first_name, last_name = invitation.last_name } = names
    const account = await this.accounts.join({ email, role, language, first_name, last_name, passwordHash })
    return account.id
  }
}
