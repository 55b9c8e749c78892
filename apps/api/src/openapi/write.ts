// Writes openapi/openapi.json from the routes of the build, and guards version 1: it only grows.
//   (nothing)  writes the document
//   check      compares it with the contract as last released (openapi/released.json) and fails on a breaking change
//   release    accepts the document as the released contract
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildOpenApi } from '@portolan/platform'
import { createApi } from '../create-api'
import { breakingChanges, type Document } from './breaking-changes'

const task = process.argv[2] ?? 'write'

function folder(): string {
  let root = __dirname
  while (!existsSync(join(root, 'package.json'))) root = dirname(root)
  return join(root, 'openapi')
}

const [current, released] = [join(folder(), 'openapi.json'), join(folder(), 'released.json')]
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Document

async function write(): Promise<void> {
  const app = await createApi()
  writeFileSync(current, `${JSON.stringify(buildOpenApi(app), null, 2)}\n`)
}

function check(): void {
  const found = existsSync(released) ? breakingChanges(read(released), read(current)) : []
  if (!found.length) return
  process.stderr.write(`${found.map((change) => `breaking: ${change}`).join('\n')}\n`)
  process.stderr.write('Version 1 only grows: keep the old form beside the new one (docs/adr says how we deprecate).\n')
  process.exitCode = 1
}

async function main(): Promise<void> {
  if (task === 'write') await write()
  else if (task === 'check') check()
  else if (task === 'release') copyFileSync(current, released)
  else throw new Error(`there is no task ${task}`)
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  })
  .finally(() => {
    // The application was never started, so there is nothing to close; its Redis client would keep the process.
    process.exit()
  })
