import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  applyRoles,
  asRole,
  freePort,
  isAlive,
  startPostgres,
  startRedis,
  stopPostgres,
  stopRedis,
  withClient,
} from '.'
import { postgresFiles } from './postgres-files'

const folder = mkdtempSync(join(tmpdir(), 'portolan-servers-'))
chmodSync(folder, 0o755)
const log = (name: string) => join(folder, `${name}.log`)
const passwords = { owner: 'of the owner', app: 'of the app' }

const postgres = async () =>
  startPostgres({
    folder,
    logFile: log('postgres'),
    port: await freePort(),
    password: 'secret',
    settings: { fsync: 'off' },
  })
const redis = async () =>
  startRedis({
    folder: join(folder, 'redis'),
    logFile: log('redis'),
    port: await freePort(),
    password: 'secret',
    persistence: 'appendonly',
  })

const rows = async (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows)

function say(url: string, ...commands: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let answer = ''
    socket.on('connect', () => socket.write([...commands, 'QUIT', ''].join('\r\n')))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

afterAll(async () => {
  await stopPostgres(folder)
  await stopRedis(join(folder, 'redis'))
  rmSync(folder, { recursive: true, force: true })
})

describe('the embedded PostgreSQL', () => {
  it('knows the letters of every script', async () => {
    const server = await postgres()
    const [setup] = await rows(
      server.url,
      `select current_setting('server_encoding') as encoding, upper('ивано') as upper`,
    )
    expect(setup).toEqual({ encoding: 'UTF8', upper: 'ИВАНО' })
    await server.stop()
    expect(server.process.exitCode).toBe(0)
  })

  it('lets two roles in that row-level security binds, however often they are made', async () => {
    const server = await postgres()
    await applyRoles(server.url, { owner: 'older', app: 'older' })
    await applyRoles(server.url, passwords)
    for (const [role, password] of Object.entries({ portolan_owner: passwords.owner, portolan_app: passwords.app })) {
      const url = asRole(server.url, role, password)
      const sql = 'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user'
      expect(await rows(url, sql)).toEqual([
        { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false },
      ])
    }
    const owner = asRole(server.url, 'portolan_owner', passwords.owner)
    await rows(owner, 'create extension pg_trgm; create extension unaccent')
    expect(await rows(owner, `select cardinality(show_trgm('王小明')) > 0 as found`)).toEqual([{ found: true }])
    const app = asRole(server.url, 'portolan_app', passwords.app)
    await expect(rows(app, 'create table mine (id int)')).rejects.toThrow('permission denied for schema public')
    await server.stop()
  })

  it('refuses a role that row-level security would not bind', async () => {
    const server = await postgres()
    await rows(server.url, 'alter role portolan_app bypassrls')
    await expect(applyRoles(server.url, passwords)).rejects.toThrow('role portolan_app must not be superuser')
    await rows(server.url, 'alter role portolan_app nobypassrls')
    await server.stop()
  })

  it('stops the server that a killed run has left, and keeps its data', async () => {
    const left = await postgres()
    await rows(left.url, 'create table kept as select 42 as answer')
    const server = await postgres()
    expect(isAlive(left.process.pid ?? 0)).toBe(false)
    expect(await rows(server.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    await server.stop()
  })

  it('starts again after its process was killed', async () => {
    const killed = await postgres()
    killed.process.kill('SIGKILL')
    const server = await postgres()
    expect(await rows(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
  })

  it('says why it does not start', async () => {
    const options = { folder, logFile: log('wrong'), port: await freePort(), password: 'secret' }
    await expect(startPostgres({ ...options, settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /PostgreSQL did not start: .*invalid value for parameter "shared_buffers"/,
    )
  })

  it('keeps its data and programs where its user may enter', () => {
    const { data, owner, postgres: program } = postgresFiles(folder)
    expect(data).toBe(join(folder, 'postgres'))
    expect(program).toMatch(/bin\/postgres$/)
    expect(owner === undefined).toBe(process.getuid?.() !== 0)
  })
})

describe('the embedded Redis', () => {
  it('lets nobody in without its password, which no command line shows', async () => {
    const server = await redis()
    expect(await say(server.url, 'PING')).toContain('NOAUTH')
    expect(await say(server.url, 'AUTH secret', 'PING')).toContain('+PONG')
    expect(readFileSync(join(folder, 'redis', 'redis.conf'), 'utf8')).toContain('requirepass secret')
    expect(server.process.spawnargs.join(' ')).not.toContain('secret')
    await server.stop()
  })

  it('stops the server that a killed run has left, and keeps its data', async () => {
    const left = await redis()
    await say(left.url, 'AUTH secret', 'SET kept 42')
    const server = await redis()
    expect(isAlive(left.process.pid ?? 0)).toBe(false)
    expect(await say(server.url, 'AUTH secret', 'GET kept')).toContain('42')
    await server.stop()
  })
})
