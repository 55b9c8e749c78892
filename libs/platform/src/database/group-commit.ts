// Many small writes as few transactions, without a timer: what comes alone is written at once, and what comes while its
// group is being written travels with the next statement.
import { databaseError } from '../http/database-errors'

interface Waiting<Item, Outcome> {
  readonly item: Item
  readonly bytes: number
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/** What a group commit sends at once. */
export interface Bounds {
  /** Of one statement. */
  readonly items: number
  /** The same; an item that is larger travels alone. */
  readonly bytes: number
  /** Statements on their way, one of each group. */
  readonly atOnce: number
}

/** One statement of a group is on its way at a time; groups have turns (ADR 41). */
export class GroupCommit<Item, Outcome> {
  /** By group; whose turn is next stands first. */
  private readonly waiting = new Map<string, Waiting<Item, Outcome>[]>()
  private readonly writing = new Set<string>()
  private isWoken = false

  constructor(
    private readonly bounds: Bounds,
    /** Writes items of one group in one transaction, and tells of each what came of it, in their order. */
    private readonly write: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  ) {}

  /** What came of the item, once it is committed. Throws what its own statement throws. */
  add(group: string, item: Item, bytes: number): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const others = this.waiting.get(group)
      const one = { item, bytes, resolve, reject }
      if (others) others.push(one)
      else this.waiting.set(group, [one])
      this.wake()
    })
  }

  /** Once all that this turn of the event loop has read is here. */
  private wake(): void {
    if (this.isWoken) return
    this.isWoken = true
    setImmediate(() => {
      this.isWoken = false
      this.start()
    })
  }

  private start(): void {
    for (const [group, waiting] of this.waiting) {
      if (this.writing.size >= this.bounds.atOnce) return
      if (this.writing.has(group)) continue
      const batch = waiting.splice(0, this.fitting(waiting))
      this.waiting.delete(group)
      // Behind all the others.
      if (waiting.length) this.waiting.set(group, waiting)
      void this.commit(group, batch)
    }
  }

  /** How many of them fit into one statement; one of them always does. */
  private fitting(waiting: readonly Waiting<Item, Outcome>[]): number {
    let left = this.bounds.bytes
    const tooMany = waiting.findIndex(({ bytes }, index) => index === this.bounds.items || (left -= bytes) < 0)
    return tooMany < 0 ? waiting.length : Math.max(1, tooMany)
  }

  private async commit(group: string, batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    this.writing.add(group)
    await this.settle(batch)
    this.writing.delete(group)
    this.wake()
  }

  /** Where the database refuses one of many, it is found by halves, and only that one fails. */
  private async settle(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.write(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, index) => {
        resolve(outcomes[index] as Outcome)
      })
    } catch (error) {
      if (batch.length === 1 || isEverybodys(error)) {
        for (const { reject } of batch) reject(error)
        return
      }
      const half = Math.ceil(batch.length / 2)
      await this.settle(batch.slice(0, half))
      await this.settle(batch.slice(half))
    }
  }
}

/** Whether any other items would have failed the same way. */
function isEverybodys(error: unknown): boolean {
  const { kind, reason } = databaseError(error) ?? {}
  return reason !== 'database.busy' && ['unavailable', 'unauthenticated', 'forbidden'].includes(kind ?? '')
}
