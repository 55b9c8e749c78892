// A PostgreSQL server of our own, from the programs that npm installed. It is a child of this process, but not of its
// terminal: Ctrl-C reaches us alone, and we stop it after those who use it.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { giveTo, postgresFiles, type PostgresFiles } from './postgres-files'
import { commandOf, isAlive, readText, stopChild, stopProcess } from './processes'

export interface PostgresServer {
  /** Superuser connection, for roles and databases only. */
  url: string
  process: ChildProcess
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Holds the cluster, or stands for it when the server's user cannot enter (see postgres-files). */
  folder: string
  logFile: string
  port: number
  password: string
  /** Server settings, such as { fsync: 'off' }. */
  settings?: Record<string, string>
}

// The built-in C.UTF-8 locale is the same on every system. With LC_CTYPE C, trigrams of Иванов and 王小明 are empty.
const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-ctype=C.UTF-8']

const ownSettings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', lc_messages: 'C', jit: 'off' }

export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const files = postgresFiles(options.folder)
  await stopLeftOver(files)
  if (!existsSync(join(files.data, 'PG_VERSION'))) await initialise(files, options)
  const process = await startRetrying(files, options)
  const url = `postgres://postgres:${options.password}@127.0.0.1:${options.port}/postgres`
  return { url, process, stop: () => stopChild(process, 'SIGINT', 30_000) }
}

/** Stops the server of this folder, whoever started it. */
export function stopPostgres(folder: string): Promise<void> {
  return stopLeftOver(postgresFiles(folder))
}

// A killed run leaves its server behind.
async function stopLeftOver(files: PostgresFiles): Promise<void> {
  const file = join(files.data, 'postmaster.pid')
  const pid = Number.parseInt(readText(file) ?? '', 10)
  if (!Number.isInteger(pid)) return
  const command = isAlive(pid) ? commandOf(pid) : undefined
  if (command?.includes('postgres') && command.includes(files.data)) await stopProcess(pid, 'SIGINT', 30_000)
  // What is left now names a pid that is gone, or that another program has got since.
  rmSync(file, { force: true })
}

// Under another name until it is complete: a run that is killed in between leaves nothing that looks like a cluster.
async function initialise(files: PostgresFiles, options: PostgresOptions): Promise<void> {
  const unfinished = { ...files, data: `${files.data}.new` }
  rmSync(unfinished.data, { recursive: true, force: true })
  mkdirSync(unfinished.data, { recursive: true, mode: 0o700 })
  giveTo(unfinished.data, files.owner)
  const passwordFile = `${files.data}.password`
  writeFileSync(passwordFile, options.password, { mode: 0o600 })
  giveTo(passwordFile, files.owner)
  const logged = readText(options.logFile)?.length ?? 0
  const args = [
    `--pgdata=${unfinished.data}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
  ]
  const child = spawnOwn(files.initdb, [...args, ...locale], unfinished, options.logFile)
  const status = await new Promise((resolve) => child.once('error', resolve).once('exit', resolve))
  rmSync(passwordFile)
  if (status === 0) return renameSync(unfinished.data, files.data)
  const message = (readText(options.logFile) ?? '').slice(logged)
  throw new Error(`PostgreSQL could not make its cluster: ${lastLines(message || String(status))}`)
}

// The memory of a server that was killed stays in use for a moment after its process has gone.
async function startRetrying(files: PostgresFiles, options: PostgresOptions): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    const logged = readText(options.logFile)?.length ?? 0
    const child = spawnServer(files, options)
    if (await answers(child, options)) return child
    const message = (readText(options.logFile) ?? '').slice(logged)
    const passing = /pre-existing shared memory|lock file .* already exists/.test(message)
    if (attempt === 10 || !passing) throw new Error(`PostgreSQL did not start: ${lastLines(message)}`)
    await pause(500)
  }
}

function spawnServer(files: PostgresFiles, options: PostgresOptions): ChildProcess {
  const settings = Object.entries({ ...ownSettings, ...options.settings }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ])
  return spawnOwn(files.postgres, ['-D', files.data, '-p', String(options.port), ...settings], files, options.logFile)
}

function spawnOwn(program: string, args: string[], { data, owner }: PostgresFiles, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a')
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  const child = spawn(program, args, { ...owner, cwd: data, env, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  return child
}

async function answers(child: ChildProcess, options: PostgresOptions): Promise<boolean> {
  let failed = false
  child.once('error', () => (failed = true))
  child.once('exit', () => (failed = true))
  for (const deadline = Date.now() + 120_000; Date.now() < deadline && !failed; await pause(40)) {
    const client = new Client({ host: '127.0.0.1', port: options.port, user: 'postgres', password: options.password })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return true
    } catch (error) {
      // 57P03: it recovers from a crash; refused: it doesn't listen yet. Anything else will not pass by waiting.
      const code = (error as { code?: string }).code
      if (code !== 'ECONNREFUSED' && code !== '57P03' && code !== 'ECONNRESET') throw error
    }
  }
  if (!failed) await stopChild(child, 'SIGINT', 10_000)
  return false
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ')
}
