// Somebody who listens to webhooks, and answers as the test wants.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'

export interface Heard {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly raw: string
  readonly body: Record<string, unknown>
}

export class Listener {
  readonly heard: Heard[] = []
  /** The status of the next answers; the last one stays. */
  answers: number[] = [200]
  private waiting: { readonly count: number; readonly resolve: () => void }[] = []

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Listener> {
    const server = createServer()
    const listener = new Listener(server)
    server.on('request', (request, response) => {
      let raw = ''
      request.on('data', (chunk: Buffer) => (raw += chunk.toString()))
      request.on('end', () => {
        response.writeHead(listener.answers.length > 1 ? listener.answers.shift()! : listener.answers[0]!).end()
        listener.take({ path: request.url ?? '', headers: request.headers, raw, body: parsed(raw) })
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return listener
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}${path}`
  }

  topics(): string[] {
    return this.heard.map(({ headers }) => String(headers['x-shopify-topic'] ?? headers['x-wc-webhook-topic']))
  }

  async until(count: number): Promise<void> {
    if (this.heard.length < count) await new Promise<void>((resolve) => this.waiting.push({ count, resolve }))
  }

  forget(): void {
    this.heard.length = 0
    this.answers = [200]
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private take(heard: Heard): void {
    this.heard.push(heard)
    const ready = this.waiting.filter(({ count }) => count <= this.heard.length)
    this.waiting = this.waiting.filter((one) => !ready.includes(one))
    for (const { resolve } of ready) resolve()
  }
}

function parsed(raw: string): Record<string, unknown> {
  try {
    return JSON.parse(raw) as Record<string, unknown>
  } catch {
    return {}
  }
}
