// The socket of the console. A handshake carries an access token; what is sent are ids, to those who may read the rows.
import type { IncomingMessage } from 'node:http'
import type { BeforeApplicationShutdown } from '@nestjs/common'
import {
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets'
import type { Server, Socket } from 'socket.io'
import { Tokens, type Identity } from '../auth/tokens'
import { config } from '../config/config'
import { log } from '../observe/log'
import { socketsOpen } from '../observe/metrics'
import { RealtimeBus } from './realtime-bus'
import { Gathered, RealtimeAudience } from './realtime.audience'
import type { Happened, RealtimeMessage } from './topics'

const gatherMs = 250
const sweepMs = 10_000
const socketsPerUser = 20
/** A client has nothing to say but its next token, every quarter of an hour. */
const messagesPerMinute = 10

interface Listener {
  identity: Identity
  readonly socket: Socket
  expiry: NodeJS.Timeout
  messages: number
}

@WebSocketGateway({
  path: '/realtime',
  serveClient: false,
  maxHttpBufferSize: 10_000,
  connectTimeout: 5000,
  allowRequest: (request: IncomingMessage, answer: (error: string | null, allowed: boolean) => void) => {
    answer(null, fromHere(request))
  },
})
export class RealtimeGateway
  implements OnGatewayInit<Server>, OnGatewayConnection, OnGatewayDisconnect, BeforeApplicationShutdown
{
  private readonly listeners = new Map<string, Listener>()
  private readonly gathered = new Gathered()
  private timers: NodeJS.Timeout[] = []
  private server: Server | null = null

  constructor(
    private readonly tokens: Tokens,
    private readonly bus: RealtimeBus,
    private readonly audience: RealtimeAudience,
  ) {}

  afterInit(server: Server): void {
    this.server = server
    server.use((socket, next) => {
      const verified = this.verify(socket.handshake.auth.token)
      if (!verified) next(new Error('token.invalid'))
      else if (this.ofUser(verified.identity.user) >= socketsPerUser) next(new Error('sockets.too_many'))
      else next()
    })
    this.bus.listen((message) => {
      this.hear(message)
    })
    const every = (milliseconds: number, work: () => Promise<void>) =>
      setInterval(() => {
        work().catch((error: unknown) => {
          log.warn({ err: error }, 'realtime could not ask the database')
        })
      }, milliseconds).unref()
    this.timers = [every(gatherMs, () => this.deliver()), every(sweepMs, () => this.sweep())]
  }

  handleConnection(socket: Socket): void {
    const verified = this.verify(socket.handshake.auth.token)
    if (!verified) {
      socket.disconnect(true)
      return
    }
    const { identity, expiresAt } = verified
    this.listeners.set(socket.id, { identity, socket, expiry: this.endAt(expiresAt, socket), messages: 0 })
    socketsOpen.set(this.listeners.size)
    socket.on('token', (token: unknown) => {
      this.renew(socket, token)
    })
    // Signed in a moment ago, and perhaps out again since: the token alone does not tell.
    void this.sweep([identity.session]).catch(() => undefined)
  }

  handleDisconnect(socket: Socket): void {
    clearTimeout(this.listeners.get(socket.id)?.expiry)
    this.listeners.delete(socket.id)
    socketsOpen.set(this.listeners.size)
  }

  beforeApplicationShutdown(): void {
    this.timers.forEach((timer) => {
      clearInterval(timer)
    })
    // Handshakes that are under way too. The server itself is closed by who opened it.
    this.server?.disconnectSockets(true)
    this.server?.engine.close()
  }

  private verify(token: unknown): { identity: Identity; expiresAt: number } | null {
    return typeof token === 'string' && token.length < 4096 ? this.tokens.verifyWithExpiry(token) : null
  }

  private ofUser(user: string): number {
    return [...this.listeners.values()].filter(({ identity }) => identity.user === user).length
  }

  private endAt(expiresAt: number, socket: Socket): NodeJS.Timeout {
    return setTimeout(() => socket.disconnect(true), expiresAt - Date.now()).unref()
  }

  /** A new token of the same sign-in keeps the socket; anything else ends it. */
  private renew(socket: Socket, token: unknown): void {
    const listener = this.listeners.get(socket.id)
    const verified = this.verify(token)
    if (!listener || !verified || verified.identity.session !== listener.identity.session) {
      socket.disconnect(true)
      return
    }
    if (++listener.messages > messagesPerMinute) socket.disconnect(true)
    setTimeout(() => listener.messages--, 60_000).unref()
    clearTimeout(listener.expiry)
    listener.identity = verified.identity
    listener.expiry = this.endAt(verified.expiresAt, socket)
  }

  private hear(message: RealtimeMessage): void {
    if (message.kind === 'happened') this.gathered.add(message)
    else this.close(message.sessions)
  }

  private close(sessions: readonly string[]): void {
    for (const { identity, socket } of this.listeners.values()) {
      if (sessions.includes(identity.session)) socket.disconnect(true)
    }
  }

  private async deliver(): Promise<void> {
    const happenings = this.gathered.take()
    for (const happened of happenings) {
      const here = [...this.listeners.values()].filter(({ identity }) => identity.tenant === happened.tenant)
      await Promise.all(here.map((listener) => this.tell(listener, happened)))
    }
  }

  private async tell({ identity, socket }: Listener, happened: Happened): Promise<void> {
    const ids = await this.audience.visible(identity, happened)
    if (ids.length) socket.emit('happened', { topic: happened.topic, event: happened.event, ids })
  }

  /** Ends sockets whose sign-in is over though nobody told us, as while Redis was away. */
  private async sweep(sessions = [...this.listeners.values()].map(({ identity }) => identity.session)): Promise<void> {
    if (sessions.length) this.close(await this.audience.ended([...new Set(sessions)]))
  }
}

/** Browsers say where a page comes from: only the console's own and the allowed origins. Programs say nothing. */
function fromHere({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  if ([new URL(config.PUBLIC_URL).origin, ...config.CORS_ORIGINS].includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
