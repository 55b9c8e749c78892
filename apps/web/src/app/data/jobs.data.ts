import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { jobsList } from '../api/fn/jobs/jobs-list'
import { jobsReplayMany } from '../api/fn/jobs/jobs-replay-many'
import { queuesList } from '../api/fn/jobs/queues-list'
import { queuesPause } from '../api/fn/jobs/queues-pause'
import { queuesResume } from '../api/fn/jobs/queues-resume'
import type { JobDto } from '../api/models/job-dto'
import type { QueueDto } from '../api/models/queue-dto'
import type { ReplayJobsDto } from '../api/models/replay-jobs-dto'
import type { ReplayedJobsDto } from '../api/models/replayed-jobs-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type Job = JobDto
export type Queue = QueueDto
export type Replay = ReplayJobsDto

type QueueName = Parameters<typeof queuesPause>[2]['name']

@Injectable({ providedIn: 'root' })
export class Jobs {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof jobsList>> {
    return this.api.answer(jobsList, asParams(query))
  }

  queues(): Observable<Queue[]> {
    return this.api.data(queuesList, undefined)
  }

  pause(name: string): Observable<Queue> {
    return this.api.data(queuesPause, { name: name as QueueName })
  }

  resume(name: string): Observable<Queue> {
    return this.api.data(queuesResume, { name: name as QueueName })
  }

  replay(selection: Replay): Observable<ReplayedJobsDto> {
    return this.api.data(jobsReplayMany, { body: selection })
  }
}
