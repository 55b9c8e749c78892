// The servers' own time. Left alone it is the machine's; a test moves it on, so that four hours of retries or the end
// of a token are a matter of milliseconds.

interface Job {
  readonly at: number
  readonly run: () => Promise<void> | void
}

export class Clock {
  private jobs: Job[] = []
  private offset = 0
  private timer: NodeJS.Timeout | undefined
  private stopped = false

  now(): number {
    return Date.now() + this.offset
  }

  /** Runs the work when the time has come. Whoever cannot wait moves the clock. */
  at(time: number, run: Job['run']): void {
    if (this.stopped) return
    const place = this.jobs.findLastIndex((job) => job.at <= time) + 1
    this.jobs.splice(place, 0, { at: time, run })
    if (place === 0) this.wait()
  }

  /** Moves time on and does, in its order, all that becomes due on the way; answers when that is done. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.now() + milliseconds
    for (let job = this.jobs[0]; job && job.at <= until; job = this.jobs[0]) {
      this.jobs.shift()
      this.offset += Math.max(0, job.at - this.now())
      await job.run()
    }
    this.offset += Math.max(0, until - this.now())
    this.wait()
  }

  stop(): void {
    this.stopped = true
    this.jobs = []
    clearTimeout(this.timer)
  }

  private wait(): void {
    clearTimeout(this.timer)
    const next = this.jobs[0]
    if (!next) return
    // Longer timers than this overflow; it looks again then.
    const pause = Math.min(Math.max(0, next.at - this.now()), 86_400_000)
    this.timer = setTimeout(() => this.work(), pause).unref()
  }

  private work(): void {
    for (let job = this.jobs[0]; job && job.at <= this.now(); job = this.jobs[0]) {
      this.jobs.shift()
      void job.run()
    }
    this.wait()
  }
}
