import type { Outcome } from './turn.queries'

/** Upper limits in seconds; what takes longer counts beside the last of them. */
export const durationLimits = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] as const
/** The same for the time between an event and its arrival, which retries make long. */
export const delayLimits = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800, 21_600, 86_400] as const

/** What one turn of a lane has done. */
export class Figures {
  succeeded = 0
  failed = 0
  readonly durations = new Histogram(durationLimits)
  readonly delays = new Histogram(delayLimits)

  add(outcomes: readonly Outcome[]): void {
    for (const { delivery, startedAt, durationMs, succeeded } of outcomes) {
      this.durations.add(durationMs / 1000)
      if (succeeded) this.delays.add(Math.max(0, startedAt.getTime() + durationMs - delivery.occurred_ms) / 1000)
      if (succeeded) this.succeeded++
      else this.failed++
    }
  }
}

class Histogram {
  seconds = 0
  readonly counts: number[]

  constructor(private readonly limits: readonly number[]) {
    this.counts = Array.from({ length: limits.length + 1 }, () => 0)
  }

  add(seconds: number): void {
    const found = this.limits.findIndex((limit) => seconds <= limit)
    const place = found < 0 ? this.limits.length : found
    this.counts[place] = (this.counts[place] ?? 0) + 1
    this.seconds += seconds
  }
}
