import { join } from 'node:path'
import type { Command } from 'commander'
import { dataFolder } from '../environment'
import { tell } from '../output'
import { prepareAccounts } from '../seed/accounts'
import { seed } from '../seed/seed'
import { signInLines } from '../up/sign-ins'

export function registerSeed(program: Command): void {
  program
    .command('seed')
    .description('fill two demo workspaces with people and orders; safe to do again')
    .option('--accounts <file>', 'keep the sign-ins there, with their passwords, instead of showing them')
    .action(async ({ accounts: file }: { accounts?: string }) => {
      const accounts = prepareAccounts(file ?? join(dataFolder(), 'accounts.json'))
      await seed(accounts, tell)
      if (!file) for (const line of signInLines(accounts)) tell(line)
    })
}
