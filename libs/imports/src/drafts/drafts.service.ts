// Imports before they run: sent once, looked at, changed and put right as often as needed, then started. A rejected
// row of a finished import is put right in the same way, and brought in again by an import of its own.
import { Injectable } from '@nestjs/common'
import { Database, Files, invalid, unprocessable, type Json, type UploadForm } from '@portolan/platform'
import { DraftNeeded, FileRefused } from '../import.errors'
import { isImportKind } from '../mappings/mappings'
import type { EditDraftDto, FixRowDto, PreviewDto, PreviewRowDto, StartImportDto } from './draft.dto'
import { DraftChanges } from './draft-changes'
import { DraftReading } from './draft-reading'
import { ImportStates } from './import-state'
import { Preview, windowOf } from './preview'

@Injectable()
export class DraftsService {
  constructor(
    private readonly db: Database,
    private readonly files: Files,
    private readonly states: ImportStates,
    private readonly reading: DraftReading,
    private readonly preview: Preview,
    private readonly changes: DraftChanges,
  ) {}

  /** Takes a form with a file and keeps it without reading more than its beginning. */
  async make(form: UploadForm): Promise<Json> {
    const upload = await form.receive(this.files, ['kind', 'mapping', 'options'])
    try {
      const kind = upload.fields.get('kind') ?? ''
      if (!isImportKind(kind)) throw invalid({ kind: ['must be orders or customers'] })
      const read = await this.reading.of(
        upload.file.id,
        kind,
        upload.fields.get('mapping'),
        upload.fields.get('options'),
      )
      return await this.db.tx(() => this.changes.insert(kind, upload, read))
    } catch (error) {
      await this.files.remove(upload.file.id)
      throw said(error)
    }
  }

  /** Changes mapping and options of a draft. Throws DraftNeeded. */
  async edit(id: string, dto: EditDraftDto): Promise<Json> {
    const before = await this.states.read(id)
    if (before.status !== 'draft') throw new DraftNeeded(before.status)
    const next = await this.reading.changed(before, dto).catch((error: unknown) => {
      throw said(error)
    })
    return this.db.tx(async () => {
      const { status } = await this.states.locked(id)
      if (status !== 'draft') throw new DraftNeeded(status)
      return this.changes.update(id, next)
    })
  }

  /** The first rows of a draft, or those that an import has rejected, as they would be read now. */
  async look(id: string, query: Readonly<Record<string, unknown>>): Promise<PreviewDto> {
    const window = windowOf(query)
    const run = await this.states.read(id)
    return this.preview.of(run, window).catch((error: unknown) => {
      throw said(error)
    })
  }

  /** Puts one row right, or takes it out, and answers how it would be read. */
  async fix(id: string, line: number, { cells }: FixRowDto): Promise<PreviewRowDto> {
    const run = await this.states.read(id)
    const header = await this.reading.headerOf(run)
    return this.db.tx(async () => {
      await this.changes.fix(await this.states.locked(id), line, cells ?? null, header.length)
      if (!cells) return { line, cells: [], state: 'skipped', problems: [] }
      return this.preview.judge(run, header, { line, cells })
    })
  }

  /** Brings a row back to what the file says. */
  unfix(id: string, line: number): Promise<void> {
    return this.db.tx(async () => this.changes.unfix(await this.states.locked(id), line))
  }

  /** Starts a draft. Throws a DomainError when its mapping lacks something or its file cannot be read. */
  async start(id: string, { dry_run = false }: StartImportDto): Promise<Json> {
    const before = await this.states.read(id)
    await this.reading.assertReady(before).catch((error: unknown) => {
      throw said(error)
    })
    return this.db.tx(async () => this.changes.start(await this.states.locked(id), dry_run ? 'try' : 'write'))
  }

  /** Brings the rejected rows of a finished import in again, as people have put them right. */
  retry(id: string): Promise<Json> {
    return this.db.tx(async () => this.changes.retry(await this.states.locked(id)))
  }

  /** Throws a draft away, with its file. */
  discard(id: string): Promise<void> {
    return this.db.tx(async () => this.changes.discard(await this.states.locked(id)))
  }
}

function said(error: unknown): unknown {
  return error instanceof FileRefused ? unprocessable(error.reason, error.message, { file: [error.message] }) : error
}
