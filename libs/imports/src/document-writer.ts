// Writes the documents of one chunk. A document that the domain refuses is found by halves and refused alone.
import { Injectable } from '@nestjs/common'
import { OrdersService, RefundsService, type Outcome } from '@portolan/orders'
import { Database, DomainError, sqlState } from '@portolan/platform'
import type { ImportOptions } from './import.options'
import type { Document } from './orders/order-documents'
import { StagingQueries } from './staging.queries'

export interface ReadDocument {
  readonly key: string
  readonly document: Document
}

export type Fate = { readonly outcome: Outcome } | { readonly refused: string }

@Injectable()
export class DocumentWriter {
  constructor(
    private readonly db: Database,
    private readonly orders: OrdersService,
    private readonly refunds: RefundsService,
    private readonly queries: StagingQueries,
  ) {}

  /** What became of each document, by its key. Inside `tx` only. */
  async write(documents: readonly ReadDocument[], options: ImportOptions): Promise<Map<string, Fate>> {
    const fates = new Map<string, Fate>()
    const standing = options.on_duplicate === 'skip' ? await this.standing(documents, options) : new Set<string>()
    const fresh = documents.filter(({ key, document }) => {
      const skipped = standing.has(idOf(document))
      if (skipped) fates.set(key, { outcome: 'unchanged' })
      return !skipped
    })
    await this.writeSome(fresh, options, fates)
    return fates
  }

  private async writeSome(
    documents: readonly ReadDocument[],
    options: ImportOptions,
    fates: Map<string, Fate>,
  ): Promise<void> {
    if (!documents.length) return
    await this.db.query('savepoint documents')
    try {
      const outcomes = await this.writeAll(documents)
      await this.db.query(options.dry_run ? 'rollback to savepoint documents' : 'release savepoint documents')
      documents.forEach(({ key }, index) => fates.set(key, { outcome: outcomes[index] as Outcome }))
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === null) throw error
      await this.db.query('rollback to savepoint documents')
      const [only] = documents
      if (documents.length === 1 && only) fates.set(only.key, { refused: refusal })
      else {
        const half = Math.ceil(documents.length / 2)
        await this.writeSome(documents.slice(0, half), options, fates)
        await this.writeSome(documents.slice(half), options, fates)
      }
    }
  }

  /** Outcomes in the order of the documents. */
  private async writeAll(documents: readonly ReadDocument[]): Promise<Outcome[]> {
    const orders = documents.flatMap(({ document }) => (document.kind === 'order' ? [document.command] : []))
    const refunds = documents.flatMap(({ document }) => (document.kind === 'refund' ? [document.command] : []))
    const placed = orders.length ? await this.orders.placeMany(orders) : []
    const recorded = refunds.length ? await this.refunds.recordMany(refunds) : []
    const [nextOrder, nextRefund] = [placed.values(), recorded.values()]
    return documents.map(({ document }) => {
      const { value } = document.kind === 'order' ? nextOrder.next() : nextRefund.next()
      if (!value) throw new Error('fewer answers than documents')
      return value.outcome
    })
  }

  private standing(documents: readonly ReadDocument[], { source }: ImportOptions): Promise<Set<string>> {
    const ids = (kind: Document['kind']) =>
      documents.flatMap(({ document }) => (document.kind === kind ? [idOf(document)] : []))
    return this.queries.standing(source, { orders: ids('order'), refunds: ids('refund') })
  }
}

function idOf({ command }: Document): string {
  return command.external_id ?? ''
}

/** What the domain's rules or the database's constraints have against a document; null for troubles of ours. */
function refusalOf(error: unknown): string | null {
  if (error instanceof DomainError) {
    const details = Object.entries(error.details ?? {}).map(([field, texts]) => `${field} ${texts.join(', ')}`)
    return error.kind === 'unavailable' ? null : [error.message, ...details].join('; ')
  }
  const state = sqlState(error) ?? ''
  return /^(22|23)...$/.test(state) ? 'the database cannot hold one of its values' : null
}
