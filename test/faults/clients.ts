// Programs that use the API while it breaks: each sends a request until it is answered, under one Idempotency-Key, and
// notes what it was told.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

export interface Acknowledged {
  readonly id: string
  readonly requests: number
}

/** What happened, for the invariants: the history that the API acknowledged, and what it should never say. */
export class Clients {
  readonly acknowledged: Acknowledged[] = []
  readonly wrong: string[] = []
  readonly statuses: Record<string, number> = {}
  private going = true
  private begun = 0

  constructor(
    private readonly address: string,
    private readonly token: string,
    private readonly name: string,
    private readonly limits: { readonly requestMs: number; readonly operationMs: number },
  ) {}

  /** `parallel` clients make customers until there are `count` and `stop` was called. */
  async run(parallel: number, count: number): Promise<void> {
    const client = async () => {
      while (this.going || this.acknowledged.length < count) await this.makeCustomer()
    }
    await Promise.all(Array.from({ length: parallel }, client))
  }

  stop(): void {
    this.going = false
  }

  private async makeCustomer(): Promise<void> {
    const key = randomUUID()
    // No random digits: some of them are card numbers, which are refused.
    const body = JSON.stringify({ first_name: 'Ada', email: `${this.name}-${++this.begun}@example.com` })
    const deadline = Date.now() + this.limits.operationMs
    for (let requests = 1; Date.now() < deadline; requests++) {
      const answer = await this.send(key, body)
      if (answer.status === 201) {
        const { data } = JSON.parse(answer.text) as { data: { id: string } }
        this.acknowledged.push({ id: data.id, requests })
        return
      }
      await pause(50 + Math.random() * 100)
    }
    this.wrong.push(`a customer was not made within ${this.limits.operationMs} ms`)
  }

  private async send(key: string, body: string): Promise<{ status: number; text: string }> {
    const started = Date.now()
    try {
      const response = await fetch(`${this.address}/api/v1/customers`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body,
        signal: AbortSignal.timeout(this.limits.requestMs),
      })
      const text = await response.text()
      this.judge(response, text)
      return { status: response.status, text }
    } catch {
      // The process is gone, or its answer was.
      this.count('no answer')
      if (Date.now() - started >= this.limits.requestMs) this.wrong.push('a request hung')
      return { status: 0, text: '' }
    }
  }

  private judge(response: Response, text: string): void {
    const { status } = response
    this.count(String(status))
    const waits = status === 503 && response.headers.has('retry-after')
    // 409: the same key is being worked on.
    if (status !== 201 && status !== 409 && !waits) this.wrong.push(`${status} ${text.slice(0, 300)}`)
  }

  private count(status: string): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1
  }
}
