// Many things of one kind, most of which exist only while somebody looks at them: what the generator makes is thrown
// away again, and only what was changed or added since is kept. Times of all of them are kept (16 bytes each), because
// lists are sorted and cut by them.
import type { Row } from './shop.model'

export interface Source<Item extends Row> {
  readonly count: number
  times(n: number): readonly [createdAt: number, updatedAt: number]
  make(n: number): Item
}

export class Collection<Item extends Row> {
  private readonly kept = new Map<number, Item>()
  private readonly removed = new Set<number>()
  private readonly created: number[] = []
  private readonly updated: number[] = []
  private byUpdate: Uint32Array | undefined

  constructor(private readonly source: Source<Item>) {
    for (let n = 0; n < source.count; n += 1) {
      const [createdAt, updatedAt] = source.times(n)
      this.created.push(createdAt)
      this.updated.push(updatedAt)
    }
  }

  /** How many there ever were; the next one's n. */
  get length(): number {
    return this.created.length
  }

  get(n: number): Item | undefined {
    if (!Number.isInteger(n) || n < 0 || n >= this.length || this.removed.has(n)) return undefined
    return this.kept.get(n) ?? this.source.make(n)
  }

  createdAt(n: number): number {
    return this.created[n]!
  }

  updatedAt(n: number): number {
    return this.updated[n]!
  }

  has(n: number): boolean {
    return n >= 0 && n < this.length && !this.removed.has(n)
  }

  add(item: Item): Item {
    this.created.push(item.createdAt)
    this.updated.push(item.updatedAt)
    this.kept.set(item.n, item)
    this.byUpdate = undefined
    return item
  }

  /** Changes one and stamps it, or leaves it as it was when `apply` refuses. Two changes of one second share a stamp. */
  change(n: number, now: number, apply: (item: Item) => void): Item | undefined {
    const found = this.get(n)
    if (!found) return undefined
    const item = structuredClone(found)
    apply(item)
    item.updatedAt = Math.max(now, item.updatedAt)
    this.updated[n] = item.updatedAt
    this.kept.set(n, item)
    this.byUpdate = undefined
    return item
  }

  remove(n: number): boolean {
    if (!this.has(n)) return false
    this.removed.add(n)
    return true
  }

  restore(n: number): boolean {
    return this.removed.delete(n)
  }

  /** All n from the one changed longest ago to the latest. */
  inOrderOfUpdate(): Uint32Array {
    this.byUpdate ??= Uint32Array.from(this.created, (_, n) => n).sort(
      (a, b) => this.updated[a]! - this.updated[b]! || a - b,
    )
    return this.byUpdate
  }
}
