// Every command of `portolan`, in the order of its help. A command file loads its libs inside its action, so that
// `portolan --help` and `portolan up` don't load the whole system.
import type { Command } from 'commander'
import { registerConfigDocs } from './config-docs'
import { registerDoctor } from './doctor'
import { registerMigrate } from './migrate'
import { registerUp } from './up'

export const commands: ((program: Command) => void)[] = [
  registerUp,
  registerMigrate,
  registerDoctor,
  registerConfigDocs,
]
