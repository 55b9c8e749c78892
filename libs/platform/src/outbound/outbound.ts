// Calls to addresses that somebody else has chosen. No redirect is followed, nothing is unpacked, time and size are
// capped, and the connection goes to an address that was judged (targets.ts), whatever the name says a moment later.
import { isIPv6, type LookupFunction } from 'node:net'
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { Agent, buildConnector, errors, type Dispatcher } from 'undici'
import { config } from '../config/config'
import { TargetRefused, Targets } from './targets'

const longestMs = 15_000
const keptBytes = 64 * 1024
const readBytes = 1024 * 1024
const connectionsPerOrigin = 64

export interface OutboundRequest {
  readonly method: 'POST' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** 15 s at most. */
  readonly timeoutMs?: number
}

export interface OutboundAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The first 64 KB, as they came. */
  readonly body: Buffer
  /** Whether there was more, or it did not come in time. */
  readonly truncated: boolean
}

export type CallFailure = 'blocked' | 'timeout' | 'unresolved' | 'refused' | 'tls' | 'broken'

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
      headersTimeout: longestMs,
      bodyTimeout: longestMs,
    })
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy()
  }

  /** Throws CallFailed when no answer came; every status is an answer. */
  async call(
    address: string,
    { method, headers, body, timeoutMs = longestMs }: OutboundRequest,
  ): Promise<OutboundAnswer> {
    const signal = AbortSignal.timeout(Math.min(timeoutMs, longestMs))
    try {
      const url = this.targets.parse(address)
      const path = url.pathname + url.search
      const answer = await this.agent.request({ origin: url.origin, path, method, headers, body, signal })
      return { status: answer.statusCode, headers: plainHeaders(answer.headers), ...(await someOf(answer.body)) }
    } catch (error) {
      throw failureOf(error, signal)
    }
  }

  private async connect(options: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
    try {
      const { protocol, hostname, port } = options
      const host = isIPv6(hostname) ? `[${hostname}]` : hostname
      const addresses = await this.targets.connectable(new URL(`${protocol}//${host}${port ? `:${port}` : ''}`))
      // Connects to exactly these: asking the resolver once more could answer otherwise.
      const connector = buildConnector({ lookup: only(addresses), timeout: longestMs, keepAlive: true })
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
async function someOf(body: Dispatcher.ResponseData['body']): Promise<Pick<OutboundAnswer, 'body' | 'truncated'>> {
  const kept: Buffer[] = []
  let size = 0
  let truncated = false
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (size < keptBytes) kept.push(chunk.subarray(0, keptBytes - size))
      size += chunk.length
      if (size > readBytes) break
    }
  } catch {
    truncated = true
  }
  return { body: Buffer.concat(kept), truncated: truncated || size > keptBytes }
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
