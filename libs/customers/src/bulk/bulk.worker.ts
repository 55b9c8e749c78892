import { Injectable } from '@nestjs/common'
import { OnJob, type RunningJob } from '@portolan/platform'
import { BulkService } from './bulk.service'

/** As many ids as an event carries. */
const chunk = 500

interface Result extends Record<string, unknown> {
  readonly action: string
  readonly changed: number
  readonly unchanged: number
  readonly failed: number
}

/** The job door of bulk edits. */
@Injectable()
export class BulkWorker {
  constructor(private readonly bulk: BulkService) {}

  @OnJob('customers.bulk')
  async onBulk(job: RunningJob<'customers.bulk'>): Promise<'again' | 'done' | 'cancelled'> {
    const action = job.payload.action
    const before = (job.result as Result | null) ?? { action, changed: 0, unchanged: 0, failed: 0 }
    const after = (job.checkpoint as number | null) ?? 0
    const { ids, total } = await this.bulk.chunk(job.id, after, chunk)
    job.result = before
    if (job.cancelled && ids.length) return 'cancelled'
    const { changed, failed } = await this.bulk.apply(job.id, job.payload, ids)
    const processed = after + ids.length
    job.result = {
      action,
      changed: before.changed + changed,
      unchanged: before.unchanged + ids.length - changed - failed,
      failed: before.failed + failed,
    } satisfies Result
    job.checkpoint = processed
    job.progress = { processed, total }
    return processed < total ? 'again' : 'done'
  }
}
