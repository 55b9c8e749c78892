// The ambient context says for whom code runs; the database's doors read it, so nobody passes it along.
import { AsyncLocalStorage } from 'node:async_hooks'
import { newId, type ActingRole, type Language } from '@portolan/contracts'
import type { Transaction } from './transaction'

export interface Context {
  readonly tenant: string | null
  readonly user: string | null
  readonly role: ActingRole | null
  /** The sign-in that the access token belongs to; the doors refuse when it has ended. */
  readonly session: string | null
  /** Runs from the HTTP request or inbound event through every row, job and log line that it causes. */
  readonly correlation: string
  readonly language: Language
}

interface Ambient {
  context: Context
  readonly transaction: Transaction | null
}

const storage = new AsyncLocalStorage<Ambient>()

/** The ambient context. Throws an Error outside of one. */
export function context(): Context {
  const ambient = storage.getStore()
  if (!ambient) throw new Error('no context: call inside db.as(…)')
  return ambient.context
}

/** The ambient context, or null outside of one. */
export function ambientContext(): Context | null {
  return storage.getStore()?.context ?? null
}

/** The ambient transaction, or null; for `platform/database` only. */
export function ambientTransaction(): Transaction | null {
  return storage.getStore()?.transaction ?? null
}

export function runInContext<Result>(changes: Partial<Context>, work: () => Result): Result {
  const current = storage.getStore()
  const nobody = { tenant: null, user: null, role: null, session: null, language: 'en' as const }
  const next = { ...(current?.context ?? { ...nobody, correlation: newId() }), ...changes }
  if (current?.transaction && next.tenant !== current.context.tenant) {
    throw new Error('a transaction belongs to one tenant: change the tenant outside of it')
  }
  return storage.run({ context: next, transaction: current?.transaction ?? null }, work)
}

/** Tells for whom everything runs that is in the ambient context from here on: the HTTP door hears of it on the way. */
export function actAs(caller: Pick<Context, 'tenant' | 'user' | 'role' | 'session'>): void {
  const ambient = storage.getStore()
  if (!ambient || ambient.transaction) throw new Error('whoever asks is known before anything runs for them')
  const { tenant, user, role, session } = caller
  ambient.context = { ...ambient.context, tenant, user, role, session }
}

export function runInTransaction<Result>(transaction: Transaction, work: () => Result): Result {
  return storage.run({ context: context(), transaction }, work)
}
