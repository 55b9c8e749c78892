// The one way out for mail: one message to one receiver over one SMTP connection, and what became of it.
import { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import MailComposer from 'nodemailer/lib/mail-composer'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SmtpConnection from 'nodemailer/lib/smtp-connection'
import { isMailAddress } from './mail.address'
import type { MailBody } from './mail.texts'
import { mailSettings, type MailSettings } from './mail.settings'

export interface MailMessage extends MailBody {
  readonly messageId: string
  readonly to: string
}

/**
 * `refused` is for good; `later` was surely not delivered and may be tried again; `unknown` was handed over, and the
 * connection ended before the server said whether it took it.
 */
export interface MailOutcome {
  readonly result: 'sent' | 'refused' | 'later' | 'unknown'
  readonly reason: string | null
}

type SmtpError = SmtpConnection.SMTPError

@Injectable()
export class Smtp {
  constructor(@Inject(mailSettings) private readonly settings: MailSettings) {}

  /** An address of our own for a message, the same on every attempt. */
  messageId(name: string): string {
    return `<${name}@${sender(this.settings.from).address.split('@')[1] ?? 'localhost'}>`
  }

  async send(message: MailMessage): Promise<MailOutcome> {
    const { url } = this.settings
    if (!url) return { result: 'later', reason: 'SMTP_URL is not set' }
    if (!isMailAddress(message.to)) return { result: 'refused', reason: 'the address is none that mail is sent to' }
    const from = sender(this.settings.from)
    return deliver(url, { from: from.address, to: [message.to] }, await rawMessage(from, message))
  }
}

interface Sender {
  readonly name: string
  readonly address: string
}

function sender(from: string): Sender {
  const [, name = '', address = from] = /^([^<]*)<([^>]+)>$/.exec(from) ?? []
  return { name: name.trim(), address }
}

// Addresses go in as objects: text would be parsed once more, and parsers disagree about what an address is.
function rawMessage(from: Sender, { to, messageId, subject, text, html }: MailMessage): Promise<Buffer> {
  const composer = new MailComposer({
    from,
    to: { name: '', address: to },
    messageId,
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

function deliver(url: string, envelope: SmtpConnection.Envelope, raw: Buffer): Promise<MailOutcome> {
  const { auth, ...options } = parseConnectionUrl(url)
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }
  const connection = new SmtpConnection({ ...timeouts, ...options })
  let handedOver = false
  // Read only once the server has said that it is ready for the text: from then on it may have the mail.
  const body = Readable.from(
    (function* () {
      handedOver = true
      yield raw
    })(),
    { objectMode: false },
  )
  return new Promise((resolve) => {
    const failed = (error: SmtpError) => {
      connection.close()
      resolve(outcomeOf(error, handedOver))
    }
    const send = (error?: SmtpError) => {
      if (error) return failed(error)
      connection.send(envelope, body, (refusal) => {
        if (refusal) return failed(refusal)
        connection.quit()
        resolve({ result: 'sent', reason: null })
      })
    }
    connection.on('error', failed)
    connection.connect((error) => {
      if (error) return failed(error)
      if (auth) connection.login(auth as SmtpConnection.Credentials, send)
      else send()
    })
  })
}

function outcomeOf({ code, responseCode = 0, message }: SmtpError, handedOver: boolean): MailOutcome {
  const reason = message.slice(0, 500)
  if (responseCode >= 500 && code !== 'EAUTH') return { result: 'refused', reason }
  if (responseCode || !handedOver) return { result: 'later', reason }
  return { result: 'unknown', reason }
}
