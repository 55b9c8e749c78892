// A Redis of our own. Losing it loses nothing (DESIGN: PostgreSQL is the only truth), so it is kept simple.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { livingHolder, readText, stopChild, stopProcess } from './processes'

export interface RedisServer {
  url: string
  process: ChildProcess
  stop(): Promise<void>
}

export interface RedisOptions {
  folder: string
  logFile: string
  port: number
  password: string
  /** Tests keep nothing on disk. */
  persistence: 'appendonly' | 'none'
}

export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const folder = resolve(options.folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await stopRedis(folder)
  const configuration = join(folder, 'redis.conf')
  // In a file, since other users can read the command lines of ours.
  writeFileSync(configuration, settings(options, folder), { mode: 0o600 })
  const log = openSync(options.logFile, 'a')
  const child = spawn('redis-server', [configuration], { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  await untilItAnswers(child, options)
  const url = `redis://:${options.password}@127.0.0.1:${options.port}`
  return { url, process: child, stop: () => stopChild(child, 'SIGTERM', 20_000) }
}

/** Stops the server of this folder, whoever started it. */
export async function stopRedis(folder: string): Promise<void> {
  const left = livingHolder(join(folder, 'redis.pid'), (command) => command.includes('redis-server'))
  // Redis rewrites its title to "redis-server 127.0.0.1:<port>", which must be the port of our own configuration.
  const port = /^port (\d+)$/m.exec(readText(join(folder, 'redis.conf')) ?? '')?.[1]
  if (left && port && left.command.includes(`:${port}`)) await stopProcess(left.pid, 'SIGTERM', 20_000)
}

function settings(options: RedisOptions, folder: string): string {
  return [
    'bind 127.0.0.1',
    `port ${options.port}`,
    `requirepass ${options.password}`,
    `dir "${folder}"`,
    `pidfile "${join(folder, 'redis.pid')}"`,
    `appendonly ${options.persistence === 'appendonly' ? 'yes' : 'no'}`,
    'save ""',
    'daemonize no',
    '',
  ].join('\n')
}

async function untilItAnswers(child: ChildProcess, options: RedisOptions): Promise<void> {
  let failure: string | undefined
  child.once(
    'error',
    () => (failure = 'redis-server is not on the PATH; install Redis, or set REDIS_URL to a server of yours'),
  )
  child.once('exit', () => (failure ??= (readText(options.logFile) ?? '').trim().split('\n').slice(-2).join(' ')))
  for (const deadline = Date.now() + 30_000; Date.now() < deadline && failure === undefined; await pause(25)) {
    if (await ping(options)) return
  }
  await stopChild(child, 'SIGTERM', 5_000)
  throw new Error(`Redis did not start: ${failure ?? 'it does not answer'}`)
}

// Two inline commands over a plain socket: a client library would bring its reconnecting and its timers along.
function ping(options: RedisOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: options.port, timeout: 2_000 })
    let answer = ''
    socket.on('connect', () => socket.write(`AUTH ${options.password}\r\nPING\r\nQUIT\r\n`))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('timeout', () => socket.destroy())
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer.includes('+PONG')))
  })
}
