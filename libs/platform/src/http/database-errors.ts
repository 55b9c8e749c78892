import { DomainError } from '../errors'
import type { ErrorKind } from '@portolan/contracts'

type Meaning = readonly [ErrorKind, reason: string, message: string, retryAfter?: number]

// SQLSTATEs, or their class of two characters. Messages of PostgreSQL quote rows and stay inside.
const meanings: Readonly<Record<string, Meaning>> = {
  PT401: ['unauthenticated', 'session.ended', 'This sign-in has ended; sign in again'],
  PT403: ['forbidden', 'tenant.suspended', 'This workspace is suspended'],
  PT503: ['unavailable', 'tenant.maintenance', 'This workspace is in maintenance; try again soon', 60],
  '22': ['malformed', 'value.out_of_range', 'A value is outside of what can be stored'],
  '23502': ['unprocessable', 'value.refused', 'A value that is needed is missing'],
  '23503': ['unprocessable', 'reference.missing', 'A row that this refers to is not there'],
  '23505': ['conflict', 'row.exists', 'There is such a row already'],
  '23514': ['unprocessable', 'value.refused', 'A value breaks a rule of the data'],
  '42501': ['forbidden', 'permission.denied', 'Your role does not allow this'],
  '40001': ['unavailable', 'database.busy', 'Too much is changing here at once; try again', 1],
  '40P01': ['unavailable', 'database.busy', 'Too much is changing here at once; try again', 1],
  '55P03': ['unavailable', 'database.busy', 'Too much is changing here at once; try again', 1],
  '57014': ['unavailable', 'query.too_slow', 'This takes too long; ask for less at once'],
  '08': ['unavailable', 'database.unavailable', 'The database cannot be reached; try again soon'],
  '53': ['unavailable', 'database.unavailable', 'The database cannot be reached; try again soon'],
  '57': ['unavailable', 'database.unavailable', 'The database cannot be reached; try again soon'],
}
const networkErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
// The last of them is what TypeORM says of a connection that ended between two of its statements.
const lostConnection =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered|^Query runner already released/

/** What an error of the database means to a caller; null for any other error, and for statements that are wrong. */
export function databaseError(thrown: unknown): DomainError | null {
  if (!(thrown instanceof Error)) return null
  const { code } = thrown as { code?: unknown }
  const state = typeof code === 'string' ? code : ''
  const lost = networkErrors.has(state) || lostConnection.test(thrown.message)
  const meaning = lost
    ? meanings['08']
    : /^[0-9A-Z]{5}$/.test(state)
      ? (meanings[state] ?? meanings[state.slice(0, 2)])
      : undefined
  if (!meaning) return null
  const [kind, reason, message, retryAfter] = meaning
  return new DomainError(kind, reason, message, {
    cause: thrown,
    ...(retryAfter ? { params: { retry_after: retryAfter } } : {}),
  })
}
