import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import {
  context,
  Database,
  Files,
  invalid,
  Json,
  JsonPage,
  missing,
  Outbox,
  unprocessable,
  type ListQuery,
  type Upload,
  type UploadForm,
} from '@portolan/platform'
import { FileRefused, ImportFinished } from './import.errors'
import { ImportEntity } from './import.entity'
import { readOptions, type ImportOptions } from './import.options'
import { importsResource } from './imports.resource'
import { customMapping, readMapping, type Mapping } from './orders/order-mappings'
import { StagedFile } from './staged-file'

interface Order {
  readonly upload: Upload
  readonly mapping: Mapping
  readonly options: ImportOptions
}

@Injectable()
export class ImportsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly files: Files,
    private readonly file: StagedFile,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return importsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return importsResource.one(this.db, id)
  }

  /** Takes a form with a file of orders. Nothing is kept of a form that is refused. */
  async receive(form: UploadForm): Promise<Json> {
    return this.accept(await form.receive(this.files, ['mapping', 'options']))
  }

  /** Takes a stored file of orders; it is read in the background. Throws a DomainError, then the file is removed. */
  async accept(upload: Upload): Promise<Json> {
    try {
      const order = await this.understand(upload)
      return await this.db.tx(() => this.enqueue(order))
    } catch (error) {
      await this.files.remove(upload.file.id)
      throw error instanceof FileRefused ? unprocessable(error.reason, error.message, { file: [error.message] }) : error
    }
  }

  /** Asks a running import to stop after the chunk in hand; what has been written stays. Throws ImportFinished. */
  cancel(id: string): Promise<Json> {
    return this.db.tx(async () => {
      const [found] = await this.db.query<{ job_id: string; status: string; finished_at: string | null }>(
        'select job_id, status, finished_at from imports where tenant_id = current_tenant() and id = $1',
        [id],
      )
      if (!found) throw missing('import')
      if (found.finished_at) throw new ImportFinished(found.status)
      await this.outbox.cancel(found.job_id)
      return this.one(id)
    })
  }

  private async understand(upload: Upload): Promise<Order> {
    const text = upload.fields.get('mapping')
    if (text === undefined) throw invalid({ mapping: ['is needed'] })
    const mapping = readMapping(text)
    const options = readOptions(upload.fields.get('options'), mapping, await this.workspace())
    await this.file.check({ fileId: upload.file.id, mapping, delimiter: options.delimiter })
    return { upload, mapping, options }
  }

  private async workspace(): Promise<Pick<ImportOptions, 'currency' | 'timezone'>> {
    const [tenant] = await this.db.read<Pick<ImportOptions, 'currency' | 'timezone'>>(
      'select default_currency as currency, timezone from tenants where id = current_tenant()',
    )
    if (!tenant) throw missing('tenant')
    return tenant
  }

  private async enqueue({ upload: { file, filename }, mapping, options }: Order): Promise<Json> {
    const { tenant, user } = context()
    const id = newId()
    const jobId = await this.outbox.enqueue('imports.run', { import_id: id })
    await this.db.entities().insert(ImportEntity, {
      tenant_id: tenant ?? '',
      id,
      kind: 'orders',
      filename,
      file_id: file.id,
      file_bytes: file.bytes,
      mapping: mapping.name,
      custom_mapping: mapping.name === customMapping ? Object.fromEntries(mapping.spellings[0] ?? []) : null,
      options,
      job_id: jobId,
      created_by: user,
    })
    return this.one(id)
  }
}
