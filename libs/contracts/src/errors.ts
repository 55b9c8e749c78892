/** What went wrong, in the domain's words; one filter in `platform/http` turns it into a status and an envelope. */
export type ErrorKind =
  | 'invalid'
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'method'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'unsupported_type'
  | 'unprocessable'
  | 'limited'
  | 'internal'
  | 'unavailable'

const table = {
  invalid: ['VALIDATION_ERROR', 400],
  malformed: ['BAD_REQUEST', 400],
  unauthenticated: ['UNAUTHORIZED', 401],
  forbidden: ['FORBIDDEN', 403],
  missing: ['NOT_FOUND', 404],
  method: ['BAD_REQUEST', 405],
  conflict: ['CONFLICT', 409],
  stale: ['CONFLICT', 412],
  too_large: ['BAD_REQUEST', 413],
  unsupported_type: ['BAD_REQUEST', 415],
  unprocessable: ['UNPROCESSABLE_ENTITY', 422],
  limited: ['RATE_LIMIT_EXCEEDED', 429],
  internal: ['INTERNAL_SERVER_ERROR', 500],
  unavailable: ['SERVICE_UNAVAILABLE', 503],
} as const satisfies Record<ErrorKind, readonly [string, number]>

export type ErrorCode = (typeof table)[ErrorKind][0]

export const errorCodes = Object.fromEntries(Object.entries(table).map(([kind, [code]]) => [kind, code])) as Record<
  ErrorKind,
  ErrorCode
>

export function httpStatusOf(kind: ErrorKind): number {
  return table[kind][1]
}
