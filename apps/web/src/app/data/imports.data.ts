import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { customerImportReceive } from '../api/fn/imports/customer-import-receive'
import { importsCancel } from '../api/fn/imports/imports-cancel'
import { importsKept } from '../api/fn/imports/imports-kept'
import { importsList } from '../api/fn/imports/imports-list'
import { importsOne } from '../api/fn/imports/imports-one'
import { importsRejected } from '../api/fn/imports/imports-rejected'
import { importsUndo } from '../api/fn/imports/imports-undo'
import { orderImportReceive } from '../api/fn/imports/order-import-receive'
import type { ImportDto } from '../api/models/import-dto'
import type { ImportOptionsDto } from '../api/models/import-options-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type ImportRun = ImportDto
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

  start(
    kind: ImportRun['kind'],
    file: File,
    mapping: string,
    options: Partial<ImportOptionsDto>,
  ): Observable<ImportRun> {
    // The file comes last, so that the server knows mapping and options when its bytes arrive.
    const receive = kind === 'orders' ? orderImportReceive : customerImportReceive
    return this.api.data(receive, { body: { mapping, options: JSON.stringify(options), file } })
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
