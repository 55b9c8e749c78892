// Every command of `portolan`, in the order of its help.
import type { Command } from 'commander'
import { registerAnalytics } from './analytics'
import { registerCatalogueDocs } from './catalogue-docs'
import { registerConfigDocs } from './config-docs'
import { registerDemoShop } from './demo-shop'
import { registerDoctor } from './doctor'
import { registerExport } from './export'
import { registerImport } from './import'
import { registerMigrate } from './migrate'
import { registerQueues } from './queues'
import { registerRates } from './rates'
import { registerSeed } from './seed'
import { registerTenant } from './tenant'
import { registerUp } from './up'

export const commands: ((program: Command) => void)[] = [
  registerUp,
  registerMigrate,
  registerTenant,
  registerSeed,
  registerRates,
  registerImport,
  registerExport,
  registerAnalytics,
  registerQueues,
  registerDemoShop,
  registerDoctor,
  registerConfigDocs,
  registerCatalogueDocs,
]
