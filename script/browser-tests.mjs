// Starts a Portolan of its own with the demo's data, and a demo shop, and runs test/browser against its console with
// Chromium.
// The first argument names another of Jest's projects than `browser`: `browser-full`, `browser-speed`, or `pictures` for
// docs/guide; more arguments name specs.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const onPath = (name) => spawnSync('sh', ['-c', `command -v "${name}"`], { encoding: 'utf8' }).stdout.trim()
const chromium = process.env.CHROMIUM || names.map(onPath).find(Boolean)

if (!chromium) {
  console.log('Browser tests are skipped: there is no Chromium on the PATH (CHROMIUM names another).')
  process.exit(process.env.CI ? 1 : 0)
}

/** Nobody listens there right now. The shop must know the console's address, and the console the shop's. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

const port = await freePort()
// As many orders as somebody can see arrive.
const shop = spawn(
  process.execPath,
  [
    'dist/apps/demo-shop/src/main.js',
    ...['--shopify-port', '0', '--woo-port', '0', '--control-port', '0', '--orders', '2000'],
    ...['--redirect', `http://localhost:${port}/api/v1/integrations/shopify/callback`],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
let said = ''
shop.stdout.on('data', (chunk) => (said += chunk))

/** What the shop says when it is open: settings that connect with it, and where orders are placed. */
async function opened() {
  while (!/^Orders .*$/m.test(said)) {
    if (shop.exitCode !== null) throw new Error(`The demo shop did not start:\n${said}`)
    await pause(50)
  }
  const settings = [...said.matchAll(/(SHOPIFY_\w+)=(\S+)/g)].map(([, name, value]) => [name, value])
  return { settings: Object.fromEntries(settings), control: /^Orders\s+(\S+)/m.exec(said)[1] }
}

const { settings, control } = await opened()

// Where a user other than root may enter: PostgreSQL must.
const folder = mkdtempSync(join(tmpdir(), 'portolan-browser-'))
chmodSync(folder, 0o755)
const environment = {
  ...process.env,
  ...settings,
  DATA_DIR: folder,
  PORT: String(port),
  DATABASE_URL: '',
  DATABASE_OWNER_URL: '',
  REDIS_URL: '',
}
const portolan = spawn(process.execPath, ['dist/apps/cli/src/main.js', 'up'], {
  env: environment,
  stdio: ['ignore', 'pipe', 'inherit'],
})
let told = ''
portolan.stdout.on('data', (chunk) => (told += chunk))

async function ready() {
  const file = join(folder, 'ready.json')
  while (!existsSync(file)) {
    if (portolan.exitCode !== null) throw new Error(`Portolan did not start:\n${told}`)
    await pause(200)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

async function stop() {
  if (portolan.exitCode !== null) return
  const ended = new Promise((resolve) => portolan.once('exit', resolve))
  portolan.kill('SIGTERM')
  await ended
}

try {
  const { url } = await ready()
  mkdirSync('coverage/browser', { recursive: true })
  const args = [
    '--selectProjects',
    process.argv[2] ?? 'browser',
    '--runInBand',
    '--json',
    '--outputFile=coverage/browser/results.json',
  ]
  if (process.argv.length > 3) args.push('--', ...process.argv.slice(3))
  const jest = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
    env: {
      ...process.env,
      CHROMIUM: chromium,
      PORTOLAN_URL: url,
      PORTOLAN_READY: join(folder, 'ready.json'),
      DEMO_SHOP: control,
    },
    stdio: 'inherit',
  })
  process.exitCode = jest.status ?? 1
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  await stop()
  shop.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
