// The built processes as an installation runs them: two of the API and two workers on one database, behind one port.
// Outside of `drain()` the workers are paused, so that a spec meets the same queue as with handlers in its own process.
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort, repositoryRoot, stopChild } from '../../../apps/cli/src/embedded'
import type { TestDatabase } from './cluster'
import { RoundRobin } from './round-robin'

const each = 2
const startMs = 60_000
const drainMs = 300_000
const lookEveryMs = 20

const programs = join(repositoryRoot(), 'dist/apps')

export class Processes {
  private readonly workers: ChildProcess[] = []
  private readonly apis: { readonly child: ChildProcess; readonly port: number }[] = []
  private proxy: RoundRobin

  private constructor(
    private readonly database: TestDatabase,
    /** Sees what every session does. */
    private readonly superuser: Client,
    private readonly logFile: string,
    private readonly mailServer: string | undefined,
  ) {}

  static async start(database: TestDatabase, mailServer: string | undefined): Promise<Processes> {
    if (!existsSync(join(programs, 'api/src/main.js'))) throw new Error('build first: npm run build')
    const folder = join(repositoryRoot(), '.portolan/test')
    mkdirSync(folder, { recursive: true })
    const superuser = new Client({ connectionString: database.superuserUrl })
    await superuser.connect()
    const processes = new Processes(database, superuser, join(folder, `${database.name}.log`), mailServer)
    try {
      await processes.startAll()
    } catch (error) {
      await processes.close()
      throw error
    }
    return processes
  }

  get origin(): string {
    return this.proxy.origin
  }

  /** Each API process by itself. */
  get origins(): string[] {
    return this.apis.map(({ port }) => `http://127.0.0.1:${port}`)
  }

  /** Lets the workers go until nothing is due. Throws an Error when they take too long. */
  async drain(): Promise<void> {
    this.signal('SIGCONT')
    const until = Date.now() + drainMs
    while (await this.isBusy()) {
      if (Date.now() > until) throw new Error(`the workers did not finish: see ${this.logFile}`)
      await pause(lookEveryMs)
    }
    await this.rest()
  }

  async close(): Promise<void> {
    this.signal('SIGCONT')
    await this.proxy?.close()
    const children = [...this.apis.map(({ child }) => child), ...this.workers]
    await Promise.all(children.map((child) => stopChild(child, 'SIGTERM', 10_000)))
    await this.superuser.end()
  }

  private async startAll(): Promise<void> {
    const mail = {
      SMTP_URL: `smtp://portolan:test@127.0.0.1:${await freePort()}`,
      MAIL_FROM: 'Portolan <portolan@crm.example>',
    }
    for (let count = 0; count < each; count++) {
      const port = await freePort()
      this.apis.push({ child: this.fork('api', { ...mail, PORT: String(port) }), port })
      // One of them is the mail server.
      this.workers.push(this.fork('worker', { ...mail, MAIL_CATCHER: String(count === 0) }))
    }
    await Promise.all([...this.apis.map(answers), ...this.workers.map(isReady)]).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${readFileSync(this.logFile, 'utf8').slice(-2000)}`)
    })
    this.proxy = await RoundRobin.listen(this.apis.map(({ port }) => port))
    await this.drain()
  }

  private fork(program: 'api' | 'worker', settings: Record<string, string> = {}): ChildProcess {
    const log = openSync(this.logFile, 'a')
    return fork(join(programs, program, 'src/main.js'), [], {
      // They end with the spec, however that ends.
      execArgv: ['--require', join(programs, 'cli/src/up/follow-parent.js')],
      stdio: ['ignore', log, log, 'ipc'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_ENV: 'production',
        LOG_LEVEL: 'error',
        HOST: '127.0.0.1',
        DATABASE_URL: this.database.url,
        DATABASE_POOL: '5',
        TRUSTED_PROXIES: '127.0.0.1',
        ECB_URL: 'off',
        SMTP_URL: this.mailServer,
        ...settings,
      },
    })
  }

  /** Pauses the workers at a moment when none of them holds a transaction open. */
  private async rest(): Promise<void> {
    for (;;) {
      this.signal('SIGSTOP')
      const { rowCount } = await this.superuser.query(
        `select from pg_stat_activity
          where datname = current_database() and usename = 'portolan_app' and state <> 'idle'`,
      )
      if (!rowCount) return
      this.signal('SIGCONT')
      await pause(lookEveryMs)
    }
  }

  private async isBusy(): Promise<boolean> {
    const { rows } = await this.superuser.query<{ busy: boolean }>(
      `select exists (select from outbox_heads) or exists (
         select from job_heads where state = 'running' or state = 'pending' and run_at <= now()) or exists (
         select from webhook_lanes where due_at <= now() or lease_until > now()) as busy`,
    )
    return rows[0]?.busy ?? false
  }

  private signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    for (const worker of this.workers) worker.kill(name)
  }
}

async function answers({ child, port }: { child: ChildProcess; port: number }): Promise<void> {
  for (const until = Date.now() + startMs; Date.now() < until;) {
    if (child.exitCode !== null) break
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
    if (answer?.ok) return
    await pause(lookEveryMs)
  }
  throw new Error('an API process did not start')
}

function isReady(worker: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => {
      resolve()
    })
    worker.once('exit', () => {
      reject(new Error('a worker did not start'))
    })
  })
}
