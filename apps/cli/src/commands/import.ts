import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { INestApplicationContext } from '@nestjs/common'
import type { Command } from 'commander'
import { customersEntities } from '@portolan/customers'
import {
  importsEntities,
  ImportsService,
  ImportsWorkerModule,
  RejectionsService,
  type ImportDto,
} from '@portolan/imports'
import { ordersEntities } from '@portolan/orders'
import { Files, JobRunner, WorkerRuntimeModule } from '@portolan/platform'
import { number, readable, tell } from '../output'
import { inTenant, withServices } from '../services'

interface ImportFlags {
  readonly mapping: string
  readonly tenant: string
  readonly currency?: string
  readonly timezone?: string
  readonly source?: string
  readonly delimiter?: string
  readonly onDuplicate?: string
  readonly dryRun?: true
  readonly rejected?: string
}

const entities = [...customersEntities, ...ordersEntities, ...importsEntities]
const modules = [WorkerRuntimeModule, ImportsWorkerModule]
const toldEveryMs = 3000

const kinds = {
  orders: {
    description: 'bring in orders from a CSV or XLSX file; safe to run again',
    mapping: 'uci-online-retail, the name of a saved mapping, or JSON of columns and fields',
    duplicates: 'update or skip documents that stand already (update)',
  },
  customers: {
    description: 'bring in customers from a CSV or XLSX file; safe to run again',
    mapping: 'the name of a saved mapping, or JSON of columns and fields',
    duplicates: 'update or skip people who are there already, or create: refuse them (update)',
  },
} as const
type Kind = keyof typeof kinds

export function registerImport(program: Command): void {
  const command = program.command('import').description('bring in files')
  for (const kind of Object.keys(kinds) as Kind[]) registerKind(command, kind)
}

function registerKind(command: Command, kind: Kind): void {
  const { description, mapping, duplicates } = kinds[kind]
  command
    .command(`${kind} <file>`)
    .description(description)
    .requiredOption('--mapping <mapping>', mapping)
    .requiredOption('--tenant <slug>', 'the workspace')
    .option('--currency <code>', 'currency of documents that name none (the workspace’s)')
    .option('--timezone <zone>', 'zone of times without an offset (the workspace’s)')
    .option('--source <name>', 'where the file comes from; with a number it says which document is meant')
    .option('--delimiter <sign>', 'what stands between cells: , ; | or tab (as the file tells)')
    .option('--on-duplicate <what>', duplicates)
    .option('--dry-run', 'try everything, write nothing')
    .option('--rejected <file>', 'where rejected rows go with their reasons (<name>.rejected.csv)')
    .action((file: string, flags: ImportFlags) =>
      withServices({ modules, entities }, (services) =>
        inTenant(services, flags.tenant, () => importFile(services, kind, file, flags)),
      ),
    )
}

async function importFile(
  services: INestApplicationContext,
  kind: Kind,
  path: string,
  flags: ImportFlags,
): Promise<void> {
  const { id } = await accept(services, kind, path, flags).catch((error: unknown) => {
    throw readable(error)
  })
  const finished = await follow(services, id)
  if (finished.status !== 'completed') throw new Error(finished.error?.message ?? `The import was ${finished.status}.`)
  const { created, updated, unchanged, rejected } = finished
  tell(
    `${flags.dryRun ? 'It would be' : 'Done'}: ${number(created)} new, ${number(updated)} changed, ${number(unchanged)} unchanged.`,
  )
  if (rejected === 0) return
  const target = flags.rejected ?? `${basename(path)}.rejected.csv`
  const rows = await services.get(RejectionsService, { strict: false }).file(id)
  await pipeline(rows.getStream(), createWriteStream(target))
  tell(`Rejected: ${number(rejected)} rows, with the reasons in ${target}.`)
}

async function accept(
  services: INestApplicationContext,
  kind: Kind,
  path: string,
  flags: ImportFlags,
): Promise<ImportDto> {
  await stat(path).catch(() => {
    throw new Error(`there is no file ${path}`)
  })
  const file = await services.get(Files).store(createReadStream(path))
  const { mapping, currency, timezone, source, delimiter, onDuplicate, dryRun } = flags
  const sign = delimiter === 'tab' ? '\t' : delimiter
  const options = { currency, timezone, source, delimiter: sign, on_duplicate: onDuplicate, dry_run: dryRun }
  const fields = new Map([
    ['mapping', mapping],
    ['options', JSON.stringify(options)],
  ])
  const made = await services
    .get(ImportsService, { strict: false })
    .accept({ file, filename: basename(path), fields, key: null }, kind)
  return made.toJSON() as ImportDto
}

/** Runs the import here, unless a worker has taken it, and tells how far it is. */
async function follow(services: INestApplicationContext, id: string): Promise<ImportDto> {
  const read = async () => (await services.get(ImportsService, { strict: false }).one(id)).toJSON() as ImportDto
  const timer = setInterval(() => void read().then(tellProgress, () => undefined), toldEveryMs)
  try {
    for (;;) {
      await services.get(JobRunner, { strict: false }).drain('imports')
      const state = await read()
      if (state.status !== 'queued' && state.status !== 'running') return state
      await pause(500)
    }
  } finally {
    clearInterval(timer)
  }
}

function tellProgress({ total_rows, processed_rows }: ImportDto): void {
  tell(total_rows === null ? 'Reading the file …' : `${number(processed_rows)} of ${number(total_rows)} rows`)
}
