// What an instance keeps in its DATA_DIR beside the data itself: its secrets, its ports, and who runs it.
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asRole, claim, freePort, livingHolder, readText, type Holder } from '../embedded'

interface Secrets {
  postgres: string
  owner: string
  app: string
  redis: string
  jwt: string
  mail: string
  encryption: string
}

interface Ports {
  postgres?: number
  redis?: number
  mail?: number
}

interface ConnectionSettings {
  database: { DATABASE_URL?: string; DATABASE_OWNER_URL?: string }
  redis: { REDIS_URL?: string }
  jwtSecret: string
  encryptionKeys: string
}

const databaseName = 'portolan'

export class DataFolder {
  private constructor(readonly path: string) {}

  static open(path: string): DataFolder {
    mkdirSync(join(path, 'logs'), { recursive: true })
    return new DataFolder(path)
  }

  file(...names: string[]): string {
    return join(this.path, ...names)
  }

  log(name: string): string {
    return this.file('logs', `${name}.log`)
  }

  /** Made on the first run; losing the file loses the way into the data. */
  secrets(): Secrets {
    const kept = readJson<Secrets>(this.file('secrets.json'))
    const secrets = { ...newSecrets(), ...kept }
    if (Object.keys(secrets).length !== Object.keys(kept ?? {}).length) writePrivate(this.file('secrets.json'), secrets)
    return secrets
  }

  /** The port this server had last time when nobody else has taken it, else a free one, kept for the next time. */
  async port(server: keyof Ports): Promise<number> {
    const ports = readJson<Ports>(this.file('ports.json')) ?? {}
    const port = await freePort(ports[server])
    if (port !== ports[server]) writePrivate(this.file('ports.json'), { ...ports, [server]: port })
    return port
  }

  /** Makes this process the one that runs here; returns the one that does already. */
  claim(): Holder | undefined {
    const other = claim(this.file('portolan.pid'), isUpCommand)
    // A killed run cannot take back what it said about itself.
    if (!other) rmSync(this.file('ready.json'), { force: true })
    return other
  }

  release(): void {
    rmSync(this.file('ready.json'), { force: true })
    rmSync(this.file('portolan.pid'), { force: true })
  }
}

export function runningInstance(path: string): Holder | undefined {
  return livingHolder(join(path, 'portolan.pid'), isUpCommand)
}

export function databaseUrls(port: number, secrets: Secrets) {
  const server = `postgres://127.0.0.1:${port}`
  return {
    DATABASE_URL: asRole(server, 'portolan_app', secrets.app, databaseName),
    DATABASE_OWNER_URL: asRole(server, 'portolan_owner', secrets.owner, databaseName),
    superuser: asRole(server, 'postgres', secrets.postgres, databaseName),
  }
}

/** How to reach the servers of an instance that has run in this folder; undefined when none has. */
export function existingInstance(path: string): ConnectionSettings | undefined {
  const secrets = readJson<Secrets>(join(path, 'secrets.json'))
  const ports = readJson<Ports>(join(path, 'ports.json'))
  if (!secrets) return undefined
  const { DATABASE_URL, DATABASE_OWNER_URL } = databaseUrls(ports?.postgres ?? 0, secrets)
  return {
    database: ports?.postgres ? { DATABASE_URL, DATABASE_OWNER_URL } : {},
    redis: ports?.redis ? { REDIS_URL: `redis://:${secrets.redis}@127.0.0.1:${ports.redis}` } : {},
    jwtSecret: secrets.jwt,
    encryptionKeys: secrets.encryption,
  }
}

export function readJson<T>(file: string): T | undefined {
  const text = readText(file)
  return text === undefined ? undefined : (JSON.parse(text) as T)
}

export function writePrivate(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
}

function newSecrets(): Secrets {
  const secret = () => randomBytes(32).toString('base64url')
  const encryption = `first:${randomBytes(32).toString('base64')}`
  return {
    postgres: secret(),
    owner: secret(),
    app: secret(),
    redis: secret(),
    jwt: secret(),
    mail: secret(),
    encryption,
  }
}

function isUpCommand(command: string): boolean {
  return /\bup\b/.test(command) && /node|portolan/.test(command)
}
