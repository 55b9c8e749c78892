import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database } from '../database/database'
import { Outbox } from '../outbox/outbox'
import { MailNotConfigured, mailSettings, type MailSettings } from './mail.settings'

export interface NewSystemMail {
  readonly kind: string
  /** What the mail is about: an invitation, an account. */
  readonly subjectId: string
  readonly to: string
}

/** Mail of this server to its own people. Writing one is a row; a job sends it. */
@Injectable()
export class SystemMails {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    @Inject(mailSettings) private readonly settings: MailSettings,
  ) {}

  isConfigured(): boolean {
    return this.settings.url !== undefined
  }

  /** Throws MailNotConfigured. */
  assertConfigured(): void {
    if (!this.isConfigured()) throw new MailNotConfigured()
  }

  /** Adds a mail to the ambient transaction. */
  async queue({ kind, subjectId, to }: NewSystemMail): Promise<void> {
    const id = newId()
    await this.db.query(
      `insert into system_mails (tenant_id, id, kind, subject_id, recipient) values (current_tenant(), $1, $2, $3, $4)`,
      [id, kind, subjectId, to],
    )
    await this.outbox.enqueue('mail.send', { mail_id: id })
  }
}
