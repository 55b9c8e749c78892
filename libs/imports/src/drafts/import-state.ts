// An import as those need it who look at it or change it before it runs.
import { Injectable } from '@nestjs/common'
import { Database, missing } from '@portolan/platform'
import { storedOptions, type ImportOptions } from '../import.options'
import { draftMapping, type ImportKind, type Mapping } from '../mappings/mappings'

export interface ImportState {
  readonly id: string
  readonly kind: ImportKind
  readonly status: string
  readonly file_id: string | null
  readonly filename: string
  readonly header: readonly string[] | null
  readonly mapping: Mapping
  readonly options: ImportOptions
  readonly rejected: number
  readonly retry_of: string | null
  readonly is_retried: boolean
  readonly is_over: boolean
  /** Whether its rows are read from the file: a draft's, or those of one that was only tried. */
  readonly reads_file: boolean
}

type Row = Omit<ImportState, 'mapping' | 'options' | 'reads_file'> & {
  readonly mapping: string
  readonly custom_mapping: string | null
  readonly options: string
}

@Injectable()
export class ImportStates {
  constructor(private readonly db: Database) {}

  /** Throws missing(). */
  async read(id: string): Promise<ImportState> {
    return stateOf((await this.db.read<Row>(select, [id]))[0])
  }

  /** The same, held until the transaction ends. */
  async locked(id: string): Promise<ImportState> {
    return stateOf((await this.db.query<Row>(`${select} for update of i`, [id]))[0])
  }
}

const select = `
select i.id, i.kind, i.status, i.file_id, i.filename, i.header, i.mapping, i.custom_mapping, i.options,
       i.rejected::integer as rejected, i.retry_of, i.finished_at is not null as is_over,
       exists (select from imports r where r.tenant_id = current_tenant() and r.retry_of = i.id) as is_retried
  from imports i where i.tenant_id = current_tenant() and i.id = $1`

function stateOf(row: Row | undefined): ImportState {
  if (!row) throw missing('import')
  const mapping = draftMapping(row.mapping, row.custom_mapping, row.kind)
  return { ...row, mapping, options: storedOptions(row.options), reads_file: row.status === 'draft' }
}
