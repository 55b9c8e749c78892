// Calls to addresses that somebody else has chosen. No redirect is followed, nothing is unpacked, time and size are
// capped, and the connection goes to an address that was judged (targets.ts), whatever the name says a moment later.
// A call keeps the beginning of its answer; what is too long to be held is streamed.
import { isIPv6, type LookupFunction } from 'node:net'
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { Agent, buildConnector, errors, type Dispatcher } from 'undici'
import { config } from '../config/config'
import { TargetRefused, Targets } from './targets'

const usualMs = 15_000
const longestMs = 60_000
const longestStreamMs = 6 * 3_600_000
const usualKeptBytes = 64 * 1024
const mostKeptBytes = 20 * 1024 ** 2
const readBytes = 1024 ** 2
const connectionsPerOrigin = 64

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface OutboundRequest extends Request {
  /** 15 s when nothing is said, a minute at most. */
  readonly timeoutMs?: number
  /** How much of the answer is kept: 64 KB when nothing is said, 20 MB at most. */
  readonly keptBytes?: number
}

export interface OutboundAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The beginning that is kept, as it came. */
  readonly body: Buffer
  /** Whether there was more, or it did not come in time. */
  readonly truncated: boolean
}

export interface StreamRequest extends Request {
  readonly maxBytes: number
  /** From the call to the last byte, the reader's own pauses included; six hours at most. */
  readonly timeoutMs: number
}

export interface OutboundStream {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /**
   * As fast as it is read, once: read it to its end or break off, or it holds its connection until the time is over.
   * Throws CallFailed where it is cut.
   */
  readonly body: AsyncIterable<Buffer>
}

export type CallFailure = 'blocked' | 'timeout' | 'unresolved' | 'refused' | 'tls' | 'broken' | 'too_long'

/** There is no answer; `reason` is for programs and the message for people. */
export class CallFailed extends Error {
  constructor(
    readonly reason: CallFailure,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause })
    this.name = new.target.name
  }
}

type Body = Dispatcher.ResponseData['body']

@Injectable()
export class Outbound implements OnApplicationShutdown {
  private readonly agent: Agent

  constructor(
    readonly targets = new Targets({ privateTargets: config.OUTBOUND_PRIVATE_TARGETS, ports: config.OUTBOUND_PORTS }),
  ) {
    this.agent = new Agent({
      connect: (options, callback) => void this.connect(options, callback),
      connections: connectionsPerOrigin,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16 * 1024,
      bodyTimeout: usualMs,
    })
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy()
  }

  /** Throws CallFailed when no answer came; every status is an answer. */
  async call(
    address: string,
    { timeoutMs = usualMs, keptBytes = usualKeptBytes, ...request }: OutboundRequest,
  ): Promise<OutboundAnswer> {
    const limit = Math.min(timeoutMs, longestMs)
    const signal = AbortSignal.timeout(limit)
    const answer = await this.ask(address, request, { signal, headersTimeout: limit, bodyTimeout: limit })
    const { statusCode: status, headers, body } = answer
    return { status, headers: plainHeaders(headers), ...(await someOf(body, Math.min(keptBytes, mostKeptBytes))) }
  }

  /** The same for an answer that is too long to be held. A pause of the sender's of 15 s ends it, too. */
  async stream(address: string, { timeoutMs, maxBytes, ...request }: StreamRequest): Promise<OutboundStream> {
    const signal = AbortSignal.timeout(Math.min(timeoutMs, longestStreamMs))
    const { statusCode: status, headers, body } = await this.ask(address, request, { signal, headersTimeout: usualMs })
    return { status, headers: plainHeaders(headers), body: cut(body, maxBytes, signal) }
  }

  private async ask(
    address: string,
    { method, headers, body }: Request,
    limits: { signal: AbortSignal; headersTimeout: number; bodyTimeout?: number },
  ): Promise<Dispatcher.ResponseData> {
    try {
      const url = this.targets.parse(address)
      const path = url.pathname + url.search
      return await this.agent.request({ origin: url.origin, path, method, headers, body, ...limits })
    } catch (error) {
      throw failureOf(error, limits.signal)
    }
  }

  private async connect(options: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
    try {
      const { protocol, hostname, port } = options
      const host = isIPv6(hostname) ? `[${hostname}]` : hostname
      const addresses = await this.targets.connectable(new URL(`${protocol}//${host}${port ? `:${port}` : ''}`))
      // Connects to exactly these: asking the resolver once more could answer otherwise.
      const connector = buildConnector({ lookup: only(addresses), timeout: usualMs, keepAlive: true })
      connector(options, callback)
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)), null)
    }
  }
}

function only(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_, { all: wanted }, callback) => {
    const [first] = all
    if (wanted) callback(null, all)
    else if (first) callback(null, first.address, first.family)
    else callback(new Error('no address'), '')
  }
}

/** The status has decided; a body that breaks off or never ends costs us nothing more. */
async function someOf(body: Body, keptBytes: number): Promise<Pick<OutboundAnswer, 'body' | 'truncated'>> {
  const kept: Buffer[] = []
  const most = Math.max(keptBytes, readBytes)
  let size = 0
  let truncated = false
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (size < keptBytes) kept.push(chunk.subarray(0, keptBytes - size))
      size += chunk.length
      if (size > most) break
    }
  } catch {
    truncated = true
  }
  return { body: Buffer.concat(kept), truncated: truncated || size > keptBytes }
}

async function* cut(body: Body, maxBytes: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  let size = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw new CallFailed('too_long', `the answer is longer than ${maxBytes} bytes`, null)
      yield chunk
    }
  } catch (error) {
    throw error instanceof CallFailed ? error : failureOf(error, signal)
  }
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const some = Object.entries(headers).slice(0, 50)
  return Object.fromEntries(some.map(([name, value]) => [name, String(value ?? '').slice(0, 1000)]))
}

const unresolved = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'ENODATA', 'ESERVFAIL'])
const refused = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])

function failureOf(error: unknown, signal: AbortSignal): CallFailed {
  const { code = '', message = '' } = (
    error instanceof AggregateError ? error.errors[0] : error
  ) as NodeJS.ErrnoException
  if (error instanceof TargetRefused) return new CallFailed('blocked', error.message, error)
  if (signal.aborted || isTimeout(error) || code === 'ETIMEDOUT')
    return new CallFailed('timeout', 'no answer in time', error)
  if (unresolved.has(code)) return new CallFailed('unresolved', 'the host name is not known', error)
  if (refused.has(code)) return new CallFailed('refused', 'nobody answers at this address', error)
  if (/^(ERR_TLS|ERR_SSL|CERT|DEPTH|SELF_SIGNED|UNABLE)|EPROTO/.test(code)) {
    return new CallFailed('tls', `no secure connection: ${code}`, error)
  }
  return new CallFailed('broken', `the connection broke: ${code || message}`.slice(0, 200), error)
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.BodyTimeoutError
  )
}
