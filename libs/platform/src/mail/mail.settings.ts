import { config } from '../config/config'
import { DomainError } from '../errors'

/** How mail leaves; tests set their own. */
export interface MailSettings {
  readonly url: string | undefined
  readonly from: string
  /** Whether the worker is the mail server and keeps what it is sent. */
  readonly catches: boolean
}

export const mailSettings = Symbol('mail settings')

export const configuredMail: MailSettings = {
  url: config.SMTP_URL,
  from: config.MAIL_FROM,
  catches: config.MAIL_CATCHER,
}

export class MailNotConfigured extends DomainError {
  constructor() {
    super('unavailable', 'mail.not_configured', 'This server cannot send mail: whoever runs it has to set SMTP_URL')
  }
}
