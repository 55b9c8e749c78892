// The embedded servers of the tests, under .portolan/test. Runs at the same time share them: each leaves a file with
// its pid in users/, and the last one to finish stops them.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  claim,
  commandOf,
  freePort,
  isAlive,
  readText,
  repositoryRoot,
  startPostgres,
  startRedis,
  stopPostgres,
  stopRedis,
} from '../../../apps/cli/src/embedded'

interface Running {
  postgres: string
  redis: string
}

const folder = join(repositoryRoot(), '.portolan', 'test')
const users = join(folder, 'users')
const password = 'portolan-test'

// Speed over safety: this data is thrown away. As much memory as `portolan up` gives its server: first syncs are measured here.
const settings = {
  shared_buffers: '256MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
}

/** Addresses of the shared servers; starts them when this run is the first. */
export function useServers(): Promise<Running> {
  return alone(async () => {
    const running = others().length > 0 ? remembered() : undefined
    writeFileSync(join(users, String(process.pid)), '')
    if (running) return running
    const started = await start().catch(async (error: unknown) => {
      await stop()
      throw error
    })
    writeFileSync(join(folder, 'servers.json'), JSON.stringify(started))
    return started
  })
}

/** Stops the servers, unless another run still uses them. */
export function leaveServers(): Promise<void> {
  return alone(async () => {
    rmSync(join(users, String(process.pid)), { force: true })
    if (others().length > 0) return
    rmSync(join(folder, 'servers.json'), { force: true })
    await stop()
  })
}

async function stop(): Promise<void> {
  await Promise.all([stopPostgres(join(folder, 'cluster')), stopRedis(join(folder, 'redis'))])
}

async function start(): Promise<Running> {
  const log = (name: string) => join(folder, `${name}.log`)
  const postgresPort = await freePort()
  const redisPort = await freePort()
  const [postgres, redis] = await Promise.all([
    startPostgres({
      folder: join(folder, 'cluster'),
      logFile: log('postgres'),
      port: postgresPort,
      password,
      settings,
    }),
    startRedis({
      folder: join(folder, 'redis'),
      logFile: log('redis'),
      port: redisPort,
      password,
      persistence: 'none',
    }),
  ])
  // They live until the last run leaves, which need not be this one.
  postgres.process.unref()
  redis.process.unref()
  return { postgres: postgres.url, redis: redis.url }
}

function others(): number[] {
  mkdirSync(users, { recursive: true })
  const pids = readdirSync(users).map(Number)
  const living = pids.filter((pid) => isAlive(pid) && commandOf(pid)?.includes('jest'))
  for (const pid of pids) if (!living.includes(pid)) rmSync(join(users, String(pid)), { force: true })
  return living.filter((pid) => pid !== process.pid)
}

function remembered(): Running | undefined {
  const text = readText(join(folder, 'servers.json'))
  return text === undefined ? undefined : (JSON.parse(text) as Running)
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  const lock = join(folder, 'lock')
  while (claim(lock, (command) => command.includes('jest'))) await pause(50)
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}
