// What a benchmark stands on: PostgreSQL with the data set, kept between runs, Redis, the built API and worker as they run
// in production, and a hand-written server beside them on the same database.
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { newId } from '@portolan/contracts'
import { migrateUp, Tokens } from '@portolan/platform'
import { createTenant, type Persona } from '@portolan/testing'
import {
  applyRoles,
  asRole,
  freePort,
  repositoryRoot,
  startPostgres,
  startRedis,
  stopChild,
  type PostgresServer,
  type RedisServer,
} from '../../apps/cli/src/embedded'
import { countSpans } from '../../libs/analytics/src/buyer-spans'
import { fillShop, inBulk, smallShop, smallShops } from './data-set'
import { forgetting } from './forgetting'

const password = 'portolan-bench'
const passwords = { owner: 'portolan-bench-owner', app: 'portolan-bench-app' }
const connectionsOfHandWritten = 10
const followParent = join(repositoryRoot(), 'dist/apps/cli/src/up/follow-parent.js')

export interface Size {
  readonly name: 'full' | 'short'
  readonly customers: number
  /** Customers of the shop that the large one is compared with. */
  readonly middle: number
  readonly sharedBuffers: string
}

export const sizes: Record<Size['name'], Size> = {
  full: { name: 'full', customers: 1_000_000, middle: 10_000, sharedBuffers: '1GB' },
  short: { name: 'short', customers: 50_000, middle: 1_000, sharedBuffers: '256MB' },
}

export type Shop = 'large' | 'middle'
type Program = 'api' | 'worker' | 'hand-written'

/** One shop as a benchmark signs in to it. */
export interface Member {
  readonly tenant: string
  readonly user: string
  /** A fresh access token: long runs outlive one. */
  token(): string
}

export class Ground {
  private readonly folder: string
  private readonly marker: string
  private readonly children = new Map<Program, ChildProcess>()
  private postgres: PostgresServer
  private redis: RedisServer
  /** The superuser's connection. */
  client: Client
  readonly ports: Record<Program, number> = { api: 0, worker: 0, 'hand-written': 0 }

  constructor(readonly size: Size) {
    this.folder = join(repositoryRoot(), '.portolan', 'bench', `${size.name}-${fingerprint()}`)
    this.marker = join(this.folder, 'filled')
  }

  async start(): Promise<void> {
    this.forgetOthers()
    mkdirSync(this.folder, { recursive: true })
    const [folder, logFile] = [join(this.folder, 'redis'), join(this.folder, 'redis.log')]
    await this.startPostgres()
    this.redis = await startRedis({ folder, logFile, port: await freePort(), password, persistence: 'none' })
    const isFilled = this.isFilled()
    rmSync(this.marker, { force: true })
    await (isFilled ? this.migrate() : this.fill())
    writeFileSync(this.marker, JSON.stringify(migrations()))
    this.client = await connected(asRole(this.postgres.url, 'postgres', password, 'portolan'))
    await this.client.query('create extension if not exists pg_stat_statements')
    await this.forgetRuns()
  }

  async stop(): Promise<void> {
    for (const program of this.children.keys()) await this.end(program)
    if (this.client) {
      await this.forgetRuns()
      await this.client.end()
    }
    await this.redis?.stop()
    await this.postgres?.stop()
  }

  /** Starts the built API or worker with the settings of production, limits on requests raised. */
  async run(program: 'api' | 'worker'): Promise<void> {
    this.ports[program] = await freePort()
    const limits = Object.fromEntries(
      ['ANONYMOUS', 'CLIENT', 'ADMIN', 'CONSOLE', 'INBOUND'].map(
        (kind) => [`RATE_LIMIT_${kind}`, '1000000000'] as const,
      ),
    )
    const script = join(repositoryRoot(), 'dist', 'apps', program, 'src', 'main.js')
    this.spawn(program, ['--enable-source-maps', script], {
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      PORT: String(this.ports[program]),
      DATA_DIR: join(this.folder, 'data'),
      DATABASE_URL: asRole(this.postgres.url, 'portolan_app', passwords.app, 'portolan'),
      DATABASE_OWNER_URL: '',
      REDIS_URL: this.redis.url,
      ECB_URL: 'off',
      ...limits,
    })
    if (program === 'api') await this.answers(`http://127.0.0.1:${this.ports.api}/health/ready`)
  }

  /** Starts the server that `statements` are written for, with as many connections as the API has. */
  async runHandWritten(statements: object): Promise<void> {
    this.ports['hand-written'] = await freePort()
    const url = asRole(this.postgres.url, 'postgres', password, 'portolan')
    const port = this.ports['hand-written']
    const file = join(this.folder, 'hand-written.json')
    writeFileSync(file, JSON.stringify({ url, port, connections: connectionsOfHandWritten, ...statements }))
    this.spawn('hand-written', [join(__dirname, 'hand-written.mjs'), file], { NODE_ENV: 'production' })
    await this.answers(`http://127.0.0.1:${port}/`)
  }

  async end(program: Program): Promise<void> {
    const child = this.children.get(program)
    this.children.delete(program)
    if (child) await stopChild(child, 'SIGTERM', 20_000)
  }

  /** Seconds of processor time that a program, or the database for all of its connections, has used; null where the system does not tell. */
  cpuSeconds(program: Program | 'postgres'): number | null {
    try {
      return processesOf(program === 'postgres' ? this.postgres.process.pid : this.children.get(program)?.pid)
        .map(secondsOf)
        .reduce((sum, seconds) => sum + seconds, 0)
    } catch {
      return null
    }
  }

