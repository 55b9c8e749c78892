// Processes and ports of this machine, as far as starting and stopping our own servers needs them.
// A process that we find (instead of start) is only ever touched after its command line proved that it is ours.
import { execFileSync, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Holder {
  pid: number
  command: string
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return !isZombie(pid)
}

/** The command line of a process, or undefined when there is no such process. */
export function commandOf(pid: number): string | undefined {
  const fromProc = readText(`/proc/${pid}/cmdline`)
  if (fromProc !== undefined) return fromProc.replaceAll('\0', ' ').trim() || undefined
  return output('ps', ['-o', 'command=', '-p', String(pid)])
}

/** Sends the signal and waits for the end; a process that outlives the time is killed. */
export async function stopProcess(pid: number, signal: NodeJS.Signals, milliseconds: number): Promise<void> {
  if (!send(pid, signal)) return
  if (await ends(pid, milliseconds)) return
  send(pid, 'SIGKILL')
  await ends(pid, 5_000)
}

export async function stopChild(child: ChildProcess, signal: NodeJS.Signals, milliseconds: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  await gone
  clearTimeout(timer)
}

export async function isFree(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/**
 * The wanted port when it is free, else any free one on the loopback address. Never one that a system gives to whoever
 * asks for any: such a one is somebody else's before its finder listens on it.
 */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined && (await isFree(wanted, '127.0.0.1'))) return wanted
  const port = randomInt(12_000, 32_000)
  return (await isFree(port, '127.0.0.1')) ? port : freePort()
}

/** Who listens on a TCP port. Undefined when it belongs to another user, whose processes we may not look into. */
export function portHolder(port: number): Holder | undefined {
  const pid = holderFromProc(port) ?? holderFromLsof(port)
  if (pid === undefined) return undefined
  return { pid, command: commandOf(pid) ?? 'unknown' }
}

/**
 * Makes this process the holder of a pid file. Returns the living process that holds it already, if there is one;
 * `isOurs` decides by its command line whether a living pid still is what the file says, since pids are used again.
 */
export function claim(file: string, isOurs: (command: string) => boolean): Holder | undefined {
  mkdirSync(dirname(file), { recursive: true })
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = livingHolder(file, isOurs)
    if (holder) return holder
    rmSync(file, { force: true })
  }
}

/** The living process that a pid file names, if its command line is what we expect. */
export function livingHolder(file: string, isOurs: (command: string) => boolean): Holder | undefined {
  const pid = Number.parseInt(readText(file) ?? '', 10)
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid || !isAlive(pid)) return undefined
  const command = commandOf(pid)
  return command !== undefined && isOurs(command) ? { pid, command } : undefined
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

async function ends(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await pause(25)
  }
  return true
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

// A killed process whose parent never collects it still answers to signal 0.
function isZombie(pid: number): boolean {
  const stat = readText(`/proc/${pid}/stat`)
  return stat !== undefined && stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
}

function output(command: string, args: string[]): string | undefined {
  try {
    const text = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return text || undefined
  } catch {
    return undefined
  }
}

function holderFromProc(port: number): number | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningSockets(table, port)))
  if (sockets.size === 0) return undefined
  return directory('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => directory(`/proc/${pid}/fd`).some((fd) => sockets.has(linkTarget(`/proc/${pid}/fd/${fd}`))))
}

// Columns of /proc/net/tcp: number, local address (hex ip:port), remote, state (0A = listening), …, inode as the tenth.
function listeningSockets(table: string, port: number): string[] {
  const suffix = ':' + port.toString(16).toUpperCase().padStart(4, '0')
  return (readText(table) ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && columns[1]?.endsWith(suffix))
    .map((columns) => `socket:[${columns[9]}]`)
}

function holderFromLsof(port: number): number | undefined {
  const pid = Number.parseInt(output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']) ?? '', 10)
  return Number.isInteger(pid) ? pid : undefined
}

function directory(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

export function linkTarget(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
