// Carries realtime messages to every API process: inside this process directly, to the others over Redis. Nothing is
// kept and nobody waits: who misses a message reads again.
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import Redis from 'ioredis'
import { z } from 'zod'
import { config } from '../config/config'
import { topics, type RealtimeMessage, type TopicName } from './topics'

const channel = 'portolan:realtime'
const quiet = () => undefined

const envelope = z.object({
  from: z.string(),
  message: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('happened'),
      tenant: z.uuid(),
      topic: z.enum(Object.keys(topics) as [TopicName, ...TopicName[]]),
      event: z.string(),
      ids: z.array(z.uuid()),
      user: z.uuid().nullish(),
    }),
    z.object({ kind: z.literal('sessions-ended'), sessions: z.array(z.uuid()) }),
  ]),
})

@Injectable()
export class RealtimeBus implements OnApplicationShutdown {
  private readonly self = newId()
  private readonly connections: Redis[] = []
  private sender: Redis | null = null
  private hear: ((message: RealtimeMessage) => void) | null = null

  /** Connects before there is anything to tell: what is told while the connection is made is lost. */
  open(): void {
    if (config.NODE_ENV !== 'test') this.sender ??= this.connect()
  }

  /** Never awaited and never failing: while Redis is away, other processes hear nothing. */
  tell(message: RealtimeMessage): void {
    this.hear?.(message)
    // Specs share a Redis, and have all of Portolan in one process.
    if (config.NODE_ENV === 'test') return
    this.sender ??= this.connect()
    if (this.sender.status !== 'ready') return
    this.sender.publish(channel, JSON.stringify({ from: this.self, message })).catch(quiet)
  }

  /** Calls `hear` with every message of every process. Call once. */
  listen(hear: (message: RealtimeMessage) => void): void {
    this.hear = hear
    if (config.NODE_ENV === 'test') return
    const receiver = this.connect()
    receiver.on('message', (_channel, text) => {
      this.receive(text)
    })
    receiver.subscribe(channel).catch(quiet)
  }

  onApplicationShutdown(): void {
    for (const connection of this.connections) connection.disconnect()
  }

  private receive(text: string): void {
    const parsed = envelope.safeParse(JSON.parse(text))
    // A message of a newer version is none that we could pass on.
    if (parsed.success && parsed.data.from !== this.self) this.hear?.(parsed.data.message)
  }

  /** Waits for Redis as long as it takes; subscriptions are made again by themselves. */
  private connect(): Redis {
    const connection = new Redis(config.REDIS_URL, {
      maxRetriesPerRequest: null,
      connectTimeout: 2000,
      retryStrategy: (times) => Math.min(times * 200, 5000),
    })
    connection.on('error', quiet)
    this.connections.push(connection)
    return connection
  }
}
