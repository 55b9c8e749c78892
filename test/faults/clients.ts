// Programs that use the API while it breaks: each sends a request until it is answered, under one Idempotency-Key, and
// notes what it was told.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** Enough for somebody to pass every point, and not so much that all that follows is waiting for the backlog. */
const leisureMs = 200

export interface Acknowledged {
  readonly id: string
}

interface Request {
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly key: string
  readonly body: string
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

  /** `parallel` clients make customers until there are `count` and `stop` was called; from `count` on at their leisure. */
  async run(parallel: number, count: number): Promise<void> {
    const client = async () => {
      while (this.going || this.acknowledged.length < count) {
        await this.makeCustomer()
        if (this.going && this.acknowledged.length >= count) await pause(leisureMs)
      }
    }
    await Promise.all(Array.from({ length: parallel }, client))
  }

  stop(): void {
    this.going = false
  }

  /** Makes a customer and changes it, so that there are two events about one row. */
  private async makeCustomer(): Promise<void> {
    // No random digits: some of them are card numbers, which are refused.
    const email = `${this.name}-${++this.begun}@example.com`
    const made = await this.until(201, 'POST', '/customers', { first_name: 'Ada', email })
    if (!made) return
    const { data } = JSON.parse(made) as { data: { id: string } }
    this.acknowledged.push({ id: data.id })
    await this.until(200, 'PATCH', `/customers/${data.id}`, { first_name: 'Bea' })
  }

  /** Sends one request until it is answered with `status`; what was answered then. */
  private async until(status: number, method: 'POST' | 'PATCH', path: string, body: object): Promise<string | null> {
    const request = { method, path, key: randomUUID(), body: JSON.stringify(body) }
    for (const deadline = Date.now() + this.limits.operationMs; Date.now() < deadline;) {
      const answer = await this.send(request)
      if (answer.status === status) return answer.text
      await pause(50 + Math.random() * 100)
    }
    this.wrong.push(`${method} ${path} was not answered within ${this.limits.operationMs} ms`)
    return null
  }

  private async send({ method, path, key, body }: Request): Promise<{ status: number; text: string }> {
    const started = Date.now()
    try {
      const response = await fetch(`${this.address}/api/v1${path}`, {
        method,
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
    if (status !== 200 && status !== 201 && status !== 409 && !waits) this.wrong.push(`${status} ${text.slice(0, 300)}`)
  }

  private count(status: string): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1
  }
}
