// A receiver of webhooks on this machine: records what comes and answers as a spec says.
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedCall {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly at: number
}

export type AnswerWith = (response: ServerResponse, call: ReceivedCall) => void

const fine: AnswerWith = (response) => {
  response.end('ok')
}

/** Answers with a status, and with headers. */
export function status(code: number, headers: Record<string, string> = {}): AnswerWith {
  return (response) => {
    response.writeHead(code, headers)
    response.end(`status ${code}`)
  }
}

export class Receiver {
  readonly calls: ReceivedCall[] = []
  answer: AnswerWith = fine

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<Receiver> {
    const server = createServer()
    const receiver = new Receiver(server)
    server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        const call = { path: request.url ?? '', headers: request.headers, body, at: Date.now() }
        receiver.calls.push(call)
        receiver.answer(response, call)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`
  }

  /** Forgets what came, and answers 200 again. */
  reset(): void {
    this.calls.length = 0
    this.answer = fine
  }

  /** The payloads that came, in their order. */
  get payloads(): { event: string; timestamp: string; data: Record<string, unknown> }[] {
    return this.calls.map(
      ({ body }) => JSON.parse(body) as { event: string; timestamp: string; data: Record<string, unknown> },
    )
  }

  close(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }
}
