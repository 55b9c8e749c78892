// Requests of one caller come in rows, and asking Redis for each of them is a round trip more. So a process
// takes several at once, a *lease*, and counts them down by itself. A lease is at most a fiftieth of what is left: where
// it gets tight every request is asked for, and no more get through than the limit says, however many processes count.
// The next one is asked for while a few of this one are left, so that hardly anybody waits for Redis. What nobody used goes
// back.
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'

/** What a caller may still do after this request; `full` when there was no room for it. */
export interface Left {
  readonly remainingPoints: number
  readonly msBeforeNext: number
  readonly full: boolean
}

interface Lease {
  /** Requests of it that are not used yet. */
  unused: number
  /** What the bucket has beside them. */
  readonly beyond: number
  readonly endsAt: number
  usedAt: number
}

const largest = 20
/** Left of a lease when the next one is asked for. */
const few = 5
const shareOfLeft = 50
const shortestWindowMs = 1000
const idleMs = 1000

export class Leases {
  private readonly leases = new Map<string, Lease>()
  private readonly asking = new Map<string, Promise<Left | null>>()
  private sweep: NodeJS.Timeout | null = null

  constructor(private readonly limiter: RateLimiterAbstract) {}

  /** A request of the lease at hand, without asking anybody; null when there is none. */
  takeOwn(key: string): Left | null {
    const lease = this.leases.get(key)
    const now = Date.now()
    if (!lease || lease.unused === 0 || now >= lease.endsAt) return null
    lease.unused--
    lease.usedAt = now
    const isMuchLeft = lease.beyond >= (largest + few) * shareOfLeft
    // Who finds nothing left asks again, and hears why there is none.
    if (lease.unused === few && isMuchLeft && !this.asking.has(key)) void this.ask(key).catch(() => null)
    return { remainingPoints: lease.beyond + lease.unused, msBeforeNext: lease.endsAt - now, full: false }
  }

  async take(key: string): Promise<Left> {
    for (;;) {
      const own = this.takeOwn(key)
      if (own) return own
      const asked = this.asking.get(key)
      // Somebody asks already; what comes may be enough for both.
      if (asked) await asked.catch(() => null)
      else {
        const refused = await this.ask(key)
        if (refused) return refused
      }
    }
  }

  private ask(key: string): Promise<Left | null> {
    const asked = this.lease(key).finally(() => this.asking.delete(key))
    this.asking.set(key, asked)
    return asked
  }

  /** Answers what is left when there was no room. */
  private async lease(key: string): Promise<Left | null> {
    const before = this.leases.get(key)
    const wanted = Math.max(1, Math.min(largest, Math.floor((before?.beyond ?? 0) / shareOfLeft)))
    const consumed = (await this.consume(key, wanted)) ?? (await this.consumeOne(key, wanted))
    const now = Date.now()
    const { remainingPoints: beyond, msBeforeNext, points } = consumed
    const endsAt = now + msBeforeNext
    const unused = this.unusedOf(key, endsAt)
    if (consumed.full) {
      if (!unused) this.leases.delete(key)
      return consumed
    }
    this.leases.set(key, { unused: unused + points, beyond, endsAt, usedAt: now })
    this.sweep ??= setTimeout(() => this.giveBack(), idleMs).unref()
    return null
  }

  /** What is left of the lease at hand, when it is of the window that ends then. */
  private unusedOf(key: string, endsAt: number): number {
    const lease = this.leases.get(key)
    return lease && endsAt - lease.endsAt < shortestWindowMs / 2 ? lease.unused : 0
  }

  /** Null when there is no room for as many. */
  private async consume(key: string, points: number): Promise<(Left & { points: number }) | null> {
    try {
      const { remainingPoints, msBeforeNext } = await this.limiter.consume(key, points)
      return { remainingPoints, msBeforeNext, full: false, points }
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      if (points > 1) return null
      return { remainingPoints: refused.remainingPoints, msBeforeNext: refused.msBeforeNext, full: true, points }
    }
  }

  /** Other processes were faster; the limiter has counted what it refused. */
  private async consumeOne(key: string, refused: number): Promise<Left & { points: number }> {
    await this.limiter.reward(key, refused)
    return (await this.consume(key, 1)) as Left & { points: number }
  }

  private giveBack(): void {
    const now = Date.now()
    for (const [key, { unused, usedAt, endsAt }] of this.leases) {
      if (now - usedAt < idleMs) continue
      this.leases.delete(key)
      if (unused > 0 && now < endsAt) void this.limiter.reward(key, unused).catch(() => undefined)
    }
    this.sweep = this.leases.size ? setTimeout(() => this.giveBack(), idleMs).unref() : null
  }
}
