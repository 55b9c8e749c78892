import { Injectable } from '@nestjs/common'
import { Later, OnEvent, OnJob, type DomainEvent, type RunningJob } from '@portolan/platform'
import { daysAtOnce, RollupService } from './rollup.service'

@Injectable()
export class AnalyticsWorker {
  constructor(private readonly rollup: RollupService) {}

  @OnEvent('analytics', [
    'order.created',
    'order.updated',
    'order.status_changed',
    'order.refunded',
    'order.refund_updated',
    'order.refund_deleted',
    'order.deleted',
    'order.restored',
    'customer.merged',
    'customer.unmerged',
    'exchange_rate.set',
  ])
  async onRevenueMoved({ name }: DomainEvent): Promise<void> {
    await this.rollup.refresh()
    // Reports convert by it, whether it moves a day or not.
    if (name === 'exchange_rate.set') await this.rollup.advance()
  }

  @OnJob('analytics.refresh')
  async onRefresh(job: RunningJob<'analytics.refresh'>): Promise<'again' | 'done' | Later> {
    // What has begun goes on at once.
    const wait = job.progress.processed > 0 ? 0 : await this.rollup.secondsToWait()
    if (wait === null) return 'done'
    return wait > 0 ? new Later(wait) : this.step(job)
  }

  @OnJob('analytics.rebuild')
  async onRebuild(job: RunningJob<'analytics.rebuild'>): Promise<'again' | 'done'> {
    if (job.checkpoint) return this.step(job)
    job.checkpoint = { marked: true }
    job.progress = { processed: 0, total: await this.rollup.markAll() }
    return 'again'
  }

  private async step(job: RunningJob): Promise<'again' | 'done'> {
    const days = await this.rollup.recompute()
    job.progress = { ...job.progress, processed: job.progress.processed + days }
    // Fewer were all there were; what is marked meanwhile has events of its own.
    return days === daysAtOnce && !job.cancelled ? 'again' : 'done'
  }
}
