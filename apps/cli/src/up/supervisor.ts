// Keeps services running: starts them in order, starts one again that ends by itself, stops all in the opposite order.
import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { stopChild } from '../embedded'
import { tell } from '../output'

export interface Service {
  readonly name: string
  start(): Promise<ChildProcess>
  /** How this service is asked to finish, and how long it may take. */
  readonly stop: { signal: NodeJS.Signals; milliseconds: number }
  /** The end of its log, for whoever reads why it stopped. */
  lastWords(): string
}

interface Running {
  service: Service
  child: ChildProcess
  startedAt: number
  failures: number
}

const steady = 60_000
const longestPause = 30_000

export class Supervisor {
  private readonly running: Running[] = []
  private stopping = false
  private restarts = false

  async start(service: Service): Promise<void> {
    const entry = { service, child: await service.start(), startedAt: Date.now(), failures: 0 }
    this.running.push(entry)
    this.watch(entry)
  }

  /** From now on a service that ends is started again; until then it is a failed start. */
  keepRunning(): void {
    this.restarts = true
  }

  /** Throws an Error with the last words of a service that has ended during the start. */
  assertRunning(): void {
    const ended = this.running.find(({ child }) => hasEnded(child))
    if (ended && !this.restarts) throw new Error(`${ended.service.name} has stopped: ${ended.service.lastWords()}`)
  }

  async stopAll(): Promise<void> {
    this.stopping = true
    for (const { service, child } of [...this.running].reverse()) {
      await stopChild(child, service.stop.signal, service.stop.milliseconds)
    }
  }

  private watch(entry: Running): void {
    const { child } = entry
    child.once('exit', (code, signal) => {
      if (this.stopping || !this.restarts) return
      tell(`${entry.service.name} ended (${signal ?? `code ${code}`}): ${entry.service.lastWords()}`)
      if (Date.now() - entry.startedAt > steady) entry.failures = 0
      void this.restart(entry)
    })
  }

  private async restart(entry: Running): Promise<void> {
    const wait = Math.min(1000 * 2 ** entry.failures++, longestPause)
    tell(`Starting it again in ${wait / 1000} s …`)
    await pause(wait, undefined, { ref: false })
    if (this.stopping) return
    try {
      entry.child = await entry.service.start()
      entry.startedAt = Date.now()
      this.watch(entry)
      // The stop may have come while it was starting.
      if (this.stopping) await stopChild(entry.child, entry.service.stop.signal, entry.service.stop.milliseconds)
    } catch (error) {
      tell(`${entry.service.name} did not start: ${(error as Error).message}`)
      await this.restart(entry)
    }
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
