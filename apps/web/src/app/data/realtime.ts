import { inject, Injectable, signal } from '@angular/core'
import { filter, type Observable, Subject } from 'rxjs'
import type { Socket } from 'socket.io-client'
import { Session } from './session'

/** Rows that were made or changed somewhere. Only ids come; whoever shows the rows reads them by REST. */
export interface Happened {
  readonly topic: 'customers' | 'orders' | 'imports' | 'jobs'
  readonly event: string
  readonly ids: readonly string[]
}

const againAfterMs = 3000

/**
 * What happens while somebody looks. `live` tells whether it comes at once; while it is false, pages that wait for
 * something ask now and then. The socket lives as long as the sign-in and comes back by itself.
 */
@Injectable({ providedIn: 'root' })
export class Realtime {
  private readonly session = inject(Session)
  private readonly messages = new Subject<Happened>()
  private readonly connected = signal(false)
  private socket: Socket | undefined
  private renewal: ReturnType<typeof setTimeout> | undefined
  readonly live = this.connected.asReadonly()
  /** Fires when the socket is there again after it was away: what happened meanwhile was missed. */
  readonly returned = new Subject<void>()

  constructor() {
    this.session.ended.subscribe(() => this.stop())
  }

  on(topic: Happened['topic'], event?: string): Observable<Happened> {
    return this.messages.pipe(filter((one) => one.topic === topic && (event === undefined || one.event === event)))
  }

  /** Opens the socket, once. The library comes when it is needed, after the first page is there. */
  async start(): Promise<void> {
    if (this.socket) return
    const { io } = await import('socket.io-client')
    // Somebody may have signed out while it was loading, or this was called twice.
    if (this.socket || !this.session.user()) return
    const socket = io({
      path: '/realtime',
      transports: ['websocket', 'polling'],
      auth: (give) => void this.greet(give),
    })
    this.socket = socket
    let wasThere = false
    socket.on('connect', () => {
      this.connected.set(true)
      this.renewInTime()
      if (wasThere) this.returned.next()
      wasThere = true
    })
    socket.on('disconnect', (reason) => {
      this.connected.set(false)
      // The server ends sockets whose token has run out; the library does not come back from that by itself.
      if (reason === 'io server disconnect') this.comeBack(socket)
    })
    socket.on('connect_error', () => {
      if (!socket.active) this.comeBack(socket)
    })
    socket.on('happened', (message: Happened) => this.messages.next(message))
  }

  private stop() {
    clearTimeout(this.renewal)
    this.socket?.disconnect()
    this.socket = undefined
    this.connected.set(false)
  }

  private async greet(give: (auth: { token?: string }) => void) {
    give(
      await this.session.token().then(
        (token) => ({ token }),
        () => ({}),
      ),
    )
  }

  private comeBack(socket: Socket) {
    setTimeout(() => {
      if (this.socket === socket && this.session.user()) socket.connect()
    }, againAfterMs)
  }

  /** The socket goes on with the next token before the one that it came with ends. */
  private renewInTime() {
    clearTimeout(this.renewal)
    this.renewal = setTimeout(() => void this.renew(), Math.max(1000, this.session.tokenLastsMs()))
  }

  private async renew() {
    try {
      this.socket?.emit('token', await this.session.token())
      this.renewInTime()
    } catch {
      // The session is over, or the network away: the server closes the socket, and it comes back if it may.
    }
  }
}
