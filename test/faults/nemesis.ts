// What goes wrong, and when: drawn from a seed, told before it happens, and the same again for the same seed.
import { setTimeout as pause } from 'node:timers/promises'
import type { Plant, Point } from './plant'

export type Fault = (plant: Plant) => Promise<void>

const killed =
  (point: Point): Fault =>
  async (plant) => {
    plant.arm(point, 'kill')
    await untilPassed(plant, point)
  }

/** Silent for longer than its lease, then as if nothing had happened. */
const frozen =
  (point: Point): Fault =>
  async (plant) => {
    plant.arm(point, 'freeze')
    await untilPassed(plant, point)
    await pause(plant.leaseSeconds * 1500)
    plant.resumeWorkers()
  }

export const faults = {
  'worker killed before the effect': killed('job.before-effect'),
  'worker killed after the effect': killed('job.after-effect'),
  'worker killed before the commit': killed('job.before-commit'),
  'worker killed after the commit': killed('job.after-commit'),
  'relay killed before the commit': killed('relay.before-commit'),
  'relay killed after the commit': killed('relay.after-commit'),
  'API killed between commit and answer': killed('request.after-commit'),
  'worker frozen past its lease before the effect': frozen('job.before-effect'),
  'worker frozen past its lease before the commit': frozen('job.before-commit'),
  'worker frozen past its lease after the commit': frozen('job.after-commit'),
  'connections cut': (plant) => plant.cutConnections(),
  'PostgreSQL crashed': (plant) => plant.crashPostgres(),
  'Redis crashed': (plant) => plant.crashRedis(2000),
  'Redis flushed': (plant) => plant.tellRedis('FLUSHALL'),
  'Redis full': async (plant) => {
    await plant.tellRedis('CONFIG', 'SET', 'maxmemory', '1mb')
    await pause(3000)
    await plant.tellRedis('CONFIG', 'SET', 'maxmemory', '0')
  },
  'Redis silent': (plant) => plant.tellRedis('CLIENT', 'PAUSE', 3000),
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

/** Every fault `times` times, in an order that the seed decides, with what passes between two of them in milliseconds. */
export function scheduleOf(seed: number, times: number): { name: FaultName; after: number }[] {
  const random = generator(seed)
  const names = Array.from({ length: times }, () => Object.keys(faults) as FaultName[]).flat()
  return names
    .map((name) => ({ name, place: random(), after: Math.round(200 + random() * 800) }))
    .sort((left, right) => left.place - right.place)
    .map(({ name, after }) => ({ name, after }))
}

export async function play(plant: Plant, schedule: readonly { name: FaultName; after: number }[]): Promise<void> {
  for (const { name, after } of schedule) {
    await pause(after)
    await faults[name](plant)
  }
}

/** On a busy machine an API that was killed takes its time to be back, and nothing happens without it. */
const longestMs = 90_000

async function untilPassed(plant: Plant, point: Point): Promise<void> {
  for (const deadline = Date.now() + longestMs; Date.now() < deadline; await pause(20)) {
    if (!plant.isArmed(point)) return
  }
  plant.disarm(point)
  throw new Error(`nobody passed ${point}: the load has stopped or the work hangs`)
}

/** mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
