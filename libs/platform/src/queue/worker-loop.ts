import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common'
import { queuePolicies, queues, type QueueName } from '@portolan/contracts'
import type Bull from 'bull'
import { log } from '../observe/log'
import { RealtimeBus } from '../realtime/realtime-bus'
import { Handlers } from './handlers'
import { JobRunner } from './job-runner'
import { Line } from './line'
import { Relay } from './relay'
import { Scheduler } from './scheduler'
import { WakeUps, wakeUpQueue } from './wake-ups'

const pollMs = 200
const scheduleMs = 10_000
// A lease is many times as long.
const lostMs = 1000
// Further lines of a queue are woken by one that found something; their own polling is for what nobody woke them for.
const siblingPollMs = 2000

/** Keeps relay, queues and schedules going in the worker process. SIGTERM lets the chunk in hand commit, then stops. */
@Injectable()
export class WorkerLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly lines = new Map<string, Line[]>()
  private queue: Bull.Queue | null = null
  private stopping = false

  constructor(
    private readonly relay: Relay,
    private readonly runner: JobRunner,
    private readonly scheduler: Scheduler,
    private readonly handlers: Handlers,
    private readonly wakeUps: WakeUps,
    private readonly realtime: RealtimeBus,
  ) {}

  onApplicationBootstrap(): void {
    this.handlers.assertComplete()
    this.realtime.open()
    const stopped = () => this.stopping
    this.lines.set('relay', [this.line('relay', pollMs, () => this.relay.drain(stopped))])
    this.lines.set('schedules', [this.line('schedules', scheduleMs, () => this.scheduler.tick())])
    for (const queue of queues) this.lines.set(queue, this.linesOf(queue))
    for (const [name, work] of this.handlers.lines) this.lines.set(name, [this.line(name, pollMs, work)])
    this.wakeUps.listen((target) => {
      this.wake(target)
    })
    this.queue = wakeUpQueue()
    void this.queue.process('*', (job) => {
      this.wake(job.name)
      return Promise.resolve()
    })
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true
    await Promise.all([...this.lines.values()].flat().map((line) => line.stop()))
    await this.queue?.close(true).catch(() => undefined)
  }

  /** One line that rests: it wakes the next when it finds something. Those that work all look again. */
  private wake(target: string): void {
    const lines = this.lines.get(target) ?? []
    const resting = lines.find((line) => line.isResting)
    for (const line of resting ? [resting] : lines) line.wake()
  }

  /** As many lines as the queue may run jobs at once. The first looks for lost jobs too, which it takes alone. */
  private linesOf(queue: QueueName): Line[] {
    const stopped = () => this.stopping
    const claimed = () => {
      this.wake(queue)
    }
    let looked = 0
    const first = this.line(queue, pollMs, () => {
      const takes = Date.now() - looked < lostMs ? 'fresh' : 'all'
      if (takes === 'all') looked = Date.now()
      return this.runner.drain(queue, { stopped, claimed, takes })
    })
    const siblings = Array.from({ length: queuePolicies[queue].concurrency - 1 }, () =>
      this.line(queue, siblingPollMs, () => this.runner.drain(queue, { stopped, claimed, takes: 'fresh' })),
    )
    return [first, ...siblings]
  }

  private line(name: string, everyMs: number, work: () => Promise<unknown>): Line {
    return new Line({
      everyMs,
      work,
      failed: (error) => {
        log.error({ err: error, line: name }, 'a line of the worker fails; it goes on trying')
      },
    })
  }
}
