// Runs docker/Dockerfile without Docker: its COPY and RUN lines in an empty folder, then its commands as another user
// against a PostgreSQL and a Redis of their own, behind nginx with the configuration of docker/nginx.
//   npm run image:check              takes the packages and the build of this checkout, where they are up to date
//   npm run image:check -- --clean   makes both from nothing, as Docker would; minutes
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const require = createRequire(import.meta.url)
const clean = process.argv.includes('--clean')
const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'portolan-image-'))
// Whoever the image's user is must be able to enter.
chmodSync(folder, 0o755)
const isRoot = process.getuid?.() === 0
const imageUser = { uid: 1000, gid: 1000 }
const secret = 'a key for the check alone, of no use elsewhere'

const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
function isIgnored(path) {
  return ignored.some((rule) =>
    rule.startsWith('**/*') ? path.endsWith(rule.slice(4)) : path === rule || path.startsWith(`${rule}/`),
  )
}

function instructions() {
  const text = readFileSync(join(root, 'docker/Dockerfile'), 'utf8').replace(/\\\n/g, ' ')
  const lines = text.split('\n').filter((line) => line.trim() && !line.startsWith('#'))
  return lines.map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1).trim()])
}

/** The image as far as a folder can be one. */
class Stage {
  environment = {}
  entrypoint = []
  health = []
  user = 'root'

  constructor(name) {
    this.root = join(folder, name)
    this.workdir = '/'
    mkdirSync(this.root)
  }

  path(path) {
    return path.startsWith('/') ? join(this.root, path) : join(this.root, this.workdir, path)
  }

  copy(from, sources, target) {
    for (const source of sources) {
      const whole = source === '.'
      const at = target.endsWith('/') && !whole ? join(this.path(target), basename(source)) : this.path(target)
      const filter = (path) => from !== root || !isIgnored(relative(root, path))
      cpSync(join(from, source), at, { recursive: true, filter, verbatimSymlinks: true })
    }
  }

  run(command) {
    if (!clean && command.startsWith('npm ci')) return this.borrow('node_modules')
    if (!clean && command === 'npm run build') this.borrow('dist')
    const here = command.replaceAll(/(^|\s)\/data\b/g, `$1${this.path('/data')}`)
    const owned = isRoot
      ? here.replaceAll('node:node', `${imageUser.uid}:${imageUser.gid}`)
      : here.replace(/ && chown .*/, '')
    say(`  RUN ${command}`)
    execFileSync('/bin/sh', ['-c', owned], { cwd: this.path('.'), stdio: ['ignore', 'ignore', 'inherit'] })
  }

  borrow(name) {
    // Links, because packages are large; npm replaces files and never writes into them.
    if (existsSync(join(root, name))) execFileSync('cp', ['-al', join(root, name), this.path(name)])
  }
}

function build() {
  const stages = new Map()
  let stage
  for (const [name, value] of instructions()) {
    switch (name) {
      case 'FROM': {
        const named = / AS (\w+)$/i.exec(value)?.[1] ?? 'final'
        stage = new Stage(named)
        stages.set(named, stage)
        break
      }
      case 'WORKDIR':
        stage.workdir = value
        mkdirSync(stage.path('.'), { recursive: true })
        break
      case 'ENV':
        for (const pair of value.split(/\s+/)) stage.environment[pair.split('=')[0]] = pair.split('=')[1]
        break
      case 'COPY': {
        const parts = value.split(/\s+/)
        const other = /^--from=(\w+)$/.exec(parts[0])?.[1]
        const from = other ? stages.get(other).root : root
        const sources = parts.slice(other ? 1 : 0, -1)
        stage.copy(from, sources, parts.at(-1))
        break
      }
      case 'RUN':
        stage.run(value)
        break
      case 'USER':
        stage.user = value
        break
      case 'ENTRYPOINT':
        stage.entrypoint = JSON.parse(value)
        break
      case 'HEALTHCHECK':
        stage.health = JSON.parse(value.slice(value.indexOf('CMD ') + 4))
        break
      case 'CMD':
      case 'EXPOSE':
      case 'VOLUME':
        break
      default:
        throw new Error(`docker/Dockerfile says ${name}, which this check does not know`)
    }
  }
  return stages.get('final')
}

const started = []

/** A command of the image, as its user. */
function start(stage, command, settings) {
  const [program, ...first] = command
  const child = spawn(stage.path(program), first, {
    cwd: stage.path('.'),
    env: { PATH: process.env.PATH, ...stage.environment, DATA_DIR: stage.path('/data'), ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(isRoot && stage.user !== 'root' ? imageUser : {}),
  })
  started.push(child)
  child.ended = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)))
  return child
}

