import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { timelineList } from '../api/fn/timeline/timeline-list'
import type { TimelineEntryDto } from '../api/models/timeline-entry-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import type { Query } from './query'

export type TimelineEntry = TimelineEntryDto
export type TimelinePage = AnswerOf<typeof timelineList>

/** What happened: to one customer or order, or lately to all of them. */
@Injectable({ providedIn: 'root' })
export class TimelineEntries {
  private readonly api = apiCalls()

  of(kind: 'customers' | 'orders', id: string, query: Query): Observable<TimelinePage> {
    return this.api.found(`/api/v1/${kind}/${id}/timeline`, query)
  }

  list(query: Query): Observable<TimelinePage> {
    return this.api.found(timelineList.PATH, query)
  }
}
