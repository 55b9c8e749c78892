// The four services of an instance, in the order in which they start.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { applyRoles, readText, repositoryRoot, startPostgres, startRedis, withClient } from '../embedded'
import { environmentWith } from '../environment'
import { databaseUrls, type DataFolder } from './data-folder'
import type { Service } from './supervisor'

const largestLog = 10 * 1024 * 1024

/** Roles are made at each start, so that they always are what docker/roles.sql says. */
export function postgresService(folder: DataFolder, port: number): Service {
  const secrets = folder.secrets()
  const logFile = freshLog(folder, 'postgres')
  return {
    name: 'PostgreSQL',
    stop: { signal: 'SIGINT', milliseconds: 60_000 },
    lastWords: () => lastWords(logFile),
    async start() {
      const options = { folder: folder.path, logFile, port, password: secrets.postgres }
      const server = await startPostgres({ ...options, settings: { shared_buffers: '256MB' } })
      const urls = databaseUrls(port, secrets)
      await withClient(server.url, async (client) => {
        const found = await client.query(`select from pg_database where datname = 'portolan'`)
        if (!found.rowCount) await client.query('create database portolan')
      })
      await applyRoles(urls.superuser, secrets)
      return server.process
    },
  }
}

export function redisService(folder: DataFolder, port: number): Service {
  const logFile = freshLog(folder, 'redis')
  return {
    name: 'Redis',
    stop: { signal: 'SIGTERM', milliseconds: 20_000 },
    lastWords: () => lastWords(logFile),
    async start() {
      const options = { folder: folder.file('redis'), logFile, port, password: folder.secrets().redis }
      return (await startRedis({ ...options, persistence: 'appendonly' })).process
    },
  }
}

/** One of our own processes from dist/. */
export function appService(folder: DataFolder, app: 'api' | 'worker', settings: Record<string, string>): Service {
  const logFile = freshLog(folder, app)
  return {
    name: app === 'api' ? 'The API' : 'The worker',
    stop: { signal: 'SIGTERM', milliseconds: 30_000 },
    lastWords: () => lastWords(logFile),
    start: () => {
      const child = spawnApp(app, logFile, settings)
      // The API is asked over HTTP (/health/ready); the worker has no port and says it itself.
      return app === 'worker' ? untilItSays(child) : Promise.resolve(child)
    },
  }
}

/** Runs another command of this program to its end. */
export function runCommand(args: string[], settings: Record<string, string>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiled('cli'), ...args], {
      env: environmentWith(settings),
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
      signal,
    })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`portolan ${args[0]} failed`))))
  })
}

function compiled(app: string, file = 'main.js'): string {
  return join(repositoryRoot(), 'dist', 'apps', app, 'src', file)
}

function spawnApp(app: string, logFile: string, settings: Record<string, string>): ChildProcess {
  const log = openSync(logFile, 'a')
  // Detached: Ctrl-C in the terminal is for `up`, which then stops everything in order.
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--require', compiled('cli', 'up/follow-parent.js'), compiled(app)],
    {
      env: environmentWith(settings),
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    },
  )
  closeSync(log)
  return child
}

// One that ends before is left to the supervisor, which knows its last words.
function untilItSays(child: ChildProcess): Promise<ChildProcess> {
  return new Promise((resolve) => {
    child.once('message', () => resolve(child))
    child.once('exit', () => resolve(child))
  })
}

function freshLog(folder: DataFolder, name: string): string {
  const file = folder.log(name)
  if (existsSync(file) && statSync(file).size > largestLog) renameSync(file, `${file}.1`)
  return file
}

// Above the frames of a stack stands what happened.
function lastWords(file: string): string {
  const lines = (readText(file) ?? '').trim().split('\n').slice(-60)
  const told = lines.filter((line) => /^[\w"{[]/.test(line) && !line.startsWith('Node.js v')).map(plain)
  const words = told.findLast((line) => /(Error|Exception)\b|\b(ERROR|FATAL)\b/i.test(line)) ?? told.at(-1) ?? 'no word'
  return `${words.slice(0, 500)}\n  (${file})`
}

// Our processes log one JSON object a line.
function plain(line: string): string {
  if (!line.startsWith('{"level"')) return line
  const { level, msg, err } = JSON.parse(line) as { level: string; msg?: string; err?: { message?: string } }
  return `${level}: ${[msg, err?.message].filter(Boolean).join(': ')}`
}
