import type { Clock } from '../clock'

export interface ThrottleStatus {
  readonly maximumAvailable: number
  readonly currentlyAvailable: number
  readonly restoreRate: number
}

/** The leaky bucket of one app in one shop. */
export class Bucket {
  private level: number
  private asOf: number

  constructor(
    private readonly maximum: number,
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {
    this.level = maximum
    this.asOf = clock.now()
  }

  /** Takes the points, or takes none and says no. */
  take(points: number): boolean {
    this.restore()
    if (points > this.level) return false
    this.level -= points
    return true
  }

  giveBack(points: number): void {
    this.level = Math.min(this.maximum, this.level + points)
  }

  empty(): void {
    this.restore()
    this.level = 0
  }

  status(): ThrottleStatus {
    this.restore()
    const { maximum: maximumAvailable, perSecond: restoreRate } = this
    return { maximumAvailable, currentlyAvailable: Math.floor(this.level), restoreRate }
  }

  private restore(): void {
    const now = this.clock.now()
    this.level = Math.min(this.maximum, this.level + ((now - this.asOf) / 1_000) * this.perSecond)
    this.asOf = now
  }
}
