// Each check answers with what it found and, when that is wrong, with what to do.
import { Socket } from 'node:net'
import { withClient } from '../embedded'

export interface Finding {
  name: string
  state: 'fine' | 'doubtful' | 'broken'
  message: string
}

interface Settings {
  readonly DATABASE_URL: string
  readonly DATABASE_OWNER_URL?: string
  readonly REDIS_URL: string
  readonly JWT_SECRET?: string
  readonly ENCRYPTION_KEYS?: readonly unknown[]
}

interface Surroundings {
  migrationsMissing: (url: string) => Promise<string[]>
  freeBytes: () => number
}

type Result = Omit<Finding, 'name'>
const fine = (message: string): Result => ({ state: 'fine', message })
const doubtful = (message: string): Result => ({ state: 'doubtful', message })
const broken = (message: string): Result => ({ state: 'broken', message })

export async function checks(settings: Settings, surroundings: Surroundings): Promise<Finding[]> {
  const all: [string, () => Result | Promise<Result>][] = [
    ['node', () => nodeVersion(process.versions.node)],
    ['secret', () => tokenSecret(settings.JWT_SECRET)],
    ['encryption keys', () => encryptionKeys(settings.ENCRYPTION_KEYS)],
    ['database', () => databaseVersion(settings.DATABASE_URL)],
    ['runtime role', () => runtimeRole(settings.DATABASE_URL)],
    ['schema', () => schema(settings, surroundings)],
    ['text search', () => textSearch(settings.DATABASE_OWNER_URL ?? settings.DATABASE_URL)],
    ['redis', () => redis(settings.REDIS_URL)],
    ['disk', () => disk(surroundings.freeBytes())],
  ]
  const findings: Finding[] = []
  for (const [name, check] of all) findings.push({ name, ...(await attempt(check)) })
  return findings
}

async function attempt(check: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await check()
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return broken(message || code || 'failed')
  }
}

export function nodeVersion(version: string): Result {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const enough = major > 20 || (major === 20 && minor >= 19)
  return enough ? fine(`Node ${version}`) : broken(`Node ${version}; Portolan needs 20.19 or newer`)
}

function tokenSecret(secret: string | undefined): Result {
  return secret ? fine('JWT_SECRET is set') : broken('JWT_SECRET is not set; access tokens need a key of 32 characters')
}

function encryptionKeys(keys: readonly unknown[] | undefined): Result {
  return keys ? fine('ENCRYPTION_KEYS is set') : broken('ENCRYPTION_KEYS is not set; it seals secrets in the database')
}

async function databaseVersion(url: string): Promise<Result> {
  const row = await first<{ version: string; encoding: string }>(
    url,
    `select current_setting('server_version') as version, current_setting('server_encoding') as encoding`,
  )
  const { version = '0', encoding = '' } = row ?? {}
  if (Number.parseInt(version, 10) < 15) return broken(`PostgreSQL ${version}; Portolan needs 15 or newer`)
  return encoding === 'UTF8' ? fine(`PostgreSQL ${version}`) : broken(`the encoding is ${encoding}; it must be UTF8`)
}

async function runtimeRole(url: string): Promise<Result> {
  const role = await first<{ name: string; too_strong: boolean; owns: boolean }>(
    url,
    `select rolname as name, rolsuper or rolbypassrls as too_strong,
            exists (select from pg_class where relowner = r.oid and relnamespace = 'public'::regnamespace) as owns
       from pg_roles r where rolname = current_user`,
  )
  if (!role || role.too_strong || role.owns)
    return broken(`${role?.name ?? 'the role'} could see past row-level security; use portolan_app (docker/roles.sql)`)
  return fine(`${role.name}: no superuser, no bypassrls, owns nothing`)
}

async function schema(settings: Settings, { migrationsMissing }: Surroundings): Promise<Result> {
  const missing = await migrationsMissing(settings.DATABASE_OWNER_URL ?? settings.DATABASE_URL)
  if (missing.length > 0)
    return broken(`${missing.length} migrations are missing, from ${missing[0]}; run portolan migrate`)
  return fine('all migrations have run')
}

// With LC_CTYPE C, names in most of the world's scripts have no trigrams and are never found by a part of them.
async function textSearch(url: string): Promise<Result> {
  const row = await first<{ trigrams: number }>(url, `select cardinality(show_trgm('Иванов')) as trigrams`)
  return row?.trigrams
    ? fine('finds parts of names in every script')
    : broken('LC_CTYPE is C; make the cluster with C.UTF-8')
}

function redis(url: string): Promise<Result> {
  const { hostname, port, password } = new URL(url)
  return new Promise((resolve) => {
    const socket = new Socket().setTimeout(3_000)
    let answer = ''
    socket.on('connect', () =>
      socket.write(`${password ? `AUTH ${decodeURIComponent(password)}\r\n` : ''}PING\r\nQUIT\r\n`),
    )
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('timeout', () => socket.destroy())
    socket.on('error', (error) => (answer = error.message))
    // Nothing is lost without Redis: work starts later and limits count per process.
    socket.on('close', () =>
      resolve(answer.includes('+PONG') ? fine('answers') : doubtful(`does not answer: ${answer.trim()}`)),
    )
    socket.connect(Number(port || 6379), hostname)
  })
}

function disk(free: number): Result {
  const gigabytes = (free / 1024 ** 3).toFixed(1)
  return free > 1024 ** 3 ? fine(`${gigabytes} GB are free`) : doubtful(`only ${gigabytes} GB are free in DATA_DIR`)
}

async function first<Row>(url: string, sql: string): Promise<Row | undefined> {
  return withClient(url, async (client) => (await client.query(sql)).rows[0] as Row | undefined)
}
