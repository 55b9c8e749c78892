// Reads on their way to a pool. Much of a small read's time is waking the other side, and a machine gains nothing by many
// more connections at work than it has processors: what comes while some are busy shares the next one (ADR 51).
import type { Pool, PoolClient } from 'pg'
import { corked, sendPacket, sqlState, type Answer, type NamedStatement } from './packet'

interface Waiting {
  readonly statements: readonly NamedStatement[]
  readonly resolve: (answers: Answer[]) => void
  readonly reject: (error: unknown) => void
}

/** Connections at work at which reads begin to share one. */
const enough = 4

const quiet = () => undefined

export class ReadLane {
  private waiting: Waiting[] = []
  /** Connections that were asked for, and those at work. */
  private asked = 0
  private busy = 0
  private isWoken = false

  /** At most `together` reads share a connection. */
  constructor(
    private readonly pool: () => Pool,
    private readonly together: number,
  ) {}

  /** Runs statements as one packet, in a transaction of their own. Throws what `sendPacket` throws, or that no connection is to be had. */
  send(statements: readonly NamedStatement[]): Promise<Answer[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ statements, resolve, reject })
      if (this.isWoken) return
      this.isWoken = true
      // Once all that this turn of the event loop has read is here.
      setImmediate(() => {
        this.isWoken = false
        this.ask()
      })
    })
  }

  /** Asks for as many connections as those that wait need, of which the first few have one each. */
  private ask(): void {
    const { length } = this.waiting
    const needed = Math.max(Math.ceil(length / this.together), Math.min(length, enough - this.busy))
    while (this.asked < needed) {
      this.asked++
      void this.turn()
    }
  }

  private async turn(): Promise<void> {
    const client = await this.connected()
    if (client) {
      this.busy++
      await this.run(client, this.share())
      this.busy--
    }
    if (this.waiting.length) this.ask()
  }

  private async connected(): Promise<PoolClient | null> {
    try {
      return await this.pool().connect()
    } catch (error) {
      for (const { reject } of this.share()) reject(error)
      return null
    }
  }

  /** What waits, divided among the connections that were asked for and are not here yet. */
  private share(): Waiting[] {
    const share = Math.ceil(this.waiting.length / this.asked--)
    return this.waiting.splice(0, Math.min(share, this.together))
  }

  /** Sends them in one write. Whatever fails tells only whoever asked for it. */
  private async run(client: PoolClient, reads: readonly Waiting[]): Promise<void> {
    // A connection that ends tells its statements so; told to nobody else, it would end the process.
    client.on('error', quiet)
    const sent = corked(client, () => reads.map(({ statements }) => sendPacket(client, statements)))
    let isBroken = false
    await Promise.all(
      sent.map((answers, index) =>
        answers.then(reads[index]?.resolve, (error: unknown) => {
          isBroken ||= sqlState(error) === undefined
          reads[index]?.reject(error)
        }),
      ),
    )
    client.off('error', quiet)
    client.release(isBroken)
  }
}
