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
    if (isEnvelope(error.error)) {
      const { reason, message, details } = error.error.error
      return new Failure(error.status, reason, message, details, error.error.meta?.request_id)
    }
    const requestId = error.headers.get('X-Request-Id') ?? undefined
    return new Failure(error.status, error.status === 0 ? 'network.unreachable' : 'network.answer', '', {}, requestId)
  }

  /** Someone else saved first. */
  get isStale(): boolean {
    return this.status === 412 || this.reason === 'version.stale'
  }
}

function isEnvelope(body: unknown): body is ErrorEnvelope {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object'
}
