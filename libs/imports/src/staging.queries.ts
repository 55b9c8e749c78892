// The SQL of a running import. Rows wait in `import_rows` until the whole file has been read; then its documents are
// listed in the order of their first lines and taken from there in chunks. Where each row is a document, nothing is listed:
// its key is its line, and its sequence, too.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import type { CsvRow } from './csv/csv-rows'
import type { FileRefused } from './import.errors'
import type { ImportStatus } from './import.entity'
import type { ImportKind } from './mappings/mappings'

export interface StoredImport {
  readonly id: string
  readonly kind: ImportKind
  readonly file_id: string | null
  readonly mapping: string
  readonly custom_mapping: string | null
  readonly options: string
  readonly header: string[] | null
  readonly created_by: string | null
  readonly finished_at: string | null
  readonly is_undone: boolean
  readonly retry_of: string | null
  readonly drafted: boolean
}

export interface StagedRow extends CsvRow {
  readonly key: string
  readonly error: string | null
}

export interface StagedDocument {
  readonly sequence: number
  readonly key: string
  readonly rowCount: number
  /** In the order of their lines; null for a document that is too large to be held in memory. */
  readonly rows: readonly StagedRow[] | null
}

/** How much is taken at once, and the largest document that is taken with its rows. */
export interface Limits {
  readonly documents: number
  readonly bytes: number
  readonly largest: { readonly rows: number; readonly bytes: number }
}

interface DocumentRow {
  readonly sequence: number
  readonly key: string
  readonly row_count: string
  readonly line: number | null
  readonly cells: string
  readonly error: string | null
}

export interface Counts {
  readonly processed: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
}

const mine = 'tenant_id = current_tenant() and import_id = $1'

/** Keys of rows that are documents by themselves stand in the order of their lines. */
export function keyOfLine(line: number): string {
  return String(line).padStart(8, '0')
}

@Injectable()
export class StagingQueries {
  constructor(private readonly db: Database) {}

  async find(id: string): Promise<StoredImport | undefined> {
    const [found] = await this.db.query<StoredImport>(
      `select id, kind, file_id, mapping, custom_mapping, options, header, created_by, finished_at,
              undo_started_at is not null as is_undone, retry_of, drafted
         from imports where tenant_id = current_tenant() and id = $1`,
      [id],
      { prepare: true },
    )
    return found
  }

  async start(id: string, header: readonly string[]): Promise<void> {
    await this.db.query(
      `update imports set status = 'running', started_at = coalesce(started_at, now()), header = $2
        where tenant_id = current_tenant() and id = $1`,
      [id, header],
    )
  }

  async stage(id: string, rows: readonly StagedRow[]): Promise<void> {
    await this.db.query(
      `insert into import_rows (tenant_id, import_id, line, document_key, cells, error)
       select current_tenant(), $1, r.* from unnest($2::integer[], $3::text[], $4::text[], $5::text[]) as r`,
      [
        id,
        rows.map(({ line }) => line),
        rows.map(({ key }) => key),
        rows.map(({ cells }) => JSON.stringify(cells)),
        rows.map(({ error }) => error),
      ],
    )
  }

  /** The next rows behind `line` that an import has rejected. */
  async rejected(id: string, line: number, limit: number): Promise<CsvRow[]> {
    const rows = await this.db.query<{ line: number; cells: string }>(
      `select line, cells from import_rows where ${mine} and line > $2 and error is not null order by line limit $3`,
      [id, line, limit],
    )
    return rows.map((row) => ({ line: row.line, cells: JSON.parse(row.cells) as string[] }))
  }

