// The one port in front of several API processes: each request goes to the next of them, as behind a load balancer.
// Sockets of one address stay with one process, because long polling keeps its state there.
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export class RoundRobin {
  private readonly server: Server
  private readonly agent = new Agent({ keepAlive: true })
  private turn = 0
  readonly answered = new Map<number, number>()

  private constructor(private readonly ports: readonly number[]) {
    this.server = createServer((incoming, outgoing) => {
      this.pass(incoming, outgoing)
    })
    // Whoever is behind decides how long a body may take. A caller's connection is not closed before it says so.
    this.server.requestTimeout = 0
    this.server.keepAliveTimeout = 0
    this.server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.passSocket(incoming, socket, head)
    })
  }

  static async listen(ports: readonly number[]): Promise<RoundRobin> {
    const proxy = new RoundRobin(ports)
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.agent.destroy()
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private next(url = ''): number {
    const index = url.startsWith('/realtime') ? 0 : this.turn++ % this.ports.length
    const port = this.ports[index] ?? 0
    this.answered.set(port, (this.answered.get(port) ?? 0) + 1)
    return port
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url, socket } = incoming
    const headers = { ...incoming.headers, 'x-forwarded-for': socket.remoteAddress ?? '', 'x-forwarded-proto': 'http' }
    const options = { host: '127.0.0.1', port: this.next(url), method, path: url, headers, agent: this.agent }
    const passed = request(options, (answer) => {
      const { connection: _ours, 'keep-alive': _alone, ...rest } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, rest)
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
      answer.on('end', () => {
        // Behind a whole answer Node tells nobody any more that a body may go on; the rest of it is nobody's.
        if (!passed.writableFinished) passed.destroy()
      })
    })
    passed.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end()
    })
    passed.on('close', () => {
      // Who is answered before the end of a body goes on sending it; what comes next would wait behind the rest for ever.
      incoming.unpipe(passed)
      incoming.resume()
    })
    incoming.on('close', () => {
      // Who breaks off in the middle of a body is seen to do so behind us too.
      if (!incoming.complete) passed.destroy()
    })
    incoming.pipe(passed)
  }

  private passSocket(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const behind = connect(this.next(incoming.url), '127.0.0.1', () => {
      const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`]
      for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
        lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`)
      }
      behind.write(`${lines.join('\r\n')}\r\n\r\n`)
      behind.write(head)
      behind.pipe(socket).pipe(behind)
    })
    behind.on('error', () => socket.destroy())
    socket.on('error', () => behind.destroy())
  }
}
