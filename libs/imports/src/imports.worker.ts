import { Injectable } from '@nestjs/common'
import { OnJob, type RunningJob } from '@portolan/platform'
import { ImportRun } from './import-run'

@Injectable()
export class ImportsWorker {
  constructor(private readonly run: ImportRun) {}

  @OnJob('imports.run')
  onRun(job: RunningJob<'imports.run'>): Promise<'again' | 'done'> {
    return this.run.step(job)
  }
}
