import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { repositoryRoot } from '../../../apps/cli/src/embedded'

/**
 * Path of a file of real public data beside the repository, or null where there is none: such specs are skipped with a
 * notice. Throws an Error where SHARED names a folder that lacks it.
 */
export function sharedData(file: string): string | null {
  return sharedPath(join('data', file))
}

/** Real payloads of a platform, by file name; null where there are none, as above. */
export function sharedFixtures(platform: string): Map<string, unknown> | null {
  const folder = sharedPath(join('fixtures', platform))
  if (!folder) return null
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown
  return new Map(readdirSync(folder).map((name) => [name, read(name)]))
}

function sharedPath(name: string): string | null {
  const folder = process.env.SHARED ?? resolve(repositoryRoot(), '..', 'shared')
  const path = join(folder, name)
  if (existsSync(path)) return path
  if (process.env.SHARED) throw new Error(`SHARED=${folder} has no ${name}`)
  process.stderr.write(`skipped: ${path} is not there; SHARED names the folder of real test data\n`)
  return null
}
