import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { INestApplicationContext } from '@nestjs/common'
import type { Command } from 'commander'
import { customersEntities } from '@portolan/customers'
import { ExportsService, importsEntities, ImportsWorkerModule, type ExportDto } from '@portolan/imports'
import { ordersEntities } from '@portolan/orders'
import { JobRunner, WorkerRuntimeModule } from '@portolan/platform'
import { number, readable, tell } from '../output'
import { inTenant, withServices } from '../services'

interface ExportFlags {
  readonly tenant: string
  readonly format: string
  readonly out: string
  readonly filter: readonly string[]
  readonly sort?: string
  readonly fields?: string
  readonly include?: string
  readonly q?: string
}

const entities = [...customersEntities, ...ordersEntities, ...importsEntities]
const modules = [WorkerRuntimeModule, ImportsWorkerModule]
const toldEveryMs = 3000

const kinds = ['customers', 'orders'] as const
type Kind = (typeof kinds)[number]

export function registerExport(program: Command): void {
  const command = program.command('export').description('take out files')
  for (const kind of kinds) registerKind(command, kind)
}

function registerKind(command: Command, kind: Kind): void {
  command
    .command(kind)
    .description(`take out ${kind} as a CSV or JSON file`)
    .requiredOption('--tenant <slug>', 'the workspace')
    .requiredOption('--out <file>', 'where the rows go; a file that is there is replaced once all are written')
    .option('--format <format>', 'csv or json', 'csv')
    .option(
      '--filter <name=value>',
      'a filter as in the list’s address, such as country_code=DE,AT or created_at[gte]=2026-01-01; may be repeated',
      (one: string, others: string[]) => [...others, one],
      [],
    )
    .option('--q <text>', 'what is searched for')
    .option('--sort <field>', 'the order of the rows, - in front for descending')
    .option('--fields <names>', 'what each row has, separated by commas (the list’s own)')
    .option('--include <names>', 'nested rows, such as tags or items')
    .action((flags: ExportFlags) =>
      withServices({ modules, entities }, (services) =>
        inTenant(services, flags.tenant, () => exportFile(services, kind, flags)),
      ),
    )
}

async function exportFile(services: INestApplicationContext, kind: Kind, flags: ExportFlags): Promise<void> {
  const exports = services.get(ExportsService, { strict: false })
  const made = await exports.request(kind, queryOf(flags)).catch((error: unknown) => {
    throw readable(error)
  })
  const { id } = made.toJSON() as ExportDto
  const finished = await follow(services, id)
  if (finished.status !== 'completed') throw new Error(finished.error?.message ?? `The export was ${finished.status}.`)
  await save(await exports.content(id), flags.out)
  // What stands in the file need not lie here for a week.
  await exports.remove(id)
  const left = finished.left_out ? `, ${number(finished.left_out)} deleted meanwhile` : ''
  tell(`${number(finished.processed_rows - finished.left_out)} ${kind} in ${flags.out}${left}.`)
}

/** Throws an Error for a filter that is none. */
function queryOf({ format, filter, q, sort, fields, include }: ExportFlags): Record<string, string> {
  const filters = filter.map((text): [string, string] => {
    const [name = '', ...value] = text.split('=')
    if (!name || !value.length) throw new Error(`--filter ${text} must look like country_code=DE`)
    return [name, value.join('=')]
  })
  const named = { format, q, sort, fields, include }
  const given = Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries([...filters, ...given])
}

/** A reader never finds half a file under this name. */
async function save(content: Readable, target: string): Promise<void> {
  const unfinished = `${target}.part`
  try {
    await pipeline(content, createWriteStream(unfinished, { mode: 0o600 }))
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

/** Runs the export here, unless a worker has taken it, and tells how far it is. */
async function follow(services: INestApplicationContext, id: string): Promise<ExportDto> {
  const read = async () => (await services.get(ExportsService, { strict: false }).one(id)).toJSON() as ExportDto
  const timer = setInterval(() => void read().then(tellProgress, () => undefined), toldEveryMs)
  try {
    for (;;) {
      await services.get(JobRunner, { strict: false }).drain('exports')
      const state = await read()
      if (state.status !== 'queued' && state.status !== 'running') return state
      await pause(500)
    }
  } finally {
    clearInterval(timer)
  }
}

function tellProgress({ total_rows, processed_rows }: ExportDto): void {
  tell(total_rows === null ? 'Looking for the rows …' : `${number(processed_rows)} of ${number(total_rows)} rows`)
}
