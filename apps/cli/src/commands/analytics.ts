import type { Command } from 'commander'
import { AnalyticsWorkerModule, RollupService } from '@portolan/analytics'
import { tell } from '../output'
import { inTenant, withServices } from '../services'

export function registerAnalytics(program: Command): void {
  program
    .command('analytics')
    .description('about reports')
    .command('rebuild')
    .description('compute the revenue of every day anew from the orders; safe while Portolan runs')
    .requiredOption('--tenant <slug>', 'the workspace')
    .action(({ tenant }: { tenant: string }) =>
      withServices({ modules: [AnalyticsWorkerModule] }, (services) =>
        inTenant(services, tenant, () => rebuild(services.get(RollupService))),
      ),
    )
}

async function rebuild(rollup: RollupService): Promise<void> {
  const total = await rollup.markAll()
  let done = 0
  for (let days = await rollup.recompute(); days > 0; days = await rollup.recompute()) done += days
  // The worker may have taken some of them meanwhile.
  tell(`The revenue of ${Math.max(total, done)} days has been computed anew.`)
}
