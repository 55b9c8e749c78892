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
// Further lines of a queue are woken by its first one; their own polling is for what nobody woke them for.
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

  private wake(target: string): void {
    this.lines.get(target)?.forEach((line) => {
      line.wake()
    })
  }

  /** As many lines as the queue may run jobs at once. The first takes lost jobs too, alone in its hand. */
  private linesOf(queue: QueueName): Line[] {
    const stopped = () => this.stopping
    const siblings = Array.from({ length: queuePolicies[queue].concurrency - 1 }, () =>
      this.line(queue, siblingPollMs, () => this.runner.drain(queue, { stopped, takes: 'fresh' })),
    )
    const first = this.line(queue, pollMs, () =>
      this.runner.drain(queue, {
        stopped,
        claimed: () => {
          siblings.forEach((line) => {
            line.wake()
          })
        },
      }),
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
