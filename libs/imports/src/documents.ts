// Rows become documents: what one kind of file makes of them.
import { Injectable } from '@nestjs/common'
import { CustomerImport, CustomFields } from '@portolan/customers'
import type { Document } from './kind-writers'
import { CustomerRows } from './customers/customer-rows'
import type { CsvRow } from './csv/csv-rows'
import type { ImportOptions } from './import.options'
import type { Columns } from './mappings/columns'
import type { Mapping } from './mappings/mappings'
import { OrderDocuments } from './orders/order-documents'
import { ownFieldsOf, OwnValues, type Use } from './own-values'

export interface ReadsDocuments {
  /** Throws DocumentRefused with what is wrong, line by line. */
  read(key: string, rows: readonly CsvRow[]): Document
}

interface Read {
  readonly mapping: Mapping
  readonly options: ImportOptions
}

@Injectable()
export class DocumentReaders {
  constructor(
    private readonly fields: CustomFields,
    private readonly people: CustomerImport,
  ) {}

  async of({ mapping, options }: Read, columns: Columns, use: Use): Promise<ReadsDocuments> {
    const rules = ownFieldsOf(columns).length ? await this.fields.rules(mapping.kind) : null
    const own = new OwnValues(columns, rules, options, use)
    if (mapping.kind === 'orders') return new OrderDocuments(mapping, columns, options, own)
    const customers = new CustomerRows(columns, options, own)
    const defaults = use === 'import' ? await this.people.defaults() : null
    return {
      read: (_, [row]) => {
        if (!row) throw new Error('a document has rows')
        const command = customers.read(row)
        return { kind: 'customer', command: defaults ? this.people.prepare(command, defaults) : command }
      },
    }
  }
}
