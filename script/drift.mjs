// Generated files are committed. This generates them again and fails when one comes out different.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const generated = [
  'docs/configuration.md',
  'docs/events.md',
  'docs/events.json',
  '.env.example',
  'openapi',
  'apps/web/src/app/api',
]

function contents() {
  const files = generated.flatMap((path) => {
    if (!existsSync(path)) return []
    if (/\.[a-z]+$/.test(path)) return [path]
    const entries = readdirSync(path, { withFileTypes: true, recursive: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  })
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))
}

const before = contents()
const { status } = spawnSync('npm', ['run', '--silent', 'gen'], { stdio: ['ignore', 'ignore', 'inherit'] })
if (status !== 0) {
  console.error('npm run gen failed')
  process.exit(1)
}
const after = contents()
const changed = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file))
if (changed.length > 0) {
  console.error(`Generated files were not up to date:\n  ${changed.slice(0, 20).join('\n  ')}`)
  console.error('They are now. Look at the difference and commit it (npm run gen does the same).')
  process.exitCode = 1
}
