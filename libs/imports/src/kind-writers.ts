// Writes documents of one kind through its domain, and logs what that did.
import { Injectable } from '@nestjs/common'
import { CustomerImport, type ImportCustomer } from '@portolan/customers'
import { OrdersService, OrderUndo, RefundsService, type Outcome, type UndoneKind, type Written } from '@portolan/orders'
import type { ErrorDetails } from '@portolan/platform'
import type { ImportOptions } from './import.options'
import type { Document as OrderDocument } from './orders/order-documents'
import { UndoLog } from './undo/undo-log'

export type Document = OrderDocument | { readonly kind: 'customer'; readonly command: ImportCustomer }

export interface ReadDocument {
  readonly key: string
  /** Of the file, where it begins. */
  readonly line: number
  readonly document: Document
}

export type Fate = { readonly outcome: Outcome } | { readonly refused: string }

/** The import that writes. */
export interface Writing {
  readonly id: string
  readonly options: ImportOptions
}

@Injectable()
export class OrderWriter {
  constructor(
    private readonly orders: OrdersService,
    private readonly refunds: RefundsService,
    private readonly undo: OrderUndo,
    private readonly log: UndoLog,
  ) {}

  async write(kind: UndoneKind, documents: readonly ReadDocument[], run: Writing): Promise<[string, Fate][]> {
    if (!documents.length) return []
    const keys = documents.map(({ document }) => ({ source: run.options.source, external_id: externalIdOf(document) }))
    const before = run.options.dry_run ? new Map() : await this.undo.snapshots(kind, keys)
    const written = await this.place(documents)
    const lines = written.map((one, index) => ({ ...one, line: documents[index]?.line ?? 0 }))
    if (!run.options.dry_run) await this.log.ordersWritten(run.id, kind, before, lines)
    return written.map(({ outcome }, index) => [documents[index]?.key ?? '', { outcome }])
  }

  private place(documents: readonly ReadDocument[]): Promise<Written[]> {
    const orders = documents.flatMap(({ document }) => (document.kind === 'order' ? [document.command] : []))
    const refunds = documents.flatMap(({ document }) => (document.kind === 'refund' ? [document.command] : []))
    return orders.length ? this.orders.placeMany(orders) : this.refunds.recordMany(refunds)
  }
}

@Injectable()
export class CustomerWriter {
  constructor(
    private readonly customers: CustomerImport,
    private readonly log: UndoLog,
  ) {}

  async write(documents: readonly ReadDocument[], { id, options }: Writing): Promise<[string, Fate][]> {
    const commands = documents.flatMap(({ document }) => (document.kind === 'customer' ? [document.command] : []))
    if (!commands.length) return []
    const { customers, tags } = await this.customers.importMany(commands, options.on_duplicate)
    const lines = customers.map((result, index) => ({ result, line: documents[index]?.line ?? 0 }))
    if (!options.dry_run) await this.log.customersWritten(id, lines, tags)
    return customers.map((result, index) => [
      documents[index]?.key ?? '',
      'refused' in result ? { refused: told(result.refused) } : { outcome: result.outcome },
    ])
  }
}

function externalIdOf(document: Document): string {
  return document.kind === 'customer' ? '' : (document.command.external_id ?? '')
}

export function told(details: ErrorDetails): string {
  return Object.entries(details)
    .map(([field, texts]) => `${field} ${texts.join(', ')}`.trim())
    .join('; ')
}
