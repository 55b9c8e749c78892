import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Language } from '@portolan/contracts'
import { config, Database, MailContents, SystemMails, type MailContent } from '@portolan/platform'

interface Disabled {
  readonly url: string
  readonly reason: 'gone' | 'failing'
  readonly language: Language
  readonly workspace: string
}

/** Tells the administrators that nobody is told of events any more. */
@Injectable()
export class DisabledMail implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly contents: MailContents,
    private readonly mails: SystemMails,
  ) {}

  onModuleInit(): void {
    this.contents.add('webhook_disabled', (id) => this.compose(id))
  }

  /** One mail to each active administrator, inside `tx`; none where this server sends no mail. */
  async tell(subscription: string): Promise<void> {
    if (!this.mails.isConfigured()) return
    const administrators = await this.db.query<{ email: string }>(
      `select u.email from memberships m join users u on u.id = m.user_id
        where m.tenant_id = current_tenant() and m.role = 'admin' and m.status = 'active' order by u.email`,
    )
    for (const { email } of administrators) {
      await this.mails.queue({ kind: 'webhook_disabled', subjectId: subscription, to: email })
    }
  }

  /** Null when it is active again, or gone. */
  private async compose(id: string): Promise<MailContent | null> {
    const [disabled] = await this.db.query<Disabled>(
      `select s.url, s.disabled_reason as reason, t.language, t.name as workspace
         from webhook_subscriptions s join tenants t on t.id = s.tenant_id
        where s.tenant_id = current_tenant() and s.id = $1 and s.status = 'disabled' and s.disabled_reason is not null`,
      [id],
    )
    if (!disabled) return null
    const { url, reason, language, workspace } = disabled
    return {
      kind: reason === 'gone' ? 'webhook_gone' : 'webhook_failing',
      language,
      link: `${config.PUBLIC_URL}/settings/webhooks/${id}`,
      params: { workspace, host: new URL(url).host },
    }
  }
}
