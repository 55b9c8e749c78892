// The receivers of docs/webhooks.md, as they stand there, take real deliveries.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ModuleKind, transpileModule } from 'typescript'
import { customersEntities, CustomersService, CustomersWorkerModule } from '@portolan/customers'
import { ordersEntities, OrdersWorkerModule } from '@portolan/orders'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { LanePool, SubscriptionsService, webhooksEntities, WebhooksWorkerModule } from '..'

const page = readFileSync(join(__dirname, '../../../../docs/webhooks.md'), 'utf8')
const sample = (language: string): string => {
  const found = new RegExp(`<!-- sample: ${language} -->\\s*\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1]
  if (!found) throw new Error(`docs/webhooks.md has no sample in ${language}`)
  return found
}

let world: World
let tenant: TestTenant
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-samples-'))
  world = await testWorld({
    modules: [CustomersWorkerModule, OrdersWorkerModule, WebhooksWorkerModule],
    entities: [...customersEntities, ...ordersEntities, ...webhooksEntities],
  })
  tenant = await world.tenant('a')
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

/** What the receivers have in common: they know a secret, and tell what they took. */
interface Running {
  readonly url: string
  readonly taken: { id: string; event: string }[]
  stop(): void
}

async function deliveredTo(start: (secret: string) => Promise<Running>): Promise<Running> {
  const manager = <Result>(work: () => Promise<Result>) => world.as(tenant, 'manager', work)
  const subscriptions = world.get(SubscriptionsService)
  const made = await manager(() => subscriptions.create({ url: 'http://127.0.0.1:1/', events: ['customer.created'] }))
  const { id, secret } = JSON.parse(made.text) as { id: string; secret: string }
  const receiver = await start(secret)
  await manager(() => subscriptions.change(id, { url: receiver.url }, null))
  await manager(() => world.get(CustomersService).create({ first_name: 'Zoë', city: 'Łódź' }))
  await world.drain()
  await world.get(LanePool).drain()
  return receiver
}

const outcomes = async () =>
  (await world.owner.query<{ http_status: number }>('select http_status from webhook_attempts order by id')).rows.map(
    ({ http_status }) => http_status,
  )
const forged = (url: string) =>
  fetch(url, {
    method: 'POST',
    body: '{}',
    headers: {
      'webhook-id': 'x',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': 'v1,AAAA',
    },
  })

beforeEach(async () => {
  await world.owner.query('delete from webhook_subscriptions')
})

it('in TypeScript', async () => {
  const file = join(folder, 'receiver.js')
  const { outputText } = transpileModule(sample('typescript'), { compilerOptions: { module: ModuleKind.CommonJS } })
  writeFileSync(file, outputText)
  const { receiver } = (await import(file)) as {
    receiver(secret: string, handle: (id: string, event: { event: string }) => Promise<void>): Server
  }
  const running = await deliveredTo(async (secret) => {
    const taken: Running['taken'] = []
    const server = receiver(secret, async (id, { event }) => void taken.push({ id, event }))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, taken, stop: () => server.close() }
  })
  expect(running.taken).toEqual([{ id: expect.any(String) as string, event: 'customer.created' }])
  expect(await outcomes()).toEqual([204])
  expect((await forged(running.url)).status).toBe(401)
  running.stop()
})

const python = spawnSync('python3', ['--version']).status === 0
if (!python) process.stderr.write('skipped: there is no python3 on the PATH, so its sample is not tried\n')
const whereThereIsPython = python ? it : it.skip

whereThereIsPython('in Python', async () => {
  const file = join(folder, 'receiver.py')
  const main = [
    'import sys',
    'def tell(message_id, event):',
    '    print(json.dumps({"id": message_id, "event": event["event"]}), flush=True)',
    'server = receiver(sys.argv[1], tell)',
    'print(server.server_port, flush=True)',
    'server.serve_forever()',
  ].join('\n')
  writeFileSync(file, `${sample('python')}\n\n${main}\n`)
  let child: ChildProcess | undefined
  const running = await deliveredTo(async (secret) => {
    const taken: Running['taken'] = []
    const started = spawn('python3', [file, secret], { stdio: ['ignore', 'pipe', 'ignore'] })
    child = started
    const lines = createInterface({ input: started.stdout })
    const port = await new Promise<string>((resolve) => lines.once('line', resolve))
    lines.on('line', (line) => taken.push(JSON.parse(line) as Running['taken'][number]))
    return { url: `http://127.0.0.1:${port}/`, taken, stop: () => started.kill() }
  })
  expect(await outcomes()).toEqual([204])
  expect((await forged(running.url)).status).toBe(401)
  const ended = new Promise((resolve) => child?.once('close', resolve))
  running.stop()
  await ended
  expect(running.taken).toEqual([{ id: expect.any(String) as string, event: 'customer.created' }])
})
