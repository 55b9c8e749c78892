// One run of Portolan on this machine: servers, schema, demo data, api and worker; and its end, in the opposite order.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { migrateUp, migrationsMissing } from '@portolan/platform'
import { freePort, isFree, portHolder, stopPostgres, stopRedis, withClient } from '../embedded'
import { given } from '../environment'
import { tell } from '../output'
import { databaseUrls, writePrivate, type DataFolder } from './data-folder'
import { postgresService, redisService } from './services'
import { accountsIn, signInLines, type Account } from './sign-ins'
import { Supervisor, type Service } from './supervisor'

const startLimit = 120_000

export interface InstanceOptions {
  folder: DataFolder
  port: number
  /** The API and the worker, given what they need to know. */
  apps: (settings: Record<string, string>) => Service[]
  /** Makes the demo's data when there is none; writes its accounts to the file. */
  seed?: (accountsFile: string, settings: Record<string, string>) => Promise<void>
  /** Aborted by Ctrl-C: the start ends at its next step. */
  signal: AbortSignal
}

type Connections = Record<'DATABASE_URL' | 'REDIS_URL', string> & { DATABASE_OWNER_URL?: string }

export class Instance {
  private readonly supervisor = new Supervisor()
  private readonly folder = this.options.folder

  constructor(private readonly options: InstanceOptions) {}

  async start(): Promise<void> {
    const port = await this.ownPort()
    const connections = await this.servers()
    await this.migrate(connections)
    const settings = { ...this.settings(port, connections), ...(await this.mail()) }
    await this.seed(settings)
    await this.step('Starting the API and the worker …')
    for (const app of this.options.apps(settings)) await this.supervisor.start(app)
    await this.untilReady(port)
    this.supervisor.keepRunning()
    this.announce(settings.PUBLIC_URL ?? `http://localhost:${port}`)
  }

  async stop(): Promise<void> {
    await this.supervisor.stopAll()
    this.folder.release()
  }

  private async ownPort(): Promise<number> {
    const { port } = this.options
    if (port === 0) return freePort()
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port))) return port
    const holder = portHolder(port)
    const who = holder ? `process ${holder.pid} (${holder.command})` : 'a process of another user'
    throw new Error(`Port ${port} is taken by ${who}. Stop it, or choose another: PORT=${port + 1} ./script/start`)
  }

  private async servers(): Promise<Connections> {
    const [database, redis] = [given('DATABASE_URL'), given('REDIS_URL')]
    const owner = given('DATABASE_OWNER_URL')
    if (!database && owner) throw new Error('DATABASE_OWNER_URL needs DATABASE_URL beside it: the runtime role')
    return {
      ...(database ? { DATABASE_URL: database, DATABASE_OWNER_URL: owner } : await this.ownPostgres()),
      REDIS_URL: redis ?? (await this.ownRedis()),
    }
  }

  private async ownPostgres() {
    const fresh = !existsSync(this.folder.file('secrets.json'))
    await this.step(fresh ? 'Making a PostgreSQL cluster and starting it …' : 'Starting PostgreSQL …')
    await stopPostgres(this.folder.path)
    const port = await this.folder.port('postgres')
    await this.supervisor.start(postgresService(this.folder, port))
    const { DATABASE_URL, DATABASE_OWNER_URL } = databaseUrls(port, this.folder.secrets())
    return { DATABASE_URL, DATABASE_OWNER_URL }
  }

  private async ownRedis(): Promise<string> {
    await this.step('Starting Redis …')
    await stopRedis(this.folder.file('redis'))
    const port = await this.folder.port('redis')
    await this.supervisor.start(redisService(this.folder, port))
    return `redis://:${this.folder.secrets().redis}@127.0.0.1:${port}`
  }

  private async migrate({ DATABASE_URL, DATABASE_OWNER_URL }: Connections): Promise<void> {
    await this.step('Bringing the database schema up to date …')
    if (DATABASE_OWNER_URL) {
      const ran = await migrateUp(DATABASE_OWNER_URL)
      if (ran.length > 0) tell(`  ${ran.length} migrations have run`)
      return
    }
    const missing = await migrationsMissing(DATABASE_URL)
    if (missing.length > 0)
      throw new Error(`${missing.length} migrations are missing: set DATABASE_OWNER_URL, or run portolan migrate`)
  }

  private settings(port: number, connections: Connections): Record<string, string> {
    return {
      NODE_ENV: given('NODE_ENV') ?? 'production',
      PORT: String(port),
      DATA_DIR: this.folder.path,
      DATABASE_URL: connections.DATABASE_URL,
      REDIS_URL: connections.REDIS_URL,
      JWT_SECRET: given('JWT_SECRET') ?? this.folder.secrets().jwt,
      ENCRYPTION_KEYS: given('ENCRYPTION_KEYS') ?? this.folder.secrets().encryption,
      // Everything of this run is on one machine, and so may be the first receiver that somebody tries.
      OUTBOUND_PRIVATE_TARGETS: given('OUTBOUND_PRIVATE_TARGETS') ?? '127.0.0.0/8,::1/128',
      PUBLIC_URL: given('PUBLIC_URL') ?? `http://localhost:${port}`,
      // The owner is for migrations; api and worker never see it.
      DATABASE_OWNER_URL: '',
    }
  }

  // Without a mail server to send through, the worker is one that keeps what it is sent.
  private async mail(): Promise<Record<string, string>> {
    if (given('SMTP_URL')) return {}
    const port = await this.folder.port('mail')
    return { SMTP_URL: `smtp://portolan:${this.folder.secrets().mail}@127.0.0.1:${port}`, MAIL_CATCHER: 'true' }
  }

  // Only into a database without any workspace; a seed that was interrupted is done again.
  private async seed(settings: Record<string, string>): Promise<void> {
    const { seed } = this.options
    const marker = this.folder.file('seeding')
    if (!seed) return
    if (!existsSync(marker) && (await this.hasTenants(settings.DATABASE_URL ?? ''))) return
    await this.step('Filling in the demo shops …')
    writeFileSync(marker, '')
    await seed(this.folder.file('accounts.json'), settings)
    rmSync(marker)
  }

  private hasTenants(url: string): Promise<boolean> {
    return withClient(url, async (client) => Boolean((await client.query('select from tenants limit 1')).rowCount))
  }

  private async untilReady(port: number): Promise<void> {
    for (const deadline = Date.now() + startLimit; Date.now() < deadline; await pause(100)) {
      this.options.signal.throwIfAborted()
      this.supervisor.assertRunning()
      if (await answersReady(port)) return
    }
    throw new Error(`the API did not become ready in ${startLimit / 1000} s; see ${this.folder.log('api')}`)
  }

  private announce(url: string): void {
    const accounts: Account[] = accountsIn(this.folder.file('accounts.json'))
    writePrivate(this.folder.file('ready.json'), { url, pid: process.pid, accounts })
    tell('')
    tell(`Portolan is ready: ${url}   (API: ${url}/api/docs)`)
    if (accounts.length > 0) tell('Sign in with')
    for (const line of signInLines(accounts)) tell(line)
    tell(`Data and logs are in ${shortPath(this.folder.path)}. Ctrl-C stops it and keeps the data.`)
  }

  // A step begins only if nobody has asked to stop.
  private step(line: string): Promise<void> {
    this.options.signal.throwIfAborted()
    tell(line)
    return Promise.resolve()
  }
}

async function answersReady(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    return answer.ok
  } catch {
    return false
  }
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
