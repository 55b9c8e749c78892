import { Injectable } from '@nestjs/common'
import type { Readable } from 'node:stream'
import { newId } from '@portolan/contracts'
import { CustomFields } from '@portolan/customers'
import {
  context,
  Database,
  invalid,
  missing,
  Outbox,
  say,
  WrittenFiles,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { exportFormats, type ExportFormat, type ExportKind } from './export.dto'
import { ExportEntity } from './export.entity'
import {
  ExportFileElsewhere,
  ExportFinished,
  ExportNotFinished,
  ExportWithoutFile,
  TooManyExports,
} from './export.errors'
import { columnsOf, selectionOf } from './export-rows'
import { exportsResource } from './exports.resource'
import { ExportsQueries, type StoredExport } from './exports.queries'

/** Each may fill the disk with everything a workspace has. */
const mostAtOnce = 5

@Injectable()
export class ExportsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly files: WrittenFiles,
    private readonly queries: ExportsQueries,
    private readonly customFields: CustomFields,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return exportsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return exportsResource.one(this.db, id)
  }

  /**
   * Takes out what the list of this query has. Throws a DomainError that names every parameter it cannot read, or
   * TooManyExports.
   */
  async request(kind: ExportKind, query: ListQuery): Promise<Json> {
    const { format: wanted = 'csv', ...list } = query
    const format = exportFormats.find((one) => one === wanted)
    if (!format) throw invalid({ format: [say('value.one_of', { allowed: exportFormats.join(', ') })] })
    const selection = await selectionOf(this.db, kind, list)
    const columns = columnsOf(kind, format, selection, await this.customFields.keys(kind))
    return this.db.tx(async () => {
      if ((await this.queries.unfinished()) >= mostAtOnce) throw new TooManyExports(mostAtOnce)
      return this.enqueue(kind, format, list as Record<string, string>, columns)
    })
  }

  /** Asks a running export to stop; its file is removed. Throws ExportFinished. */
  cancel(id: string): Promise<Json> {
    return this.db.tx(async () => {
      const { is_over, status } = await this.find(id)
      if (is_over) throw new ExportFinished(status)
      await this.queries.cancel(id)
      return this.one(id)
    })
  }

  /** Removes a finished export and its file. Throws ExportNotFinished. */
  async remove(id: string): Promise<void> {
    const file = await this.db.tx(async () => {
      const { is_over, file_id } = await this.find(id)
      if (!is_over) throw new ExportNotFinished()
      await this.queries.remove(id)
      await this.outbox.append('export.deleted', { ids: [id] })
      return file_id
    })
    if (file) await this.files.remove(file)
  }

  /** The rows of a finished export. Throws ExportWithoutFile, or ExportFileElsewhere. */
  async content(id: string): Promise<Readable> {
    const { status, is_expired, file_id } = await this.find(id)
    if (!file_id || is_expired) throw new ExportWithoutFile(is_expired ? 'expired' : status)
    if ((await this.files.size(file_id)) < 0) throw new ExportFileElsewhere()
    return this.files.open(file_id)
  }

  private async find(id: string): Promise<StoredExport> {
    const found = await this.queries.find(id)
    if (!found) throw missing('export')
    return found
  }

  private async enqueue(
    kind: ExportKind,
    format: ExportFormat,
    query: Record<string, string>,
    columns: string[],
  ): Promise<Json> {
    const { tenant, user } = context()
    const id = newId()
    const jobId = await this.outbox.enqueue('exports.run', { export_id: id })
    await this.db.entities().insert(ExportEntity, {
      tenant_id: tenant ?? '',
      id,
      kind,
      format,
      query,
      columns,
      job_id: jobId,
      created_by: user,
    })
    await this.outbox.append('export.requested', { ids: [id], kind, format })
    return this.one(id)
  }
}
