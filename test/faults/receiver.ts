// Somebody who receives webhooks and is not always well: slow, silent, gone, too busy, broken. What arrives is noted
// before the answer, as a receiver does that loses nothing.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

export interface Arrival {
  readonly id: string
  readonly event: string
  readonly subject: string
}

type Mood = 'slow' | 'silent' | 'reset' | 'busy' | 'broken'
const moods: readonly Mood[] = ['slow', 'silent', 'reset', 'busy', 'broken']
/** One in so many first calls meets a mood; a second call of the same event is always answered. */
const unwellOneIn = 25

export class Receiver {
  readonly arrivals: Arrival[] = []
  private readonly server: Server
  private readonly hanging = new Set<Socket>()
  private well = false
  private calls = 0

  constructor() {
    this.server = createServer((request, response) => {
      this.receive(request, response).catch(() => response.destroy())
    })
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`
  }

  /** As after a restart: who was left hanging is cut off, and from now on every call is answered. */
  recover(): void {
    this.well = true
    for (const socket of this.hanging) socket.resetAndDestroy()
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private nextMood(): Mood | undefined {
    return ++this.calls % unwellOneIn === 0 ? moods[(this.calls / unwellOneIn) % moods.length] : undefined
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { event, data } = JSON.parse(await text(request)) as { event: string; data: { id: string } }
    const first = request.headers['x-portolan-attempt'] === '1'
    const mood = first && !this.well ? this.nextMood() : undefined
    // Whoever hangs or resets has not taken it in.
    if (mood === 'silent') {
      this.hanging.add(request.socket)
      return
    }
    if (mood === 'reset') {
      request.socket.resetAndDestroy()
      return
    }
    if (mood === 'busy' || mood === 'broken') {
      response.writeHead(mood === 'busy' ? 429 : 500, { 'retry-after': '1' }).end()
      return
    }
    this.arrivals.push({ id: String(request.headers['webhook-id']), event, subject: data.id })
    if (mood === 'slow') await pause(1500)
    response.writeHead(204).end()
  }
}

/** What went wrong on the way to the receiver, by customer; nothing, it is hoped. */
export function wrongArrivals(arrivals: readonly Arrival[], customers: readonly string[]): string[] {
  const bySubject = new Map<string, Arrival[]>()
  for (const arrival of arrivals) bySubject.set(arrival.subject, [...(bySubject.get(arrival.subject) ?? []), arrival])
  return customers.flatMap((customer) => {
    const own = bySubject.get(customer) ?? []
    const names = ['customer.created', 'customer.updated']
    const lacking = names.filter((name) => !own.some(({ event }) => event === name))
    const ids = names.filter((name) => new Set(own.filter(({ event }) => event === name).map(({ id }) => id)).size > 1)
    const [created, updated] = names.map((name) => own.findIndex(({ event }) => event === name))
    return [
      ...lacking.map((name) => `${name} of ${customer} never arrived`),
      ...ids.map((name) => `${name} of ${customer} came under several ids`),
      ...((created ?? 0) > (updated ?? 0) && !lacking.length
        ? [`the change of ${customer} came before it was made`]
        : []),
    ]
  })
}
