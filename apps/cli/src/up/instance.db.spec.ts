import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, isFree, withClient } from '../embedded'
import { DataFolder, existingInstance, readJson } from './data-folder'
import { Instance, type InstanceOptions } from './instance'
import type { Service } from './supervisor'
import type { AddressInfo } from 'node:net'

const path = mkdtempSync(join(tmpdir(), 'portolan-instance-'))
chmodSync(path, 0o755)
const folder = DataFolder.open(path)
const given = { ...process.env }
const told: string[] = []

// Stands for the API: answers /health/ready, and nothing else of it matters to who starts it.
const answering = 'require("http").createServer((_, answer) => answer.end()).listen(process.env.PORT, "127.0.0.1")'

function standIn(script: string): Service {
  return {
    name: 'The API',
    stop: { signal: 'SIGTERM', milliseconds: 5_000 },
    lastWords: () => 'it gave up',
    start: () => Promise.resolve(spawn(process.execPath, ['-e', script], { env: { ...process.env, ...settings } })),
  }
}

let settings: Record<string, string> = {}
let running: Instance | undefined

afterEach(() => running?.stop())

function instance(options: Partial<InstanceOptions> = {}): Instance {
  running = new Instance({
    folder,
    port: 0,
    signal: new AbortController().signal,
    apps: (passed) => {
      settings = passed
      return [standIn(answering)]
    },
    ...options,
  })
  return running
}

const owner = () => existingInstance(path)?.database.DATABASE_OWNER_URL ?? ''

beforeAll(() => {
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'PUBLIC_URL', 'JWT_SECRET'])
    delete process.env[name]
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(told.push(String(line))))
})
afterAll(() => {
  jest.restoreAllMocks()
  Object.assign(process.env, given)
  rmSync(path, { recursive: true, force: true })
})

it('starts everything, says where it is, and stops everything', async () => {
  const portolan = instance()
  await portolan.start()
  const ready = readJson<{ url: string; pid: number; accounts: unknown[] }>(folder.file('ready.json'))
  expect(ready).toEqual({ url: `http://localhost:${settings.PORT}`, pid: process.pid, accounts: [] })
  expect((await fetch(ready?.url ?? '')).status).toBe(200)
  expect(told.join('')).toContain(`Portolan is ready: ${ready?.url}`)
  const server = Number.parseInt(readFileSync(folder.file('postgres', 'postmaster.pid'), 'utf8'), 10)
  await portolan.stop()
  expect(isAlive(server)).toBe(false)
  expect(await isFree(Number(settings.PORT), '127.0.0.1')).toBe(true)
  expect(existsSync(folder.file('ready.json'))).toBe(false)
})

it('hands the processes the runtime role and keeps the owner from them', async () => {
  const portolan = instance()
  await portolan.start()
  expect(settings).toMatchObject({ NODE_ENV: 'test', DATABASE_OWNER_URL: '', JWT_SECRET: folder.secrets().jwt })
  await withClient(settings.DATABASE_URL ?? '', async (client) => {
    const { rows } = await client.query('select current_user as name')
    expect(rows).toEqual([{ name: 'portolan_app' }])
  })
  await portolan.stop()
})

it('fills in the demo only while there is no workspace, and keeps the data of the run before', async () => {
  const seed = jest.fn(() => Promise.resolve())
  const first = instance({ seed })
  await first.start()
  await withClient(owner(), (client) =>
    client.query(
      `insert into tenants (id, name, slug, default_currency, timezone)
       values ('0192f000-0000-7000-8000-000000000001', 'Atlas', 'atlas', 'EUR', 'Europe/Berlin')`,
    ),
  )
  await first.stop()
  const second = instance({ seed })
  await second.start()
  await second.stop()
  expect(seed).toHaveBeenCalledTimes(1)
  expect(seed).toHaveBeenCalledWith(folder.file('accounts.json'), expect.objectContaining({ DATA_DIR: path }))
})

it('names who holds its port', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  await expect(instance({ port }).start()).rejects.toThrow(`Port ${port} is taken by process ${process.pid} (`)
  holder.close()
})

it('gives up when a process ends during the start, with its last words', async () => {
  const portolan = instance({ apps: () => [standIn('process.exit(1)')] })
  await expect(portolan.start()).rejects.toThrow('The API has stopped: it gave up')
  await portolan.stop()
})

it('ends at the next step when it is asked to stop', async () => {
  const stop = new AbortController()
  stop.abort()
  const portolan = instance({ signal: stop.signal })
  await expect(portolan.start()).rejects.toThrow('aborted')
  await portolan.stop()
})

it('uses servers that it is given, and asks for the owner when their schema is old', async () => {
  process.env.DATABASE_OWNER_URL = 'postgres://portolan_owner@127.0.0.1:1/portolan'
  await expect(instance().start()).rejects.toThrow('DATABASE_OWNER_URL needs DATABASE_URL beside it')
  delete process.env.DATABASE_OWNER_URL
})
