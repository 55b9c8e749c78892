import type { Command } from 'commander'
import { config } from '@portolan/platform'
import { dataFolder } from '../environment'
import { complain, tell } from '../output'
import { DataFolder } from '../up/data-folder'
import { Instance } from '../up/instance'

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start PostgreSQL, Redis, API and worker, and keep them running until Ctrl-C')
    .action(async () => {
      const hasSeed = program.commands.some((command) => command.name() === 'seed')
      await up(config.PORT, hasSeed ? (file) => ['seed', '--accounts', file] : undefined)
    })
}

async function up(port: number, seed?: (accountsFile: string) => string[]): Promise<void> {
  const folder = DataFolder.open(dataFolder())
  const other = folder.claim()
  if (other) throw new Error(`Portolan is running in ${folder.path} already: process ${other.pid} (${other.command})`)
  const stop = new AbortController()
  const instance = new Instance({ folder, port, seed, signal: stop.signal })
  const asked = askedToStop(stop)
  try {
    await instance.start()
    await asked
  } catch (error) {
    // An abort is somebody's wish, not a failure.
    if (!stop.signal.aborted) {
      complain(`Portolan could not start. ${(error as Error).message}`)
      process.exitCode = 1
    }
  }
  await instance.stop()
  if (stop.signal.aborted) tell('Stopped.')
  process.exit()
}

// Further signals change nothing: the order of the stop is what keeps the data safe.
function askedToStop(stop: AbortController): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        tell(stop.signal.aborted ? 'Still stopping …' : '\nStopping …')
        stop.abort()
        resolve()
      })
    }
  })
}
