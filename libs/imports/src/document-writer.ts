// Writes the documents of one chunk and logs what it did. A document that the domain refuses is refused alone: the domain
// names it, or it is found by halves.
import { Injectable } from '@nestjs/common'
import { OrdersRefused } from '@portolan/orders'
import { Database, DomainError, sqlState } from '@portolan/platform'
import type { ImportOptions } from './import.options'
import {
  CustomerWriter,
  OrderWriter,
  told,
  type Document,
  type Fate,
  type ReadDocument,
  type Writing,
} from './kind-writers'
import { StagingQueries } from './staging.queries'

@Injectable()
export class DocumentWriter {
  constructor(
    private readonly db: Database,
    private readonly orders: OrderWriter,
    private readonly customers: CustomerWriter,
    private readonly queries: StagingQueries,
  ) {}

  /** What became of each document, by its key. Inside `tx` only. */
  async write(documents: readonly ReadDocument[], run: Writing): Promise<Map<string, Fate>> {
    const fates = new Map<string, Fate>()
    const skips = run.options.on_duplicate === 'skip'
    const standing = skips ? await this.standing(documents, run.options) : new Set<string>()
    const fresh = documents.filter(({ key, document }) => {
      const skipped = document.kind !== 'customer' && standing.has(document.command.external_id ?? '')
      if (skipped) fates.set(key, { outcome: 'unchanged' })
      return !skipped
    })
    await this.writeSome(fresh, run, fates)
    return fates
  }

  private async writeSome(documents: readonly ReadDocument[], run: Writing, fates: Map<string, Fate>): Promise<void> {
    if (!documents.length) return
    await this.db.query('savepoint documents')
    try {
      const written = await this.writeAll(documents, run)
      await this.db.query(run.options.dry_run ? 'rollback to savepoint documents' : 'release savepoint documents')
      for (const [key, fate] of written) fates.set(key, fate)
    } catch (error) {
      if (error instanceof OrdersRefused) return this.writeOthers(documents, error, run, fates)
      const refusal = refusalOf(error)
      if (refusal === null) throw error
      await this.db.query('rollback to savepoint documents')
      const [only] = documents
      if (documents.length === 1 && only) fates.set(only.key, { refused: refusal })
      else {
        const half = Math.ceil(documents.length / 2)
        await this.writeSome(documents.slice(0, half), run, fates)
        await this.writeSome(documents.slice(half), run, fates)
      }
    }
  }

  private async writeOthers(
    documents: readonly ReadDocument[],
    { refused }: OrdersRefused,
    run: Writing,
    fates: Map<string, Fate>,
  ): Promise<void> {
    await this.db.query('rollback to savepoint documents')
    const others = documents.filter(({ key, document }) => {
      const details = document.kind === 'order' ? refused.get(document.command) : undefined
      if (details) fates.set(key, { refused: told(details) })
      return !details
    })
    await this.writeSome(others, run, fates)
  }

  private async writeAll(documents: readonly ReadDocument[], run: Writing): Promise<Map<string, Fate>> {
    const of = <Kind extends Document['kind']>(kind: Kind) =>
      documents.filter((one): one is ReadDocument & { document: { kind: Kind } } => one.document.kind === kind)
    return new Map([
      ...(await this.orders.write('order', of('order'), run)),
      ...(await this.orders.write('refund', of('refund'), run)),
      ...(await this.customers.write(of('customer'), run)),
    ])
  }

  private standing(documents: readonly ReadDocument[], { source }: ImportOptions): Promise<Set<string>> {
    const ids = (kind: Document['kind']) =>
      documents.flatMap(({ document }) =>
        document.kind === kind && document.kind !== 'customer' ? [document.command.external_id ?? ''] : [],
      )
    return this.queries.standing(source, { orders: ids('order'), refunds: ids('refund') })
  }
}

/** What the domain's rules or the database's constraints have against a document; null for troubles of ours. */
function refusalOf(error: unknown): string | null {
  if (error instanceof DomainError) {
    if (error.kind === 'unavailable') return null
    return [error.message, ...(error.details ? [told(error.details)] : [])].join('; ')
  }
  const state = sqlState(error) ?? ''
  return /^(22|23)...$/.test(state) ? 'the database cannot hold one of its values' : null
}
