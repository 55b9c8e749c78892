import { Injectable } from '@nestjs/common'
import { OnJob, type RunningJob } from '@portolan/platform'
import { ImportRetention } from './import-retention'
import { ImportRun } from './import-run'
import { UndoRun } from './undo/undo-run'

@Injectable()
export class ImportsWorker {
  constructor(
    private readonly run: ImportRun,
    private readonly undo: UndoRun,
    private readonly retention: ImportRetention,
  ) {}

  @OnJob('imports.run')
  onRun(job: RunningJob<'imports.run'>): Promise<'again' | 'done'> {
    return this.run.step(job)
  }

  @OnJob('imports.undo')
  onUndo(job: RunningJob<'imports.undo'>): Promise<'again' | 'done'> {
    return this.undo.step(job)
  }

  @OnJob('imports.prune')
  onPrune(): Promise<void> {
    return this.retention.prune()
  }
}
