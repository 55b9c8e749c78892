// Portolan as it runs in production, made to be broken: PostgreSQL with its durability on, Redis, the API and two
// workers, each a process of its own that is started again when it ends.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import Redis from 'ioredis'
import { migrateUp } from '@portolan/platform'
import {
  applyRoles,
  asRole,
  freePort,
  repositoryRoot,
  startPostgres,
  startRedis,
  stopPostgres,
  stopRedis,
  withClient,
  type PostgresServer,
  type RedisServer,
} from '../../apps/cli/src/embedded'

const password = 'portolan-faults'
const passwords = { owner: 'portolan-faults-owner', app: 'portolan-faults-app' }
const restartAfterMs = 500

export type Point = `${'job' | 'relay' | 'request'}.${'before' | 'after'}-${'effect' | 'commit'}`

interface App {
  readonly name: string
  readonly program: 'api' | 'worker'
  child: ChildProcess | null
}

export class Plant {
  readonly folder = join(repositoryRoot(), '.portolan', 'faults', String(process.pid))
  private readonly points = join(this.folder, 'failpoints')
  private readonly apps: App[] = [
    { name: 'api', program: 'api', child: null },
    { name: 'worker-1', program: 'worker', child: null },
    { name: 'worker-2', program: 'worker', child: null },
  ]
  private stopping = false
  private settings: Record<string, string> = {}
  private ports = { api: 0, postgres: 0, redis: 0 }
  private postgres: PostgresServer
  private redis: RedisServer
  /** How often a process of ours ended, by its name. */
  readonly ended: Record<string, number> = {}

  constructor(readonly leaseSeconds: number) {}

  get api(): string {
    return `http://127.0.0.1:${this.ports.api}`
  }

  get ownerUrl(): string {
    return asRole(this.postgres.url, 'portolan_owner', passwords.owner, 'portolan')
  }

  async start(): Promise<void> {
    mkdirSync(this.points, { recursive: true })
    this.ports = { api: await freePort(), postgres: await freePort(), redis: await freePort() }
    await Promise.all([this.startPostgres(), this.startRedis()])
    await withClient(this.postgres.url, (client) => client.query('create database portolan'))
    await applyRoles(asRole(this.postgres.url, 'postgres', password, 'portolan'), passwords)
    await migrateUp(this.ownerUrl)
    this.settings = {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      PORT: String(this.ports.api),
      DATA_DIR: join(this.folder, 'data'),
      DATABASE_URL: asRole(this.postgres.url, 'portolan_app', passwords.app, 'portolan'),
      DATABASE_OWNER_URL: '',
      REDIS_URL: this.redis.url,
      FAILPOINTS: this.points,
      JOB_LEASE_SECONDS: String(this.leaseSeconds),
      ECB_URL: 'off',
      OUTBOUND_PRIVATE_TARGETS: '127.0.0.0/8',
      PUBLIC_URL: this.api,
    }
    for (const app of this.apps) this.run(app)
    await this.answersWithin(60_000)
  }

  async stop(): Promise<void> {
    this.stopping = true
    this.resumeWorkers()
    await Promise.all(this.apps.map(async ({ child }) => (child ? ended(child, 'SIGTERM') : undefined)))
    await Promise.all([stopPostgres(join(this.folder, 'cluster')), stopRedis(join(this.folder, 'redis'))])
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Lets the next process that passes `point` die or freeze there; with a subject, every one that passes it with that. */
  arm(point: Point, action: 'kill' | 'freeze', subject?: string): void {
    writeFileSync(this.pointFile(point), JSON.stringify({ action, subject }))
  }

  /** Whether the point is still armed, which nobody passed. */
  isArmed(point: Point): boolean {
    return existsSync(this.pointFile(point))
  }

  disarm(point: Point): void {
    rmSync(this.pointFile(point), { force: true })
  }

  resumeWorkers(): void {
    for (const { child } of this.apps) child?.kill('SIGCONT')
  }

  /** `pg_ctl stop -m immediate`, and its start: what a crash of the machine is to PostgreSQL. */
  async crashPostgres(): Promise<void> {
    await ended(this.postgres.process, 'SIGQUIT')
    await this.startPostgres()
  }

  async cutConnections(): Promise<void> {
    await withClient(this.postgres.url, (client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'portolan_app' and random() < 0.5`,
      ),
    )
  }

  async crashRedis(awayMs: number): Promise<void> {
    await ended(this.redis.process, 'SIGKILL')
    await pause(awayMs)
    await this.startRedis()
  }

  /** For good: from then on there is polling only. */
  async stopRedis(): Promise<void> {
    await ended(this.redis.process, 'SIGKILL')
  }

  async tellRedis(...[command, ...rest]: [string, ...(string | number)[]]): Promise<void> {
    const client = new Redis(this.redis.url, { maxRetriesPerRequest: 1 })
    client.on('error', () => undefined)
    await client.call(command, ...rest)
    client.disconnect()
  }

  async withOwner<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    return withClient(this.ownerUrl, work)
  }

  private pointFile(point: Point): string {
    return join(this.points, `${point}.json`)
  }

  private async startPostgres(): Promise<void> {
    const folder = join(this.folder, 'cluster')
    const logFile = join(this.folder, 'postgres.log')
    // Small, so that a crash leaves work for the recovery; durability is PostgreSQL's default.
    const settings = { shared_buffers: '64MB', max_connections: '100' }
    this.postgres = await startPostgres({ folder, logFile, port: this.ports.postgres, password, settings })
  }

  private async startRedis(): Promise<void> {
    const [folder, logFile] = [join(this.folder, 'redis'), join(this.folder, 'redis.log')]
    this.redis = await startRedis({ folder, logFile, port: this.ports.redis, password, persistence: 'none' })
  }

  private run(app: App): void {
    const log = openSync(join(this.folder, `${app.name}.log`), 'a')
    const program = join(repositoryRoot(), 'dist', 'apps', app.program, 'src', 'main.js')
    const child = spawn(process.execPath, ['--enable-source-maps', program], {
      env: { ...process.env, ...this.settings },
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    Object.assign(app, { child })
    child.once('exit', () => {
      this.ended[app.name] = (this.ended[app.name] ?? 0) + 1
      if (!this.stopping) setTimeout(() => !this.stopping && this.run(app), restartAfterMs)
    })
  }

  private async answersWithin(milliseconds: number): Promise<void> {
    for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await pause(100)) {
      const answer = await fetch(`${this.api}/health/ready`).catch(() => undefined)
      if (answer?.ok) return
    }
    throw new Error(`the API does not answer; its log is in ${this.folder}`)
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await exit
}
