import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { systemMailsList } from '../api/fn/system-mails/system-mails-list'
import type { SystemMailDto } from '../api/models/system-mail-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type SystemMail = SystemMailDto

/** What this server wrote to the people of the workspace. */
@Injectable({ providedIn: 'root' })
export class SystemMails {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof systemMailsList>> {
    return this.api.answer(systemMailsList, asParams(query))
  }
}
