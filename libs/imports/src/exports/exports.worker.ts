import { Injectable } from '@nestjs/common'
import { OnJob, type RunningJob } from '@portolan/platform'
import { ExportRetention } from './export-retention'
import { ExportRun } from './export-run'

@Injectable()
export class ExportsWorker {
  constructor(
    private readonly run: ExportRun,
    private readonly retention: ExportRetention,
  ) {}

  @OnJob('exports.run')
  onRun(job: RunningJob<'exports.run'>): Promise<'again' | 'done'> {
    return this.run.step(job)
  }

  @OnJob('exports.prune')
  onPrune(): Promise<void> {
    return this.retention.prune()
  }
}
