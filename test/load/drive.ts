// The load generator as the benchmarks use it: `driver.mjs` in a process of its own.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Request {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** JSON. `%n%` in it or in the headers is another number in every request. */
  readonly body?: object
}

/** What came of a load; times in milliseconds. */
export interface Outcome {
  readonly count: number
  readonly ms: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly most: number
  readonly statuses: Readonly<Record<string, number>>
}

export interface Load {
  readonly port: number
  readonly requests: readonly Request[]
  readonly connections: number
  readonly ms: number
}

export interface Mix {
  readonly port: number
  readonly users: number
  readonly everyMs: number
  readonly ms: number
  readonly kinds: readonly { readonly name: string; readonly share: number; readonly requests: readonly Request[] }[]
}

export interface MixOutcome {
  readonly all: Outcome
  readonly kinds: Readonly<Record<string, Outcome>>
}

export class Driver {
  private readonly child: ChildProcess = fork(join(__dirname, 'driver.mjs'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    // A session of its own, as those that it asks.
    detached: true,
  })
  private readonly ended = once(this.child, 'exit').then(() => {
    throw new Error('the load generator has ended')
  })

  constructor() {
    this.ended.catch(() => undefined)
  }

  /** Every connection sends its next request when the last one is answered. */
  closed({ requests, ...load }: Load): Promise<Outcome> {
    return this.ask<Outcome>({ kind: 'closed', ...load, requests: requests.map(textOf) })
  }

  /** Every user sends at its own times. */
  open({ kinds, ...mix }: Mix): Promise<MixOutcome> {
    const ready = kinds.map(({ requests, ...kind }) => ({ ...kind, requests: requests.map(textOf) }))
    return this.ask<MixOutcome>({ kind: 'open', ...mix, kinds: ready })
  }

  stop(): void {
    this.child.disconnect()
  }

  private async ask<Answer>(order: object): Promise<Answer> {
    this.child.send(order)
    const [answer] = (await Promise.race([once(this.child, 'message'), this.ended])) as [Answer]
    return answer
  }
}

function textOf({ method = 'GET', path, token, headers = {}, body }: Request) {
  const content = body ? JSON.stringify(body) : ''
  // As long as what the numbers in it will be: ten digits for three characters.
  const length = Buffer.byteLength(content.replaceAll('%n%', '0000000000'))
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...(token ? [`authorization: Bearer ${token}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body ? ['content-type: application/json', `content-length: ${length}`] : []),
  ]
  const text = `${lines.join('\r\n')}\r\n\r\n${content}`
  return { text, numbered: text.includes('%n%') }
}
