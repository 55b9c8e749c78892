import { setTimeout as pause } from 'node:timers/promises'
import { runInContext } from '../database/context'

const longestPauseMs = 5000

export interface LineOptions {
  readonly everyMs: number
  readonly work: () => Promise<unknown>
  /** Told once when the work begins to fail, not at every turn of a database that is away. */
  readonly failed: (error: unknown) => void
}

/** One line of work: runs again when woken while running, and by itself every `everyMs`; failing makes it slower. */
export class Line {
  private running: Promise<void> | null = null
  private again = false
  private failures = 0
  private readonly timer: NodeJS.Timeout
  private readonly stopping = new AbortController()

  constructor(private readonly options: LineOptions) {
    this.timer = setInterval(() => {
      this.wake()
    }, options.everyMs)
    this.wake()
  }

  get isResting(): boolean {
    return this.running === null
  }

  wake(): void {
    if (this.stopping.signal.aborted) return
    if (this.running) this.again = true
    else this.running = this.turn()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    this.stopping.abort()
    await this.running
  }

  private async turn(): Promise<void> {
    try {
      do {
        this.again = false
        await runInContext({ role: 'system' }, this.options.work)
        this.failures = 0
      } while (this.again && !this.stopping.signal.aborted)
    } catch (error) {
      if (this.failures++ === 0) this.options.failed(error)
      const wait = Math.min(this.options.everyMs * 2 ** this.failures, longestPauseMs)
      await pause(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined)
    } finally {
      this.running = null
    }
  }
}
