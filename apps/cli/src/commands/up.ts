import type { Command } from 'commander'
import { config } from '@portolan/platform'
import { dataFolder } from '../environment'
import { complain, tell } from '../output'
import { DataFolder } from '../up/data-folder'
import { Instance } from '../up/instance'
import { appService, runCommand } from '../up/services'

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start PostgreSQL, Redis, API and worker, and keep them running until Ctrl-C')
    .action(async () => {
      const hasSeed = program.commands.some((command) => command.name() === 'seed')
      await up(config.PORT, hasSeed)
    })
}

async function up(port: number, hasSeed: boolean): Promise<void> {
  const folder = DataFolder.open(dataFolder())
  const other = folder.claim()
  if (other) throw new Error(`Portolan is running in ${folder.path} already: process ${other.pid} (${other.command})`)
  const stop = new AbortController()
  const apps = (settings: Record<string, string>) => [
    appService(folder, 'api', settings),
    appService(folder, 'worker', settings),
  ]
  const seed = (file: string, settings: Record<string, string>) =>
    runCommand(['seed', '--accounts', file], settings, stop.signal)
  const instance = new Instance({ folder, port, apps, seed: hasSeed ? seed : undefined, signal: stop.signal })
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
