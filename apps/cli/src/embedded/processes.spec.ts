import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  claim,
  commandOf,
  freePort,
  isAlive,
  isFree,
  livingHolder,
  portHolder,
  stopChild,
  stopProcess,
} from './processes'

const endless = ['-e', 'console.log("up"); setInterval(() => undefined, 1000)']
const deaf = ['-e', 'process.on("SIGTERM", () => undefined); console.log("up"); setInterval(() => undefined, 1000)']

async function child(args: string[]) {
  const started = spawn(process.execPath, args)
  await once(started.stdout, 'data')
  return started as typeof started & { pid: number }
}

async function listener() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

const folder = mkdtempSync(join(tmpdir(), 'portolan-processes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function pidFile(content: string) {
  const file = join(folder, `${++files}.pid`)
  writeFileSync(file, content)
  return file
}

it('names the process that holds a port', async () => {
  const { server, port } = await listener()
  expect(portHolder(port)).toEqual({ pid: process.pid, command: commandOf(process.pid) })
  server.close()
})

it('finds nobody behind a free port', async () => {
  expect(portHolder(await freePort())).toBeUndefined()
})

it('keeps the port it had when nobody has taken it, and leaves it to who has', async () => {
  const { server, port } = await listener()
  expect(await isFree(port, '127.0.0.1')).toBe(false)
  expect(await freePort(port)).not.toBe(port)
  server.close()
  await once(server, 'close')
  expect(await freePort(port)).toBe(port)
})

it('finds a port that no system gives to whoever asks for any', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()))
  expect(Math.max(...ports)).toBeLessThan(32_768)
})

it('tells a living process from one that has ended', async () => {
  const process = await child(endless)
  expect(isAlive(process.pid)).toBe(true)
  await stopChild(process, 'SIGTERM', 5_000)
  expect(isAlive(process.pid)).toBe(false)
  expect(commandOf(process.pid)).toBeUndefined()
})

it('kills a process that does not end when asked', async () => {
  const [first, second] = [await child(deaf), await child(deaf)]
  await stopProcess(first.pid, 'SIGTERM', 50)
  await stopChild(second, 'SIGTERM', 50)
  expect(isAlive(first.pid)).toBe(false)
  expect(second.signalCode).toBe('SIGKILL')
})

it('stops nothing twice', async () => {
  const process = await child(endless)
  await stopChild(process, 'SIGTERM', 5_000)
  await stopChild(process, 'SIGTERM', 5_000)
  await stopProcess(process.pid, 'SIGTERM', 5_000)
  expect(process.signalCode).toBe('SIGTERM')
})

it('claims a pid file that nobody holds', () => {
  const file = pidFile('')
  expect(claim(file, () => true)).toBeUndefined()
  expect(readFileSync(file, 'utf8')).toBe(String(process.pid))
})

it('answers with the living holder instead of claiming its file', async () => {
  const holder = await child(endless)
  const file = pidFile(String(holder.pid))
  expect(claim(file, (command) => command.includes('setInterval'))?.pid).toBe(holder.pid)
  expect(readFileSync(file, 'utf8')).toBe(String(holder.pid))
  await stopChild(holder, 'SIGTERM', 5_000)
  expect(livingHolder(file, () => true)).toBeUndefined()
})

it('takes over a file whose pid another program has got since', async () => {
  const other = await child(endless)
  const file = pidFile(String(other.pid))
  expect(claim(file, (command) => command.includes('postgres'))).toBeUndefined()
  expect(isAlive(other.pid)).toBe(true)
  expect(existsSync(file)).toBe(true)
  await stopChild(other, 'SIGTERM', 5_000)
})
