// Bull carries wake-ups and nothing else: a Bull job names a queue, never a row. All of Redis may vanish; then the
// worker's polling finds the rows a little later.
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import type { QueueName } from '@portolan/contracts'
import Bull from 'bull'
import { config } from '../config/config'

export type WakeUpTarget = QueueName | 'relay'

const quiet = () => undefined

export function wakeUpQueue(): Bull.Queue {
  const queue = new Bull('portolan-wake-ups', config.REDIS_URL, {
    redis: { maxRetriesPerRequest: null },
    settings: { maxStalledCount: 100 },
  })
  // Redis being away is no error of ours: rows stay where they are and polling goes on.
  queue.on('error', quiet)
  return queue
}

@Injectable()
export class WakeUps implements OnApplicationShutdown {
  private queue: Bull.Queue | null = null

  /** Wakes whoever drains `target`, if Redis is there. Never awaited: `add` hangs while Redis is away. */
  wake(target: WakeUpTarget): void {
    if (config.NODE_ENV === 'test') return
    this.queue ??= wakeUpQueue()
    if (this.queue.client.status !== 'ready') return
    // One waiting wake-up per target: Bull drops an id that is waiting already.
    this.queue.add(target, {}, { jobId: target, removeOnComplete: true, removeOnFail: true }).catch(quiet)
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue?.close(true).catch(quiet)
  }
}
