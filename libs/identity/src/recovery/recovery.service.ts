import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database, Outbox, SystemMails } from '@portolan/platform'
import { OneTimeTokens } from '../sessions/one-time-tokens'
import { SessionsService } from '../sessions/sessions.service'
import { lowered } from '../users/accounts'
import { Passwords } from '../users/passwords'
import type { NewPasswordDto, PasswordResetTakenDto } from './recovery.dto'
import { ResetInvalid } from './recovery.errors'

export const resetMinutes = 60

interface Writer {
  readonly tenant: string
  readonly user: string | null
  readonly email: string | null
}

/** A way back in for who has forgotten the password: whoever reads the mailbox may choose a new one. */
@Injectable()
export class RecoveryService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly mails: SystemMails,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * Mails a link. For an address without an account the same work is done and taken back, with the same answer after
   * about the same time: nobody learns here who has one. Throws MailNotConfigured.
   */
  async request(email: string): Promise<PasswordResetTakenDto> {
    this.mails.assertConfigured()
    const writer = await this.writerFor(email)
    if (writer) await this.write(writer, email)
    return { minutes: resetMinutes }
  }

  /** Sets the new password and ends every session of the account. Throws ResetInvalid. */
  async confirm({ token, password }: NewPasswordDto): Promise<void> {
    const found = await this.tokens.find('password_reset', token)
    if (!found) throw new ResetInvalid()
    const passwordHash = await this.passwords.hash(password)
    const { tenant, subject: user } = found
    await this.db.as({ tenant, user, role: 'system', session: null }, () =>
      this.db.tx(async () => {
        if (!(await this.tokens.use('password_reset', token))) throw new ResetInvalid()
        await this.replacePassword(user, passwordHash)
        await this.sessions.endOfAccount(user, 'password_reset')
        await this.outbox.append('user.updated', {
          ids: [user],
          changes: { [user]: { password: [null, 'changed'] } },
        })
      }),
    )
  }

  // Accounts belong to no workspace: one that the person is active in writes the mail, any other one rehearses it.
  private async writerFor(email: string): Promise<Writer | undefined> {
    const [writer] = await this.db.as({ tenant: null, user: null, role: null, session: null }, () =>
      this.db.read<Writer>(
        `select t.id as tenant, account.id as user, account.email
           from tenants t
           left join (select u.id, u.email, r.tenant_id from users u join sign_in_routes r on r.user_id = u.id
                       where r.active and u.email_lower = $1) account on account.tenant_id = t.id
          where t.status = 'active' order by account.id nulls last, t.created_at limit 1`,
        [lowered(email)],
      ),
    )
    return writer
  }

  private async write({ tenant, user, email: known }: Writer, email: string): Promise<void> {
    const takenBack = new Error('a rehearsal')
    const id = user ?? newId()
    const work = this.db.as({ tenant, user: null, role: 'system', session: null }, () =>
      this.db.tx(async () => {
        await this.mails.queue({ kind: 'password_reset', subjectId: id, to: known ?? email.trim() })
        await this.outbox.append('user.password_reset_requested', { ids: [id] })
        if (!user) throw takenBack
      }),
    )
    await work.catch((error: unknown) => {
      if (error !== takenBack) throw error
    })
  }

  private async replacePassword(user: string, passwordHash: string): Promise<void> {
    await this.db.query(
      `insert into credentials (user_id, password_hash) values ($1, $2)
       on conflict (user_id) do update set password_hash = excluded.password_hash, changed_at = now()`,
      [user, passwordHash],
    )
  }
}
