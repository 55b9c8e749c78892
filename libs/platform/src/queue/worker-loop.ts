import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common'
import { queues } from '@portolan/contracts'
import type Bull from 'bull'
import { runInContext } from '../database/context'
import { Handlers } from './handlers'
import { JobRunner } from './job-runner'
import { Relay } from './relay'
import { Scheduler } from './scheduler'
import { wakeUpQueue } from './wake-ups'

const pollMs = 200
const scheduleMs = 10_000

/** One line of work: runs again when woken while running, and by itself every `everyMs`. */
class Line {
  private running: Promise<void> | null = null
  private again = false
  private readonly timer: NodeJS.Timeout

  constructor(
    everyMs: number,
    private readonly work: () => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => {
      this.wake()
    }, everyMs)
    this.wake()
  }

  wake(): void {
    if (this.running) this.again = true
    else this.running = this.turn()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    this.again = false
    await this.running
  }

  private async turn(): Promise<void> {
    try {
      do {
        this.again = false
        await runInContext({ role: 'system' }, this.work)
      } while (this.again)
    } catch (error) {
      this.failed(error)
    } finally {
      this.running = null
    }
  }
}

/** Keeps relay, queues and schedules going in the worker process. SIGTERM lets the chunk in hand commit, then stops. */
@Injectable()
export class WorkerLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('worker')
  private readonly lines = new Map<string, Line>()
  private wakeUps: Bull.Queue | null = null
  private stopping = false

  constructor(
    private readonly relay: Relay,
    private readonly runner: JobRunner,
    private readonly scheduler: Scheduler,
    private readonly handlers: Handlers,
  ) {}

  onApplicationBootstrap(): void {
    this.handlers.assertComplete()
    const failed = (error: unknown) => {
      this.logger.error(error instanceof Error ? error.message : String(error))
    }
    this.lines.set('relay', new Line(pollMs, () => this.relay.drain(), failed))
    this.lines.set('schedules', new Line(scheduleMs, () => this.scheduler.tick(), failed))
    for (const queue of queues) {
      this.lines.set(queue, new Line(pollMs, () => this.runner.drain(queue, () => this.stopping), failed))
    }
    this.wakeUps = wakeUpQueue()
    void this.wakeUps.process('*', (job) => {
      this.lines.get(job.name)?.wake()
      return Promise.resolve()
    })
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true
    await Promise.all([...this.lines.values()].map((line) => line.stop()))
    await this.wakeUps?.close(true).catch(() => undefined)
  }
}
