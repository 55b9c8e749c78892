// Builds api, worker, cli and web into dist/, each half only when its sources have changed since its last build.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertSizes, compress, finishFirstPage } from './sizes.mjs'

const bin = (name) => join('node_modules', '.bin', name)
const halves = [
  {
    name: 'server',
    sources: [
      ...['apps/api', 'apps/worker', 'apps/cli', 'apps/demo-shop', 'libs'],
      ...['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'],
    ],
    output: ['dist/apps', 'dist/libs'],
    command: [bin('nest'), 'build', 'server'],
    // What package.json calls `portolan`.
    program: 'dist/apps/cli/src/main.js',
  },
  {
    name: 'console',
    sources: ['apps/web', 'libs/contracts', 'angular.json', 'script/sizes.mjs'],
    output: ['dist/web'],
    command: [bin('ng'), 'build', '--progress=false', '--stats-json'],
    finish: async () => {
      finishFirstPage('dist/web')
      await compress('dist/web/browser')
      assertSizes('dist/web')
    },
  },
]

function filesOf(path) {
  if (!existsSync(path)) return []
  const entries = readdirSync(path, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

function fingerprint({ sources, command }) {
  const files = sources.flatMap((source) => (/\.[a-z]+$/.test(source) ? [source] : filesOf(source)))
  const hash = createHash('sha256').update(command.join(' '))
  for (const file of [...files, 'package-lock.json'].filter((name) => !name.endsWith('.spec.ts')).sort())
    hash.update(`\n${file}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

function run([program, ...args]) {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(program, args, { env: { ...process.env, NG_CLI_ANALYTICS: 'false', CI: 'true' } })
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

async function build(half) {
  const stamp = join('dist', `.${half.name}-stamp`)
  const wanted = fingerprint(half)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log(`Building the ${half.name} …`)
  for (const path of [stamp, ...half.output]) rmSync(path, { recursive: true, force: true })
  const { code, output } = await run(half.command)
  if (code !== 0) {
    console.error(output.trim())
    throw new Error(`the ${half.name} does not build`)
  }
  await half.finish?.()
  if (half.program) chmodSync(half.program, 0o755)
  writeFileSync(stamp, wanted)
}

const results = await Promise.allSettled(halves.map(build))
for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
  console.error(reason.message)
  process.exitCode = 1
}
