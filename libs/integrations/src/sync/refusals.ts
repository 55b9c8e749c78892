import { DomainError, maskCardNumbers, sqlState, type Database } from '@portolan/platform'
import { Unreadable } from '../connectors/connector'

export interface Refusal {
  readonly reason: 'unreadable' | 'refused'
  /** What was wrong, naming the field. */
  readonly details: string
}

/** What the platform's form, the domain's rules or the database's constraints have against it; null for trouble of ours. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Unreadable) return { reason: 'unreadable', details: maskCardNumbers(error.message) }
  if (error instanceof DomainError) {
    if (error.kind === 'unavailable') return null
    const fields = Object.entries(error.details ?? {}).map(([field, texts]) => `${field} ${texts.join(', ')}`)
    return { reason: 'refused', details: [error.message, ...fields].join('; ') }
  }
  if (!/^(22|23)...$/.test(sqlState(error) ?? '')) return null
  return { reason: 'refused', details: 'the database cannot hold one of its values' }
}

/** What fails half-way leaves nothing. Inside `tx` only. */
export async function attempt<Result>(db: Database, work: () => Promise<Result>): Promise<Result> {
  // It travels with the first statement of the work.
  const begun = db.query('savepoint effect')
  begun.catch(() => undefined)
  try {
    const result = await work()
    await begun
    await db.query('release savepoint effect')
    return result
  } catch (error) {
    await db.query('rollback to savepoint effect')
    await db.query('release savepoint effect')
    throw error
  }
}

/** Does the work in one set; what is refused is found by halves, so that it is refused alone. Inside `tx` only. */
export async function inHalves<Item, Result>(
  db: Database,
  items: readonly Item[],
  work: (some: readonly Item[]) => Promise<Result[]>,
): Promise<(Result | Refusal)[]> {
  if (!items.length) return []
  try {
    return await attempt(db, () => work(items))
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    if (items.length === 1) return [refusal]
    const middle = Math.ceil(items.length / 2)
    const first = await inHalves(db, items.slice(0, middle), work)
    return [...first, ...(await inHalves(db, items.slice(middle), work))]
  }
}
