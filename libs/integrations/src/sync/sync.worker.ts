import { Injectable } from '@nestjs/common'
import { BeforeChunk, OnEvent, OnJob, type DomainEvent, type Later, type RunningJob } from '@portolan/platform'
import { Fetching } from './fetching'
import type { Asked } from './sync-asking'
import { SyncRun } from './sync-run'
import { dueAgainAfter, SyncRunsService } from './sync-runs.service'

/** The event and job door of sync. */
@Injectable()
export class SyncWorker {
  constructor(
    private readonly run: SyncRun,
    private readonly runs: SyncRunsService,
    private readonly fetching: Fetching,
  ) {}

  @BeforeChunk('integrations.sync')
  ask(job: RunningJob<'integrations.sync'>): Promise<Asked | null> {
    return this.run.ask(job)
  }

  @OnJob('integrations.sync')
  step(job: RunningJob<'integrations.sync'>, asked: Asked | null): Promise<'again' | 'done' | 'cancelled' | Later> {
    return this.run.step(job, asked)
  }

  @OnJob('integrations.fetch')
  fetch({ payload }: RunningJob<'integrations.fetch'>): Promise<void> {
    return this.fetching.fetch(payload)
  }

  @OnJob('integrations.schedule')
  schedule(): Promise<void> {
    return this.runs.startAllDue()
  }

  /** It may be a bad hour of the shop. */
  @OnEvent('integrations.try-again', ['integration.failed'])
  async tryAgain({ payload }: DomainEvent<'integration.failed'>): Promise<void> {
    for (const id of payload.ids) await this.runs.dueIn(id, dueAgainAfter)
  }

  /** A shop's history is read as soon as it can be. */
  @OnEvent('integrations.first-run', ['integration.connected'])
  async begin({ payload }: DomainEvent<'integration.connected'>): Promise<void> {
    for (const id of payload.ids) await this.runs.startDue(id)
  }
}
