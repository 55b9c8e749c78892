import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from './turn.queries'

/** Calls that are out, and what became of those that are back and not recorded yet. */
export class Calls {
  private readonly out = new Set<Promise<void>>()
  private back: Outcome[] = []

  get open(): number {
    return this.out.size
  }

  get ended(): readonly Outcome[] {
    return this.back
  }

  /** Takes a call that does not throw. */
  begin(call: Promise<Outcome>): void {
    const ended = call.then((outcome) => {
      this.back.push(outcome)
      this.out.delete(ended)
    })
    this.out.add(ended)
  }

  /** Waits for any one of them. */
  async one(): Promise<void> {
    await Promise.race(this.out)
  }

  /** Waits for all of them, or as long as `patienceMs`. */
  async all(patienceMs: number): Promise<void> {
    const waiting = new AbortController()
    const patience = pause(patienceMs, undefined, { signal: waiting.signal }).catch(() => undefined)
    await Promise.race([Promise.all(this.out), patience])
    waiting.abort()
  }

  /** The outcomes, to be recorded by whoever takes them. */
  take(): Outcome[] {
    return this.back.splice(0)
  }
}
