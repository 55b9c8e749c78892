import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { context, Database, Files, invalid, missing, Outbox, refuseCardNumbers, type Json } from '@portolan/platform'
import { ImportEntity } from '../import.entity'
import { DraftNeeded, NothingToRetry } from '../import.errors'
import { importsResource } from '../imports.resource'
import { keptMapping, type ImportKind } from '../mappings/mappings'
import type { Read } from './draft-reading'
import { FixQueries, mostFixes } from './fixes'
import type { ImportState } from './import-state'

/** Writes drafts and what follows from them. Inside `tx`, on an import that is held. */
@Injectable()
export class DraftChanges {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly files: Files,
    private readonly fixes: FixQueries,
  ) {}

  async insert(
    kind: ImportKind,
    { file, filename }: { file: { id: string; bytes: number }; filename: string },
    { mapping, options }: Read,
  ): Promise<Json> {
    const id = newId()
    await this.db.entities().insert(ImportEntity, {
      ...this.own(id, kind, filename),
      ...keptMapping(mapping),
      status: 'draft',
      drafted: true,
      file_id: file.id,
      file_bytes: file.bytes,
      options,
    })
    return importsResource.one(this.db, id)
  }

  async update(id: string, { mapping, options }: Read): Promise<Json> {
    const { mapping: name, custom_mapping } = keptMapping(mapping)
    await this.db.query(
      `update imports set mapping = $2, custom_mapping = $3, options = $4 where tenant_id = current_tenant() and id = $1`,
      [id, name, custom_mapping && JSON.stringify(custom_mapping), JSON.stringify(options)],
    )
    return importsResource.one(this.db, id)
  }

  async fix(run: ImportState, line: number, cells: readonly string[] | null, width: number): Promise<void> {
    await this.assertFixable(run, line)
    refuseCardNumbers({ cells })
    if (cells && cells.length !== width) throw invalid({ cells: [`must be ${width}, one for each column`] })
    if ((await this.fixes.count(run.id)) >= mostFixes)
      throw invalid({ cells: [`are put right in at most ${mostFixes} rows`] })
    await this.fixes.put(run.id, line, { cells })
  }

  async unfix(run: ImportState, line: number): Promise<void> {
    await this.assertFixable(run, line)
    await this.fixes.remove(run.id, line)
  }

  async start({ id, status }: ImportState, how: 'try' | 'write'): Promise<Json> {
    if (status !== 'draft') throw new DraftNeeded(status)
    const job = await this.outbox.enqueue('imports.run', { import_id: id })
    await this.db.query(
      `update imports set status = 'queued', job_id = $2, options = jsonb_set(options, '{dry_run}', to_jsonb($3::boolean)),
              created_by = current_actor(), total_rows = null, processed_rows = 0, created = 0, updated = 0, unchanged = 0,
              rejected = 0, error = null, started_at = null, finished_at = null
        where tenant_id = current_tenant() and id = $1`,
      [id, job, how === 'try'],
    )
    await this.db.query('delete from import_rows where tenant_id = current_tenant() and import_id = $1', [id])
    return importsResource.one(this.db, id)
  }

  async retry(run: ImportState): Promise<Json> {
    if (!run.is_over || run.status === 'draft' || run.options.dry_run || run.rejected === 0) throw new NothingToRetry()
    if (run.is_retried) throw new NothingToRetry()
    const id = newId()
    const job = await this.outbox.enqueue('imports.run', { import_id: id })
    await this.db.entities().insert(ImportEntity, {
      ...this.own(id, run.kind, run.filename),
      ...keptMapping(run.mapping),
      status: 'queued',
      file_id: null,
      file_bytes: 0,
      options: run.options,
      header: [...(run.header ?? [])],
      job_id: job,
      retry_of: run.id,
    })
    return importsResource.one(this.db, id)
  }

  async discard({ id, status, file_id }: ImportState): Promise<void> {
    if (status !== 'draft') throw new DraftNeeded(status)
    await this.db.query('delete from imports where tenant_id = current_tenant() and id = $1', [id])
    const rows = 'delete from import_rows where tenant_id = current_tenant() and import_id = $1'
    await this.db.query(rows, [id])
    // A file that cannot be removed is found by the nightly clearing.
    if (file_id) this.db.afterCommit(() => void this.files.remove(file_id).catch(() => undefined))
  }

  /** Rows of a draft, and those that a finished import has rejected and nobody has brought in again. */
  private async assertFixable({ id, status, is_over, is_retried }: ImportState, line: number): Promise<void> {
    if (status === 'draft') return
    if (!is_over || is_retried) throw new DraftNeeded(status)
    const rejected = await this.db.query(
      `select from import_rows where tenant_id = current_tenant() and import_id = $1 and line = $2 and error is not null`,
      [id, line],
    )
    if (!rejected.length) throw missing('row')
  }

  private own(id: string, kind: ImportKind, filename: string) {
    const { tenant, user } = context()
    return { tenant_id: tenant ?? '', id, kind, filename, created_by: user, content_hash: '' }
  }
}