  /** Lists the documents of a file that has been read; rows that belong to none are dealt with: they are rejected. */
  async listDocuments(id: string): Promise<{ total: number; orphans: number }> {
    await this.db.query(
      `insert into import_documents (tenant_id, import_id, sequence, document_key, row_count, bytes, rows_through, bytes_through)
       select current_tenant(), $1, row_number() over w, document_key, row_count, bytes, sum(row_count) over w, sum(bytes) over w
         from (select document_key, min(line) as first_line, count(*) as row_count, sum(octet_length(cells)) as bytes
                 from import_rows where ${mine} and document_key <> '' group by document_key) d
       window w as (order by first_line)`,
      [id],
    )
    const [counted] = await this.db.query<{ total: string; orphans: string }>(
      `with orphans as (select count(*) as n from import_rows where ${mine} and document_key = ''),
            listed as (select coalesce(max(rows_through), 0) as n from import_documents where ${mine})
       update imports i set total_rows = orphans.n + listed.n, processed_rows = orphans.n, rejected = orphans.n
         from orphans, listed where i.tenant_id = current_tenant() and i.id = $1
       returning i.total_rows as total, orphans.n as orphans`,
      [id],
    )
    return { total: Number(counted?.total), orphans: Number(counted?.orphans) }
  }

  /** What `listDocuments` tells, where each row is a document. */
  async countRows(id: string): Promise<{ total: number; orphans: number }> {
    const [counted] = await this.db.query<{ total: string }>(
      `update imports i set total_rows = (select count(*) from import_rows where ${mine})
        where i.tenant_id = current_tenant() and i.id = $1 returning i.total_rows as total`,
      [id],
    )
    return { total: Number(counted?.total), orphans: 0 }
  }

  /** The same as `nextDocuments` where each row is a document; what is too large has no cells. */
  async nextRows(id: string, line: number, { documents, bytes, largest }: Limits): Promise<StagedDocument[]> {
    const rows = await this.db.query<{ line: number; key: string; cells: string | null; error: string | null }>(
      `select line, document_key as key, error, case when size <= $5 then cells end as cells
         from (select n.*, octet_length(cells) as size, sum(octet_length(cells)) over (order by document_key) as through
                 from (select line, document_key, cells, error from import_rows
                        where ${mine} and document_key > $2 order by document_key limit $3) n) r
        where through - size < $4 order by document_key`,
      [id, keyOfLine(line), documents, bytes, largest.bytes],
      { prepare: true },
    )
    return rows.map(({ line: at, key, cells, error }) => {
      const staged = cells === null ? null : [{ line: at, key, error, cells: JSON.parse(cells) as string[] }]
      return { sequence: at, key, rowCount: 1, rows: staged }
    })
  }

  /** The next documents after `sequence`, with their rows: as many as `limits` allow, but at least one. One statement. */
  async nextDocuments(id: string, sequence: number, { documents, bytes, largest }: Limits): Promise<StagedDocument[]> {
    const rows = await this.db.query<DocumentRow>(
      // One look by its key for each document: nobody knows how many rows a join would read.
      `select d.sequence, d.document_key as key, d.row_count, r.line, r.cells, r.error
         from (select sequence, document_key, row_count, bytes from import_documents
                where ${mine} and sequence > $2 and sequence <= $2 + $3
                  and (sequence = $2 + 1 or bytes_through <= $4 + coalesce(
                        (select bytes_through from import_documents where ${mine} and sequence = $2), 0))) d
         left join lateral (
           select line, cells, error from import_rows x
            where x.tenant_id = current_tenant() and x.import_id = $1 and x.document_key = d.document_key
              and d.row_count <= $5 and d.bytes <= $6 offset 0) r on true
        order by d.sequence, r.line`,
      [id, sequence, documents, bytes, largest.rows, largest.bytes],
      { prepare: true },
    )
    const found = new Map<string, Omit<StagedDocument, 'rows'> & { rows: StagedRow[] | null }>()
    for (const { key, line, cells, error, ...row } of rows) {
      const known = found.get(key)
      const document = known ?? { key, sequence: row.sequence, rowCount: Number(row.row_count), rows: null }
      if (!known) found.set(key, document)
      if (line !== null) (document.rows ??= []).push({ line, key, error, cells: JSON.parse(cells) as string[] })
    }
    return [...found.values()]
  }

