import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core'
import { firstValueFrom, type Observable } from 'rxjs'
import { bulkStart } from '../api/fn/customers/bulk-start'
import { jobsCancel } from '../api/fn/jobs/jobs-cancel'
import { jobsFailures } from '../api/fn/jobs/jobs-failures'
import { jobsOne } from '../api/fn/jobs/jobs-one'
import type { BulkDto } from '../api/models/bulk-dto'
import type { JobDto } from '../api/models/job-dto'
import type { JobFailureDto } from '../api/models/job-failure-dto'
import { readStored, writeStored } from '../ui/stored'
import { apiCalls } from './api-calls'
import { Session } from './session'

export type BulkCommand = BulkDto
export type BulkJob = JobDto
export type BulkFailure = JobFailureDto

/** What is sent again for those that failed. */
type BulkAction = Pick<BulkCommand, 'action' | 'tags' | 'assigned_to' | 'status'>

export interface FollowedJob {
  readonly id: string
  readonly command: BulkAction
  readonly job?: BulkJob
}

const askEveryMs = 1500
const stored = 'portolan.bulk'

export function isOver({ state }: Pick<BulkJob, 'state'>): boolean {
  return !['pending', 'waiting', 'running'].includes(state)
}

/** Bulk jobs that this reader started: followed on every page and after a reload, until somebody puts them away. */
@Injectable({ providedIn: 'root' })
export class BulkJobs {
  private readonly api = apiCalls()
  private readonly session = inject(Session)
  private readonly jobs = signal<readonly FollowedJob[]>([])
  private readonly ended = signal(0)
  private timer: ReturnType<typeof setTimeout> | undefined
  readonly followed = this.jobs.asReadonly()
  /** Counts jobs that came to their end, so that lists show what they did. */
  readonly finished = this.ended.asReadonly()
  private readonly place = computed(() => {
    const user = this.session.user()
    return user && this.session.can('customers.bulk') ? `${stored}.${user.tenant.id}.${user.id}` : undefined
  })

  constructor() {
    effect(() => {
      const place = this.place()
      untracked(() => {
        this.jobs.set(place ? (readStored<FollowedJob[]>(place) ?? []) : [])
        this.ask()
      })
    })
  }

  async start(command: BulkCommand): Promise<void> {
    const job = await firstValueFrom(this.api.data(bulkStart, { body: command }))
    const { action, tags, assigned_to, status } = command
    this.keep([...this.jobs(), { id: job.id, command: { action, tags, assigned_to, status }, job }])
    this.ask()
  }

  /** Once more, for those that an earlier job could not do. */
  async retry({ id, command }: FollowedJob): Promise<void> {
    await this.start({ ...command, failed_of: id })
    this.putAway(id)
  }

  /** Takes back what the job has changed, where nobody has changed it since. */
  async undo(id: string): Promise<void> {
    await this.start({ action: 'undo', undo_of: id })
    this.putAway(id)
  }

  async cancel(id: string): Promise<void> {
    this.note(id, await firstValueFrom(this.api.data(jobsCancel, { id })))
  }

  failures(id: string): Observable<BulkFailure[]> {
    return this.api.data(jobsFailures, { id, per_page: 100 })
  }

  putAway(id: string) {
    this.keep(this.jobs().filter((one) => one.id !== id))
  }

  private ask() {
    clearTimeout(this.timer)
    if (this.jobs().every(({ job }) => job && isOver(job))) return
    this.timer = setTimeout(() => void this.askAll(), askEveryMs)
  }

  private async askAll() {
    for (const { id, job } of this.jobs()) {
      if (job && isOver(job)) continue
      try {
        this.note(id, await firstValueFrom(this.api.data(jobsOne, { id })))
      } catch {
        // The line may be down for a while; the next turn asks again.
      }
    }
    this.ask()
  }

  private note(id: string, job: BulkJob) {
    this.keep(this.jobs().map((one) => (one.id === id ? { ...one, job } : one)))
    if (isOver(job)) this.ended.update((count) => count + 1)
  }

  private keep(jobs: readonly FollowedJob[]) {
    this.jobs.set(jobs)
    const place = this.place()
    if (place) writeStored(place, jobs.length ? jobs.slice(-5) : undefined)
  }
}
