// Bull carries wake-ups and nothing else: a Bull job names a queue, never a row. All of Redis may vanish; then the
// worker's polling finds the rows a little later.
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import type { QueueName } from '@portolan/contracts'
import Bull from 'bull'
import { config } from '../config/config'

/** Lines of work of the domains, beside the queues. */
export type LineName = 'webhooks'
export type WakeUpTarget = QueueName | LineName | 'relay'

const quiet = () => undefined
/** No target is woken more often; whoever waits so long is woken by the next. */
const restMs = 25

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
  private nearby: ((target: WakeUpTarget) => void) | null = null
  /** Targets whose wake-up is on its way to Redis, and whether they were woken once more in the meantime. */
  private readonly sending = new Map<WakeUpTarget, 'once' | 'again'>()

  /**
   * Wakes whoever drains `target`: in this process at once, elsewhere if Redis is there. Never awaited, since `add`
   * hangs while Redis is away; and one at a time for a target, so that a Redis that hangs costs no memory.
   */
  wake(target: WakeUpTarget): void {
    this.nearby?.(target)
    if (config.NODE_ENV === 'test') return
    if (this.sending.has(target)) this.sending.set(target, 'again')
    else this.send(target)
  }

  /** Tells `listener` of every wake-up that comes from this process. */
  listen(listener: (target: WakeUpTarget) => void): void {
    this.nearby = listener
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue?.close(true).catch(quiet)
  }

  private send(target: WakeUpTarget): void {
    this.queue ??= wakeUpQueue()
    if (this.queue.client.status !== 'ready') return
    this.sending.set(target, 'once')
    const rested = () => {
      const again = this.sending.get(target) === 'again'
      this.sending.delete(target)
      if (again) this.send(target)
    }
    // Sending one costs about half a millisecond of this process: many writes in a row share it.
    const sent = () => {
      setTimeout(rested, restMs).unref()
    }
    // One waiting wake-up per target: Bull drops an id that is waiting already.
    this.queue.add(target, {}, { jobId: target, removeOnComplete: true, removeOnFail: true }).then(sent, sent)
  }
}
