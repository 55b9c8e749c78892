// What was sent to whom and how it ended: the latest of it, for tests and for the page.

export interface Sent {
  readonly id: string
  readonly topic: string
  readonly url: string
  readonly at: string
  readonly attempt: number
  readonly status: number | null
  readonly error: string | null
}

const kept = 500

export class DeliveryLog {
  private readonly entries: Sent[] = []
  total = 0
  failed = 0

  add(entry: Sent): void {
    this.total += 1
    if (!(entry.status !== null && entry.status >= 200 && entry.status < 300)) this.failed += 1
    this.entries.push(entry)
    if (this.entries.length > kept) this.entries.shift()
  }

  latest(): readonly Sent[] {
    return this.entries.toReversed()
  }
}
