import { Injectable } from '@nestjs/common'
import { createHash } from 'node:crypto'
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
  sqlState,
  unprocessable,
  type ListQuery,
  type Upload,
  type UploadForm,
} from '@portolan/platform'
import { FileRefused, ImportFinished, ImportNotStarted, KeyOfAnotherFile } from './import.errors'
import { ImportEntity } from './import.entity'
import { givenOptions, readOptions, type ImportOptions } from './import.options'
import { importsResource } from './imports.resource'
import { MappingNames } from './mappings/mapping-names'
import { keptMapping, type ImportKind, type Mapping } from './mappings/mappings'
import { StagedFile } from './staged-file'

interface Order {
  readonly upload: Upload
  readonly mapping: Mapping
  readonly options: ImportOptions
}

interface Sent {
  readonly id: string
  readonly content_hash: string
}

const uniqueViolation = '23505'

@Injectable()
export class ImportsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly files: Files,
    private readonly file: StagedFile,
    private readonly names: MappingNames,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return importsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return importsResource.one(this.db, id)
  }

  /** Takes a form with a file. Nothing is kept of a form that is refused. */
  async receive(form: UploadForm, kind: ImportKind): Promise<Json> {
    return this.accept(await form.receive(this.files, ['mapping', 'options']), kind)
  }

  /** Takes a stored file; it is read in the background. Throws a DomainError, then the file is removed. */
  async accept(upload: Upload, kind: ImportKind = 'orders'): Promise<Json> {
    try {
      const before = await this.sentBefore(upload)
      if (before) return await this.answerAgain(upload, kind, before)
      const order = await this.understand(upload, kind)
      return await this.db.tx(() => this.enqueue(order))
    } catch (error) {
      // Two of the same key at once: the other one has made the import meanwhile.
      const before = sqlState(error) === uniqueViolation ? await this.sentBefore(upload) : undefined
      if (before) return this.answerAgain(upload, kind, before)
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
      if (found.status === 'draft') throw new ImportNotStarted()
      if (found.finished_at) throw new ImportFinished(found.status)
      await this.outbox.cancel(found.job_id)
      return this.one(id)
    })
  }

  private async sentBefore({ key }: Upload): Promise<Sent | undefined> {
    if (key === null) return undefined
    const [sent] = await this.db.read<Sent>(
      `select id, content_hash from imports
        where tenant_id = current_tenant() and created_by = current_actor() and idempotency_key = $1
            and created_at > now() - interval '24 hours'`,
      [key],
    )
    return sent
  }

  /** The import that the same form has made. Throws KeyOfAnotherFile when it was another form. */
  private async answerAgain(upload: Upload, kind: ImportKind, { id, content_hash }: Sent): Promise<Json> {
    await this.files.remove(upload.file.id)
    if (content_hash !== hashOf(upload, kind)) throw new KeyOfAnotherFile()
    return this.one(id)
  }

  private async understand(upload: Upload, kind: ImportKind): Promise<Order> {
    const text = upload.fields.get('mapping')
    if (text === undefined) throw invalid({ mapping: ['is needed'] })
    const mapping = await this.names.read(text, kind)
    const workspace = await this.names.workspace()
    // Wrong options are told before the file is looked at.
    const given = givenOf(upload.fields.get('options'), mapping, workspace)
    const detected = await this.file.detect(upload.file.id, given)
    // Programs send files with the names of their columns, unless they say otherwise.
    const reading = { ...detected, header: given.header ?? true }
    const options = readOptions(upload.fields.get('options'), mapping, workspace, reading)
    await this.file.check({ fileId: upload.file.id, mapping, reading: options })
    return { upload, mapping, options }
  }

  /** A key counts for a day. */
  private forgetOld(key: string): Promise<unknown> {
    return this.db.query(
      `update imports set idempotency_key = null
        where tenant_id = current_tenant() and created_by = current_actor() and idempotency_key = $1
          and created_at <= now() - interval '24 hours'`,
      [key],
    )
  }

  private async enqueue({ upload, mapping, options }: Order): Promise<Json> {
    const { file, filename, key } = upload
    const { tenant, user } = context()
    if (key !== null) await this.forgetOld(key)
    const id = newId()
    const jobId = await this.outbox.enqueue('imports.run', { import_id: id })
    await this.db.entities().insert(ImportEntity, {
      tenant_id: tenant ?? '',
      id,
      kind: mapping.kind,
      filename,
      file_id: file.id,
      file_bytes: file.bytes,
      ...keptMapping(mapping),
      status: 'queued',
      options,
      job_id: jobId,
      created_by: user,
      idempotency_key: key,
      content_hash: hashOf(upload, mapping.kind),
    })
    return this.one(id)
  }
}

/** Throws a DomainError (400) for options that are wrong. */
function givenOf(
  text: string | undefined,
  mapping: Mapping,
  workspace: Pick<ImportOptions, 'currency' | 'timezone'>,
): Partial<ImportOptions> {
  readOptions(text, mapping, workspace)
  return givenOptions(JSON.parse(text ?? '{}'), mapping)
}

function hashOf({ file, fields }: Upload, kind: ImportKind): string {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([kind, file.hash, sorted]))
    .digest('base64url')
}
