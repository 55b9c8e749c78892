import type { ErrorKind } from '@portolan/contracts'

export type ErrorDetails = Record<string, string[]>
export type ErrorParams = Record<string, string | number>

/**
 * What services throw. `kind` decides the HTTP status, `reason` is the stable code that programs match on, `message`
 * the English sentence; `details` names fields, `params` fill the translated message.
 */
export class DomainError extends Error {
  readonly details: ErrorDetails | undefined
  readonly params: ErrorParams
  constructor(
    readonly kind: ErrorKind,
    readonly reason: string,
    message: string,
    extra: { details?: ErrorDetails; params?: ErrorParams; cause?: unknown } = {},
  ) {
    super(message, { cause: extra.cause })
    this.name = new.target.name
    this.details = extra.details
    this.params = extra.params ?? {}
  }
}

/** What stood at this address stands at another: readers are led there by a 301, writers are refused by a 409. */
export class MovedTo extends DomainError {
  constructor(
    reason: string,
    message: string,
    /** Path and parameters. */
    readonly location: string,
    params: ErrorParams = {},
  ) {
    super('conflict', reason, message, { params })
  }
}

/** 400: the shape of the request is wrong; `details` says where and why. */
export function invalid(details: ErrorDetails): DomainError {
  return new DomainError('invalid', 'request.invalid', 'The request is not valid', { details })
}

/** 422: well formed, but it makes no sense here. */
export function unprocessable(reason: string, message: string, details?: ErrorDetails): DomainError {
  return new DomainError('unprocessable', reason, message, details ? { details } : {})
}

/** 404 for a row that is not there, or that the caller may not see: the two answers are the same. */
export function missing(resource: string): DomainError {
  return new DomainError('missing', `${resource}.missing`, `There is no such ${resource.replaceAll('_', ' ')}`)
}
