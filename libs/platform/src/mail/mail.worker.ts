// Sends system mails. The row says 'sending' before the server hears of the mail; whoever finds it so later cannot know
// what became of it, and does not send it again.
import { Injectable } from '@nestjs/common'
import { jobs } from '@portolan/contracts'
import { context } from '../database/context'
import { Database } from '../database/database'
import { log } from '../observe/log'
import { OnJob, type RunningJob } from '../queue/handlers'
import { MailContents } from './mail-contents'
import { mailBody } from './mail.texts'
import { Smtp, type MailMessage, type MailOutcome } from './smtp'

interface MailRow {
  readonly kind: string
  readonly subject_id: string
  readonly recipient: string
  readonly status: string
}

const statusOf = { sent: 'sent', refused: 'failed', later: 'queued', unknown: 'unknown' } as const

@Injectable()
export class MailWorker {
  constructor(
    private readonly db: Database,
    private readonly contents: MailContents,
    private readonly smtp: Smtp,
  ) {}

  @OnJob('mail.send')
  async onSend({ payload, attempt }: RunningJob<'mail.send'>): Promise<void> {
    const message = await this.begin(payload.mail_id)
    if (!message) return
    const outcome = await this.smtp.send(message)
    const hopeless = jobs['mail.send'].retryAfter[attempt - 1] === undefined
    await this.record(payload.mail_id, outcome, outcome.result === 'later' && hopeless)
    if (outcome.result === 'later') throw new Error(outcome.reason ?? 'the mail server did not take the mail')
    if (outcome.result !== 'sent') log.warn({ mail: payload.mail_id, ...outcome }, 'a mail may not have arrived')
  }

  private begin(id: string): Promise<MailMessage | null> {
    return this.db.tx(async () => {
      const [mail] = await this.db.query<MailRow>(
        `select kind, subject_id, recipient, status from system_mails
          where tenant_id = current_tenant() and id = $1 for update`,
        [id],
      )
      if (mail?.status === 'sending') await this.set(id, 'unknown', 'the worker stopped while it was sending')
      if (mail?.status !== 'queued' && mail?.status !== 'failed') return null
      const content = await this.contents.compose(mail.kind, mail.subject_id)
      if (!content) {
        await this.set(id, 'withdrawn', null)
        return null
      }
      // The catcher reads from the address of the message whose it is.
      const messageId = this.smtp.messageId(`${id}.${context().tenant}`)
      await this.db.query(
        `update system_mails set status = 'sending', attempts = attempts + 1, message_id = $2
          where tenant_id = current_tenant() and id = $1`,
        [id, messageId],
      )
      return { ...mailBody(content), messageId, to: mail.recipient }
    })
  }

  private record(id: string, { result, reason }: MailOutcome, givenUp: boolean): Promise<void> {
    return this.db.tx(() => this.set(id, givenUp ? 'failed' : statusOf[result], reason))
  }

  private async set(id: string, status: string, reason: string | null): Promise<void> {
    await this.db.query(
      `update system_mails set status = $2, last_error = $3, sent_at = case when $2 = 'sent' then now() end
        where tenant_id = current_tenant() and id = $1`,
      [id, status, reason],
    )
  }
}
