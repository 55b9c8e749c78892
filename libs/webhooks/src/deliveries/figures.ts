import type { Outcome } from './turn.queries'

/** Upper limits in seconds; what takes longer counts beside the last of them. */
export const durationLimits = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] as const

/** What one turn of a lane has done. */
export class Figures {
  succeeded = 0
  failed = 0
  seconds = 0
  readonly durations: number[] = Array.from({ length: durationLimits.length + 1 }, () => 0)

  add(outcomes: readonly Outcome[]): void {
    for (const { succeeded, durationMs } of outcomes) {
      const seconds = durationMs / 1000
      if (succeeded) this.succeeded++
      else this.failed++
      this.seconds += seconds
      const found = durationLimits.findIndex((limit) => seconds <= limit)
      const place = found < 0 ? durationLimits.length : found
      this.durations[place] = (this.durations[place] ?? 0) + 1
    }
  }
}
