// A platform has bad hours, too: for a while, or for so many requests, it answers with a failure.
import type { Clock } from './clock'

export type Failure = '429' | '500' | '503' | 'THROTTLED'

export class Trouble {
  private failure: Failure | undefined
  private requests = 0
  private until = 0

  constructor(private readonly clock: Clock) {}

  start(failure: Failure, { requests, forMs }: { requests?: number | undefined; forMs?: number | undefined }): void {
    this.failure = failure
    this.requests = requests ?? Number.POSITIVE_INFINITY
    this.until = forMs === undefined ? Number.POSITIVE_INFINITY : this.clock.now() + forMs
  }

  end(): void {
    this.failure = undefined
  }

  /** What the next request is answered with instead, counted. */
  next(): Failure | undefined {
    if (this.failure === undefined) return undefined
    if (this.requests <= 0 || this.clock.now() >= this.until) this.failure = undefined
    else this.requests -= 1
    return this.failure
  }
}
