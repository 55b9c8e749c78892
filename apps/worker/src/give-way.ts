import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/**
 * Who waits for an answer goes first: where the API shares the worker's processors, it takes one at once. A tenth of one
 * stays for the worker however much is asked, so that events do not wait for the night.
 */
export function giveWay(): void {
  const { PRIORITY_BELOW_NORMAL } = constants.priority
  for (const thread of ownThreads()) {
    // Only a privileged user may raise it again.
    if (getPriority(thread) < PRIORITY_BELOW_NORMAL) setPriority(thread, PRIORITY_BELOW_NORMAL)
  }
  giveWayAsSession(PRIORITY_BELOW_NORMAL)
}

/**
 * Where Linux shares processors between sessions first (sched(7), "The autogroup feature"), as it does outside of
 * containers, a thread's priority counts only beside those of its own session. One that others began is not ours to slow.
 */
function giveWayAsSession(priority: number): void {
  try {
    const session = Number(/.*\) \S \d+ \d+ (\d+)/s.exec(readFileSync('/proc/self/stat', 'utf8'))?.[1])
    if (session === process.pid) writeFileSync('/proc/self/autogroup', String(priority))
  } catch {
    // A kernel without it, or one that lets nobody write there.
  }
}

/** Linux gives each thread a priority of its own, and those that clear memory have begun by now. */
function ownThreads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number)
  } catch {
    return [0]
  }
}
