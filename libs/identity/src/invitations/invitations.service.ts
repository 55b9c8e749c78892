import { Injectable } from '@nestjs/common'
import { newId, type Role } from '@portolan/contracts'
import {
  context,
  Database,
  type Json,
  type JsonPage,
  type ListQuery,
  missing,
  Outbox,
  refuseCardNumbers,
  sqlState,
  SystemMails,
} from '@portolan/platform'
import { OneTimeTokens } from '../sessions/one-time-tokens'
import { lowered } from '../users/accounts'
import { UserExists } from '../users/user.errors'
import type { NewInvitationDto } from './invitation.dto'
import { InvitationClosed, InvitationExists, InvitationMailedJustNow } from './invitation.errors'
import { invitationsResource } from './invitations.resource'

export const invitationDays = 7
const mailPauseSeconds = 60

export interface InvitationRow {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly status: 'pending' | 'accepted' | 'revoked'
  readonly seconds_since_mail: number
}

/** Who is asked to join the workspace, by administrators. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly mails: SystemMails,
    private readonly tokens: OneTimeTokens,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return invitationsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return invitationsResource.one(this.db, id)
  }

  /** Invites somebody by mail. Throws UserExists, InvitationExists, MailNotConfigured. */
  async create({ email, role, first_name = '', last_name = '', language = null }: NewInvitationDto): Promise<Json> {
    this.mails.assertConfigured()
    refuseCardNumbers({ first_name, last_name })
    const id = newId()
    const address = email.trim()
    return existsIsSaid(
      this.db.tx(async () => {
        await this.assertNoMember(address)
        await this.closeExpired(address)
        await this.db.query(
          `insert into invitations (tenant_id, id, email, role, first_name, last_name, language, invited_by, expires_at)
           values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8))`,
          [id, address, role, first_name, last_name, language, context().user, invitationDays],
        )
        await this.mails.queue({ kind: 'invitation', subjectId: id, to: address })
        await this.outbox.append('invitation.created', { ids: [id] })
        return this.one(id)
      }),
    )
  }

  /** Mails the invitation again with a new link, which is good for as long as the first one was. */
  resend(id: string): Promise<Json> {
    this.mails.assertConfigured()
    return this.db.tx(async () => {
      const { email, status, seconds_since_mail } = await this.locked(id)
      if (status !== 'pending') throw new InvitationClosed()
      const wait = Math.ceil(mailPauseSeconds - seconds_since_mail)
      if (wait > 0) throw new InvitationMailedJustNow(wait)
      await this.assertNoMember(email)
      await this.db.query(
        `update invitations set expires_at = now() + make_interval(days => $2), mailed_at = now(), updated_at = now(),
                version = version + 1
          where tenant_id = current_tenant() and id = $1`,
        [id, invitationDays],
      )
      await this.tokens.revoke('invitation', id)
      await this.mails.queue({ kind: 'invitation', subjectId: id, to: email })
      await this.outbox.append('invitation.resent', { ids: [id] })
      return this.one(id)
    })
  }

  /** Takes the invitation back: its link opens nothing from now on. Throws InvitationClosed once it was accepted. */
  revoke(id: string): Promise<void> {
    return this.db.tx(async () => {
      const { status } = await this.locked(id)
      if (status === 'accepted') throw new InvitationClosed()
      if (status === 'revoked') return
      await this.db.query(
        `update invitations set status = 'revoked', updated_at = now(), version = version + 1
          where tenant_id = current_tenant() and id = $1`,
        [id],
      )
      await this.tokens.revoke('invitation', id)
      await this.outbox.append('invitation.revoked', { ids: [id] })
    })
  }

  private async locked(id: string): Promise<InvitationRow> {
    const [row] = await this.db.query<InvitationRow>(
      `select id, email, role, status, extract(epoch from now() - mailed_at)::float8 as seconds_since_mail
         from invitations where tenant_id = current_tenant() and id = $1 for update`,
      [id],
    )
    if (!row) throw missing('invitation')
    return row
  }

  private async assertNoMember(email: string): Promise<void> {
    const found = await this.db.query(
      'select from members_v1 where tenant_id = current_tenant() and email_lower = $1 limit 1',
      [lowered(email)],
    )
    if (found.length) throw new UserExists()
  }

  // An invitation that is over makes room for the next one.
  private async closeExpired(email: string): Promise<void> {
    await this.db.query(
      `update invitations set status = 'revoked', updated_at = now(), version = version + 1
        where tenant_id = current_tenant() and email_lower = $1 and status = 'pending' and expires_at <= now()`,
      [lowered(email)],
    )
  }
}

async function existsIsSaid<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    const { constraint } = error as { constraint?: unknown }
    if (sqlState(error) === '23505' && constraint === 'invitations_pending_uq') throw new InvitationExists()
    throw error
  }
}
