import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { InstallationQueues, JobsApiModule } from '@portolan/platform'
import { number, tell } from '../output'
import { withServices } from '../services'

const lookEveryMs = 1000

export function registerQueues(program: Command): void {
  const queues = program.command('queues').description('about background work of all workspaces')
  queues
    .command('list', { isDefault: true })
    .description('how much waits, runs and has failed in each queue')
    .action(() => withQueues(list))
  queues
    .command('pause <queue>')
    .description('start no more of its jobs; those that run go on to their end')
    .option('--wait', 'end when none of them runs any more')
    .action((name: string, { wait }: { wait?: true }) =>
      withQueues(async (all) => {
        await all.pause(name)
        tell(`${name} is paused for every workspace.`)
        if (wait) await untilDrained(all, name)
      }),
    )
  queues
    .command('resume <queue>')
    .description('go on with it; what a workspace has paused for itself stays paused')
    .action((name: string) =>
      withQueues(async (all) => {
        await all.resume(name)
        tell(`${name} goes on.`)
      }),
    )
}

function withQueues(work: (queues: InstallationQueues) => Promise<void>): Promise<void> {
  return withServices({ modules: [JobsApiModule] }, (services) => work(services.get(InstallationQueues)))
}

async function list(queues: InstallationQueues): Promise<void> {
  for (const { name, due, running, dead, paused_at } of await queues.list()) {
    const counts = [`${number(due)} due`, `${number(running)} running`, `${number(dead)} failed for good`]
    tell([name.padEnd(12), ...counts, ...(paused_at ? [`paused since ${paused_at}`] : [])].join('  '))
  }
}

/** Looks a while later only: a worker that was claiming at that moment shows by then. */
async function untilDrained(queues: InstallationQueues, name: string): Promise<void> {
  for (;;) {
    await pause(lookEveryMs)
    const running = (await queues.list()).find((queue) => queue.name === name)?.running ?? 0
    if (!running) break
  }
  tell('None of its jobs runs any more.')
}
