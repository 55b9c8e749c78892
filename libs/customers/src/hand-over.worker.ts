import { Injectable } from '@nestjs/common'
import { type DomainEvent, OnEvent, OnJob, Outbox, type RunningJob } from '@portolan/platform'
import { HandOver } from './hand-over'

const chunk = 500

/** Hears of members who were deactivated, and hands over their customers. */
@Injectable()
export class HandOverWorker {
  constructor(
    private readonly outbox: Outbox,
    private readonly handOver: HandOver,
  ) {}

  @OnEvent('customers.hand-over', ['user.deactivated'])
  async onDeactivated({ payload }: DomainEvent<'user.deactivated'>): Promise<void> {
    for (const from of payload.ids) {
      if (!(await this.handOver.count(from))) continue
      await this.outbox.enqueue('customers.hand-over', { from, to: payload.hand_over_to ?? null })
    }
  }

  /** Goes on until nothing is left, so that what was assigned in the meantime comes along. */
  @OnJob('customers.hand-over')
  async onHandOver(job: RunningJob<'customers.hand-over'>): Promise<'again' | 'done'> {
    job.progress.total ??= await this.handOver.count(job.payload.from)
    const moved = await this.handOver.next(job.payload, chunk)
    job.progress.processed += moved
    return moved < chunk ? 'done' : 'again'
  }
}
