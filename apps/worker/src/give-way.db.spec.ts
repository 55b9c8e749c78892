import { readFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { Database } from '@portolan/platform'
import { testWorld, type World } from '@portolan/testing'
import { connectionsGiveWay } from './give-way'

// Elsewhere nobody may, or nothing is there to be lowered.
const onLinux = process.platform === 'linux' ? it : it.skip
const { PRIORITY_BELOW_NORMAL } = constants.priority

let world: World
beforeAll(async () => {
  world = await testWorld({ modules: [] })
})
afterAll(() => world.close())

const pids = (db: Database, count: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, () =>
      db.as({ role: 'system' }, async () => {
        const [row] = await db.tx(() => db.query<{ pid: number }>('select pg_backend_pid() as pid, pg_sleep(0.05)'))
        return row?.pid ?? 0
      }),
    ),
  )

/** Of the session too, where the system shares its processors between them. */
function isLowered(pid: number): boolean {
  if (getPriority(pid) < PRIORITY_BELOW_NORMAL) return false
  try {
    return readFileSync(`/proc/${pid}/autogroup`, 'utf8').endsWith(`nice ${PRIORITY_BELOW_NORMAL}\n`)
  } catch {
    return true
  }
}

onLinux('all connections of a process give way, also those that were open before, and no others', async () => {
  const db = world.get(Database)
  const other = await testWorld({ modules: [] })
  try {
    const [before] = await pids(db, 1)
    const untouched = await pids(other.get(Database), 2)
    connectionsGiveWay(db)
    const all = await pids(db, 4)
    expect(new Set(all)).toContain(before)
    expect(new Set(all).size).toBe(4)
    while (!all.every(isLowered)) await pause(20)
    expect(untouched.filter(isLowered)).toEqual([])
  } finally {
    await other.close()
  }
})
