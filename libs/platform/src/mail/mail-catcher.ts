// The mail server of a Portolan that sends nothing on: it takes what this server writes, over a real connection, and
// keeps it for the administrators of the workspace that wrote it.
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import { Database } from '../database/database'
import { log } from '../observe/log'
import { mailSettings, type MailSettings } from './mail.settings'

const kept = 500
const largest = 5 * 1024 * 1024
const ownId = /^<[0-9a-f-]{36}\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/

@Injectable()
export class MailCatcher implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: SMTPServer | null = null

  constructor(
    private readonly db: Database,
    @Inject(mailSettings) private readonly settings: MailSettings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { url, catches } = this.settings
    if (!catches || !url) return
    const { host, port, auth } = parseConnectionUrl(url)
    const { user, pass } = (auth ?? {}) as { user?: string; pass?: string }
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      allowInsecureAuth: true,
      size: largest,
      closeTimeout: 1000,
      onAuth: ({ username, password }, _session, done) => {
        if (username === user && password === pass) done(null, { user: username })
        else done(new Error('this server keeps the mail of its own Portolan only'))
      },
      onData: (stream, _session, done) => {
        void this.take(stream).then(() => done(), done)
      },
    })
    await new Promise<void>((resolve) => {
      // Another worker catches already: its mail is in the same database.
      server.on('error', (error) => {
        log.warn({ err: error }, 'the mail catcher')
        resolve()
      })
      server.listen(port, host, resolve)
    })
    this.server = server
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this
    if (server) await new Promise<void>((resolve) => server.close(resolve))
  }

  private async take(stream: SMTPServerDataStream): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    if (stream.sizeExceeded) throw refusal(552, 'the mail is too large')
    const mail = await PostalMime.parse(Buffer.concat(chunks))
    const tenant = ownId.exec(mail.messageId ?? '')?.[1]
    if (!tenant) throw refusal(550, 'this server keeps the mail of its own Portolan only')
    const recipient = (mail.to ?? []).map(({ address }) => address).join(', ')
    await this.db.as({ tenant, user: null, role: 'system', session: null }, () =>
      this.db.tx(async () => {
        await this.db.query(
          `insert into caught_mails (tenant_id, id, message_id, recipient, subject, body_text, body_html)
           values (current_tenant(), $1, $2, $3, $4, $5, $6)`,
          [newId(), mail.messageId, recipient, mail.subject ?? '', mail.text ?? '', mail.html ?? ''],
        )
        await this.db.query(
          `delete from caught_mails where tenant_id = current_tenant() and id in (
             select id from caught_mails where tenant_id = current_tenant() order by caught_at desc, id desc offset $1)`,
          [kept],
        )
      }),
    )
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
