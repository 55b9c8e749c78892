import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { importsCancel } from '../api/fn/imports/imports-cancel'
import { importsList } from '../api/fn/imports/imports-list'
import { importsOne } from '../api/fn/imports/imports-one'
import { importsRejected } from '../api/fn/imports/imports-rejected'
import { orderImportReceive } from '../api/fn/imports/order-import-receive'
import type { ImportDto } from '../api/models/import-dto'
import type { ImportOptionsDto } from '../api/models/import-options-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type ImportRun = ImportDto

@Injectable({ providedIn: 'root' })
export class Imports {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof importsList>> {
    return this.api.answer(importsList, asParams(query))
  }

  get(id: string): Observable<ImportRun> {
    return this.api.data(importsOne, { id })
  }

  start(file: File, mapping: string, options: Partial<ImportOptionsDto>): Observable<ImportRun> {
    // The file comes last, so that the server knows mapping and options when its bytes arrive.
    return this.api.data(orderImportReceive, { body: { mapping, options: JSON.stringify(options), file } })
  }

  cancel(id: string): Observable<ImportRun> {
    return this.api.data(importsCancel, { id })
  }

  /** The rejected rows as CSV, each with its reason. */
  rejections(id: string): Observable<string> {
    return this.api.answer(importsRejected, { id })
  }
}

export function isOver(run: Pick<ImportRun, 'status'>): boolean {
  return run.status !== 'queued' && run.status !== 'running'
}
