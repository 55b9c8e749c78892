import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Supervisor, type Service } from './supervisor'

const stopped: string[] = []
let told: jest.SpyInstance

function service(name: string): Service & { starts: ChildProcess[] } {
  const starts: ChildProcess[] = []
  return {
    name,
    starts,
    stop: { signal: 'SIGTERM', milliseconds: 5_000 },
    lastWords: () => `last words of ${name}`,
    async start() {
      const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => undefined, 1000)'])
      await once(child.stdout, 'data')
      child.once('exit', () => stopped.push(name))
      starts.push(child)
      return child
    },
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

beforeEach(() => {
  stopped.length = 0
  told = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(() => told.mockRestore())

it('stops services in the opposite order of their start', async () => {
  const supervisor = new Supervisor()
  for (const name of ['PostgreSQL', 'Redis', 'The API']) await supervisor.start(service(name))
  await supervisor.stopAll()
  expect(stopped).toEqual(['The API', 'Redis', 'PostgreSQL'])
})

it('starts a service again that ends by itself, and says so', async () => {
  const supervisor = new Supervisor()
  const api = service('The API')
  await supervisor.start(api)
  supervisor.keepRunning()
  api.starts[0]?.kill('SIGKILL')
  await until(() => api.starts.length === 2)
  supervisor.assertRunning()
  expect(told.mock.calls.join('')).toContain('The API ended (SIGKILL): last words of The API')
  expect(told.mock.calls.join('')).toContain('Starting it again in 1 s')
  await supervisor.stopAll()
})

it('reports a service that ends during the start with its last words', async () => {
  const supervisor = new Supervisor()
  const worker = service('The worker')
  await supervisor.start(worker)
  worker.starts[0]?.kill('SIGKILL')
  await until(() => stopped.length === 1)
  expect(() => supervisor.assertRunning()).toThrow('The worker has stopped: last words of The worker')
  await supervisor.stopAll()
  expect(worker.starts).toHaveLength(1)
})

it('starts nothing again while it stops', async () => {
  const supervisor = new Supervisor()
  const api = service('The API')
  await supervisor.start(api)
  supervisor.keepRunning()
  await supervisor.stopAll()
  expect(api.starts).toHaveLength(1)
})
