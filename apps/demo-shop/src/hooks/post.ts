// One POST to a listener, within the platform's patience.
import { Agent, request } from 'undici'

export interface Patience {
  readonly connectMs: number
  readonly totalMs: number
}

export interface Outcome {
  /** Null when there was no answer at all. */
  readonly status: number | null
  readonly error: string | null
}

const atOnce = 20

export class Post {
  private readonly agent: Agent
  private free = atOnce
  private readonly waiting: (() => void)[] = []
  private readonly onIdle: (() => void)[] = []

  constructor(private readonly patience: Patience) {
    this.agent = new Agent({ connect: { timeout: patience.connectMs } })
  }

  /** Calls wait here for their turn, so that the patience of one is not used up in a line. */
  async send(url: string, headers: Record<string, string>, body: string): Promise<Outcome> {
    if (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.free -= 1
    try {
      return await this.attempt(url, headers, body)
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.free += 1
      if (this.free === atOnce) for (const resolve of this.onIdle.splice(0)) resolve()
    }
  }

  /** When nothing is on its way. */
  async idle(): Promise<void> {
    if (this.free < atOnce) await new Promise<void>((resolve) => this.onIdle.push(resolve))
    // And when whoever sent it has drawn the consequences.
    await new Promise((resolve) => setImmediate(resolve))
  }

  close(): Promise<void> {
    return this.agent.destroy()
  }

  /** Redirects are answers like others: nobody follows them. */
  private async attempt(url: string, headers: Record<string, string>, body: string): Promise<Outcome> {
    const signal = AbortSignal.timeout(this.patience.totalMs)
    try {
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: this.agent, signal })
      await answer.body.dump()
      return { status: answer.statusCode, error: null }
    } catch (error) {
      return { status: null, error: (error as Error).message }
    }
  }
}
