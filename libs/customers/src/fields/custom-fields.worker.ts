import { Injectable } from '@nestjs/common'
import { OnJob, type RunningJob } from '@portolan/platform'
import { CustomFieldsQueries } from './custom-fields.queries'

const chunk = 2000

/** The job door of custom fields. */
@Injectable()
export class CustomFieldsWorker {
  constructor(private readonly queries: CustomFieldsQueries) {}

  @OnJob('custom-fields.index')
  async onIndex(job: RunningJob<'custom-fields.index'>): Promise<'again' | 'done'> {
    const { last, rows } = await this.queries.fileRows(job.payload.field_id, job.checkpoint as string | null, chunk)
    job.checkpoint = last
    job.progress = { processed: job.progress.processed + rows, total: null }
    return rows < chunk ? 'done' : 'again'
  }
}
