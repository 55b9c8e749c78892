import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '@portolan/platform'

const { PRIORITY_BELOW_NORMAL } = constants.priority
/** Linux lets others than the superuser change one session in a tenth of a second. */
const retryMs = 150
const tries = 40

/**
 * Who waits for an answer goes first: where the API shares the worker's processors, it takes one at once. A tenth of one
 * stays for the worker however much is asked, so that events do not wait for the night.
 */
export function giveWay(): void {
  for (const thread of ownThreads()) {
    // Only a privileged user may raise it again.
    if (getPriority(thread) < PRIORITY_BELOW_NORMAL) setPriority(thread, PRIORITY_BELOW_NORMAL)
  }
  void whereAllowed(() => {
    const session = Number(/.*\) \S \d+ \d+ (\d+)/s.exec(readFileSync('/proc/self/stat', 'utf8'))?.[1])
    // One that others began is not ours to slow.
    if (session === process.pid) sessionGivesWay(process.pid)
  })
}

/**
 * So does what the worker asks of the database: each connection is a process there, and a session. Only where that runs
 * on this machine, and this user may.
 */
export function connectionsGiveWay(db: Pick<Database, 'onConnection'>): void {
  db.onConnection(({ pid, port }) => {
    void whereAllowed(() => {
      if (pid === null || !isBackend(pid, port)) return
      if (getPriority(pid) < PRIORITY_BELOW_NORMAL) setPriority(pid, PRIORITY_BELOW_NORMAL)
      sessionGivesWay(pid)
    })
  })
}

/** Again when it was too soon after somebody else's. A system that is not Linux, or lets nobody do it, is left as it is. */
async function whereAllowed(give: () => void): Promise<void> {
  for (let tried = 0; tried < tries; tried++) {
    try {
      give()
      return
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EAGAIN') return
      await pause(retryMs, undefined, { ref: false })
    }
  }
}

/** Whether a process here is the one that this port is connected to: on another machine such a number says nothing. */
function isBackend(pid: number, port: number | undefined): boolean {
  const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  return port !== undefined && title.startsWith('postgres: ') && title.includes(`(${port}) `)
}

/**
 * Where Linux shares processors between sessions first (sched(7), "The autogroup feature"), as it does outside of
 * containers, a thread's priority counts only beside those of its own session. Throws what the system answers.
 */
function sessionGivesWay(pid: number): void {
  writeFileSync(`/proc/${pid}/autogroup`, String(PRIORITY_BELOW_NORMAL))
}

/** Linux gives each thread a priority of its own, and those that clear memory have begun by now. */
function ownThreads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number)
  } catch {
    return [0]
  }
}