async function mustEnd(stage, command, settings) {
  const code = await start(stage, command, settings).ended
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`)
}

async function until(what, holds) {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(200)) if (await holds()) return
  throw new Error(`${what} took too long`)
}

async function commands(stage, { embedded, postgres, redis }) {
  const passwords = { owner: 'portolan-owner', app: 'portolan-app' }
  await embedded.withClient(postgres.url, (client) => client.query('create database portolan'))
  await embedded.applyRoles(new URL('/portolan', postgres.url).href, passwords)
  const address = (role, password) => embedded.asRole(postgres.url, role, password, 'portolan')
  const settings = {
    DATABASE_URL: address('portolan_app', passwords.app),
    REDIS_URL: redis.url,
    JWT_SECRET: secret,
    ENCRYPTION_KEYS: `first:${randomBytes(32).toString('base64')}`,
    PORT: String(await embedded.freePort()),
    ECB_URL: 'off',
    LOG_LEVEL: 'error',
    TRUSTED_PROXIES: '127.0.0.1',
    HOST: '127.0.0.1',
  }
  const run = (...command) => [...stage.entrypoint, ...command]
  await mustEnd(stage, run('migrate'), { ...settings, DATABASE_OWNER_URL: address('portolan_owner', passwords.owner) })
  say('  migrate: done')
  const api = start(stage, run('api'), settings)
  const worker = start(stage, run('worker'), settings)
  await until('the API', async () => (await start(stage, stage.health, settings).ended) === 0)
  await mustEnd(stage, [...stage.health, 'worker'], settings)
  say('  api and worker: healthy')
  await nginx(settings.PORT)
  for (const [name, child] of Object.entries({ api, worker })) {
    child.kill('SIGTERM')
    const code = await Promise.race([child.ended, pause(20_000, 'no end')])
    if (code !== 0 && code !== 'SIGTERM') throw new Error(`${name} ended with ${code}`)
  }
  say('  api and worker: end when asked to')
}

function rendered(values) {
  const template = readFileSync(join(root, 'docker/nginx/portolan.conf.template'), 'utf8')
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`\${${name}}`, value), template)
}

async function nginx(apiPort) {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' })
  } catch {
    say('  nginx: skipped, it is not installed')
    return
  }
  const { freePort } = require(join(root, 'dist/apps/cli/src/embedded'))
  const at = join(folder, 'nginx')
  mkdirSync(at)
  const certificate = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=crm.example.com']
  execFileSync('openssl', [...certificate, '-keyout', join(at, 'privkey.pem'), '-out', join(at, 'fullchain.pem')], {
    stdio: 'ignore',
  })
  const [plain, secure] = [await freePort(), await freePort()]
  const values = {
    SERVER_NAME: 'crm.example.com',
    BODY_LIMIT: '201m',
    RESOLVER: '127.0.0.1',
    API: `127.0.0.1:${apiPort}`,
  }
  const site = rendered(values)
    .replaceAll('/etc/nginx/certificates', at)
    .replaceAll(/listen (\[::\]:)?80;/g, (_, six) => (six ? '' : `listen 127.0.0.1:${plain};`))
    .replaceAll(/listen (\[::\]:)?443 ssl;/g, (_, six) => (six ? '' : `listen 127.0.0.1:${secure} ssl;`))
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${at}/${name};`)
  writeFileSync(
    join(at, 'nginx.conf'),
    `daemon off; pid ${at}/pid; error_log ${at}/error.log;\nevents {}\n` +
      `http {\naccess_log off;\n${folders.join('\n')}\n${site}\n}\n`,
  )
  execFileSync('nginx', ['-t', '-q', '-c', join(at, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'inherit'] })
  const server = spawn('nginx', ['-c', join(at, 'nginx.conf')], { stdio: 'ignore' })
  started.push(server)
  await until('nginx', () => fetch(`http://127.0.0.1:${plain}`, { redirect: 'manual' }).catch(() => null))
  await asBrowser(plain, secure)
  server.kill('SIGQUIT')
  say('  nginx: redirects, speaks TLS 1.3 only, sends HSTS, limits bodies, keeps metrics inside')
}

async function asBrowser(plain, secure) {
  const moved = await fetch(`http://127.0.0.1:${plain}/customers?q=a`, {
    redirect: 'manual',
    headers: { host: 'crm.example.com' },
  })
  must(moved.status === 301, 'plain HTTP is redirected')
  must(moved.headers.get('location') === 'https://crm.example.com/customers?q=a', 'to the same address with https')
  const call = (path, options = {}, headers = {}) =>
    new Promise((done, fail) => {
      const sent = request(
        { host: '127.0.0.1', port: secure, path, rejectUnauthorized: false, headers, ...options },
        (answer) => {
          answer.resume().on('end', () => done({ status: answer.statusCode, headers: answer.headers }))
        },
      )
      sent.on('error', fail).end()
    })
  const live = await call('/health/live')
  must(live.status === 200, 'the API answers')
  must(live.headers['strict-transport-security'] === 'max-age=31536000', 'HSTS is sent, once')
  must((await call('/metrics')).status === 404, 'metrics stay inside')
  const old = await call('/health/live', { maxVersion: 'TLSv1.2' }).catch(() => null)
  must(old === null, 'TLS 1.2 is refused')
  const large = await call('/api/v1/orders/import', { method: 'POST' }, { 'content-length': String(202 * 1024 * 1024) })
  must(large.status === 413, 'bodies above the limit are refused')
}

function must(holds, what) {
  if (!holds) throw new Error(`nginx: not so: ${what}`)
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

async function check() {
  const embedded = require(join(root, 'dist/apps/cli/src/embedded'))
  const stage = build()
  const servers = { folder: join(folder, 'servers') }
  mkdirSync(servers.folder)
  chmodSync(servers.folder, 0o777)
  const server = async (start, name, more) =>
    start({
      folder: join(servers.folder, name),
      logFile: join(servers.folder, `${name}.log`),
      port: await embedded.freePort(),
      password: 'portolan-check',
      ...more,
    })
  const postgres = await server(embedded.startPostgres, 'postgres', { settings: { fsync: 'off' } })
  started.push(postgres.process)
  const redis = await server(embedded.startRedis, 'redis', { persistence: 'none' })
  started.push(redis.process)
  await commands(stage, { embedded, postgres, redis })
  await embedded.stopPostgres(join(servers.folder, 'postgres'))
  await embedded.stopRedis(join(servers.folder, 'redis'))
}

say('The image, without Docker:')
try {
  await check()
  say('The image builds and runs.')
} catch (error) {
  process.exitCode = 1
  process.stderr.write(`${error.stack ?? error}\n`)
} finally {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
