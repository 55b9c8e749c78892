import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Language } from '@portolan/contracts'
import {
  Database,
  MailContents,
  momentInWords,
  OnEvent,
  SystemMails,
  type DomainEvent,
  type MailContent,
} from '@portolan/platform'
import { pageLink } from '../mail-links'
import { OneTimeTokens } from '../sessions/one-time-tokens'
import { resetMinutes } from './recovery.service'

interface Receiver {
  readonly email: string
  readonly name: string
  readonly language: Language
  readonly timezone: string
  readonly workspace: string
}

/** Writes the mails about passwords. A link is made in the moment it leaves, so that no row ever holds it. */
@Injectable()
export class RecoveryMail implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly contents: MailContents,
    private readonly tokens: OneTimeTokens,
    private readonly mails: SystemMails,
  ) {}

  onModuleInit(): void {
    this.contents.add('password_reset', (user) => this.reset(user))
    this.contents.add('password_changed', (user) => this.changed(user))
  }

  /** Whoever's password it is hears of every change, and can do something about one that was not theirs. */
  @OnEvent('identity.password-mail', ['user.updated'])
  async onChange({ payload }: DomainEvent<'user.updated'>): Promise<void> {
    if (!this.mails.isConfigured()) return
    for (const user of payload.ids.filter((id) => payload.changes?.[id]?.password)) {
      const receiver = await this.receiver(user)
      if (receiver) await this.mails.queue({ kind: 'password_changed', subjectId: user, to: receiver.email })
    }
  }

  private async reset(user: string): Promise<MailContent | null> {
    const receiver = await this.receiver(user)
    if (!receiver) return null
    const { email, name, language, timezone } = receiver
    const expiresAt = new Date(Date.now() + resetMinutes * 60_000)
    const link = pageLink('new-password', await this.tokens.mint('password_reset', user, expiresAt))
    const until = momentInWords(expiresAt, language, timezone)
    return { kind: 'password_reset', language, link, params: { name, email, until } }
  }

  private async changed(user: string): Promise<MailContent | null> {
    const receiver = await this.receiver(user)
    if (!receiver) return null
    const { email, name, language, timezone, workspace } = receiver
    const at = momentInWords(new Date(), language, timezone)
    return { kind: 'password_changed', language, link: pageLink('sign-in'), params: { name, email, workspace, at } }
  }

  private async receiver(user: string): Promise<Receiver | undefined> {
    const [row] = await this.db.query<Receiver>(
      `select m.email, coalesce(nullif(m.first_name, ''), m.email) as name, coalesce(m.language, t.language) as language,
              coalesce(m.timezone, t.timezone) as timezone, t.name as workspace
         from members_v1 m join tenants t on t.id = m.tenant_id
        where m.tenant_id = current_tenant() and m.id = $1 and m.status = 'active'`,
      [user],
    )
    return row
  }
}