  /** Documents that were written need their rows no longer. */
  async forget(id: string, keys: readonly string[]): Promise<void> {
    if (!keys.length) return
    await this.db.query(`delete from import_rows where ${mine} and document_key = any($2)`, [id, keys], {
      prepare: true,
    })
  }

  /** Keeps the rows of a document with the reason that each was rejected for. */
  async reject(id: string, key: string, reasons: ReadonlyMap<number, string>, otherwise: string): Promise<void> {
    await this.db.query(
      `update import_rows r
          set error = coalesce((select w.reason from unnest($3::integer[], $4::text[]) as w (line, reason)
                                 where w.line = r.line), r.error, $5)
        where ${mine} and document_key = $2`,
      [id, key, [...reasons.keys()], [...reasons.values()], otherwise],
    )
  }

  async count(id: string, { processed, created, updated, unchanged, rejected }: Counts): Promise<void> {
    await this.db.query(
      `update imports set processed_rows = processed_rows + $2, created = created + $3, updated = updated + $4,
              unchanged = unchanged + $5, rejected = rejected + $6
        where tenant_id = current_tenant() and id = $1`,
      [id, processed, created, updated, unchanged, rejected],
      { prepare: true },
    )
  }

  /**
   * Statements of this transaction that have been prepared are planned once, whatever their lists hold: each of the
   * process's connections would plan five times for the texts of a thousand rows before it keeps a plan.
   */
  async keepPlans(): Promise<void> {
    await this.db.query(`select set_config('plan_cache_mode', 'force_generic_plan', true)`, [], { prepare: true })
  }

  /** Tells the database's planner of tables that have grown many times over. */
  async learnGrowth(): Promise<void> {
    await this.db.query('select learn_growth()', [], { prepare: true })
  }

  async finish(id: string, status: ImportStatus, refusal: FileRefused | null): Promise<void> {
    const error = refusal && JSON.stringify({ reason: refusal.reason, message: refusal.message, line: refusal.line })
    await this.db.query(
      `update imports set status = $2, error = $3, started_at = coalesce(started_at, now()), finished_at = now()
        where tenant_id = current_tenant() and id = $1`,
      [id, status, error],
    )
  }

  /** Clears everything of an import of which nothing is kept. */
  async clearAll(id: string): Promise<void> {
    await this.db.query(`delete from import_rows where ${mine}`, [id])
    await this.clearList(id)
  }

  /** Clears documents after `sequence`, with their rows: nobody has dealt with them. Answers whether there are more. */
  async clearDocuments(id: string, sequence: number, limit: number): Promise<boolean> {
    const cleared = await this.db.query(
      `with cleared as (
         delete from import_documents where ${mine} and sequence > $2 and sequence in (
           select sequence from import_documents where ${mine} and sequence > $2 order by sequence limit $3)
         returning document_key),
       rows as (delete from import_rows where ${mine} and document_key in (select document_key from cleared))
       select 1 from cleared`,
      [id, sequence, limit],
    )
    return cleared.length === limit
  }

  /** The same where each row is a document. */
  async clearRows(id: string, line: number, limit: number): Promise<boolean> {
    const cleared = await this.db.query(
      `delete from import_rows where ${mine} and document_key in (
         select document_key from import_rows where ${mine} and document_key > $2 order by document_key limit $3)
       returning line`,
      [id, keyOfLine(line), limit],
    )
    return cleared.length === limit
  }

  /** Forgets the list of documents. */
  async clearList(id: string): Promise<void> {
    await this.db.query(`delete from import_documents where ${mine}`, [id])
  }

  /** Which of these ids stand already, as orders or as refunds. */
  async standing(source: string, ids: { orders: string[]; refunds: string[] }): Promise<Set<string>> {
    const rows = await this.db.query<{ external_id: string }>(
      `select external_id from orders_v1 where tenant_id = current_tenant() and source = $1 and external_id = any($2)
        union all
       select external_id from refunds_v1 where tenant_id = current_tenant() and source = $1 and external_id = any($3)`,
      [source, ids.orders, ids.refunds],
    )
    return new Set(rows.map(({ external_id }) => external_id))
  }
}
