import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { caughtMailsList } from '../api/fn/caught-mails/caught-mails-list'
import type { CaughtMailDto } from '../api/models/caught-mail-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type CaughtMail = CaughtMailDto

/** Mail that this server kept instead of sending it. */
@Injectable({ providedIn: 'root' })
export class CaughtMails {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof caughtMailsList>> {
    return this.api.answer(caughtMailsList, asParams(query))
  }
}
