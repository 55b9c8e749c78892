// What can go wrong between a platform and whoever listens, in the amount that a test asks for, and the same each time.
import { Random } from '../random'

export interface Disturbance {
  /** Of a hundred deliveries so many never leave. */
  readonly drop: number
  /** So many leave twice, under the same id. */
  readonly double: number
  /** Each waits for up to so long, so that they overtake each other. */
  readonly shuffleMs: number
  readonly seed: number
}

export const calm: Disturbance = { drop: 0, double: 0, shuffleMs: 0, seed: 1 }

export class Weather {
  private disturbance = calm
  private dice = new Random(calm.seed)
  private broken = false
  dropped = 0
  doubled = 0

  /** While the hooks are broken nothing leaves, and nothing is made up for later. */
  break(): void {
    this.broken = true
  }

  mend(): void {
    this.broken = false
  }

  set(disturbance: Disturbance): void {
    this.disturbance = disturbance
    this.dice = new Random(disturbance.seed)
  }

  get isBroken(): boolean {
    return this.broken
  }

  get now(): Disturbance {
    return this.disturbance
  }

  /** After how many milliseconds each copy of the next delivery leaves: none, one or two. */
  departures(): readonly number[] {
    const { drop, double, shuffleMs } = this.disturbance
    const lost = this.dice.chance(drop)
    const twice = this.dice.chance(double)
    const waits = [this.dice.below(shuffleMs + 1), this.dice.below(shuffleMs + 1)]
    if (this.broken || lost) {
      this.dropped += 1
      return []
    }
    if (twice) this.doubled += 1
    return twice ? waits : waits.slice(0, 1)
  }
}
