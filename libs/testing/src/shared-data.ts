import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { repositoryRoot } from '../../../apps/cli/src/embedded'

/**
 * Path of a file of real public data beside the repository, or null where there is none: such specs are skipped with a
 * notice. Throws an Error where SHARED names a folder that lacks it.
 */
export function sharedData(file: string): string | null {
  const folder = process.env.SHARED ?? resolve(repositoryRoot(), '..', 'shared')
  const path = join(folder, 'data', file)
  if (existsSync(path)) return path
  if (process.env.SHARED) throw new Error(`SHARED=${folder} has no data/${file}`)
  process.stderr.write(`skipped: ${path} is not there; SHARED names the folder of real test data\n`)
  return null
}
