import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { Smtp, type MailMessage } from './smtp'

const message: MailMessage = {
  to: 'grace@hansen.example',
  subject: 'Grüße\r\nBcc: all@evil.example',
  text: 'Hello Grace',
  html: '<p>Hello Grace</p>',
  messageId: '<1.2@crm.example>',
}

const running: { close: (done: () => void) => unknown }[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise<void>((resolve) => server.close(resolve))
})

const smtpTo = (port: number) =>
  new Smtp({ url: `smtp://user:secret@127.0.0.1:${port}`, from: '"Ada" <ada@crm.example>', catches: false })

async function serve(options: SMTPServerOptions): Promise<Smtp> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    allowInsecureAuth: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    ...options,
  })
  const { port } = await new Promise<AddressInfo>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve(listening.address() as AddressInfo))
  })
  running.push(server)
  return smtpTo(port)
}

/** A server that answers line by line; after the last answer it hangs up. */
async function script(answers: readonly string[]): Promise<Smtp> {
  const left = [...answers]
  const next = (socket: Socket) => {
    const answer = left.shift()
    if (answer === undefined) socket.destroy()
    else socket.write(`${answer}\r\n`)
  }
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => next(socket))
    next(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(server)
  return smtpTo((server.address() as AddressInfo).port)
}

const upToData = ['220 here', '250-here\r\n250 AUTH PLAIN', '235 ok', '250 ok', '250 ok', '354 go on']

describe('sending', () => {
  it('reaches exactly one mailbox, and no header ends in another one', async () => {
    const received: { to: string[]; raw: string }[] = []
    const smtp = await serve({
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          received.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString(),
          })
          done()
        })
      },
    })
    expect(await smtp.send(message)).toEqual({ result: 'sent', reason: null })
    expect(received.map(({ to }) => to)).toEqual([['grace@hansen.example']])
    expect(received[0]?.raw).toMatch(/^Message-ID: <1\.2@crm\.example>\r$/m)
    expect(received[0]?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(received[0]?.raw).not.toMatch(/^Bcc:/m)
  })

  it.each(['"a@evil.example x"@good.example', 'a@good.example\r\nRCPT TO:<b@evil.example>'])(
    'tries no address such as %j',
    async (to) => {
      const smtp = await serve({})
      expect((await smtp.send({ ...message, to })).result).toBe('refused')
    },
  )

  it('is refused for good where the server says 5xx', async () => {
    const refused = Object.assign(new Error('no such mailbox'), { responseCode: 550 })
    const smtp = await serve({ onRcptTo: (_address, _session, done) => done(refused) })
    expect(await smtp.send(message)).toEqual({
      result: 'refused',
      reason: expect.stringContaining('no such mailbox') as string,
    })
  })

  it('may be tried again where the server says 4xx, knows no such user, or is not there', async () => {
    const busy = Object.assign(new Error('come back'), { responseCode: 451 })
    const smtp = await serve({ onData: (stream, _session, done) => stream.resume().on('end', () => done(busy)) })
    expect((await smtp.send(message)).result).toBe('later')
    const closed = await serve({ onAuth: (_auth, _session, done) => done(new Error('wrong')) })
    expect((await closed.send(message)).result).toBe('later')
    expect((await smtpTo(1).send(message)).result).toBe('later')
  })

  it('may be tried again when the connection ends before the text', async () => {
    expect((await (await script(upToData.slice(0, 4))).send(message)).result).toBe('later')
  })

  it('has an unknown outcome when the connection ends after the text', async () => {
    expect((await (await script(upToData)).send(message)).result).toBe('unknown')
  })
})
