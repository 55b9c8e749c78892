// Rows become documents: what one kind of file makes of them.
import type { Document } from './kind-writers'
import { CustomerRows } from './customers/customer-rows'
import type { CsvRow } from './csv/csv-rows'
import type { ImportOptions } from './import.options'
import type { Columns } from './mappings/columns'
import type { Mapping } from './mappings/mappings'
import { OrderDocuments } from './orders/order-documents'

export interface ReadsDocuments {
  /** Throws DocumentRefused with what is wrong, line by line. */
  read(key: string, rows: readonly CsvRow[]): Document
}

export function documentReader(mapping: Mapping, columns: Columns, options: ImportOptions): ReadsDocuments {
  if (mapping.kind === 'orders') return new OrderDocuments(mapping, columns, options)
  const customers = new CustomerRows(columns, options)
  return {
    read: (_, [row]) => {
      if (!row) throw new Error('a document has rows')
      return { kind: 'customer', command: customers.read(row) }
    },
  }
}