  /** Memory of a program in megabytes; null where the system does not tell. */
  memory(program: Program): number | null {
    try {
      const status = readFileSync(`/proc/${this.children.get(program)?.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
    } catch {
      return null
    }
  }

  async member(shop: Shop, persona: Persona): Promise<Member> {
    const { rows } = await this.client.query<{ tenant: string; user: string; role: 'admin' }>(
      `select t.id as tenant, u.id as user, m.role from tenants t
         join memberships m on m.tenant_id = t.id join users u on u.id = m.user_id and u.email = $2
        where t.slug = $1`,
      [`${shop}-shop`, `${persona}@${shop}-shop.example`],
    )
    const [row] = rows
    if (!row) throw new Error(`the data set has no ${persona} of ${shop}-shop`)
    const { tenant, user, role } = row
    const session = newId()
    await this.client.query(
      `insert into sessions (id, user_id, tenant_id, role, kind, expires_at) values ($1, $2, $3, $4, 'api', now() + interval '1 day')`,
      [session, user, tenant, role],
    )
    const tokens = new Tokens()
    return { tenant, user, token: () => tokens.signAccess({ user, tenant, role, session, client: 'api' }) }
  }

  private spawn(program: Program, args: string[], settings: Record<string, string>): void {
    const log = openSync(join(this.folder, `${program}.log`), 'w')
    // One that profiles a process gives it a flag more: BENCH_NODE_FLAGS='--cpu-prof'.
    const flags = program === 'api' ? (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter(Boolean) : []
    // As `portolan up` starts them: each a session of its own, by which Linux shares its processors, ended with their parent.
    const child = spawn(process.execPath, ['--require', followParent, ...flags, ...args], {
      env: { ...process.env, ...settings },
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    })
    this.children.set(program, child)
    closeSync(log)
  }

  private async answers(address: string): Promise<void> {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(100)) {
      if ((await fetch(address).catch(() => undefined))?.ok) return
    }
    throw new Error(`nobody answers at ${address}; logs are in ${this.folder}`)
  }

  private async startPostgres(): Promise<void> {
    const settings = {
      shared_buffers: this.size.sharedBuffers,
      max_connections: '100',
      max_wal_size: '8GB',
      random_page_cost: '1.1',
      wal_compression: 'on',
      shared_preload_libraries: 'pg_stat_statements',
    }
    const [folder, logFile] = [join(this.folder, 'cluster'), join(this.folder, 'postgres.log')]
    this.postgres = await startPostgres({ folder, logFile, port: await freePort(), password, settings })
  }

  private async fill(): Promise<void> {
    const superuser = await connected(this.postgres.url)
    await superuser.query('drop database if exists portolan with (force)')
    await superuser.query('create database portolan')
    await superuser.end()
    const url = asRole(this.postgres.url, 'postgres', password, 'portolan')
    await applyRoles(url, passwords)
    await this.migrate()
    const client = await connected(url)
    const shops: [string, number][] = [
      ['large', this.size.customers],
      ['middle', this.size.middle],
      ...Array.from({ length: smallShops }, (_, index): [string, number] => [`small-${index}`, smallShop]),
    ]
    const tenants = new Map<string, string>()
    for (const [name] of shops) tenants.set(name, (await createTenant(client, name)).id)
    await inBulk(client, async () => {
      for (const [name, size] of shops) await fillShop(client, tenants.get(name) ?? '', name, size)
    })
    // What triggers and the worker would have kept.
    for (const tenant of tenants.values()) await client.query(countSpans('$1::uuid'), [tenant])
    for (const list of ['customers', 'orders']) {
      await client.query(
        `insert into agent_counts (tenant_id, assigned_to, list, country_code, status, slot, count)
         select tenant_id, assigned_to, '${list}', country_code, status, 0, count(*) from ${list}
          where assigned_to is not null group by 1, 2, 4, 5`,
      )
    }
    await client.query('vacuum (analyze) buyer_spans, agent_counts')
    await client.end()
  }

  /** Whether the data are there, made by migrations that stand as they did; newer ones follow as in any shop's database. */
  private isFilled(): boolean {
    if (!existsSync(this.marker)) return false
    const applied = JSON.parse(readFileSync(this.marker, 'utf8')) as Record<string, string>
    const known = migrations()
    return Object.entries(applied).every(([name, hash]) => known[name] === hash)
  }

  private async migrate(): Promise<void> {
    await migrateUp(asRole(this.postgres.url, 'portolan_owner', passwords.owner, 'portolan'))
  }

  /** Takes away what runs have written, so that the next one finds the same data. */
  async forgetRuns(): Promise<void> {
    for (const statement of forgetting(this.size.customers)) await this.client.query(statement)
  }

  private forgetOthers(): void {
    const parent = join(this.folder, '..')
    if (!existsSync(parent)) return
    const others = readdirSync(parent).filter((name) => name.startsWith(this.size.name))
    for (const name of others) if (join(parent, name) !== this.folder) rmSync(join(parent, name), { recursive: true })
  }
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

/** A process and its children. */
function processesOf(pid: number | undefined): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return [pid ?? 0, ...children.map(Number)]
}

function secondsOf(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user = 0, system = 0] = rest.split(' ').slice(11, 13).map(Number)
  return (user + system) / 100
}

/** Of what makes the data. */
function fingerprint(): string {
  return hashOf(join(__dirname, 'data-set.ts')).slice(0, 12)
}

/** What each migration says, as a hash. */
function migrations(): Record<string, string> {
  const folder = join(repositoryRoot(), 'migrations')
  const names = readdirSync(folder).filter((name) => name.endsWith('.up.sql'))
  return Object.fromEntries(names.sort().map((name) => [name, hashOf(join(folder, name))]))
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
