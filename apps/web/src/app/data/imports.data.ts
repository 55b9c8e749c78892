import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { draftsDiscard } from '../api/fn/imports/drafts-discard'
import { draftsEdit } from '../api/fn/imports/drafts-edit'
import { draftsFix } from '../api/fn/imports/drafts-fix'
import { draftsLook } from '../api/fn/imports/drafts-look'
import { draftsMake } from '../api/fn/imports/drafts-make'
import { draftsRetry } from '../api/fn/imports/drafts-retry'
import { draftsStart } from '../api/fn/imports/drafts-start'
import { draftsUnfix } from '../api/fn/imports/drafts-unfix'
import { importsCancel } from '../api/fn/imports/imports-cancel'
import { importsKept } from '../api/fn/imports/imports-kept'
import { importsList } from '../api/fn/imports/imports-list'
import { importsOne } from '../api/fn/imports/imports-one'
import { importsRejected } from '../api/fn/imports/imports-rejected'
import { importsUndo } from '../api/fn/imports/imports-undo'
import { savedMappingsCreate } from '../api/fn/imports/saved-mappings-create'
import { savedMappingsList } from '../api/fn/imports/saved-mappings-list'
import type { EditDraftDto } from '../api/models/edit-draft-dto'
import type { ImportDto } from '../api/models/import-dto'
import type { PreviewDto } from '../api/models/preview-dto'
import type { PreviewRowDto } from '../api/models/preview-row-dto'
import type { SavedMappingDto } from '../api/models/saved-mapping-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type ImportRun = ImportDto
export type ImportPreview = PreviewDto
export type PreviewRow = PreviewRowDto
export type KeptRow = AnswerOf<typeof importsKept>['data'][number]

@Injectable({ providedIn: 'root' })
export class Imports {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof importsList>> {
    return this.api.answer(importsList, asParams(query))
  }

  get(id: string): Observable<ImportRun> {
    return this.api.data(importsOne, { id })
  }

  /** Keeps a file as a draft, to be looked at first. */
  make(kind: ImportRun['kind'], file: File): Observable<ImportRun> {
    // The file comes last, so that the server knows what it is when its bytes arrive.
    return this.api.data(draftsMake, { body: { kind, file } })
  }

  edit(id: string, changes: EditDraftDto): Observable<ImportRun> {
    return this.api.data(draftsEdit, { id, body: changes })
  }

  /** Rows as they would be read: the first of a draft, or those that an import has rejected. */
  look(id: string, rows: 'first' | 'rejected', after: number): Observable<ImportPreview> {
    return this.api.data(draftsLook, { id, rows, after, limit: 25 })
  }

  /** Without cells the row is taken out. */
  fix(id: string, line: number, cells: string[] | undefined): Observable<PreviewRow> {
    return this.api.data(draftsFix, { id, line, body: { cells } })
  }

  unfix(id: string, line: number): Observable<unknown> {
    return this.api.answer(draftsUnfix, { id, line })
  }

  start(id: string, how: 'try' | 'write'): Observable<ImportRun> {
    return this.api.data(draftsStart, { id, body: { dry_run: how === 'try' } })
  }

  retry(id: string): Observable<ImportRun> {
    return this.api.data(draftsRetry, { id })
  }

  discard(id: string): Observable<unknown> {
    return this.api.answer(draftsDiscard, { id })
  }

  mappings(kind: ImportRun['kind']): Observable<AnswerOf<typeof savedMappingsList>> {
    return this.api.answer(savedMappingsList, { kind: [kind], per_page: 100 })
  }

  saveMapping(kind: ImportRun['kind'], name: string, columns: Record<string, string>): Observable<SavedMappingDto> {
    return this.api.data(savedMappingsCreate, { body: { kind, name, columns } })
  }

  cancel(id: string): Observable<ImportRun> {
    return this.api.data(importsCancel, { id })
  }

  undo(id: string): Observable<ImportRun> {
    return this.api.data(importsUndo, { id })
  }

  /** What the undo left as it is. */
  kept(id: string, page: number): Observable<AnswerOf<typeof importsKept>> {
    return this.api.answer(importsKept, { id, page })
  }

  /** The rejected rows as CSV, each with its reason. */
  rejections(id: string): Observable<string> {
    return this.api.answer(importsRejected, { id })
  }
}

export function isOver(run: Pick<ImportRun, 'status'>): boolean {
  return run.status !== 'queued' && run.status !== 'running'
}

/** Whether something of it is still on its way: the import itself or its undo. */
export function isMoving(run: Pick<ImportRun, 'status' | 'undo'>): boolean {
  return !isOver(run) || run.undo?.status === 'running'
}
