import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that holds the repository: the compiled file under dist/ and the source itself find the same one. */
export function repositoryRoot(from = __dirname): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'migrations'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('Portolan must run from its repository: no folder with migrations/ was found')
  return repositoryRoot(parent)
}
