import { HttpErrorResponse } from '@angular/common/http'
import type { ErrorCode } from '@portolan/contracts'

interface ErrorEnvelope {
  error: { code: ErrorCode; reason: string; message: string; details?: Record<string, string[]> }
  meta?: { request_id?: string }
}

/** What a refused or failed request becomes: the API's words when it answered, else `network.unreachable`. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly details: Record<string, string[]> = {},
    readonly requestId?: string,
  ) {
    super(message)
  }

  static from(error: unknown): Failure {
    if (error instanceof Failure) return error
    if (!(error instanceof HttpErrorResponse)) throw error
    const body = parsed(error.error)
    if (isEnvelope(body)) {
      const { reason, message, details } = body.error
      return new Failure(error.status, reason, message, details, body.meta?.request_id)
    }
    const requestId = error.headers.get('X-Request-Id') ?? undefined
    return new Failure(error.status, error.status === 0 ? 'network.unreachable' : 'network.answer', '', {}, requestId)
  }

  /** Someone else saved first. */
  get isStale(): boolean {
    return this.status === 412 || this.reason === 'version.stale'
  }
}

/** Calls that answer nothing read text, and so leave a refusal as its text. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return JSON.parse(body) as unknown
  } catch {
    return null
  }
}

function isEnvelope(body: unknown): body is ErrorEnvelope {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object'
}
